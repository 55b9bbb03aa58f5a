"""A table made of the values of columns: the partner banks of transfers, or the accounts at both of their ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from core.errors import TableError
from core.settings import load_settings
from core.storage import explaining_disk_errors, fingerprint, new_directory
from core.tables.expressions import OpenTables, opened
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import LogicalTable, half_of
from core.tables.measured_links import measured_link
from core.tables.recoded import recoded_as
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENTITY_VERSION = 2  # changes when the same columns would give another table
FIRST_SEEN = "first_seen"
_MADE_OF = "made of "
_LONGEST_NAME = 60

Place = tuple[str, str]  # table, column


def with_entity_table(tables: TableSet, places: Sequence[Place], name: str) -> TableSet:
    """The set with a table that has one row for each different value of columns, which then point at it.

    A row is known from the first time that its value is seen, by the clocks of the tables it is seen in; where one
    of those has no clock, always. Rows without a date say nothing of when. The columns are keys from now on: what
    they held is no input by itself any more, but what is known of the rows that share it is. A table that was made
    before under the name is made anew.

    Args:
        tables: The set.
        places: Where the values stand: one column, or several whose values name the same things.
        name: What the table is called; its key is called so as well.

    Raises:
        TableError: a column is unknown, no fit, or points at a table already; or the name is taken.
        StorageError: the disk is full.
    """
    made_of = _MADE_OF + ", ".join(f"{table}.{column}" for table, column in places)
    before = next((one for one in tables.tables if one.name == name), None)
    if before is not None and is_made_of_columns(before.table):
        tables = tables.without_table(name)
    _check(tables, places, name)
    table, time = _made(tables, places, name)
    linked = LinkedTable(table=table, primary_key=name, key_why=f"Its rows are {made_of}.", **time)
    tables = tables.with_table(linked)
    for place in places:
        link = Link(table=place[0], column=place[1], to=name, why=f"The table is {made_of}.")
        tables = tables.with_link(measured_link(tables.with_link(link), link))
    return tables


def is_made_of_columns(table: Table) -> bool:
    """Whether its rows are the values of columns of other tables."""
    return bool(_names_of_places(table))


def _names_of_places(table: Table) -> list[str]:
    """The columns that a table is made of, each as "table.column"; [] for every other table."""
    if table.made_of:
        return [".".join(place) for place in table.made_of]
    name = table.source_name  # says it in workspaces of before, and in no file that somebody called so
    is_made = name.startswith(_MADE_OF) and any(note.endswith(f" values, {name}.") for note in table.notes)
    return name.removeprefix(_MADE_OF).split(", ") if is_made else []


def made_anew(tables: TableSet) -> TableSet:
    """The set with each table that is made of columns as their tables' rows and clocks now give it.

    A changed clock changes when a value was first seen. Links, keys and what a person changed in its values stay as
    they are; a table of whose columns
    one is not there any more, or does not point at it any more, stays as well.

    Raises:
        TableError: too few different values are left.
        StorageError: the disk is full.
    """
    for linked in tables.tables:
        places = [(link.table, link.column) for link in tables.links_to(linked.name)]
        named = _names_of_places(linked.table)
        places = [place for place in places if ".".join(place) in named]
        if not named or len(places) < len(named):
            continue
        places.sort(key=lambda place: named.index(".".join(place)))
        table, time = _made(tables.without_table(linked.name), places, linked.name)
        if table.content_hash != linked.table.base_hash:
            table = recoded_as(table, linked.table)
            time = time or {"time_column": None, "time_why": "Seen in a table without a clock: known always."}
            tables = tables.with_table(linked.model_copy(update={"table": table, **time}))
    return tables


def _made(tables: TableSet, places: Sequence[Place], name: str) -> tuple[Table, dict[str, str | None]]:
    """The table of a set's columns, and what says when its rows were first seen; nothing where that is not known."""
    made_of = _MADE_OF + ", ".join(f"{table}.{column}" for table, column in places)
    key = fingerprint(
        [
            [[tables.rows_key(table), column, *_clocks(tables, table)] for table, column in places],
            name,
            ENTITY_VERSION,
        ]
    )
    timed = all(_half(tables, place).has_clock for place in places)
    if not (load_settings().tables_dir / key / "table.json").is_file():
        with opened(tables) as source:
            _store(source, places, name, key, made_of, timed=timed)
    table = Table.load(load_settings().tables_dir / key / "table.json")
    table = table.model_copy(update={"source_name": made_of, "made_of": tuple(places)})
    time = {"time_column": FIRST_SEEN, "time_why": "The first time it is seen."} if timed else {}
    return table, dict(time)


def _check(tables: TableSet, places: Sequence[Place], name: str) -> None:
    if not places or len(set(places)) < len(places):
        raise TableError(
            "A table is made of one column, or of several different ones",
            found=", ".join(f"{table}.{column}" for table, column in places) or "none",
        )
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable() or name == FIRST_SEEN:
        raise TableError(f"A table cannot be called {name!r}", expected=f"1 to {_LONGEST_NAME} characters")
    if name.casefold() in [one.casefold() for one in tables.names]:
        raise TableError(f"There is a table {name} already", action="Choose another name")
    for table, column in places:
        linked = tables.table(table)
        role = linked.column(column).role
        if column in (linked.primary_key, linked.time_column, linked.late_time) or role is Role.DATE:
            raise TableError(
                f"{table}.{column} cannot become a table",
                found="it is the key of its table" if column == linked.primary_key else "it is a date",
                expected="a column whose values name something, such as a partner bank",
            )
        if column in linked.not_with_row and column in linked.outcome_columns:
            raise TableError(
                f"{table}.{column} cannot become a table", found="nobody can say when it was filled in"
            )
        link = next((one for one in tables.links_from(table) if one.column == column), None)
        if link is not None:
            raise TableError(
                f"{table}.{column} points at {link.to} already",
                action=f"Take the link {link.name} out first",
            )


def _half(tables: TableSet, place: Place) -> LogicalTable:
    """The half of its table that a column is written with."""
    linked = tables.table(place[0])
    late = linked.late_time is not None and place[1] in linked.late_columns
    return half_of(tables, linked.name, late=late)


def _clocks(tables: TableSet, name: str) -> list[object]:
    """All that decides when rows of a table were known: its own clock, and that of the rows that it names for it."""
    linked = tables.table(name)
    found: list[object] = [linked.clock_key]
    half = half_of(tables, name, late=False)
    if half.time_from is None:
        return found
    to = half.time_from.to
    return [*found, to, tables.rows_key(to), tables.table(to).primary_key, *_clocks(tables, to)]


def _store(
    source: OpenTables, places: Sequence[Place], name: str, key: str, made_of: str, *, timed: bool
) -> None:
    """Writes the values in order, each with the first time it is seen."""
    seen = reduce(lambda one, other: one.union(other), [_seen(source, place) for place in places])
    found = seen.filter(seen["_value"].notnull()).group_by("_value").agg(_first=seen["_at"].min())
    found = found.order_by("_value").rename({name: "_value", FIRST_SEEN: "_first"})
    found = found if timed else found.drop(FIRST_SEEN)
    frame = found.execute()
    if len(frame) < 2:
        raise TableError(
            f"There are too few different values to make the table {name}",
            found=f"{len(frame):,} in {made_of.removeprefix(_MADE_OF)}",
            expected="at least two",
        )
    columns = [Column(name=name, role=Role.ID, guessed_role=Role.ID, n_distinct=len(frame))]
    if timed:
        times = frame[FIRST_SEEN] = frame[FIRST_SEEN].astype("datetime64[us]")
        why = "The first time it is seen."
        columns.append(
            Column(
                name=FIRST_SEEN,
                role=Role.DATE,
                guessed_role=Role.DATE,
                why=why,
                n_missing=int(times.isna().sum()),
                n_distinct=int(times.nunique()),
            )
        )
    with new_directory(load_settings().tables_dir / key) as target:
        path = target / "table.parquet"
        with explaining_disk_errors(path):
            frame.to_parquet(path, index=False)
        Table(
            content_hash=key,
            name=name,
            source_name=made_of,
            n_rows=len(frame),
            columns=tuple(columns),
            notes=(f"{len(frame):,} different values, {made_of}.",),
        ).save(target / "table.json")


def _seen(source: OpenTables, place: Place) -> ir.Table:
    """Each filled value and when its row was known ("_at"; empty: nobody can say)."""
    rows = with_known(source, _half(source.tables, place))
    return rows.select(_value=rows[place[1]].cast("string").strip().nullif(""), _at=rows[KNOWN])
