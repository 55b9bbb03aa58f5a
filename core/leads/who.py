"""Who a row is, in the words of the person in front of the screen: the columns that name somebody, read together."""

from __future__ import annotations

import pandas as pd

from core.tables.identifier_words import COMPANY_NAMES, FIRST_NAMES, FULL_NAMES, LAST_NAMES
from core.tables.name_words import letters_of, words
from core.tables.table import Table

# Column names, as words, that together name somebody; the first that a table has is taken.
_NAMING: tuple[tuple[frozenset[str], ...], ...] = ((FIRST_NAMES, LAST_NAMES), (FULL_NAMES,), (COMPANY_NAMES,))


def naming_columns_of(table: Table) -> tuple[str, ...]:
    """The columns that together name a row; () where there are none, or where they are its id already."""
    by_words = {
        " ".join(words(column.name) or letters_of(column.name)): column.name for column in table.columns
    }
    for parts in _NAMING:
        found = [next((by_words[said] for said in by_words if said in part), None) for part in parts]
        if all(found) and table.id_column not in found:
            return tuple(name for name in found if name)
    return ()


def who(table: Table, rows: pd.DataFrame) -> list[str]:
    """What each row is called, "" where its cells are empty.

    Args:
        table: What is known of the columns.
        rows: Some of its rows.

    Returns:
        One text a row: "Yara Rator"; all empty where no column names anybody.
    """
    names = naming_columns_of(table)
    if not names:
        return [""] * len(rows)
    cells = [rows[name].astype("str").where(rows[name].notna(), "") for name in names]
    return [" ".join(" ".join(parts).split())[:80] for parts in zip(*cells, strict=True)]
