"""Which sheet is the table, and what its cells show: leading zeros, merged cells, formulas, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.tables.reading import read_table
from core.tables.table import Table
from core.tables.workbook import sheet_rows

Rows = Sequence[Sequence[Any]]
HEADER = ["lead_id", "source", "visits", "amount", "won"]
LEADS: Rows = [
    HEADER,
    *([f"L{i:03}", ("Web", "Fair")[i % 2], i % 7, i * 2.5, ("yes", "no")[i % 2]] for i in range(30)),
]
PIVOT: Rows = [["Row Labels", "Sum of amount", "Count"], *([f"S{i}", i * 100.5, i] for i in range(40))]
SHEETS: dict[str, Rows] = {
    "a pivot table": PIVOT,
    "a pivot table below its filters": [
        ["Owner", "(All)"],
        [],
        ["Somme de montant", "Étiquettes de colonnes"],
        *PIVOT,
    ],
    "sums": [["Source", "Leads", "Amount"], *([f"S{i}", i, i * 10.5] for i in range(20))],
    "a long list of two columns": [["Code", "Country"], *([f"C{i}", f"Land {i}"] for i in range(250))],
    "what columns mean": [["Column", "Meaning"], *([one, f"This is the {one} of a lead"] for one in HEADER)],
    "instructions": [[f"Step {i}: please fill in the second sheet until Friday"] for i in range(50)],
    "nothing": [],
}


def workbook(path: Path, sheets: dict[str, Rows], change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book.worksheets[0])
    book.save(path)
    return path


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("name", SHEETS)
def test_the_sheet_of_clients_is_chosen(tmp_path: Path, name: str, *, before: bool) -> None:
    other = {"other": SHEETS[name]}
    sheets = {**other, "Leads": LEADS} if before else {"Leads": LEADS, **other}
    chosen = sheet_rows(workbook(tmp_path / "book.xlsx", sheets), name="book.xlsx")
    assert chosen.sheet == "Leads"
    assert (*chosen.others, *chosen.empty)[0].startswith("other")


def read(tmp_path: Path, change: Callable[[Any], None], rows: Rows = LEADS) -> Table:
    return read_table(workbook(tmp_path / "leads.xlsx", {"Leads": rows}, change))


def said(table: Table) -> dict[str, int]:
    return {one.kind: one.count for one in table.set_aside}


def test_leading_zeros_are_read_as_they_are_shown(tmp_path: Path) -> None:
    def as_codes(sheet: Any) -> None:
        for row in range(2, 32):
            sheet.cell(row, 1).value = 40 + row
            sheet.cell(row, 1).number_format = "00000"
        sheet.cell(3, 3).number_format = "000"

    table = read(tmp_path, as_codes)
    assert table.frame()["lead_id"].tolist() == [f"{40 + row:05}" for row in range(2, 32)]
    assert (
        "lead_id: 30 numbers are shown with leading zeros in the workbook and read as shown." in table.notes
    )
    assert (
        "visits: 1 number is shown with leading zeros in the workbook and read without them." in table.notes
    )


def test_merged_cells_give_their_value_to_each_row(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        for row in range(2, 30, 4):
            sheet.merge_cells(start_row=row, end_row=row + 3, start_column=2, end_column=2)

    table = read(tmp_path, merge)
    assert table.frame()["source"].tolist() == ["Web"] * 28 + ["Web", "Fair"]
    assert said(table) == {"merged cells": 21}


def test_a_merged_cell_beside_blank_rows_makes_no_rows(tmp_path: Path) -> None:
    rows = [*LEADS[:5], [], *LEADS[5:]]
    table = read(tmp_path, lambda sheet: sheet.merge_cells("B5:B7"), rows)
    assert (table.n_rows, said(table)) == (30, {"merged cells": 1})


def test_formulas_without_results_and_errors_are_counted(tmp_path: Path) -> None:
    def calculate(sheet: Any) -> None:
        for row in range(2, 12):
            sheet.cell(row, 4).value = f"=C{row}*2"
        sheet["C20"].value, sheet["C20"].data_type = "#DIV/0!", "e"

    table = read(tmp_path, calculate)
    assert said(table) == {"formulas": 10, "cell errors": 1}
    assert "(amount 10)" in table.set_aside[0].sentence
    assert table.frame()["amount"].isna().sum() == 10


def test_columns_without_a_name_that_begin_far_down_are_read(tmp_path: Path) -> None:
    def note(sheet: Any) -> None:
        sheet.cell(280, 6).value = "call back"

    rows = [HEADER, *(LEADS[1 + i % 30] for i in range(300))]
    table = read(tmp_path, note, rows)
    assert [column.name for column in table.columns] == [*HEADER, "column_6"]


def test_durations_are_hours(tmp_path: Path) -> None:
    rows = [["lead_id", "spent", "won"], *([f"L{i}", dt.timedelta(minutes=61 * i), "yes"] for i in range(40))]
    table = read_table(workbook(tmp_path / "book.xlsx", {"Leads": rows}))
    assert table.column("spent").role == "number"
    assert table.frame()["spent"].tolist() == pytest.approx([i * 61 / 60 for i in range(40)], abs=1e-4)
    assert "spent: 40 durations, such as 38:05, read as hours: 38.0833." in table.notes
