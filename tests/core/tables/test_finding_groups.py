"""Findings of one kind are said once, the worst kind first, and nothing is lost behind a group."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.finding_groups import FindingGroup, group_findings, judged
from core.tables.findings import Finding, column_findings
from core.tables.integrity_finding import IntegrityFinding
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.summaries import ColumnSummary
from core.tables.table import Column, Role, Table


def one(kind: str, column: str | None, count: int = 1, severity: str = "check", **more: str) -> Finding:
    """A finding as the report makes them."""
    return Finding(
        kind=kind,
        severity=severity,  # type: ignore[arg-type]  # one of the three, checked by the record
        column=column,
        count=count,
        sentence=f"{column} is odd.",
        **more,
    )


def of_column(**about: object) -> set[str]:
    """The kinds found on one column of 1,000 rows with a hostile summary."""
    column = Column.model_validate({"name": "x", "role": "number", "guessed_role": "number", **about})
    summary = ColumnSummary(
        name="x", role=column.role, n_missing=column.n_missing, n_distinct=300, minimum=0.0, median=1.0,
        maximum=9.0, n_outliers=2, n_levels_used=300, n_rare=9, most_frequent="a", most_frequent_rows=999,
    )  # fmt: skip
    table = Table(content_hash="h", name="t", source_name="t.csv", n_rows=1000, columns=(column,))
    return {found.kind for found in column_findings(table, column, summary)}


def test_a_kind_is_said_once_with_all_its_columns() -> None:
    found = [one("missing", f"c{n}", count=n) for n in range(1, 13)]
    (group,) = group_findings(found)
    assert group.title == "12 columns are more than 30 % empty"
    assert group.names[0] == "c12"  # the emptiest first
    assert sorted(group.names) == sorted(f"c{n}" for n in range(1, 13))
    assert group.action == "Ask whether they were collected at all."


def test_one_finding_keeps_its_own_sentence_and_action() -> None:
    (group,) = group_findings([one("outliers", "balance", action="Ask the branch.")])
    assert group.title == "balance is odd."
    assert group.action == "Ask the branch."


def test_the_worst_comes_first_and_nothing_is_lost() -> None:
    found = [
        one("some missing", "a", 900, "info"),
        one("outliers", "b", 5),
        one("missing", "c", 2),
        one("few rows", None, 10, "problem"),
        one("a kind of its own", "d", 1),
        one("a kind of its own", "e", 1),
        one("missing", "f", 7),
    ]
    groups = group_findings(found)
    assert [group.kind for group in groups] == [
        "few rows", "missing", "outliers", "a kind of its own", "some missing",
    ]  # fmt: skip
    assert groups[3].title == "2 columns: a kind of its own"
    assert sorted(f.column or "" for g in groups for f in g.findings) == ["", "a", "b", "c", "d", "e", "f"]


def test_what_is_said_of_a_whole_file_is_not_counted_as_tables() -> None:
    groups = group_findings([one("set aside", None, 2), one("set aside", None, 1)])
    assert [len(group.findings) for group in groups] == [1, 1]


def test_tables_of_a_set_are_named_with_their_columns() -> None:
    found = [
        IntegrityFinding(
            kind="dangling keys",
            severity="check",
            table=name,
            column="owner",
            count=1,
            sentence="s",
            action=act,
        )
        for name, act in (("deal", "Bring the owners"), ("lead", "Write them alike"))
    ]
    (group,) = group_findings(found)
    assert set(group.names) == {"deal.owner", "lead.owner"}
    assert group.title == "2 columns name rows that are not there"
    assert group.action == ""  # they differ, so each says its own
    lone = [
        IntegrityFinding(kind="lone table", severity="check", table=t, column=None, count=1, sentence="s")
        for t in ("a", "b")
    ]
    assert group_findings(lone)[0].title == "2 tables are linked to no other"


@pytest.mark.parametrize(
    "about",
    [{"role": "ignore"}, {"role": "text"}, {"role": "id"}, {"excluded_because": "Known after the call."}],
)
def test_what_is_no_input_is_not_judged_as_one(about: dict[str, object]) -> None:
    """A column that is left out was told how its values count as an input, and that many are missing."""
    kinds = of_column(n_distinct=300, n_missing=700, **about)
    assert not kinds & {"missing", "outliers", "many levels", "rare", "mostly one value"}
    assert {"outliers", "missing"} <= of_column(n_distinct=300, n_missing=700)


def test_no_finding_passes_a_judgement_that_task_can_contradict(tmp_path: Path) -> None:
    """A value that nearly all rows have was said to tell little, whatever Task measured of it."""
    lines = "".join(f"{'rare' if n < 4 else 'usual'},{'yes' if n < 40 else 'no'}\n" for n in range(1000))
    (tmp_path / "t.csv").write_text("flag,y\n" + lines, encoding="utf-8")
    report = quality_report(read_table(tmp_path / "t.csv"))
    found = next(finding for finding in report.findings if finding.kind == "mostly one value")
    assert found.column == "flag" and "99.6 %" in found.sentence
    assert "little" not in found.sentence and "nothing" not in found.sentence


def test_a_group_is_a_record() -> None:
    (group,) = group_findings([one("missing", "a")])
    assert FindingGroup.model_validate(group.to_json()) == group


def test_a_column_is_judged_once() -> None:
    """The list of columns praised one ("Its values are numbers.") that the findings above it blamed."""
    age = Column(name="age", role=Role.NUMBER, guessed_role=Role.NUMBER, why="Its values are numbers.")
    assert judged(age, [one("some missing", "age", severity="info")]) == "Its values are numbers."
    found = Finding(
        kind="unreadable", severity="check", column="age", count=3, sentence="age: 3 cells do not fit."
    )
    assert judged(age, [one("outliers", "size"), found]) == "3 cells do not fit."
    chosen = age.model_copy(update={"role": Role.CATEGORY})
    assert judged(chosen, [found]) == "Chosen by you; the guess was number."
