"""Since when each row of a table is known: its own date, or that of the row it names; dates and moments by day.

This is the one place where the clock of a table is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.tables.logical import LogicalTable, half_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from core.tables.expressions import OpenTables

KNOWN = "_known"
_NAMED = "_named"
_TO_THE_END = 86_399_999_999  # microseconds from the first moment of a day to its last


def with_known(source: OpenTables, half: LogicalTable) -> ir.Table:
    """The rows of a half with `KNOWN`, the moment from which each is known.

    It is empty where rows are known always (`half.has_clock` is False), and where a row has no place on the clock: its
    date is missing, or the row that it names has none or is not there.
    """
    import ibis

    rows = source.logical(half)
    if half.time_column is not None:
        return rows.mutate(**{KNOWN: moment_of(source, rows, half.table, half.time_column)})
    if half.time_from is None:
        return rows.mutate(**{KNOWN: ibis.null("timestamp")})
    parent = half_of(source.tables, half.time_from.to, late=False)
    key = str(parent.linked.primary_key)
    dated = with_known(source, parent)
    dated = dated.filter(dated[key].notnull()).select(**{_NAMED: dated[key], KNOWN: dated[KNOWN]})
    return rows.left_join(dated, rows[half.time_from.column] == dated[_NAMED]).drop(_NAMED)


def moment_of(source: OpenTables, rows: ir.Table, table: str, column: str) -> Any:
    """A date column of a table as the moment from which it counts.

    A date without a time of day names a whole day. Where all dates of the set are such days they are compared as they
    are. Beside moments a day counts as its end: nobody knew in the morning what was written some time that day, so a
    deal that was opened at 9:44 and closed "on the same day" was not closed yet when it was opened.
    """
    import ibis

    at: Any = rows[column].cast("timestamp")
    moments = source.moments
    if not moments or (table, column) in moments:
        return at
    return at + ibis.interval(microseconds=_TO_THE_END)


def columns_with_moments(source: OpenTables) -> frozenset[tuple[str, str]]:
    """The clock columns (table, column) of a set of which at least one value has a time of day."""
    found = set()
    for linked in source.tables.tables:
        for name in (linked.time_column, linked.late_time):
            if name is not None:
                rows = source.numbered(linked.name)
                at: Any = rows[name].cast("timestamp")
                if len(rows.filter(at != at.truncate("D")).select(name).limit(1).execute()):
                    found.add((linked.name, name))
    return frozenset(found)
