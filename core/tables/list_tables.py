"""Lists of keys in one cell ("503807;501574"), split into a table of its own with one row for each entry."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import TableError
from core.storage import fingerprint
from core.tables.engine import quoted
from core.tables.key_overlap import KeyMeasure, measuring
from core.tables.key_proposals import GENERIC
from core.tables.link_names import BY_NAME
from core.tables.list_ways import IN_ANY_TEXT, SEPARATORS, WAYS, entries_sql, pattern_sql, way_in_words
from core.tables.made_rows import PLACE, rows_sql, stored_rows
from core.tables.measured_links import measured
from core.tables.name_words import singular, without_id, words
from core.tables.recoded import as_chosen, recoded_as
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet

LISTS_VERSION = 3  # changes when the same cells would be split otherwise
SPLIT_FROM = "split from "
_INTO = ": it is split into "
_SPLIT_INTO = " Its lists are split into"
_FEWEST = 2  # cells that hold a list
_MOST_LISTS = 5_000  # different lists looked at
_MOST_CELLS = 100_000  # different cells among which lists are looked for
_MANY_ENTRIES, _LONG_ENTRIES, _DENSE = (
    20,
    4,
    0.5,
)  # digits that are keys by chance are few, short or of a dense table
_ENOUGH = 0.3  # of the entries are keys, where the name speaks for it
_NEARLY_ALL = 0.95  # the same, where nothing but the values does
Place = tuple[str, str]  # table, column
Likeness = Callable[[LinkedTable, Column, LinkedTable], float]


@dataclass(frozen=True)
class _Lists:
    """A column of lists, and whose keys they hold."""

    column: Column
    parent: LinkedTable
    separator: str


def list_place(table: Table) -> Place | None:
    """The column whose lists a table was split from; None for every other table."""
    if table.split_from is not None or not table.source_name.startswith(SPLIT_FROM):
        return table.split_from
    place = table.source_name.removeprefix(SPLIT_FROM)
    if not any(note.startswith(f"{place} holds lists ") and _INTO in note for note in table.notes):
        return None  # a file that somebody called so
    name, _, column = place.partition(".")  # a table of a workspace of before
    return name, column


def split_note(table: Table) -> str:
    """The sentence that says what a table was split from."""
    return next((note for note in table.notes if _INTO in note), "")


def split_places(tables: TableSet) -> dict[Place, str]:
    """Columns of lists that were split, and the table each of them became."""
    return {place: one.name for one in tables.tables if (place := list_place(one.table)) is not None}


def list_repair(tables: TableSet, name: str) -> str | None:
    """What a table of pairs is called as a repair of keys, such as "list deals.contacts of contacts"."""
    linked = tables.table(name)
    place = list_place(linked.table)
    if place is None:
        return None
    to = next(
        (link.to for link in tables.links_from(name) if link.column == linked.table.columns[1].name), ""
    )
    return _repair(place, to)


def _repair(place: Place, to: str) -> str:
    return f"list {'.'.join(place)} of {to}"


def with_lists_split(tables: TableSet, measure: KeyMeasure, likeness: Likeness) -> tuple[TableSet, list[str]]:
    """The set in which each column that holds lists of another table's keys is a table of pairs, and what was done.

    Columns that a person linked, or whose table somebody took out again, stay as they are.

    Args:
        tables: With keys.
        measure: Looks at their values.
        likeness: How far a column is called after a table, 0 … 1.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    notes = []
    said = {link.name for link in tables.links}
    for linked in tables.tables:
        if linked.primary_key is None or list_place(linked.table) is not None:
            continue
        for column in linked.table.columns:
            if f"{linked.name}.{column.name}" in said or column.name == linked.primary_key:
                continue
            found = _lists(tables, linked, column, measure, likeness)
            if (
                found is not None
                and _repair((linked.name, column.name), found.parent.name) not in tables.declined
            ):
                tables = with_list_split(
                    tables, (linked.name, column.name), found.parent.name, found.separator
                )
                notes.append(split_note(tables.tables[-1].table))
    return tables, notes


def with_list_split(tables: TableSet, place: Place, to: str, separator: str | None = None) -> TableSet:
    """The set with a table that has one row for each entry of a column of lists, and names both rows.

    A row is known since the row that holds the list; the column itself is no input any more. Entries that name no
    row stay and are counted as any other key is.

    Args:
        tables: The set.
        place: The column.
        to: The table whose keys it holds.
        separator: What stands between the entries: one of ";", "|", "," and "a new line"; None: the one
            that leads to the most keys.

    Raises:
        TableError: the column holds no lists, or one of the tables has no key.
        StorageError: the disk is full.
    """
    linked, name = tables.table(place[0]), place[1]
    key = linked.primary_key
    if key is None or tables.table(to).primary_key is None:
        bare = linked.name if key is None else to
        raise TableError(
            f"The rows of {bare} have no name, so no table of pairs can be made of {'.'.join(place)}",
            action=f"Choose the column that names a row of {bare} first",
        )
    linked.column(name)
    with measuring(tables) as measure:
        separator = separator or _separator(measure, tables, place, to)
        table = _split(measure, linked, name, to, separator, _free_name(tables, f"{linked.name}_{to}"))
        own = Link(
            table=table.name,
            column=table.columns[0].name,
            to=linked.name,
            why=f"Each row is one entry of a list in {linked.name}.{name}.",
        )
        said = f"{linked.name}.{name} holds lists of its keys."
        other = Link(table=table.name, column=table.columns[1].name, to=to, why=said)
        why = f"{linked.column(name).why}{_SPLIT_INTO} {table.name}."
        tables = _with_role(tables.without_link(*place), place, Role.IGNORE, why)
        tables = (
            tables.with_table(LinkedTable(table=table, key_why="Its rows are pairs."))
            .with_link(own)
            .with_link(other)
        )
        return tables.with_link(measured(measure.of(tables), tables, other))


def without_list_split(tables: TableSet, name: str) -> TableSet:
    """The set without a table of pairs; the column that it was split from is as it was.

    Raises:
        TableError: the table was not split from a column.
    """
    place = list_place(tables.table(name).table)
    if place is None:
        raise TableError(f"The table {name} was not split from lists", found=", ".join(tables.names))
    tables = tables.without_table(name)
    if place[0] not in tables.names:
        return tables
    column = tables.table(place[0]).column(place[1])
    return _with_role(tables, place, column.guessed_role, column.why.partition(_SPLIT_INTO)[0])


def without_left_lists(tables: TableSet) -> TableSet:
    """The set without tables of pairs whose own table was replaced by another file."""
    for name, place in [(name, place) for place, name in split_places(tables).items()]:
        if not any(link.to == place[0] for link in tables.links_from(name)):
            tables = tables.without_table(name)
    return tables


def lists_split_anew(tables: TableSet) -> TableSet:
    """The set with each table of pairs as its column's cells now give it; keys, links and clocks stay as they are, and
    so does what a person changed in its values.
    """
    for (owner, column), name in split_places(tables).items():
        linked = tables.table(name)
        links = {link.column: link.to for link in tables.links_from(name)}
        to = links.get(linked.table.columns[1].name)
        if to is None or owner not in tables.names or tables.table(owner).primary_key is None:
            continue
        with measuring(tables) as measure:
            separator = _separator(measure, tables, (owner, column), to)
            table = _split(measure, tables.table(owner), column, to, separator, name)
        if table.content_hash != linked.table.base_hash:
            table = as_chosen(recoded_as(table, linked.table), linked.table)
            tables = tables.with_table(linked.model_copy(update={"table": table}))
    return tables


def _lists(
    tables: TableSet, linked: LinkedTable, column: Column, measure: KeyMeasure, likeness: Likeness
) -> _Lists | None:
    """Whose keys a column's lists hold; None where it holds none."""
    if column.n_distinct < _FEWEST or column.role in (Role.DATE, Role.YES_NO, Role.NUMBER):
        return None
    if measure.stored(linked)[column.name] != "VARCHAR":
        return None
    child = (linked.name, column.name)
    values = measure.values(child)
    rated = []
    for separator, n_lists in _n_lists(measure, child).items():
        if n_lists < _FEWEST:
            continue
        for parent in tables.tables:
            if parent.primary_key is None:
                continue
            like = likeness(linked, column, parent)
            keys = measure.values((parent.name, parent.primary_key))
            if like < BY_NAME and (
                separator in IN_ANY_TEXT
                or (separator in SEPARATORS and values.has_letters != keys.has_letters)
            ):
                continue
            share, n_found, is_telling = _share(measure, child, (parent.name, parent.primary_key), separator)
            if share >= (_ENOUGH if like >= BY_NAME else _NEARLY_ALL) and (is_telling or like >= BY_NAME):
                # of two ways that lead to keys alike, the one that finds more of them leaves none out
                rated.append((round(share, 1), like, n_found, _Lists(column, parent, separator)))
    return max(rated, key=lambda item: item[:3])[3] if rated else None


def _n_lists(measure: KeyMeasure, place: Place) -> dict[str, int]:
    """Different cells of a column that may hold a list, by the way it is written."""
    several = (f"count(*) FILTER (regexp_matches(word, {pattern_sql(pattern)}))" for pattern in WAYS.values())
    counts = measure.one(
        f"SELECT {', '.join(several)} FROM (FROM {measure.values(place).relation} LIMIT {_MOST_CELLS})"
    )
    return dict(zip(WAYS, map(int, counts), strict=True))


def _share(measure: KeyMeasure, child: Place, parent: Place, separator: str) -> tuple[float, int, bool]:
    """The share of the entries that are keys, 0 where the cells are keys as a whole; how many are; and whether they
    tell anything.
    """
    values, keys = measure.values(child), measure.values(parent)
    compared = "number" if keys.is_number else "word"
    several = f"regexp_matches(word, {pattern_sql(WAYS[separator])})"
    n_cells, n_whole, n_entries, n_found, length, density = measure.one(
        f"WITH cells AS (SELECT word FROM {values.relation} WHERE {several} ORDER BY word LIMIT {_MOST_LISTS}), "
        f"entries AS (SELECT DISTINCT unnest({entries_sql('word', separator)}) AS entry FROM cells), "
        f"keys AS (SELECT DISTINCT {compared} AS k FROM {keys.relation}) "
        "SELECT (SELECT count(*) FROM cells), (SELECT count(*) FROM cells WHERE word IN (FROM keys)), "
        "count(*), count(*) FILTER (entry IN (FROM keys)), coalesce(avg(length(entry)), 0), "
        "(SELECT count(*) / (max(try_cast(k AS DOUBLE)) - min(try_cast(k AS DOUBLE)) + 1) FROM keys) FROM entries"
    )
    share = n_found / max(1, n_entries)
    if values.has_letters and keys.has_letters:
        is_telling = length >= 3 and n_entries >= 3
    else:
        is_telling = length >= _LONG_ENTRIES and n_entries >= _MANY_ENTRIES and (density or 0) < _DENSE
    return (0.0 if n_whole >= 0.5 * n_cells else share), int(n_found), is_telling


def _separator(measure: KeyMeasure, tables: TableSet, place: Place, to: str) -> str:
    """What stands between the entries: the sign that leads to the most keys.

    Raises:
        TableError: no cell holds a list.
    """
    there = [name for name, n_lists in _n_lists(measure, place).items() if n_lists]
    if not there:
        raise TableError(
            f"{'.'.join(place)} holds no lists",
            expected='cells such as "503807;501574", also with ",", "|", "/" or a blank',
        )
    parent = (to, str(tables.table(to).primary_key))
    found = {name: _share(measure, place, parent, name) for name in there}
    return max(there, key=lambda name: (round(found[name][0], 1), found[name][1]))


def _split(
    measure: KeyMeasure, linked: LinkedTable, name: str, to: str, separator: str, table_name: str
) -> Table:
    """The table of pairs, stored."""
    key = str(linked.primary_key)
    generic = without_id(words(key)) in GENERIC
    own = f"{singular(linked.name)} {key}" if generic or key == name else key
    content = fingerprint([linked.table.content_hash, key, own, name, separator, LISTS_VERSION])
    ids = [
        Column(name=one, role=Role.IGNORE, guessed_role=Role.IGNORE, why=f"A key of {table}.")
        for one, table in ((own, linked.name), (name, to))
    ]
    made = Table(
        content_hash=content,
        name=table_name,
        source_name=f"{SPLIT_FROM}{linked.name}.{name}",
        split_from=(linked.name, name),
        n_rows=0,
        columns=tuple(ids),
        notes=(
            f"{linked.name}.{name} holds lists of keys of {to}{_INTO}{table_name}, one row for each "
            f"entry ({way_in_words(separator)}), so that all of them are linked.",
        ),
    )
    text = f"CAST({quoted(name)} AS VARCHAR)"
    select = (
        f"SELECT {quoted(key)} AS {quoted(own)}, {quoted(name)} FROM (SELECT {quoted(key)}, {PLACE} AS r, "
        f"unnest({entries_sql(text, separator)}) AS {quoted(name)} FROM {rows_sql(linked.table)} "
        f"WHERE {quoted(name)} IS NOT NULL AND {quoted(key)} IS NOT NULL) ORDER BY r"
    )
    stored = stored_rows(measure.connection, select, made, ids)
    # what the same rows were called when they were first stored, perhaps of another table, says nothing here
    about = {field: getattr(made, field) for field in ("name", "source_name", "split_from", "notes")}
    return stored.model_copy(update=about)


def _with_role(tables: TableSet, place: Place, role: Role, why: str) -> TableSet:
    linked = tables.table(place[0])
    columns = tuple(
        column.model_copy(update={"role": role, "why": why}) if column.name == place[1] else column
        for column in linked.table.columns
    )
    return tables.with_table(
        linked.model_copy(update={"table": linked.table.model_copy(update={"columns": columns})})
    )


def _free_name(tables: TableSet, wanted: str) -> str:
    name, place = wanted, 1
    while name in tables.names:
        place += 1
        name = f"{wanted}_{place}"
    return name
