"""How well the tables of a set hang together: keys that lead nowhere or repeat, lone tables, odd times."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt

from core.record import Record
from core.tables.expressions import typed_sql
from core.tables.findings import SEVERITY_ORDER, Severity
from core.tables.key_overlap import KeyMeasure, measuring, parquet_sql
from core.tables.name_words import words
from core.tables.table import Role
from core.tables.table_set import Link, LinkedTable, TableSet

MANY = 0.05  # share of dangling or repeated keys from which the finding wants an answer
_COMPUTED = frozenset(
    ("sum", "mean", "avg", "average", "total", "count", "alltime", "lifetime", "nbr", "ratio")
)


class IntegrityFinding(Record):
    """One thing to know about the tables of a set.

    Attributes:
        kind: "dangling keys", "repeated keys", "missing keys", "different types", "lone table",
            "future dates", "rows without time", "end before beginning", "mixed zones", "computed later" or
            "no key".
        severity: "problem" wants an answer, "check" a look, "info" nothing.
        table, column: What it is about.
        count: Rows concerned.
        sentence: It in plain words, with examples.
        action: What to do, or "" where nothing needs to be done.
    """

    kind: str
    severity: Severity
    table: str
    column: str | None
    count: int
    sentence: str
    action: str = ""


class IntegrityReport(Record):
    """What was found on a set of tables.

    Attributes:
        n_tables, n_links, n_rows: Its size.
        data_end: The day (YYYY-MM-DD) of the last credible time; None without times.
        findings: The worst first.
    """

    n_tables: int
    n_links: int
    n_rows: int
    data_end: str | None
    findings: tuple[IntegrityFinding, ...]


def check_integrity(tables: TableSet) -> IntegrityReport:
    """Looks at keys, links and times of a set.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    found: list[IntegrityFinding] = []
    with measuring(tables) as measure:
        for link in tables.links:
            found += _dangling(tables, link, measure)
            found += _types(tables, link, measure)
        for linked in tables.tables:
            if linked.kind != "documentation":
                found += _keys(tables, linked, measure)
                found += _lone(tables, linked)
                found += _computed(linked)
        data_end = _data_end(tables, measure)
        for linked in tables.tables:
            found += _times(linked, data_end, measure)
    found.sort(key=lambda item: (SEVERITY_ORDER[item.severity], -item.count, item.table, item.column or ""))
    return IntegrityReport(
        n_tables=len(tables.tables),
        n_links=len(tables.links),
        n_rows=sum(linked.table.n_rows for linked in tables.tables),
        data_end=None if data_end is None else data_end.date().isoformat(),
        findings=tuple(found),
    )


def _dangling(tables: TableSet, link: Link, measure: KeyMeasure) -> list[IntegrityFinding]:
    key = tables.table(link.to).primary_key
    if key is None:
        return []
    overlap = measure.overlap((link.table, link.column), (link.to, key))
    if overlap.n_dangling == 0:
        return []
    examples, near = [], []
    for word, n, nearest in measure.dangling((link.table, link.column), (link.to, key)):
        examples.append(f"{word[:60]!r} ({_rows(n)})")
        if nearest is not None:
            near.append(f"{word[:60]!r} is probably {nearest[:60]!r}")
    sentence = (
        f"{link.name}: {_rows(overlap.n_dangling)} of {overlap.n_rows:,} name no row of {link.to}, "
        f"such as {', '.join(examples)}"
    )
    sentence += f"; {', '.join(near)}." if near else "."
    share = overlap.n_dangling / max(1, overlap.n_rows)
    return [
        IntegrityFinding(
            kind="dangling keys",
            severity="problem" if share > MANY else "check",
            table=link.table,
            column=link.column,
            count=overlap.n_dangling,
            sentence=sentence,
            action="Write the names alike in both files and import them again"
            if near
            else f"Bring the missing rows of {link.to}, or leave it: such rows stay without this link",
        )
    ]


def _types(tables: TableSet, link: Link, measure: KeyMeasure) -> list[IntegrityFinding]:
    key = tables.table(link.to).primary_key
    if key is None:
        return []
    own, theirs = measure.values((link.table, link.column)), measure.values((link.to, key))
    if own.is_number == theirs.is_number:
        return []
    kinds = {True: "numbers", False: "text"}
    return [
        IntegrityFinding(
            kind="different types",
            severity="info",
            table=link.table,
            column=link.column,
            count=own.n_rows,
            sentence=f"{link.name} holds {kinds[own.is_number]} and {link.to}.{key} {kinds[theirs.is_number]}; "
            'they are compared as text, and "0012" is 12.',
        )
    ]


def _keys(tables: TableSet, linked: LinkedTable, measure: KeyMeasure) -> list[IntegrityFinding]:
    key = linked.primary_key
    if key is None:
        return []
    found = []
    n_repeated, examples = measure.repeated((linked.name, key))
    severity: Severity = "problem" if n_repeated > MANY * linked.table.n_rows else "check"
    if n_repeated:
        words_of = ", ".join(f"{word[:60]!r} ({_rows(n)})" for word, n in examples)
        found.append(
            IntegrityFinding(
                kind="repeated keys",
                severity=severity,
                table=linked.name,
                column=key,
                count=n_repeated,
                sentence=f"{linked.name}.{key}: {_rows(n_repeated)} repeat the key of an earlier row, such as "
                f"{words_of}. A link leads to the first of them.",
                action=f"Remove the repeated rows, or choose another key for {linked.name}",
            )
        )
    n_missing = linked.table.n_rows - measure.values((linked.name, key)).n_rows
    if n_missing:
        found.append(
            IntegrityFinding(
                kind="missing keys",
                severity="check",
                table=linked.name,
                column=key,
                count=n_missing,
                sentence=f"{linked.name}.{key}: {_rows(n_missing)} have no key, so nothing can point at them.",
                action="Fill in the keys and import the file again",
            )
        )
    return found


def _lone(tables: TableSet, linked: LinkedTable) -> list[IntegrityFinding]:
    if tables.links_from(linked.name) or tables.links_to(linked.name) or len(tables.tables) < 2:
        return []
    return [
        IntegrityFinding(
            kind="lone table",
            severity="check",
            table=linked.name,
            column=None,
            count=linked.table.n_rows,
            sentence=f"{linked.name} is linked to no other table. It is kept, and no question can use it.",
            action="Choose a column that holds another table's keys, or leave it",
        )
    ]


def _computed(linked: LinkedTable) -> list[IntegrityFinding]:
    """Sums and counts without a date may hold what happened later than any question asks."""
    if linked.time_column is not None:
        return []
    names = [c.name for c in linked.table.columns if c.role is Role.NUMBER and set(words(c.name)) & _COMPUTED]
    if len(names) < 3:
        return []
    return [
        IntegrityFinding(
            kind="computed later",
            severity="problem",
            table=linked.name,
            column=None,
            count=linked.table.n_rows,
            sentence=f"{linked.name} has no date, and {len(names)} of its columns look computed from other rows "
            f"({', '.join(names[:3])}). They may hold what happened only after the day of a question.",
            action=f"Leave {linked.name} out unless its columns were computed before the first question",
        )
    ]


def credible_until(low: dt.datetime, high: dt.datetime) -> dt.datetime:
    """The day after which a time is taken for an error rather than for the end of the data.

    Args:
        low, high: The 1st and 99th percentile of a column of times.
    """
    return high + max(dt.timedelta(days=30), 0.5 * (high - low))


def _data_end(tables: TableSet, measure: KeyMeasure) -> dt.datetime | None:
    """The last credible time of all tables that have a clock."""
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


def _times(linked: LinkedTable, end: dt.datetime | None, measure: KeyMeasure) -> list[IntegrityFinding]:
    found = [*_zones(linked)]
    if end is not None:
        for name in dict.fromkeys((linked.time_column, linked.late_time)):
            if name is not None:
                found += _future(linked, name, end, measure)
    if linked.time_column is not None:
        found += _without_time(linked, linked.time_column, measure)
        if linked.late_time is not None:
            found += _reversed(linked, linked.time_column, linked.late_time, measure)
    return found


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
            sentence=f"{linked.name}.{name}: {_rows(int(n))} lie far after all others, the latest on "
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
            sentence=f"{linked.name}.{name} is empty in {_rows(int(n))} of {linked.table.n_rows:,}; "
            "nobody can say when they became known, so they are not used.",
            action="Fill in the dates, or choose another time column",
        )
    ]


def _reversed(linked: LinkedTable, first: str, last: str, measure: KeyMeasure) -> list[IntegrityFinding]:
    begin, end = _date_sql(linked, first, measure), _date_sql(linked, last, measure)
    (n,) = measure.one(
        f"SELECT count(*) FROM (SELECT {begin} AS f, {end} AS l FROM {parquet_sql(linked)}) WHERE l < f"
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
            sentence=f"{linked.name}: in {_rows(int(n))} {last} lies before {first}.",
            action="Look whether the two dates are swapped",
        )
    ]


def _zones(linked: LinkedTable) -> list[IntegrityFinding]:
    """What the reader noted on times with different zones."""
    return [
        IntegrityFinding(
            kind="mixed zones",
            severity="check",
            table=linked.name,
            column=note.partition(":")[0],
            count=linked.table.n_rows,
            sentence=f"{linked.name}.{note}",
            action="Export all times in one zone if hours matter",
        )
        for note in linked.table.notes
        if "time zones" in note
    ]


def _date_sql(linked: LinkedTable, name: str, measure: KeyMeasure) -> str:
    column = linked.column(name).model_copy(update={"role": Role.DATE})
    return typed_sql(column, measure.stored(linked)[name])


def _stamp(moment: dt.datetime) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"


def _rows(count: int) -> str:
    return f"{count:,} row" + ("" if count == 1 else "s")
