"""The command that names columns: on a file and on a set of tables, with one clear line where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from core.cli import app
from core.tables.reading import read_table
from core.tables.table_set import LinkedTable, TableSet
from core.workspace import create_workspace, open_workspace


@pytest.fixture(autouse=True)
def workspaces(tmp_path: Path) -> None:
    """One workspace with a file, one with two tables."""
    pd.DataFrame({"num_emp": range(40), "y": ["1", "0"] * 20}).to_csv(tmp_path / "firm.csv", index=False)
    pd.DataFrame({"owner": ["a", "b"] * 20, "amt": range(40)}).to_csv(tmp_path / "deal.csv", index=False)
    firm, deal = read_table(tmp_path / "firm.csv"), read_table(tmp_path / "deal.csv")
    create_workspace("one").with_table(firm).store()
    tables = TableSet(tables=tuple(LinkedTable(table=table) for table in (firm, deal)))
    create_workspace("many").with_tables(tables).store()


def name(*words: str) -> dict[str, object]:
    """What the command answers."""
    found = CliRunner().invoke(app, ["name", *words])
    assert found.exit_code == 0, found.output
    answer: dict[str, object] = json.loads(found.stdout)
    return answer


def test_a_file_and_a_set_alike() -> None:
    assert name("num_emp", "Employees", "--workspace", "one")["columns"] == {"num_emp": "Employees", "y": "Y"}
    assert name("firm.num_emp", "Employees", "--workspace", "many")["columns"] == {
        "num_emp": "Employees",
        "y": "Y",
    }
    one, many = open_workspace("one").table, open_workspace("many").tables
    assert one is not None and one.column("num_emp").display_name == "Employees"
    assert many is not None and many.table("firm").column("num_emp").display_name == "Employees"


def test_tables_and_values() -> None:
    assert name("deal", "Opportunity", "--workspace", "many")["called"] == "Opportunity"
    assert name("y", "bought", "--value", "1", "--workspace", "one")["values"] == {"y": {"1": "bought"}}


def test_a_name_is_taken_back_and_names_are_listed() -> None:
    name("num_emp", "Employees", "--workspace", "one")
    assert name("firm", "--workspace", "one")["columns"] == {"num_emp": "Employees", "y": "Y"}
    assert name("num_emp", "", "--workspace", "one")["columns"] == {"num_emp": "Num emp", "y": "Y"}


@pytest.mark.parametrize(
    "words", [("size", "Size", "--workspace", "one"), ("firm.size", "Size", "--workspace", "many")]
)
def test_an_unknown_column_is_said_in_one_line(words: tuple[str, ...]) -> None:
    found = CliRunner().invoke(app, ["name", *words])
    assert found.exit_code != 0
    assert "no column 'size'" in str(found.exception or "") + found.output
