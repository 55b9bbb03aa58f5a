"""How columns were read is found on one file and on a set of tables alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.findings import Finding, reading_findings
from core.tables.integrity import check_integrity
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet

N = 60


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Amounts with a currency, days that nothing orders, mostly numbers, and cells that do not fit."""
    rows = {
        "id": [f"L{i}" for i in range(N)],
        "fee": [f"CA$1,{100 + i}.50" for i in range(N)],
        "seen": [f"{1 + i % 12:02d}/{1 + (i + 3) % 12:02d}/2024" for i in range(N)],
        "size": [str(10 + i) if i % 4 else ("ask", "soon", "later")[i // 4 % 3] for i in range(N)],
        "age": [str(20 + i % 40) if i else "young" for i in range(N)],
        "y": ["yes", "no"] * (N // 2),
    }
    pd.DataFrame(rows).to_csv(tmp_path / "lead.csv", index=False)
    return read_table(tmp_path / "lead.csv")


def by_column(found: list[Finding]) -> dict[str, list[tuple[str, str]]]:
    said: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        said.setdefault(one.column or "", []).append((one.kind, one.severity))
    return said


def test_what_is_to_be_known_of_a_column_is_found(table: Table) -> None:
    found = by_column(reading_findings(table))
    assert ("read so", "info") in found["fee"]
    assert ("day or month", "check") in found["seen"]
    assert found["size"] == [("almost numbers", "check")]
    assert found["age"] == [("unreadable", "check")]  # and its note is not said a second time
    assert "y" not in found and "id" not in found


def test_they_are_in_the_report_of_a_file_and_of_a_set(table: Table) -> None:
    of_file = {(one.kind, one.column) for one in quality_report(table).findings}
    of_set = {
        (one.kind, one.column): one
        for one in check_integrity(TableSet(tables=(LinkedTable(table=table),))).findings
    }
    for one in reading_findings(table):
        assert (one.kind, one.column) in of_file
        told = of_set[one.kind, one.column]
        assert told.table == "lead" and told.sentence == f"lead.{one.sentence}"


def test_names_with_a_colon_keep_their_notes(tmp_path: Path) -> None:
    amounts = {
        "id": range(N),
        "fee": range(N),
        "fee: net": [f"${i}.50" for i in range(N)],
        "y": ["yes", "no"] * 30,
    }
    pd.DataFrame(amounts).to_csv(tmp_path / "a.csv", index=False)
    found = reading_findings(read_table(tmp_path / "a.csv"))
    assert {one.column for one in found} == {"fee: net"}


def test_notes_that_follow_each_other_are_sentences() -> None:
    column = Column(name="fee", role=Role.NUMBER, guessed_role=Role.NUMBER, why="", n_distinct=3)
    notes = ("fee: '$1' is read as 1.", "fee: amounts in USD (3 cells).")
    table = Table(
        content_hash="0" * 16, name="t", source_name="t.csv", n_rows=3, columns=(column,), notes=notes
    )
    (found,) = reading_findings(table)
    assert found.sentence == "fee: '$1' is read as 1. Amounts in USD (3 cells)."
