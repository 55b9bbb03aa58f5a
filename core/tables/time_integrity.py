"""What is odd about the times of a set of tables: far dates, missing ones, ends before beginnings."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt

from core.tables.expressions import typed_sql
from core.tables.integrity_finding import IntegrityFinding, rows_in_words
from core.tables.key_overlap import KeyMeasure, parquet_sql
from core.tables.table import Role
from core.tables.table_set import LinkedTable, TableSet

MANY = 0.05  # share of rows without a time from which the finding wants a look


def credible_until(low: dt.datetime, high: dt.datetime) -> dt.datetime:
    """The day after which a time is taken for an error rather than for the end of the data.

    Args:
        low, high: The 1st and 99th percentile of a column of times.
    """
    return high + max(dt.timedelta(days=30), 0.5 * (high - low))


def data_end(tables: TableSet, measure: KeyMeasure) -> dt.datetime | None:
    """The last credible time of all tables that have a clock; None where there is none."""
    ends = []
    for linked in tables.tables:
        if linked.time_column is not None:
            limit = _limit(linked, linked.time_column, measure)
            if limit is not None:
                time = _date_sql(linked, linked.time_column, measure)
                (end,) = measure.one(
                    f"SELECT max({time}) FROM {parquet_sql(linked)} WHERE {time} <= {_stamp(limit)}"
                )
                ends.append(end)
    return max(ends, default=None)


def _limit(linked: LinkedTable, name: str, measure: KeyMeasure) -> dt.datetime | None:
    low, high = measure.one(
        f"SELECT quantile_disc(t, 0.01), quantile_disc(t, 0.99) FROM "
        f"(SELECT {_date_sql(linked, name, measure)} AS t FROM {parquet_sql(linked)}) WHERE t IS NOT NULL"
    )
    return None if low is None else credible_until(low, high)


def time_findings(
    linked: LinkedTable, end: dt.datetime | None, measure: KeyMeasure
) -> list[IntegrityFinding]:
    found = [*_known_always(linked), *_after_outcome(linked)]
    if end is not None:
        for name in dict.fromkeys((linked.time_column, linked.late_time)):
            if name is not None:
                found += _future(linked, name, end, measure)
    if linked.time_column is not None:
        found += _without_time(linked, linked.time_column, measure)
        if linked.late_time is not None:
            found += _reversed(linked, linked.time_column, linked.late_time, measure)
    return found


def _known_always(linked: LinkedTable) -> list[IntegrityFinding]:
    """A table without a clock is seen as it stands today, on every day that is asked about."""
    if linked.has_clock or linked.kind == "documentation":
        return []
    names = ", ".join(c.name for c in linked.table.columns if c.name not in linked.not_with_row)
    return [
        IntegrityFinding(
            kind="known always",
            severity="check",
            table=linked.name,
            column=None,
            count=linked.table.n_rows,
            sentence=f"Is {linked.name} known always? It has no date, so its rows count on every day with what stands "
            f"in them today: {_shortened(names)}.",
            action="Choose the date or the key that says since when a row is known, and mark what was filled in later",
        )
    ]


def _after_outcome(linked: LinkedTable) -> list[IntegrityFinding]:
    """What is kept from every question because nobody can say when it was filled in."""
    if not linked.outcome_columns:
        return []
    names = ", ".join(linked.outcome_columns)
    return [
        IntegrityFinding(
            kind="after the outcome",
            severity="check",
            table=linked.name,
            column=linked.outcome_columns[0],
            count=linked.table.n_rows,
            sentence=f"{linked.name}: nobody can say when {_shortened(names)} came to stand there, so it is no input.",
            action="Say from which date on it was known, or that it was known with the row",
        )
    ]


def _shortened(names: str, most: int = 120) -> str:
    return names if len(names) <= most else f"{names[: names.rindex(',', 0, most)]} and others"


def _future(linked: LinkedTable, name: str, end: dt.datetime, measure: KeyMeasure) -> list[IntegrityFinding]:
    limit = _limit(linked, name, measure)
    if limit is None:
        return []
    limit = max(limit, end) if name != linked.time_column else limit
    time = _date_sql(linked, name, measure)
    n, latest = measure.one(
        f"SELECT count(*), max(t) FROM (SELECT {time} AS t FROM {parquet_sql(linked)}) "
        f"WHERE t > {_stamp(limit)}"
    )
    if not n:
        return []
    is_clock = name == linked.time_column
    return [
        IntegrityFinding(
            kind="future dates",
            severity="problem" if is_clock else "check",
            table=linked.name,
            column=name,
            count=int(n),
            sentence=f"{linked.name}.{name}: {rows_in_words(int(n))} lie far after all others, the latest on "
            f"{latest:%d %b %Y}; the data end on {end:%d %b %Y}.",
            action="Correct these dates; until then such rows count as not yet known",
        )
    ]


def _without_time(linked: LinkedTable, name: str, measure: KeyMeasure) -> list[IntegrityFinding]:
    (n,) = measure.one(
        f"SELECT count(*) FROM {parquet_sql(linked)} WHERE {_date_sql(linked, name, measure)} IS NULL"
    )
    if not n:
        return []
    return [
        IntegrityFinding(
            kind="rows without time",
            severity="check" if n > MANY * linked.table.n_rows else "info",
            table=linked.name,
            column=name,
            count=int(n),
            sentence=f"{linked.name}.{name} is empty in {rows_in_words(int(n))} of {linked.table.n_rows:,}; "
            "nobody can say when they became known, so they are not used.",
            action="Fill in the dates, or choose another time column",
        )
    ]


def _reversed(linked: LinkedTable, first: str, last: str, measure: KeyMeasure) -> list[IntegrityFinding]:
    begin, end = _date_sql(linked, first, measure), _date_sql(linked, last, measure)
    (n,) = measure.one(
        f"SELECT count(*) FROM (SELECT date_trunc('day', {begin}) AS f, date_trunc('day', {end}) AS l "
        f"FROM {parquet_sql(linked)}) WHERE l < f"
    )
    if not n:
        return []
    return [
        IntegrityFinding(
            kind="end before beginning",
            severity="check",
            table=linked.name,
            column=last,
            count=int(n),
            sentence=f"{linked.name}: in {rows_in_words(int(n))} {last} lies before {first}.",
            action="Look whether the two dates are swapped",
        )
    ]


def _date_sql(linked: LinkedTable, name: str, measure: KeyMeasure) -> str:
    column = linked.column(name).model_copy(update={"role": Role.DATE})
    return typed_sql(column, measure.stored(linked)[name])


def _stamp(moment: dt.datetime) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"
