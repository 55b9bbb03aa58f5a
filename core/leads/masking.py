"""Names that tell nothing: what clients are called where names are masked, and which columns name somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.tables.identifiers import says_person
from core.tables.table import Role, Table
from core.tables.table_set import TableSet

MASK = "•••"  # stands for free text
NAMING_ROLES = (Role.ID, Role.TEXT)  # what can name a person
_NAME = re.compile(r"(.*[_ .-]|first|last|sur|vor|nach)?name(n)?|e[_-]?mail", re.IGNORECASE)
_MASKED = re.compile(r"client\s+([\d,]{1,15})", re.IGNORECASE)


def masked_name(row: int) -> str:
    """ "Client 20,418" is the table's row 20,418, counted from 1.

    Args:
        row: Its row in the table, from 0.
    """
    return f"Client {row + 1:,}"


def masked_names(rows: Iterable[int]) -> list[str]:
    """The masked name of each row."""
    return [masked_name(int(row)) for row in rows]


def row_of_masked(name: str) -> int | None:
    """The row (from 0) of a masked name, None where the text is none."""
    found = _MASKED.fullmatch(name.strip())
    digits = found.group(1).replace(",", "") if found else ""
    return int(digits) - 1 if digits and int(digits) > 0 else None


def naming_columns(table: Table) -> frozenset[str]:
    """The columns that can name a person or a company: ids, free text, and what is called a name."""
    return frozenset(
        column.name
        for column in table.columns
        if column.role in NAMING_ROLES
        or column.names_row
        or _NAME.fullmatch(column.name)
        or says_person(column.name)
    )


def hidden_columns(tables: TableSet) -> dict[str, frozenset[str]]:
    """By table, the columns whose cells can name somebody: naming ones, keys of other rows, those set aside."""
    return {
        linked.name: naming_columns(linked.table)
        | {link.column for link in tables.links_from(linked.name)}
        | {column.name for column in linked.table.columns if column.role is Role.IGNORE}
        for linked in tables.tables
    }
