"""What was set aside is said by `import` and `schema`, and options of the command line overrule the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from core.cli import app

ROWS = [f"L{i:03},{('Web', 'Fair')[i % 2]},{i % 7},{('yes', 'no')[i % 3 == 0]}" for i in range(60)]
HEADER = "lead_id,source,visits,converted"


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def ok(*words: object) -> Any:
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def refused(*words: object) -> str:
    result = call(*words)
    assert result.exit_code == 2 and "Traceback" not in result.stderr
    return result.stderr.splitlines()[-1]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    total = f"Total,,{sum(i % 7 for i in range(60))},"
    path.write_text("\n".join(["Spring report", "", HEADER, *ROWS, total, "60 rows", ""]), encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    leads = pd.DataFrame([row.split(",") for row in ROWS], columns=HEADER.split(","))
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame([["Owner", "Mira"], ["Year", 2024]]).to_excel(
            writer, sheet_name="Cover", index=False, header=False
        )
        leads.to_excel(writer, sheet_name="Leads", index=False)
        leads.assign(call_id=range(60)).to_excel(writer, sheet_name="Calls", index=False)
    return path


def test_one_file(report: Path) -> None:
    said = ok("import", report, "--workspace", "a")
    assert said["rows"] == 60
    assert {one["kind"]: one["count"] for one in said["set_aside"]} == {
        "preamble": 1,
        "footer": 1,
        "totals row": 1,
    }
    kept = ok(
        "import", report, "--workspace", "b", "--keep", "totals row", "--skip-lines", 2, "--header-rows", 1
    )
    assert (kept["rows"], kept["rejected_lines"]) == (61, 0)
    none = ok("import", report, "--workspace", "c", "--skip-lines", 3, "--header-rows", 0)
    assert next(iter(none["columns"])) == "column_1"


def test_several_files(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "calls.csv"
    other.write_text(
        "\n".join(["call_id,lead_id", *(f"{i},L{i:03}" for i in range(60)), ""]), encoding="utf-8"
    )
    said = ok("import", report, other, "--workspace", "a")
    assert [one["count"] for one in said["tables"]["report"]["set_aside"]] == [1, 1, 1]
    assert said["tables"]["calls"]["set_aside"] == []
    assert "report: 1 row holds totals and no client" in call("schema", "--workspace", "a").stdout
    kept = ok("import", report, other, "--workspace", "b", "--keep", "totals row")
    assert kept["tables"]["report"]["rows"] == 61


def test_sheets(book: Path) -> None:
    said = ok("import", book, "--workspace", "a")
    assert (
        said["rows"] == 60 and "sheet 'Leads'" in said["notes"][0] and "Cover (no table)" in said["notes"][0]
    )
    assert "call_id" in ok("import", book, "--workspace", "b", "--sheet", "Calls")["columns"]
    assert list(ok("import", book, "--workspace", "c", "--sheet", "*")["tables"]) == [
        "cover",
        "leads",
        "calls",
    ]
    two = ok("import", book, "--workspace", "d", "--sheet", "Calls", "--sheet", "Leads")
    assert list(two["tables"]) == ["calls", "leads"]
    assert "no sheet 'Deals'" in refused("import", book, "--workspace", "e", "--sheet", "Deals")
    assert "no filled sheet 'Deals'" in refused(
        "import", book, "--workspace", "e", "--sheet", "Deals", "--sheet", "Leads"
    )


def test_wrong_options_are_one_line(report: Path) -> None:
    assert "unknown encoding 'cp9999'" in refused(
        "import", report, "--workspace", "a", "--encoding", "cp9999"
    )
    assert "totals row" in refused("import", report, "--workspace", "a", "--keep", "everything")


def test_backslash_n_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "dump.tsv"
    path.write_text(
        "id\tvisits\tnote\n" + "\n".join(f"a{i}\t{i if i % 3 else chr(92) + 'N'}\tx" for i in range(30))
    )
    assert ok("import", path, "--workspace", "a")["columns"]["visits"] == "number"
