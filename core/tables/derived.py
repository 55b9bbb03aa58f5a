"""Columns read out of others: what a job title says becomes columns of its own, in a new file beside the first."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import pandas as pd

from core.settings import load_settings
from core.storage import fingerprint
from core.tables.engine import engine, explaining_engine_errors, quoted, scratch_folder
from core.tables.job_titles import OTHER, UNKNOWN, buying_role, is_title_column, read_titles
from core.tables.made_rows import rows_sql, stored_rows
from core.tables.name_words import words
from core.tables.table import Column, Role, Table
from core.tables.table_set import TableSet

TITLES_VERSION = 1  # changes when the same title would be read otherwise
READ_FROM_TITLES = ("seniority", "department", "buying_role")
_ENOUGH = 0.3  # of the different values must say something, or the column holds no job titles
_PROBED = 2_000
_TEXT = (Role.CATEGORY, Role.TEXT, Role.ID)


def with_title_columns(tables: TableSet) -> TableSet:
    """The set in which tables with job titles also have seniority, department and the part in a purchase.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    return tables.model_copy(
        update={
            "tables": tuple(
                linked.model_copy(update={"table": titles_read(linked.table)}) for linked in tables.tables
            )
        }
    )


def titles_read(table: Table) -> Table:
    """The table with what its job titles say, stored under a hash of its own; the file before stays as it is.

    Columns that are there already, and values that hold no job titles, are left alone. Missing titles give
    missing cells.

    Raises:
        TableError: the file is damaged.
        StorageError: the disk is full.
    """
    title = next((c for c in table.columns if is_title_column(c.name) and c.role in _TEXT), None)
    there = {"_".join(words(column.name)) for column in table.columns}
    missing = [name for name in READ_FROM_TITLES if name not in there]
    if title is None or not missing or title.n_distinct < 2:
        return table
    key = fingerprint([table.content_hash, title.name, missing, TITLES_VERSION])
    directory = load_settings().tables_dir / key
    if not (directory / "table.json").is_file() and not _store(table, title.name, missing, key):
        return table
    derived = Table.load(directory / "table.json")
    known = {column.name: column for column in table.columns}
    columns = tuple(known.get(column.name, column) for column in derived.columns)
    kept = {"content_hash": key, "columns": columns, "notes": (*table.notes, _note(title.name, missing))}
    return table.model_copy(update=kept)


def _store(table: Table, title: str, missing: list[str], key: str) -> bool:
    """Writes the table with the new columns; False where the values are no job titles."""
    source = rows_sql(table)
    with (
        scratch_folder() as scratch,
        engine(scratch) as connection,
        explaining_engine_errors(table.source_name),
    ):
        different = connection.execute(
            f"SELECT DISTINCT {quoted(title)} AS title FROM {source} WHERE {quoted(title)} IS NOT NULL ORDER BY 1"
        ).df()
        if not _are_titles(different["title"].head(_PROBED)):
            return False
        read = _read(different["title"])
        connection.register("read_titles", read)
        cells = ", ".join(f"r.{quoted(name)}" for name in missing)
        select = (
            f"SELECT t.* EXCLUDE (file_row_number), {cells} FROM {source} AS t "
            f"LEFT JOIN read_titles AS r ON t.{quoted(title)} = r.title ORDER BY t.file_row_number"
        )
        columns = tuple(
            Column(name=name, role=Role.CATEGORY, guessed_role=Role.CATEGORY, why=f"Read from {title}.")
            for name in missing
        )
        notes = (*table.notes, _note(title, missing))
        changed = {"content_hash": key, "columns": (*table.columns, *columns), "notes": notes}
        stored_rows(connection, select, table.model_copy(update=changed), columns)
    return True


def _read(titles: pd.Series) -> pd.DataFrame:
    """(n,) different titles with what each says; unknown is missing."""
    read = read_titles(titles)
    pairs = zip(read["seniority"], read["department"], strict=True)
    read["buying_role"] = [buying_role(seniority, department) for seniority, department in pairs]
    read = read.astype(object).where(read != UNKNOWN, None)
    return pd.DataFrame({"title": titles, **{name: read[name] for name in READ_FROM_TITLES}})


def _are_titles(titles: pd.Series) -> bool:
    """Whether enough of the values name a rank or a department: "position" may hold 1, 2, 3 as well."""
    read = read_titles(titles)
    says = ~read["seniority"].isin(("specialist", UNKNOWN)) | ~read["department"].isin((OTHER, UNKNOWN))
    return len(read) > 0 and float(says.mean()) >= _ENOUGH


def _note(title: str, missing: list[str]) -> str:
    return f"{', '.join(missing)}: read from {title}."
