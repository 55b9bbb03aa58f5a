"""Salesforce's ids: 15 characters, or 18 where three more check the case of the others; and its id of nothing."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.tables.engine import engine, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.table_set import LinkedTable, TableSet

if TYPE_CHECKING:
    import duckdb

NO_ID = ("000000000000000", "000000000000000AAA")  # what Salesforce writes where a lookup is empty
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT = "[0-9A-Za-z]{15}"
_MOSTLY = 0.95  # of the filled cells are such ids
_SAMPLE = 500
Place = tuple[str, str]  # table, column


def check_sql(text: str) -> str:
    """The three characters that make an 18-character id of one with 15, as an SQL expression.

    Each stands for five characters: bit i is set where the i-th is a capital letter (Salesforce, "ID Field Type").
    """
    letters = []
    for start in (1, 6, 11):
        bits = [f"{1 << i} * (substr({text}, {start + i}, 1) BETWEEN 'A' AND 'Z')::INT" for i in range(5)]
        letters.append(f"substr({literal(_CHECK)}, 1 + {' + '.join(bits)}, 1)")
    return " || ".join(letters)


def long_sql(text: str) -> str:
    """An SQL expression with ids of 15 characters written as those of 18; all else stays."""
    return f"CASE WHEN regexp_full_match({text}, '{_SHORT}') THEN {text} || {check_sql(text)} ELSE {text} END"


def filled_sql(text: str) -> str:
    """An SQL expression in which the id of nothing is missing."""
    return f"nullif(nullif({text}, {literal(NO_ID[0])}), {literal(NO_ID[1])})"


def with_long_ids(tables: TableSet) -> tuple[TableSet, list[str]]:
    """The set in which ids of 15 characters meet those of 18, and a sentence for each column that is read so.

    A column is read so where it holds ids of both lengths, or where one of its short ids stands in another column
    with its check characters. Others are left as they are.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    notes = []
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors("The tables"):
        short: dict[Place, bool] = {}  # and whether it holds long ones too
        long: list[Place] = []
        for linked in tables.tables:
            for column, n_short, n_long in _id_columns(connection, linked):
                if n_short:
                    short[linked.name, column] = n_long > 0
                if n_long:
                    long.append((linked.name, column))
        for place, is_mixed in short.items():
            linked = tables.table(place[0])
            met = place if is_mixed else next((o for o in long if _meet(connection, tables, place, o)), None)
            if met is None or place[1] in linked.short_ids:
                continue
            changed = linked.model_copy(update={"short_ids": (*linked.short_ids, place[1])})
            tables = tables.with_table(changed)
            said = "of 15 and of 18 characters"
            if met != place:
                said = f"of 15 characters and {'.'.join(met)} of 18"
            notes.append(
                f"{'.'.join(place)} holds Salesforce ids {said}; they are compared as the same ids; upper and lower "
                "case are told apart."
            )
    return tables, notes


def _id_columns(connection: duckdb.DuckDBPyConnection, linked: LinkedTable) -> list[tuple[str, int, int]]:
    """Text columns that hold such ids: the name, rows with short ones, and rows with long ones whose check holds."""
    source = f"read_parquet({literal(str(linked.table.parquet))})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    names = [str(row[0]) for row in described if row[1] == "VARCHAR"]
    if not names:
        return []
    rows = connection.execute(
        f"SELECT {', '.join(map(quoted, names))} FROM {source} LIMIT {_SAMPLE}"
    ).fetchall()
    maybe = (
        [name for name, cells in zip(names, zip(*rows, strict=True), strict=True) if _looks_so(cells)]
        if rows
        else []
    )
    found = []
    for name in maybe:
        text = f"trim({quoted(name)})"
        is_long = f"length({text}) = 18 AND {check_sql(text)} = right({text}, 3)"
        row = connection.execute(
            f"SELECT count(*), count(*) FILTER (regexp_full_match({text}, '{_SHORT}')), "
            f"count(*) FILTER (regexp_full_match({text}, '{_SHORT}...') AND {is_long}) "
            f"FROM {source} WHERE {filled_sql(text)} IS NOT NULL AND {text} <> ''"
        ).fetchone()
        n_filled, n_short, n_long = (0, 0, 0) if row is None else row
        if n_filled and n_short + n_long >= _MOSTLY * n_filled:
            found.append((name, int(n_short), int(n_long)))
    return found


def _looks_so(cells: Sequence[object]) -> bool:
    values = [str(cell).strip() for cell in cells if cell is not None]
    return bool(values) and sum(len(v) in (15, 18) and v.isalnum() for v in values) >= 0.9 * len(values)


def _meet(connection: duckdb.DuckDBPyConnection, tables: TableSet, short: Place, long: Place) -> bool:
    """Whether a short id stands, with its check characters, in another column."""
    one, other = (
        f"(SELECT DISTINCT trim({quoted(column)}) AS id "
        f"FROM read_parquet({literal(str(tables.table(table).table.parquet))}))"
        for table, column in (short, long)
    )
    row = connection.execute(
        f"SELECT 1 FROM {one} AS s JOIN {other} AS l ON s.id = left(l.id, 15) AND length(l.id) = 18 "
        f"AND {filled_sql('s.id')} IS NOT NULL LIMIT 1"
    ).fetchone()
    return row is not None
