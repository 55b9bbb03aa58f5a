"""Columns that repeat what is asked about, in its own row or in one beside it: found on rows for learning alone."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.tables.engine import quoted
from core.tables.expressions import ROW, OpenTables, opened
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.answer_columns import answer_columns, never_input, without_answers
from core.task.collected_ways import ways_up
from core.task.query.ast import ColumnRef, Query
from core.task.seed_times import SeedTimes

_FEWEST = 20  # rows with both values; fewer prove nothing
_ROWS_A_VALUE = 5  # rows for each value, at least, before one is believed to decide
_NEARLY_ALL = 0.995  # of the rows say so: one that somebody corrected by hand hides nothing …
_OF_THE_RARER = (
    0.05  # … and the exceptions are at most this share of the rows with another than the usual answer
)
_MOST_TEXTS = 20_000
_MOST_LEVELS = 100  # a column with more values is not taken for another spelling of the answer
_SAYS_IT = 0.98  # share of texts that name the row's own answer …
_BY_CHANCE = 0.5  # … where so few of them name another row's
_FAR = 2  # links up


@dataclass(frozen=True)
class _Beside:
    """The rows that are asked about (`asked`), each with the one of a table that stands beside it (`beside`).

    Attributes:
        table: The table.
        joins: SQL that finds its rows from `asked`; empty: the row that is asked about is meant.
    """

    table: str
    joins: str = ""


def as_asked(tables: TableSet, query: Query, seeds: SeedTimes) -> tuple[TableSet, tuple[str, ...]]:
    """The tables `without_answers`, without columns that repeat the answer's as well, and a sentence on each of those.

    What repeats what is seen on rows for learning alone, so no answer of an exam has a say. Looked at are the row
    that is asked about, the rows that it names over one key or two, and those that name it one to one. Repeating are
    columns that were read out of the answer's, those that decide it (each value stands beside one value of the
    answer) or follow from it (each answer beside one value), and texts that name it.
    """
    wanted = answer_columns(query)
    seen, notes = without_answers(tables, query), []
    if not wanted:
        return seen, ()
    until = seeds.train[-1] if seeds.kind == "rolling" else seeds.validation
    with opened(seen) as source:
        places = list(_places(source, query))
        for ref in wanted:
            for beside in places:
                is_own = beside.table == ref.table
                for name, why in _repeating(source, beside, ref, until):
                    if name not in seen.table(beside.table).not_with_row:
                        seen = never_input(seen, beside.table, [name], like=ref.column if is_own else None)
                        answer = ref.column if is_own else f"{ref.table}.{ref.column}"
                        notes.append(
                            f"{beside.table}.{name} is no input: it {why} {answer}, which is asked about."
                        )
    return seen, tuple(notes)


def _places(source: OpenTables, query: Query) -> Iterator[_Beside]:
    tables, entity = source.tables, query.entity.table
    yield _Beside(entity)
    for links, _ in ways_up(tables, query):
        if len(links) > _FAR or links[-1].to == entity:
            continue
        steps, last = "", "asked"
        for place, link in enumerate(links):
            here = "beside" if place == len(links) - 1 else f"step{place}"
            key = str(tables.table(link.to).primary_key)
            steps += (
                f" JOIN {quoted(link.to)} AS {here} ON {last}.{quoted(link.column)} = {here}.{quoted(key)}"
            )
            last = here
        yield _Beside(links[-1].to, steps)
    own, allowed = tables.table(entity).primary_key, query.allowed(tables.names)
    for link in tables.links_to(entity):
        near = link.table != entity and link.table in allowed and own is not None
        if near and _is_one_to_one(source, link.table, link.column):
            key = f"asked.{quoted(str(own))}"
            yield _Beside(
                link.table, f" JOIN {quoted(link.table)} AS beside ON beside.{quoted(link.column)} = {key}"
            )


def _is_one_to_one(source: OpenTables, table: str, column: str) -> bool:
    """Whether hardly any row is named twice."""
    n, n_named = _one_row(
        source, f"SELECT count({quoted(column)}), count(DISTINCT {quoted(column)}) FROM {quoted(table)}"
    )
    return bool(n and n_named >= _NEARLY_ALL * n)


def _repeating(source: OpenTables, beside: _Beside, ref: ColumnRef, until: str) -> Iterator[tuple[str, str]]:
    """(column, in which way it repeats the answer's column)."""
    linked = source.tables.table(beside.table)
    links = source.tables.links_from(linked.name)
    clocks = {linked.primary_key, linked.time_column, linked.late_time, *(link.column for link in links)}
    for column in linked.table.columns:
        if column.name in clocks or column.role in (Role.ID, Role.IGNORE):
            continue
        if beside.table == ref.table:
            if column.name == ref.column:
                continue
            if column.why == f"Read from {ref.column}.":
                yield column.name, "was read from"
                continue
        why = _how(source, column, _pairs(source, beside, ref, column.name, until))
        if why is not None:
            yield column.name, why


def _how(source: OpenTables, column: Column, pairs: str) -> str | None:
    """In which way a column repeats the answer's; None: in none."""
    if column.role is Role.TEXT or (column.role is Role.CATEGORY and column.n_distinct > _MOST_LEVELS):
        return "names" if _names_it(source, pairs) else None
    if column.n_distinct > _MOST_LEVELS:
        return "is the same as" if _is_same(source, pairs) else None
    if _decides_it(source, pairs):
        return "decides"
    turned = f"SELECT b AS a, a AS b, r FROM ({pairs})"
    return "follows from" if _decides_it(source, turned, fewest=_ROWS_A_VALUE) else None


def _pairs(source: OpenTables, beside: _Beside, ref: ColumnRef, column: str, until: str) -> str:
    """SQL for the answer `a` and the value `b` in row `r`; a row that many name counts once for each answer."""
    rows = _learning_rows(source.tables.table(ref.table), ref.column, until)
    asked = f"(SELECT * FROM {quoted(ref.table)} WHERE {rows}) AS asked{beside.joins}"
    place = "beside" if beside.joins else "asked"
    every = (
        f"SELECT {'DISTINCT ' if beside.joins else ''}{_text('asked', ref.column)} AS a, "
        f"{_text(place, column)} AS b, {place}.{quoted(ROW)} AS r FROM {asked}"
    )
    return f"SELECT * FROM ({every}) WHERE a IS NOT NULL AND b IS NOT NULL"


def _learning_rows(linked: LinkedTable, answer: str, until: str) -> str:
    """The condition that the answer of a row is for learning; every row where there is no date."""
    time = linked.late_time if answer in linked.late_columns else linked.time_column
    return "true" if time is None else f"{quoted(time)} < CAST('{until}' AS TIMESTAMP)"


def _text(place: str, name: str) -> str:
    return f"nullif(lower(trim(CAST({place}.{quoted(name)} AS VARCHAR))), '')"


def _one_row(source: OpenTables, sql: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = source.backend.con.execute(sql).fetchone()
    return row


def _decides_it(source: OpenTables, pairs: str, fewest: int = 1) -> bool:
    """Whether each value stands beside one value of the answer: another spelling, or a finer one (stage and won).

    With the pairs turned: whether each answer stands beside one value, a coarser spelling (bad: 1 of B and D). So
    coarse a column must have `fewest` rows with another than the usual value.
    """
    n, n_right, n_values = _one_row(
        source,
        f"WITH cells AS (SELECT a, b, count(*) AS n FROM ({pairs}) GROUP BY a, b) "
        "SELECT sum(n), sum(most), count(*) FROM (SELECT sum(n) AS n, max(n) AS most FROM cells GROUP BY b)",
    )
    return bool(n and n >= _ROWS_A_VALUE * n_values and _nearly_all(source, pairs, n, n_right, fewest))


def _is_same(source: OpenTables, pairs: str) -> bool:
    """Whether two columns of many values hold the same."""
    n, n_same = _one_row(source, f"SELECT count(*), count(*) FILTER (a = b) FROM ({pairs})")
    return _nearly_all(source, pairs, n, n_same)


def _nearly_all(source: OpenTables, pairs: str, n: int, n_right: int, fewest: int = 1) -> bool:
    """Whether the answer follows but for an exception or two, also among the rows whose answer is not the usual one."""
    if n < _FEWEST or n_right < _NEARLY_ALL * n:
        return False
    (n_usual,) = _one_row(source, f"SELECT max(n) FROM (SELECT count(*) AS n FROM ({pairs}) GROUP BY a)")
    return bool(n_usual <= n - fewest and n - n_right <= _OF_THE_RARER * (n - n_usual))


def _names_it(source: OpenTables, pairs: str) -> bool:
    """Whether a text names the row's own answer, and hardly ever another one (that of the next row in the file)."""
    named = r"CAST(regexp_matches(b, '(^|\W)' || regexp_escape({0}) || '($|\W)') AS DOUBLE)"
    n, n_answers, own, others = _one_row(
        source,
        f"SELECT count(*), count(DISTINCT a), avg({named.format('a')}), "
        f"avg({named.format('other')}) FILTER (a != other) FROM (SELECT a, b, "
        "coalesce(lead(a) OVER (ORDER BY r), first_value(a) OVER (ORDER BY r)) AS other "
        f"FROM ({pairs} ORDER BY r LIMIT {_MOST_TEXTS}))",
    )
    if n < _FEWEST or n_answers < 2 or own is None or others is None:
        return False
    return bool(own >= _SAYS_IT and others <= _BY_CHANCE)
