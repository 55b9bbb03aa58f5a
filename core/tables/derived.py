"""Columns read out of others: what job titles and birth numbers say becomes columns, in a new file beside the first."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.settings import load_settings
from core.storage import fingerprint
from core.tables.birth_numbers import READ_FROM_BIRTHS, is_birth_number, read_births
from core.tables.engine import engine, explaining_engine_errors, quoted, scratch_folder
from core.tables.job_titles import OTHER, UNKNOWN, buying_role, is_title_column, read_titles
from core.tables.made_rows import PLACE, rows_sql, stored_rows
from core.tables.name_words import words
from core.tables.recoded import changed_on_base
from core.tables.table import Column, Role, Table
from core.tables.table_set import TableSet

READ_FROM_TITLES = ("seniority", "department", "buying_role")
_ENOUGH = 0.3  # of the different values must say something, or the column holds no job titles
_PROBED = 2_000


@dataclass(frozen=True)
class Derivation:
    """A kind of column out of which others are read.

    Attributes:
        is_source: Whether a column of this name may be one.
        roles: Those the source may have.
        names: The columns that are read, each with its role.
        read: The different values (n,) of the source with what each says, or None where they say nothing.
        version: Changes when the same value would be read otherwise.
        source_role: What the source is from then on; None: as before.
    """

    is_source: Callable[[str], bool]
    roles: tuple[Role, ...]
    names: tuple[tuple[str, Role], ...]
    read: Callable[[pd.Series], pd.DataFrame | None]
    version: int = 1
    source_role: Role | None = None


def with_title_columns(tables: TableSet) -> TableSet:
    """The set in which tables with job titles also have seniority, department and the part in a purchase, and those
    with birth numbers the birth date and sex.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    return tables.model_copy(
        update={
            "tables": tuple(
                linked.model_copy(update={"table": births_read(titles_read(linked.table))})
                for linked in tables.tables
            )
        }
    )


def titles_read(table: Table) -> Table:
    """The table with what its job titles say; see `derived`."""
    return derived(table, _TITLES)


def births_read(table: Table) -> Table:
    """The table with what its birth numbers say; see `derived`. The number itself is no input from then on."""
    return derived(table, _BIRTHS)


def derived(table: Table, kind: Derivation) -> Table:
    """The table with columns read out of another, stored under a hash of its own; the file before stays as it is.

    They are read from the values as they came; what a person changed in the table's values stays changed. Columns
    that are there already, and values that say nothing, are left alone. Missing values give missing cells.

    Raises:
        TableError: the file is damaged.
        StorageError: the disk is full.
    """
    there = {"_".join(words(column.name)) for column in table.columns}
    if all(name in there for name, _ in kind.names) or not any(kind.is_source(c.name) for c in table.columns):
        return table
    return changed_on_base(table, lambda base: _derived(base, kind))


def _derived(table: Table, kind: Derivation) -> Table:
    source = next((c for c in table.columns if kind.is_source(c.name) and c.role in kind.roles), None)
    there = {"_".join(words(column.name)) for column in table.columns}
    missing = [(name, role) for name, role in kind.names if name not in there]
    if source is None or not missing or source.n_distinct < 2:
        return table
    names = [name for name, _ in missing]
    key = fingerprint([table.content_hash, source.name, names, kind.version])
    directory = load_settings().tables_dir / key
    if not (directory / "table.json").is_file() and not _store(table, source.name, missing, kind, key):
        return table
    stored = Table.load(directory / "table.json")
    known = {column.name: column for column in table.columns}
    if kind.source_role is not None:
        known[source.name] = known[source.name].model_copy(
            update={
                "role": kind.source_role,
                "guessed_role": kind.source_role,
                "why": f"{', '.join(names)} are read out of it.",
            }
        )
    columns = tuple(known.get(column.name, column) for column in stored.columns)
    notes = (*table.notes, _note(source.name, names))
    kept = {"content_hash": key, "read_hash": table.file_hash, "columns": columns, "notes": notes}
    return table.model_copy(update=kept)


def _store(table: Table, source: str, missing: list[tuple[str, Role]], kind: Derivation, key: str) -> bool:
    """Writes the table with the new columns; False where the values say nothing."""
    rows = rows_sql(table)
    with (
        scratch_folder() as scratch,
        engine(scratch) as connection,
        explaining_engine_errors(table.source_name),
    ):
        different = connection.execute(
            f"SELECT DISTINCT {quoted(source)} AS source FROM {rows} WHERE {quoted(source)} IS NOT NULL ORDER BY 1"
        ).df()["source"]
        read = kind.read(different)
        if read is None:
            return False
        connection.register("read_values", read.assign(source=different))
        cells = ", ".join(f"r.{quoted(name)}" for name, _ in missing)
        select = (
            f"SELECT t.* EXCLUDE ({PLACE}), {cells} FROM {rows} AS t "
            f"LEFT JOIN read_values AS r ON t.{quoted(source)} = r.source ORDER BY t.{PLACE}"
        )
        columns = tuple(
            Column(name=name, role=role, guessed_role=role, why=f"Read from {source}.")
            for name, role in missing
        )
        notes = (*table.notes, _note(source, [name for name, _ in missing]))
        changed = {
            "content_hash": key,
            "read_hash": table.file_hash,
            "columns": (*table.columns, *columns),
            "notes": notes,
        }
        stored_rows(connection, select, table.model_copy(update=changed), columns)
    return True


def _read(titles: pd.Series) -> pd.DataFrame | None:
    """(n,) different titles with what each says; unknown is missing. None where they are no job titles."""
    if not _are_titles(titles.head(_PROBED)):
        return None
    read = read_titles(titles)
    pairs = zip(read["seniority"], read["department"], strict=True)
    read["buying_role"] = [buying_role(seniority, department) for seniority, department in pairs]
    read = read.astype(object).where(read != UNKNOWN, None)
    return read[list(READ_FROM_TITLES)]


def _are_titles(titles: pd.Series) -> bool:
    """Whether enough of the values name a rank or a department: "position" may hold 1, 2, 3 as well."""
    read = read_titles(titles)
    says = ~read["seniority"].isin(("specialist", UNKNOWN)) | ~read["department"].isin((OTHER, UNKNOWN))
    return len(read) > 0 and float(says.mean()) >= _ENOUGH


def _note(title: str, missing: list[str]) -> str:
    return f"{', '.join(missing)}: read from {title}."


_TITLES = Derivation(
    is_title_column,
    (Role.CATEGORY, Role.TEXT, Role.ID),
    tuple((name, Role.CATEGORY) for name in READ_FROM_TITLES),
    _read,
)
_BIRTHS = Derivation(
    is_birth_number,
    (Role.NUMBER, Role.CATEGORY, Role.TEXT, Role.ID, Role.IGNORE),
    tuple(zip(READ_FROM_BIRTHS, (Role.DATE, Role.CATEGORY), strict=True)),
    read_births,
    source_role=Role.IGNORE,
)
