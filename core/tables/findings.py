"""What is worth knowing about a table and its columns, as plain sentences, the worst first."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from core.record import Record
from core.tables.summaries import RARE_ROWS, ColumnSummary
from core.tables.table import Column, Role, Table

MANY_LEVELS = 200
MANY_MISSING = 0.3
FEW_ROWS = 200
_NEARLY_ALL = 0.99

Severity = Literal["problem", "check", "info"]
SEVERITY_ORDER: dict[str, int] = {"problem": 0, "check": 1, "info": 2}


class Finding(Record):
    """One thing to know about the table.

    Attributes:
        kind: "rejected lines", "set aside", "few rows", "duplicates", "repeated ids", "missing", "constant", "rare",
            "outliers", "many levels", "unreadable", "future dates", "mostly one value", "no answer" or
            "known too late".
        severity: "problem" wants an answer before training, "check" a look, "info" nothing.
        column: The column it is about, if any.
        count: Rows, cells, lines or values concerned.
        sentence: It in plain words.
    """

    kind: str
    severity: Severity
    column: str | None
    count: int
    sentence: str


def findings(table: Table, summaries: tuple[ColumnSummary, ...], n_duplicates: int) -> tuple[Finding, ...]:
    """All findings on a table, the worst first."""
    found = table_findings(table, n_duplicates)
    for column, summary in zip(table.columns, summaries, strict=True):
        found += column_findings(table, column, summary)
    return tuple(sorted(found, key=lambda finding: (SEVERITY_ORDER[finding.severity], -finding.count)))


def table_findings(table: Table, n_duplicates: int) -> list[Finding]:
    """Findings on the table as a whole."""
    found = []
    if table.n_rejected:
        share = table.n_rejected / (table.n_rows + table.n_rejected)
        first = table.rejected[0]
        found.append(
            Finding(
                kind="rejected lines",
                severity="problem" if share > 0.01 else "check",
                column=None,
                count=table.n_rejected,
                sentence=f"{_many(table.n_rejected, 'line')} of the file could not be read as rows, the "
                f"first is line {first.line:,} ({first.reason}).",
            )
        )
    found += [
        Finding(kind="set aside", severity=one.severity, column=None, count=one.count, sentence=one.sentence)
        for one in table.set_aside
    ]
    if table.n_rows < FEW_ROWS:
        found.append(
            Finding(
                kind="few rows",
                severity="problem",
                column=None,
                count=table.n_rows,
                sentence=f"The table has only {_many(table.n_rows, 'row')}; a model needs hundreds.",
            )
        )
    if n_duplicates:
        verb = "repeats" if n_duplicates == 1 else "repeat"
        without = "" if table.id_column else "; without a client id they may still be different clients"
        found.append(
            Finding(
                kind="duplicates",
                severity="check",
                column=None,
                count=n_duplicates,
                sentence=f"{_many(n_duplicates, 'row')} {verb} an earlier row in every column{without}.",
            )
        )
    return found


def column_findings(table: Table, column: Column, summary: ColumnSummary) -> list[Finding]:
    """Findings on one column."""
    if column.n_distinct == 0:
        return [_finding("constant", "info", column, table.n_rows, "has no value in any row and is ignored.")]
    if column.n_distinct == 1 and column.n_missing == 0:
        return [
            _finding(
                "constant", "info", column, table.n_rows, "has the same value in every row and tells nothing."
            )
        ]
    found = [*_missing(table, column), *_levels(table, column, summary), *_numbers(table, column, summary)]
    if column.excluded_because:
        found.append(
            _finding(
                "known too late", "check", column, table.n_rows, f"is left out. {column.excluded_because}"
            )
        )
    if column.role is Role.ID and (repeated := table.n_rows - column.n_missing - column.n_distinct):
        found.append(
            _finding(
                "repeated ids",
                "check",
                column,
                repeated,
                f"repeats in {_many(repeated, 'row')}; the later ones get (2), (3), … after the id.",
            )
        )
    return found


def _missing(table: Table, column: Column) -> list[Finding]:
    found = []
    share = column.n_missing / max(1, table.n_rows)
    if column.role is Role.TARGET and column.n_missing:
        text = f"is empty in {_many(column.n_missing, 'row')}: they are ranked, and not learned from."
        found.append(_finding("no answer", "info", column, column.n_missing, text))
    elif column.role is Role.ID and column.n_missing:
        text = f"is empty in {_many(column.n_missing, 'row')}; they get the number of their row instead."
        found.append(_finding("missing", "check", column, column.n_missing, text))
    elif column.n_missing:
        text = f"is empty in {_many(column.n_missing, 'row')} ({100 * share:.2g} %)."
        severity: Severity = "check" if share > MANY_MISSING else "info"
        found.append(_finding("missing", severity, column, column.n_missing, text))
    if column.n_unreadable:
        prefix = f"{column.name}: "
        note = next((n.removeprefix(prefix) for n in table.notes if n.startswith(prefix)), "")
        text = note or f"{column.n_unreadable:,} cells do not fit and count as missing."
        found.append(
            Finding(
                kind="unreadable",
                severity="check",
                column=column.name,
                count=column.n_unreadable,
                sentence=f"{column.name}: {text}",
            )
        )
    return found


def _levels(table: Table, column: Column, summary: ColumnSummary) -> list[Finding]:
    found = []
    if summary.n_levels_used and column.n_distinct > MANY_LEVELS:
        text = (
            f"has {column.n_distinct:,} different values; as an input only the frequent ones count, "
            "and it can link clients who share a value."
        )
        found.append(_finding("many levels", "info", column, column.n_distinct, text))
    elif summary.n_rare:
        text = (
            f"has {_many(summary.n_rare, 'value')} of {column.n_distinct:,} with fewer than {RARE_ROWS} rows"
        )
        if summary.rare_examples:
            text += f" ({', '.join(summary.rare_examples)})"
        found.append(_finding("rare", "info", column, summary.n_rare, text + "."))
    rows = summary.most_frequent_rows or 0
    filled = table.n_rows - column.n_missing
    if column.role is not Role.TARGET and filled and rows > _NEARLY_ALL * filled:
        text = f"is {summary.most_frequent!r} in {100 * rows / filled:.1f} % of the rows and tells little."
        found.append(_finding("mostly one value", "info", column, rows, text))
    return found


def _numbers(table: Table, column: Column, summary: ColumnSummary) -> list[Finding]:
    found = []
    if summary.n_outliers and column.role is Role.NUMBER:
        share = summary.n_outliers / max(1, table.n_rows)
        few = share < 0.005
        what = "look whether they are real" if few else "a long tail, common for amounts and counts"
        text = (
            f"has {_many(summary.n_outliers, 'value')} far outside the rest (largest {summary.maximum:,.6g}, "
            f"smallest {summary.minimum:,.6g}, half of the rows below {summary.median:,.6g}): {what}."
        )
        found.append(_finding("outliers", "check" if few else "info", column, summary.n_outliers, text))
    if column.role is Role.DATE and isinstance(summary.maximum, str):
        latest = dt.date.fromisoformat(summary.maximum)
        if latest > dt.date.today() + dt.timedelta(days=1):
            text = f"reaches into the future: its latest date is {latest:%d %b %Y}."
            found.append(_finding("future dates", "check", column, 1, text))
    return found


def _finding(kind: str, severity: Severity, column: Column, count: int, words: str) -> Finding:
    return Finding(
        kind=kind, severity=severity, column=column.name, count=count, sentence=f"{column.name} {words}"
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
