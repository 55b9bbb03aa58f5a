"""Findings of one kind said once: how many columns, which ones, and what to do; the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from core.record import Record
from core.tables.findings import MANY_LEVELS, MANY_MISSING, SEVERITY_ORDER, Finding, Severity
from core.tables.summaries import RARE_ROWS
from core.tables.table import Column

# What a kind is called where several columns (or tables) share it, and what to do about it; the worst kind first.
# A finding that carries an action of its own keeps it; a kind that is not listed is called by its name.
KINDS: dict[str, tuple[str, str]] = {
    "few rows": ("{n} have few rows", "Bring more rows, or use a scorecard of points instead of a model."),
    "rejected lines": (
        "Lines of {n} could not be read as rows",
        "Look at them under “Rejected lines”; correct the file, or say how it is to be read.",
    ),
    "set aside": ("In {n} lines were set aside", ""),
    "no header": (
        "{n} have no header line",
        "Give the columns names under “Names”, or bring the file with its header.",
    ),
    "dangling keys": ("{n} name rows that are not there", ""),
    "repeated keys": ("The keys of {n} repeat", ""),
    "missing keys": ("{n} have rows without a key", ""),
    "empty ids": ("{n} hold ids that stand for nothing", ""),
    "computed later": ("{n} may hold what was computed later", ""),
    "known always": ("{n} have no date and count as known always", ""),
    "after the outcome": ("Of {n} nobody can say when they were filled in", ""),
    "known too late": ("{n} are left out: they are known too late", "Nothing: no model sees them."),
    "unreadable": (
        "{n} hold cells that do not fit their kind",
        "Such cells count as empty. Correct the file, or choose another role below.",
    ),
    "read as you said": (
        "{n} are read as you said, and some cells do not fit",
        "Nothing: such cells count as empty, as you chose. It can be undone under “What the values mean”.",
    ),
    "almost numbers": (
        "{n} are mostly numbers and read as words",
        "Accept that under “What the values mean”, where it is proposed, or correct the others in the file.",
    ),
    "almost dates": (
        "{n} are mostly dates and read as words",
        "Accept that under “What the values mean”, where it is proposed, or correct the others in the file.",
    ),
    "several currencies": (
        "{n} hold amounts in several currencies",
        "Convert them to one before the file is brought, or leave the column out.",
    ),
    "duplicates": (
        "{n} have rows that repeat another row",
        "If they are one client written twice, remove them and bring the file again.",
    ),
    "missing ids": ("{n} should name the row and are partly empty", "Fill in the ids and bring the file again."),
    "repeated ids": ("{n} should name the row and repeat", "Choose another column as id, or none."),
    "missing": (f"{{n}} are more than {100 * MANY_MISSING:.0f} % empty", "Ask whether they were collected at all."),
    "future dates": ("{n} reach into the future", "Look whether day and month are swapped, or the dates were plans."),
    "outliers": ("{n} have a few numbers far outside the rest", "Look whether these are real."),
    "rows without time": ("{n} are empty in rows that need a time", ""),
    "end before beginning": ("{n} lie before what they end", ""),
    "mixed zones": ("{n} mix time zones", "Export all times in one zone if hours matter."),
    "unknown zones": ("{n} name unknown time zones", "Write them as +02:00 or UTC if hours matter."),
    "day or month": (
        "In {n} nothing tells day from month",
        "If the month comes first, say so under “What the values mean”.",
    ),
    "lone table": ("{n} are linked to no other", ""),
    "read so": ("{n} are read in a way to know of", "Nothing, if that is what is meant."),
    "different types": ("{n} link numbers with text", ""),
    "long tail": ("{n} have a long tail", "Nothing: that is common for amounts and counts."),
    "some missing": ("{n} are empty in some rows", "Nothing: a model is told where a cell is empty."),
    "mostly one value": (
        "{n} hold the same value in nearly every row",
        "Nothing: whether the few others matter is measured on Task.",
    ),
    "many levels": (
        f"{{n}} have more than {MANY_LEVELS} different values",
        "Nothing: as an input only the frequent ones count. On Graph they can link clients who share one.",
    ),
    "rare": (
        f"{{n}} have values with fewer than {RARE_ROWS} rows",
        "Nothing: the rarest count together as “other”.",
    ),
    "constant": ("{n} tell nothing: one value in every row, or none", "Nothing: they are ignored."),
    "no answer": ("{n} are partly unanswered", "Nothing: such rows are ranked, and not learned from."),
}  # fmt: skip
_PLACE = {kind: place for place, kind in enumerate(KINDS)}


class FindingGroup(Record):
    """All findings of one kind and severity.

    Attributes:
        kind, severity: Of its findings.
        title: What they have in common in one sentence; the finding's own where there is one only.
        action: What to do about it; "" where that differs from one to the next.
        findings: The most rows first.
    """

    kind: str
    severity: Severity
    title: str
    action: str
    findings: tuple[Finding, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the findings are about: columns as `column` or `table.column`, or tables."""
        return tuple(name_of(finding) for finding in self.findings)


def group_findings(findings: Sequence[Finding]) -> tuple[FindingGroup, ...]:
    """The findings by kind, the worst kind first; of a file and of a set of tables alike."""
    kinds: dict[tuple[int, int, str, int], list[Finding]] = {}
    for number, finding in enumerate(findings):
        place = _PLACE.get(finding.kind, len(_PLACE))
        alone = 0 if name_of(finding) else number  # what is said of a whole file has sentences of its own
        key = (SEVERITY_ORDER[finding.severity], place, finding.kind, alone)
        kinds.setdefault(key, []).append(finding)
    return tuple(_group(kinds[key]) for key in sorted(kinds))


def judged(column: Column, findings: Sequence[Finding]) -> str:
    """One judgement on a column: what speaks against it where something does, else why it has its role.

    Args:
        column: The column.
        findings: On its table.
    """
    if column.role is not column.guessed_role:
        return f"Chosen by you; the guess was {column.guessed_role.value}."
    pressing = [one for one in findings if one.column == column.name and one.severity != "info"]
    if not pressing:
        return column.why
    worst = min(pressing, key=lambda one: SEVERITY_ORDER[one.severity])
    said = worst.sentence.removeprefix(column.name).lstrip(": ")
    return said[:1].upper() + said[1:]


def name_of(finding: Finding) -> str:
    """What one finding is about: `column`, `table.column` or a table; "" for a file as a whole."""
    return ".".join(part for part in (finding.table, finding.column) if part)


def _group(found: list[Finding]) -> FindingGroup:
    found = sorted(found, key=lambda finding: (-finding.count, name_of(finding)))
    first = found[0]
    title, usual = KINDS.get(first.kind, (f"{{n}}: {first.kind}", ""))
    actions = {finding.action or usual for finding in found}
    return FindingGroup(
        kind=first.kind,
        severity=first.severity,
        title=first.sentence if len(found) == 1 else title.format(n=_counted(found)),
        action=actions.pop() if len(actions) == 1 else "",
        findings=tuple(found),
    )


def _counted(found: list[Finding]) -> str:
    nouns = {"columns" if finding.column else "tables" for finding in found}
    n = len({name_of(finding) for finding in found})
    noun = nouns.pop() if len(nouns) == 1 else "columns and tables"
    return f"{n:,} {noun if n > 1 else noun.removesuffix('s')}"
