"""Changing how values are read, on the command line: listed at import and in the schema, accepted, undone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.tables.table import Role
from core.task.proposal import propose_task
from core.workspace import open_workspace
from tests.core.test_cli import call, ok, refused

DAYS = pd.date_range("2023-01-02", periods=60)


def leads(folder: Path, days: pd.DatetimeIndex = DAYS) -> Path:
    """A file with days as Excel counts them, and words for missing."""
    rows = {
        "lead_id": [f"L{i}" for i in range(60)],
        "contact_date": (days - pd.Timestamp("1899-12-30")).days,
        "city": ["Select" if i % 4 == 0 else "Bern" if i % 4 == 1 else "Basel" for i in range(60)],
        "won": ["yes" if i % 3 else "no" for i in range(60)],
    }
    pd.DataFrame(rows).to_csv(folder / "lead.csv", index=False)
    return folder / "lead.csv"


def test_one_file_is_listed_accepted_and_undone(tmp_path: Path) -> None:
    listed = ok("import", leads(tmp_path), "--workspace", "w")
    assert [one["accept"] for one in listed["proposals"] if one["recommended"]] == ["contact_date", "city"]
    assert ok("recode", "--workspace", "w", "--accept", "contact_date")["changed"] == [
        "contact_date: read as dates: days as spreadsheets count them."
    ]
    table = open_workspace("w").table
    assert table is not None
    assert table.column("contact_date").role is Role.DATE
    assert table.frame(["contact_date"])["contact_date"].tolist() == DAYS.tolist()
    assert len(ok("recode", "--workspace", "w", "--accept-all")["changed"]) == 2
    undone = ok("recode", "--workspace", "w", "--undo", "contact_date")
    assert undone["changed"] == ["city: 'Select' counts as empty."]
    assert [one["accept"] for one in undone["proposals"] if one["recommended"]] == ["contact_date"]
    assert "Nothing is proposed for won" in refused("recode", "--workspace", "w", "--accept", "won")
    assert "Nothing was changed" in refused("recode", "--workspace", "w", "--undo", "won")


def test_named_and_all_recommended_are_joined(tmp_path: Path) -> None:
    """Of two ways to read a column the named one counts; a name of nothing is refused and nothing is changed."""
    ok("import", leads(tmp_path, pd.date_range("2015-01-02", periods=60)), "--workspace", "w")
    assert "Nothing is proposed for nix" in refused(
        "recode", "--workspace", "w", "--accept", "nix", "--accept-all"
    )
    assert ok("recode", "--workspace", "w")["changed"] == []
    other = "contact_date=excel serial 1904"
    assert ok("recode", "--workspace", "w", "--accept", other, "--accept-all")["changed"] == [
        "city: 'Select' counts as empty.",
        "contact_date: read as dates: days since 1904, as old spreadsheets count them.",
    ]


def test_a_dropped_question_is_said(tmp_path: Path) -> None:
    ok("import", leads(tmp_path), "--workspace", "w")
    workspace = open_workspace("w")
    assert workspace.table is not None
    task = propose_task(workspace.table).model_copy(update={"settled_by": "contact_date"})
    workspace.with_task(task).store()
    assert "question" not in ok("recode", "--workspace", "w", "--accept", "city")
    assert "'won' was dropped" in ok("recode", "--workspace", "w", "--accept-all")["question"]


def test_several_tables_name_theirs(tmp_path: Path) -> None:
    notes = pd.DataFrame(
        {"note_id": range(30), "lead_id": [f"L{i % 60}" for i in range(30)], "kind": ["a", "b"] * 15}
    )
    notes.to_csv(tmp_path / "note.csv", index=False)
    listed = ok("import", leads(tmp_path), tmp_path / "note.csv", "--workspace", "w")
    assert [one["accept"] for one in listed["proposals"] if one["recommended"]] == [
        "lead.contact_date",
        "lead.city",
    ]
    lines = call("schema", "--workspace", "w").stdout.splitlines()
    assert any("recode --accept 'lead.contact_date'" in line for line in lines)
    ok("recode", "--workspace", "w", "--accept", "lead.contact_date")
    tables = open_workspace("w").tables
    assert tables is not None
    assert tables.table("lead").column("contact_date").role is Role.DATE
    assert [link.name for link in tables.links] == ["note.lead_id"]
    assert "changed: lead.contact_date" in call("schema", "--workspace", "w").stdout
    assert "names no column" in refused("recode", "--workspace", "w", "--accept", "contact_date")
