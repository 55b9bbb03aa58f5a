"""What a question must not see: the columns that its answer is read from, and columns that repeat them."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.tables.engine import quoted
from core.tables.expressions import ROW, OpenTables, opened
from core.tables.table import Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.conditions import terms
from core.task.query.ast import Aggregation, ColumnRef, Named, Query
from core.task.seed_times import SeedTimes

_FEWEST = 20  # rows with both values; fewer prove nothing
_ROWS_A_VALUE = 5  # rows for each value, at least, before one is believed to decide
_MOST_TEXTS = 20_000
_MOST_LEVELS = 100  # a column with more values is not taken for another spelling of the answer
_SAYS_IT = 0.98  # share of texts that name the row's own answer …
_BY_CHANCE = 0.5  # … where so few of them name another row's


def answer_columns(query: Query) -> tuple[ColumnRef, ...]:
    """The columns of the entity's own row from which the answer is read; none where future rows are counted."""
    target = query.target
    if isinstance(target, Aggregation | Named):
        return ()
    if isinstance(target, ColumnRef):
        return (target,)
    return tuple(term for term in terms(target) if isinstance(term, ColumnRef))


def without_answers(tables: TableSet, query: Query) -> TableSet:
    """The tables as a question may see them: the columns of its answer are no inputs, in any row.

    Where a date says when such a column was filled in (`late_time`), the values of other rows stay an input from that
    date on; the row's own is not there yet when it is asked. Without such a date nobody can say which other rows'
    values were known, so none of them is an input.
    """
    for ref in answer_columns(query):
        tables = _never(tables, ref.table, [ref.column], like=ref.column)
    return tables


def as_asked(tables: TableSet, query: Query, seeds: SeedTimes) -> tuple[TableSet, tuple[str, ...]]:
    """The same, without columns that repeat the answer's as well, and a sentence on each of those.

    What repeats what is seen on rows for learning alone, so no answer of an exam has a say. Repeating are columns
    that were read out of it, those that decide it (each value stands beside one value of the answer), and texts
    that name it.
    """
    wanted = answer_columns(query)
    seen, notes = without_answers(tables, query), []
    if not wanted:
        return seen, ()
    until = seeds.train[-1] if seeds.kind == "rolling" else seeds.validation
    with opened(seen) as source:
        for ref in wanted:
            for name, why in _repeating(source, ref, until):
                if name not in seen.table(ref.table).not_with_row:
                    seen = _never(seen, ref.table, [name], like=ref.column)
                    notes.append(
                        f"{ref.table}.{name} is no input: it {why} {ref.column}, which is asked about."
                    )
    return seen, tuple(notes)


def _never(tables: TableSet, table: str, names: list[str], *, like: str) -> TableSet:
    """The columns get the fate of `like`: filled in late with it, or never an input."""
    if table not in tables.names:
        return tables
    linked = tables.table(table)
    if linked.late_time is not None and like in linked.late_columns and like not in linked.outcome_columns:
        late = tuple(dict.fromkeys((*linked.late_columns, *names)))
        return tables.with_table(linked.model_copy(update={"late_columns": late}))
    return tables.with_table(linked.with_outcomes(names))


def _repeating(source: OpenTables, ref: ColumnRef, until: str) -> Iterator[tuple[str, str]]:
    """(column, in which way it repeats the answer's column)."""
    linked = source.tables.table(ref.table)
    keys = {linked.primary_key, *(link.column for link in source.tables.links_from(linked.name))}
    rows = _learning_rows(linked, ref.column, until)
    for column in linked.table.columns:
        if column.name == ref.column or column.name in keys or column.role in (Role.ID, Role.IGNORE):
            continue
        if column.why == f"Read from {ref.column}.":
            yield column.name, "was read from"
            continue
        pairs = (
            f"SELECT {_text(ref.column)} AS a, {_text(column.name)} AS b, {quoted(ROW)} AS r "
            f"FROM {quoted(linked.name)} WHERE {rows} AND a IS NOT NULL AND b IS NOT NULL"
        )
        if column.role is Role.TEXT or (column.role is Role.CATEGORY and column.n_distinct > _MOST_LEVELS):
            if _names_it(source, pairs):
                yield column.name, "names"
        elif column.n_distinct > _MOST_LEVELS:
            if _is_same(source, pairs):
                yield column.name, "is the same as"
        elif _decides_it(source, pairs):
            yield column.name, "decides"


def _learning_rows(linked: LinkedTable, answer: str, until: str) -> str:
    """The condition that the answer of a row is for learning; every row where there is no date."""
    time = linked.late_time if answer in linked.late_columns else linked.time_column
    return "true" if time is None else f"{quoted(time)} < CAST('{until}' AS TIMESTAMP)"


def _text(name: str) -> str:
    return f"nullif(lower(trim(CAST({quoted(name)} AS VARCHAR))), '')"


def _one_row(source: OpenTables, sql: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = source.backend.con.execute(sql).fetchone()
    return row


def _decides_it(source: OpenTables, pairs: str) -> bool:
    """Whether each value stands beside one value of the answer: another spelling, or a finer one (stage and won)."""
    n, n_answers, n_values, n_pairs = _one_row(
        source,
        f"SELECT count(*), count(DISTINCT a), count(DISTINCT b), count(DISTINCT (a, b)) FROM ({pairs})",
    )
    enough = n >= max(_FEWEST, _ROWS_A_VALUE * n_values)
    return bool(enough and n_answers > 1 and n_values == n_pairs)


def _is_same(source: OpenTables, pairs: str) -> bool:
    """Whether two columns of many values hold the same in every row."""
    n, n_same, n_answers = _one_row(
        source, f"SELECT count(*), count(*) FILTER (a = b), count(DISTINCT a) FROM ({pairs})"
    )
    return bool(n >= _FEWEST and n_answers > 1 and n_same == n)


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
