"""What is worth knowing about a table and its columns, as plain sentences, the worst first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from core.cell_words import cell_words
from core.number_words import number_words
from core.record import Record
from core.tables.currencies import are_mixed
from core.tables.summaries import RARE_ROWS, ColumnSummary
from core.tables.table import FEATURE_ROLES, Column, Role, Table

MANY_LEVELS = 200
MANY_MISSING = 0.3
FEW_ROWS = 200
_NEARLY_ALL = 0.99
_LOST = "as missing"  # stands in each note on cells that do not fit
_NO_HEADER = "has no header line"
_SAID_ELSEWHERE = "several currencies"
DOUBTFUL = {  # what stands in notes that want a look -> what is found there
    "several currencies": _SAID_ELSEWHERE,
    "several time zones": "mixed zones",
    "time zones are not known": "unknown zones",
    "nothing tells day from month": "day or month",
}
_FEW_OUTLIERS = 0.005  # share of rows; where more lie far outside, the column has a long tail

Severity = Literal["problem", "check", "info"]
_CHECK: Severity = "check"
_INFO: Severity = "info"
SEVERITY_ORDER: dict[str, int] = {"problem": 0, "check": 1, "info": 2}


class Finding(Record):
    """One thing to know about a table or one of its columns.

    Attributes:
        kind: What is found, such as "missing"; what kinds are called together stands in `finding_groups`.
        severity: "problem" wants an answer before training, "check" a look, "info" nothing.
        column: The column it is about, if any.
        count: Rows, cells, lines or values concerned.
        sentence: It in plain words.
        action: What to do, where that differs from what is usual for its kind.
        table: The table it is about, in a set of tables.
    """

    kind: str
    severity: Severity
    column: str | None
    count: int
    sentence: str
    action: str = ""
    table: str | None = None


def findings(table: Table, summaries: tuple[ColumnSummary, ...], n_duplicates: int) -> tuple[Finding, ...]:
    """All findings on a table, the worst first."""
    found = [*table_findings(table, n_duplicates), *reading_findings(table)]
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
    """Findings on one column, without contradiction: what is no input is not judged as one."""
    if column.n_distinct == 0:
        return [_finding("constant", "info", column, table.n_rows, "has no value in any row and is ignored.")]
    if column.n_distinct == 1 and column.n_missing == 0:
        return [
            _finding(
                "constant", "info", column, table.n_rows, "has the same value in every row and tells nothing."
            )
        ]
    found = _missing(table, column)
    if column.excluded_because:
        text = f"is left out. {column.excluded_because}"
        found.append(_finding("known too late", "check", column, table.n_rows, text))
    elif column.role in (*FEATURE_ROLES, Role.TARGET):
        found += [*_levels(table, column, summary), *_numbers(table, column, summary)]
    if column.role is Role.ID and (repeated := table.n_rows - column.n_missing - column.n_distinct):
        text = f"repeats in {_many(repeated, 'row')}; the later ones get (2), (3), … after the id."
        found.append(_finding("repeated ids", "check", column, repeated, text))
    return found


def _missing(table: Table, column: Column) -> list[Finding]:
    if not column.n_missing:
        return []
    rows, share = _many(column.n_missing, "row"), column.n_missing / max(1, table.n_rows)
    if column.role is Role.TARGET:
        text = f"is empty in {rows}: they are ranked, and not learned from."
        return [_finding("no answer", "info", column, column.n_missing, text)]
    if column.role is Role.ID:
        text = f"is empty in {rows}; they get the number of their row instead."
        return [_finding("missing ids", "check", column, column.n_missing, text)]
    text = f"is empty in {rows} ({number_words(100 * share, 2)} %)."
    if share > MANY_MISSING and column.role in FEATURE_ROLES and not column.excluded_because:
        return [_finding("missing", "check", column, column.n_missing, text)]
    return [_finding("some missing", "info", column, column.n_missing, text)]


def reading_findings(table: Table) -> list[Finding]:
    """How the cells of columns were read: what does not fit, what is mostly something else, and what is to be known.

    All of it stands in the table's record, so that it costs nothing in a set of tables either.
    """
    notes = notes_by_column(table)
    found = [
        Finding(kind="no header", severity="check", column=None, count=len(table.columns), sentence=note)
        for note in table.notes
        if _NO_HEADER in note
    ]
    for column in table.columns:
        said = notes.get(column.name, [])
        if column.n_unreadable:
            found.append(_unreadable(table, column, said))
        found += _written(column)
        found += _read_so(column, said)
    return found


def notes_by_column(table: Table) -> dict[str, list[str]]:
    """The notes on single columns, "column: sentence", without the name; a name may hold ": " itself."""
    names = {column.name for column in table.columns}
    found: dict[str, list[str]] = {}
    for note in table.notes:
        parts = note.split(": ")
        for n_parts in range(len(parts) - 1, 0, -1):
            name = ": ".join(parts[:n_parts])
            if name in names:
                found.setdefault(name, []).append(": ".join(parts[n_parts:]))
                break
    return found


def _unreadable(table: Table, column: Column, notes: list[str]) -> Finding:
    """Cells that do not fit; the note that says so is taken out of the notes."""
    lost = [note for note in notes if _LOST in note]
    for note in lost:
        notes.remove(note)
    text = _joined(lost) or f"{column.n_unreadable:,} cells do not fit and count as missing."
    change = None if table.recoding is None else table.recoding.of(column.name)
    is_chosen = change is not None and change.read_as is not None
    return Finding(
        kind="read as you said" if is_chosen else "unreadable",
        severity="info" if is_chosen else "check",
        column=column.name,
        count=column.n_unreadable,
        sentence=f"{column.name}: {text}",
    )


def _read_so(column: Column, notes: list[str]) -> list[Finding]:
    """Currencies, orders of day and month, zones, codes that stay text: how else the cells were read."""
    kinds = {note: next((kind for said, kind in DOUBTFUL.items() if said in note), None) for note in notes}
    plain = _joined([note for note, kind in kinds.items() if kind is None])
    found = [_noted("read so", "info", column, plain)] if plain else []
    doubtful = [(note, kind) for note, kind in kinds.items() if kind and kind != _SAID_ELSEWHERE]
    return [*found, *(_noted(kind, "check", column, note) for note, kind in doubtful)]


def _joined(notes: Sequence[str]) -> str:
    """Notes on one column as sentences behind its name: those after the first begin with a capital."""
    return " ".join(note if place == 0 else note[:1].upper() + note[1:] for place, note in enumerate(notes))


def _noted(kind: str, severity: Severity, column: Column, note: str) -> Finding:
    return Finding(
        kind=kind,
        severity=severity,
        column=column.name,
        count=column.n_distinct,
        sentence=f"{column.name}: {note}",
    )


def _written(column: Column) -> list[Finding]:
    """Words that are mostly numbers or dates, and amounts that cannot be compared."""
    found = []
    if column.almost is not None:
        others = column.almost.n_filled - column.almost.n_fitting or column.almost.n_filled
        found.append(
            _finding(f"almost {column.almost.what}", "check", column, others, column.almost.sentence)
        )
    if are_mixed([code for code, _ in column.currencies]):
        listed = ", ".join(f"{code} ({count:,})" for code, count in column.currencies)
        text = f"holds amounts in several currencies, {listed}; they are not converted."
        others = sum(count for _, count in column.currencies[1:])
        found.append(_finding("several currencies", "check", column, others, text))
    return found


def _levels(table: Table, column: Column, summary: ColumnSummary) -> list[Finding]:
    found = []
    if summary.n_levels_used and column.n_distinct > MANY_LEVELS:
        text = f"has {column.n_distinct:,} different values."
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
        text = f"is {cell_words(summary.most_frequent)} in {100 * rows / filled:.1f} % of the rows."
        found.append(_finding("mostly one value", "info", column, rows, text))
    return found


def _numbers(table: Table, column: Column, summary: ColumnSummary) -> list[Finding]:
    if summary.n_outliers and column.role is Role.NUMBER:
        spread = (summary.maximum, summary.minimum, summary.median)
        largest, smallest, half = (number_words(float(one or 0), 6) for one in spread)
        text = (
            f"has {_many(summary.n_outliers, 'value')} far outside the rest (largest {largest}, "
            f"smallest {smallest}, half of the rows below {half})."
        )
        few = summary.n_outliers < _FEW_OUTLIERS * max(1, table.n_rows)
        kind, severity = ("outliers", _CHECK) if few else ("long tail", _INFO)
        return [_finding(kind, severity, column, summary.n_outliers, text)]
    if column.role is Role.DATE and isinstance(summary.maximum, str):
        latest = dt.date.fromisoformat(summary.maximum)
        if latest > dt.date.today() + dt.timedelta(days=1):
            text = f"reaches into the future: its latest date is {latest:%d %b %Y}."
            return [_finding("future dates", "check", column, 1, text)]
    return []


def _finding(kind: str, severity: Severity, column: Column, count: int, words: str) -> Finding:
    return Finding(
        kind=kind, severity=severity, column=column.name, count=count, sentence=f"{column.name} {words}"
    )


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
