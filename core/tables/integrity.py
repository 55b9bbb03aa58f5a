"""How well the tables of a set hang together: keys that lead nowhere or repeat, lone tables, odd times."""

from __future__ import annotations

from core.cell_words import cell_words
from core.record import Record
from core.tables.findings import SEVERITY_ORDER, Severity, reading_findings
from core.tables.identifiers import says_people
from core.tables.integrity_finding import IntegrityFinding, rows_in_words
from core.tables.key_overlap import KeyMeasure, measuring
from core.tables.list_tables import list_place
from core.tables.name_words import says_id, words
from core.tables.salesforce_ids import NO_ID
from core.tables.table import Role
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.time_integrity import data_end, time_findings

MANY = 0.05  # share of dangling or repeated keys from which the finding wants an answer
_MOSTLY = 0.5  # of the rows have an id of their own at least, where it may have been meant to name them
_COMPUTED = frozenset(
    ("sum", "mean", "avg", "average", "total", "count", "alltime", "lifetime", "nbr", "ratio")
)


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
            found += _empty_ids(tables, link, measure)
        for linked in tables.tables:
            if linked.kind != "documentation":
                found += _keys(tables, linked, measure)
                found += _lone(tables, linked)
                found += _computed(linked)
            found += _rejected(linked)
            found += _set_aside(linked)
            found += _as_read(linked)
        end = data_end(tables, measure)
        for linked in tables.tables:
            found += time_findings(linked, end, measure)
    found.sort(key=lambda item: (SEVERITY_ORDER[item.severity], -item.count, item.table, item.column or ""))
    return IntegrityReport(
        n_tables=len(tables.tables),
        n_links=len(tables.links),
        n_rows=sum(linked.table.n_rows for linked in tables.tables),
        data_end=None if end is None else end.date().isoformat(),
        findings=tuple(found),
    )


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


def _rejected(linked: LinkedTable) -> list[IntegrityFinding]:
    """Lines of the file that are no rows of the table."""
    table = linked.table
    if not table.n_rejected:
        return []
    first = ", ".join(f"line {one.line} ({one.reason})" for one in table.rejected[:3])
    share = table.n_rejected / max(1, table.n_rejected + table.n_rows)
    return [
        IntegrityFinding(
            kind="rejected lines",
            severity="problem" if share > MANY else "check",
            table=linked.name,
            column=None,
            count=table.n_rejected,
            sentence=f"{linked.name}: {_lines(table.n_rejected)} of {table.source_name} could not be read and "
            f"{'is no row' if table.n_rejected == 1 else 'are no rows'}: {first}.",
            action="Mend these lines and bring the file again",
        )
    ]


def _set_aside(linked: LinkedTable) -> list[IntegrityFinding]:
    return [
        IntegrityFinding(
            kind="set aside",
            severity=one.severity,
            table=linked.name,
            column=None,
            count=one.count,
            sentence=f"{linked.name}: {one.sentence}",
        )
        for one in linked.table.set_aside
    ]


def _as_read(linked: LinkedTable) -> list[IntegrityFinding]:
    """How the cells of the table's columns were read."""
    found = []
    for one in reading_findings(linked.table):
        told = {"table": linked.name, "sentence": f"{linked.name}{'.' if one.column else ': '}{one.sentence}"}
        found.append(IntegrityFinding.model_validate({**one.model_dump(), **told}))
    return found


def _dangling(tables: TableSet, link: Link, measure: KeyMeasure) -> list[IntegrityFinding]:
    key = tables.table(link.to).primary_key
    if key is None:
        return []
    overlap = measure.overlap((link.table, link.column), (link.to, key))
    if overlap.n_dangling == 0:
        return []
    examples, near = [], []
    for word, n, nearest in measure.dangling((link.table, link.column), (link.to, key)):
        examples.append(f"{cell_words(word, 60)} ({rows_in_words(n)})")
        if nearest is not None:
            near.append(f"{cell_words(word, 60)} is probably {cell_words(nearest, 60)}")
    sentence = (
        f"{link.name}: {rows_in_words(overlap.n_dangling)} of {overlap.n_rows:,} name no row of {link.to}, "
        f"such as {', '.join(examples)}"
    )
    sentence += f"; {', '.join(near)}." if near else "."
    share = overlap.n_dangling / max(1, overlap.n_rows)
    rejected = tables.table(link.to).table.n_rejected
    if rejected and share > MANY:
        sentence = (
            f"{_lines(rejected)} of {link.to} could not be read, and their rows may be what is missing here. "
            f"{sentence}"
        )
    return [
        IntegrityFinding(
            kind="dangling keys",
            severity="problem" if share > MANY else "check",
            table=link.table,
            column=link.column,
            count=overlap.n_dangling,
            sentence=sentence,
            action="Accept that they mean the same, among the repairs of keys, or write them alike in both files"
            if near
            else f"Read the rejected lines of {link.to} first"
            if rejected and share > MANY
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


def _empty_ids(tables: TableSet, link: Link, measure: KeyMeasure) -> list[IntegrityFinding]:
    """Salesforce writes an id of zeros where nothing is named: it is missing, no lost row."""
    count = measure.n_empty_ids((link.table, link.column))
    if count == 0:
        return []
    return [
        IntegrityFinding(
            kind="empty ids",
            severity="info",
            table=link.table,
            column=link.column,
            count=count,
            sentence=f"{link.name}: {rows_in_words(count)} hold {cell_words(NO_ID[1])} or {cell_words(NO_ID[0])}, "
            "which is how Salesforce "
            "writes that there is none; they count as missing.",
        )
    ]


def _keys(tables: TableSet, linked: LinkedTable, measure: KeyMeasure) -> list[IntegrityFinding]:
    key = linked.primary_key
    if key is None:
        return _repeated_id(tables, linked)
    found = []
    n_repeated, examples = measure.repeated((linked.name, key))
    severity: Severity = "problem" if n_repeated > MANY * linked.table.n_rows else "check"
    if n_repeated:
        words_of = ", ".join(f"{cell_words(word, 60)} ({rows_in_words(n)})" for word, n in examples)
        found.append(
            IntegrityFinding(
                kind="repeated keys",
                severity=severity,
                table=linked.name,
                column=key,
                count=n_repeated,
                sentence=f"{linked.name}.{key}: {rows_in_words(n_repeated)} repeat the key of an earlier row, such as "
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
                sentence=f"{linked.name}.{key}: {rows_in_words(n_missing)} have no key, so nothing can point at them.",
                action="Fill in the keys and import the file again",
            )
        )
    return found


def _repeated_id(tables: TableSet, linked: LinkedTable) -> list[IntegrityFinding]:
    """Of a table without a key: its first column, where that is an id by its name and repeats too often to be one."""
    column, n_rows = linked.table.columns[0], linked.table.n_rows
    n_filled = n_rows - column.n_missing
    n_repeated = n_filled - column.n_distinct
    of_others = {link.column for link in tables.links_from(linked.name)}
    if not says_id(words(column.name)) or column.name in of_others or says_people(column.name):
        return []
    if list_place(linked.table) is not None or not n_repeated or column.n_distinct < _MOSTLY * n_rows:
        return []
    return [
        IntegrityFinding(
            kind="repeated keys",
            severity="problem" if n_repeated > MANY * n_rows else "check",
            table=linked.name,
            column=column.name,
            count=n_repeated,
            sentence=f"{linked.name}.{column.name}: {rows_in_words(n_repeated)} repeat the value of an earlier row, so "
            f"no column names a row of {linked.name}, and nothing can point at its rows.",
            action=f"Remove the repeated rows, or choose the column that names a row of {linked.name}",
        )
    ]


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
