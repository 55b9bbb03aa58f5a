"""A question of many tables on the command line: from the demo's files to a trained and explained model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from core.cli import app
from core.tables.demo_b2b import write_demo_b2b

QUERY = "PREDICT will_convert FOR contact USING contact, company, activity, opportunity"


def said(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, list[dict], str]:
    """(exit code, answers, what went to stderr) of a command."""
    code = app(list(args), standalone_mode=False)
    out = capsys.readouterr()
    return code or 0, [json.loads(line) for line in out.out.splitlines() if line.strip()], out.err


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which four of the business demo's tables were imported; never change it."""
    home = tmp_path_factory.mktemp("imported")
    paths = {path.stem: str(path) for path in write_demo_b2b(home / "demo", 300)}
    files = [paths[name] for name in ("contact", "company", "activity", "opportunity")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHLEADIQ_HOME", str(home))
        assert not app(["import", *files, "--workspace", "crm"], standalone_mode=False)
    return home


@pytest.fixture
def crm(imported: Path, home: Path) -> str:
    """The workspace with the four tables, in this test's own home."""
    shutil.copytree(imported, home, dirs_exist_ok=True)
    return "crm"


def test_from_four_files_to_an_explained_lead(
    crm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answers, err = said(capsys, "query", QUERY, "--workspace", crm, "--model", "flat_lightgbm")
    assert code == 0, err
    made, trained = answers
    assert made["seed_times"]["kind"] == "rolling"
    assert sum(day["n_yes"] for day in made["days"]) >= 40
    assert trained["state"] == "finished"
    exams = [day for day in made["days"] if day["part"] == "final exam"]
    assert len(exams) >= 3
    assert trained["test"]["n"] == sum(day["n"] for day in exams)
    assert made["scored"] + sum(group["n"] for group in made["not_scored"]) == 300
    assert made["overlap"] is None

    built = said(capsys, "build", "--workspace", crm)[1][0]
    assert any("activity" in name for name in built["relations"])

    out = tmp_path / "leads.parquet"
    scored = said(capsys, "score", "--run", trained["run"], "--out", str(out))[1][0]
    assert scored["rows"] == made["scored"] and set(pd.read_parquet(out)["part"]) == {"lead"}

    code, answers, err = said(capsys, "explain", "--run", trained["run"], "--lead", "C-0001")
    assert code == 0, err
    assert answers[0]["reasons"]


def test_days_can_be_given(crm: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = "2025-06-01,2025-09-01,2026-01-01,2026-05-01,2026-08-15"
    few = ("--seed-times", days, "--most-columns", "7")
    code, answers, err = said(capsys, "query", QUERY, "--workspace", crm, *few, "--model", "b2b_points")
    assert code == 0, err
    assert any("(at most 7)" in note for note in answers[0]["notes"])
    assert [day["asked_on"] for day in answers[0]["days"]] == days.split(",")


def test_several_exam_days_and_choices_can_be_given(crm: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = "2025-06-01,2025-09-01; 2026-01-01; 2026-02-15,2026-03-01,2026-05-01; 2026-08-15"
    code, answers, err = said(
        capsys,
        *(
            "query",
            QUERY,
            "--workspace",
            crm,
            "--seed-times",
            days,
            "--model",
            "b2b_points",
            "--keep-overlap",
        ),
    )
    assert code == 0, err
    made = answers[0]
    assert [day["part"] for day in made["days"]].count("final exam") == 3
    assert made["seed_times"]["overlap"] == "kept"
    assert made["overlap"]["kept"] and made["overlap"]["why"] == "asked"
    assert made["overlap"]["sentence"] in made["notes"]


MISTAKES = [
    ("PREDICT will_covert FOR contact", None, "will_convert"),
    ("PREDICT COUNT(activty.*, 0, 30, days) > 0 FOR contact", None, "activity"),
    ("PREDICT", None, "Expected"),
    (QUERY, "2026-01-01", "at least 4"),
    (QUERY, "2026-05-01,2026-01-01,2026-02-01,2026-03-01", "rise"),
    (QUERY, "spring,summer,autumn,winter", "autumn"),
    (QUERY, "2025-06-01; 2026-01-01; 2026-05-01", "four parts"),
]


def test_mistakes_are_one_line_that_says_what_to_do(crm: str, capsys: pytest.CaptureFixture[str]) -> None:
    for query, days, words in MISTAKES:
        extra = [] if days is None else ["--seed-times", days]
        code, answers, err = said(capsys, "query", query, "--workspace", crm, *extra)
        errors = [line for line in err.splitlines() if line.startswith("error: ")]
        assert code == 2, query
        assert not answers
        assert len(errors) == 1 and words in errors[0], (query, days, err)
        assert "Traceback" not in err


def test_a_workspace_of_one_table_has_no_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("age,y\n" + "".join(f"{20 + i},{'yes' if i % 3 else 'no'}\n" for i in range(200)))
    said(capsys, "import", str(path), "--workspace", "one")
    code, _, err = said(capsys, "query", QUERY, "--workspace", "one")
    assert code == 2
    assert "several files" in err
