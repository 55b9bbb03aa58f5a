"""What `schema` says of a workspace of one file, and that `import` says what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.workspace import create_workspace
from tests.core.test_cli import call, ok, refused


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        f"L{i},{('ask', 'soon', 'later')[i % 3] if i % 5 == 0 else 10 + i},"
        f"{('Bern', 'Select', 'Basel', 'Select')[i % 4]},{i % 2}"
        for i in range(60)
    ]
    path = tmp_path / "lead.csv"
    path.write_text("\n".join(["Report of May,,,", "", "lead_id,size,city,won", *rows, "Total,2000,,30"]))
    return path


def test_one_file_is_told_in_lines_and_as_json(file: Path) -> None:
    imported = ok("import", file, "--workspace", "w")
    kinds = {one["kind"]: one for one in imported["findings"]}
    assert kinds["almost numbers"]["column"] == "size" and kinds["almost numbers"]["severity"] == "check"
    told = ok("schema", "--workspace", "w", "--json")
    assert told == {name: imported[name] for name in told}
    lines = call("schema", "--workspace", "w").stdout.splitlines()
    assert lines[0] == "lead: 60 rows, 4 columns"
    assert any(line.startswith("  lead_id: id. ") for line in lines)
    assert any(line.startswith("check: size holds numbers in 48 of 60 filled cells") for line in lines)
    assert any(line.startswith("check: 1 row holds totals") for line in lines)
    assert any(line.startswith("info: 1 line above the header") for line in lines)
    assert any("recode --accept 'city'" in line for line in lines)
    assert "note: Columns are separated by a comma; the text is UTF-8." in lines
    assert len(lines) == len(set(lines))


def test_an_empty_workspace_has_no_schema() -> None:
    create_workspace("empty").store()
    assert "has no table" in refused("schema", "--workspace", "empty")
