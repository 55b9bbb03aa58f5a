"""Keys that several tables share and that name no row by themselves: two columns together, or an id that repeats."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from core.tables.engine import quoted
from core.tables.entity_table import with_entity_table
from core.tables.key_overlap import KeyMeasure, parquet_sql
from core.tables.list_tables import list_place
from core.tables.made_keys import is_declined, with_made_key
from core.tables.name_words import words
from core.tables.table import Column
from core.tables.table_set import LinkedTable, TableSet

_ENOUGH = 0.5  # of the different pairs of values are keys there


def with_keys_of_parents(tables: TableSet, measure: KeyMeasure) -> tuple[TableSet, list[str]]:
    """The set in which tables that hold both columns of another table's key have that key as one column too.

    It is then linked as any other column is; nothing is made where the values do not meet.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    notes = []
    for parent in tables.tables:
        key = next(
            (c for c in parent.table.columns if c.name == parent.primary_key and len(c.made_of) > 1), None
        )
        if key is None:
            continue
        for other in tables.tables:
            columns = _same_columns(other, key)
            if other.name == parent.name or columns is None or is_declined(tables, other, columns):
                continue
            if _share(measure, other, columns, parent, key.made_of) < _ENOUGH:
                continue
            made = with_made_key(other, columns)
            tables = tables.with_table(made)
            notes.append(f"{other.name} names rows of {parent.name} by {' and '.join(columns)} together.")
    return tables, notes


def _same_columns(linked: LinkedTable, key: Column) -> tuple[str, ...] | None:
    """The columns of a table that are called like those of a key, in its order; None: one is not there."""
    there = {words(column.name): column.name for column in reversed(linked.table.columns)}
    found = [there.get(words(name)) for name in key.made_of]
    return None if None in found else tuple(str(name) for name in found)


def _share(
    measure: KeyMeasure,
    child: LinkedTable,
    columns: tuple[str, ...],
    parent: LinkedTable,
    keys: tuple[str, ...],
) -> float:
    """The share of the different values of several columns together that are keys."""
    used = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS c{place}" for place, name in enumerate(columns))
    known = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS c{place}" for place, name in enumerate(keys))
    both = ", ".join(f"c{place}" for place in range(len(keys)))
    n, n_found = measure.one(
        f"WITH used AS (SELECT DISTINCT {used} FROM {parquet_sql(child)}), "
        f"keys AS (SELECT DISTINCT {known}, true AS is_key FROM {parquet_sql(parent)}) "
        f"SELECT count(*), count(is_key) FROM used LEFT JOIN keys USING ({both})"
    )
    return float(n_found / max(1, n))


def with_shared_keys(tables: TableSet) -> tuple[TableSet, list[str]]:
    """The set in which columns that hold a repeated id lead to a table of those ids, and through it to all their rows.

    A link to the key that was made of the id would lead to the first of them only.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    notes = []
    for linked in tables.tables:
        made_of = next((c.made_of for c in linked.table.columns if c.name == linked.primary_key), ())
        links = [
            link
            for link in tables.links_to(linked.name)
            if link.table != linked.name and list_place(tables.table(link.table).table) is None
        ]  # a table of pairs names the row that holds its list
        if len(made_of) != 1 or not links:
            continue
        (column,) = made_of
        if any(link.column == column for link in tables.links_from(linked.name)):
            continue
        for link in links:
            tables = tables.without_link(link.table, link.column)
        name = (
            column
            if column.casefold() not in (n.casefold() for n in tables.names)
            else f"{linked.name} {column}"
        )
        places = [(linked.name, column), *((link.table, link.column) for link in links)]
        tables = with_entity_table(tables, places, name)
        named = " and ".join(f"{link.table}.{link.column}" for link in links)
        notes.append(
            f"{named} may name several rows of {linked.name}, as {column} repeats there (many to many): they meet in "
            f"the table {name}, one row for each {column}."
        )
    return tables, notes
