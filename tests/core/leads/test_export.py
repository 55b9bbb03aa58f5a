"""Exports read back by other software: numbers stay numbers, text stays text, nothing becomes a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.errors import LeadError
from core.leads import export
from core.leads.export import safe_for_spreadsheets, safe_text, to_csv, to_xlsx

DANGEROUS = [
    "=1+1",
    "+49 170",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "\n=1",
    "＝1",
    "  =cmd|' /C calc'!A0",
    "\u00a0=1",
]
HARMLESS = ["<script>alert(1)</script>", 'O\'Brien "Bob", Ltd', "שלום", "a=b", "", "x\ny", "3-4"]


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_signs_are_disarmed(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "text", ["+48 857 762 640", "+48857762640", "+1 (555) 123-4567", "+41\u00a079 123 45 67"]
)
def test_a_phone_number_is_written_as_it_is(text: str) -> None:
    data = pd.DataFrame({"phone": [text]})
    assert rows(to_csv(data))[1] == [text] and sheet(to_xlsx(data))["A2"].value == text


@pytest.mark.parametrize(
    "text", ["+1-555-123-4567", "+12", "+48857762640*A1", "+1234567+cmd|A0", "-123456789"]
)
def test_what_a_spreadsheet_would_work_out_is_no_phone(text: str) -> None:
    assert safe_text(text) == "'" + text


def test_csv_round_trip() -> None:
    data = pd.DataFrame({"text": [*DANGEROUS, *HARMLESS], "=header": -1.5})
    raw = to_csv(data)
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *lines = rows(raw)
    assert header == ["text", "'=header"]
    assert [line[0] for line in lines] == ["'" + text for text in DANGEROUS] + HARMLESS
    assert {line[1] for line in lines} == {"-1.5"}


def test_xlsx_round_trip() -> None:
    texts = [*DANGEROUS, *HARMLESS[:4]]
    data = pd.DataFrame(
        {
            "text": texts,
            "number": np.arange(len(texts)) - 5.5,
            "whole": np.arange(len(texts), dtype=np.int64),
            "day": pd.Timestamp("2026-11-21"),
            "moment": pd.Timestamp("2026-11-21 13:05:07"),
            "flag": True,
        }
    )
    page = sheet(to_xlsx(data))
    assert [cell.value for cell in page[1]] == list(data.columns)
    assert page.freeze_panes == "A2"
    for line, text in enumerate(texts):
        cells = page[line + 2]
        assert cells[0].data_type == "s"
        expected = "'" + text if text in DANGEROUS else text
        assert cells[0].value.replace("_x000D_", "\r") == expected
        assert cells[1].value == line - 5.5 and cells[1].data_type == "n"
        assert cells[2].value == line
        assert cells[3].value == datetime(2026, 11, 21) and cells[3].number_format == "yyyy-mm-dd"
        assert cells[4].value == datetime(2026, 11, 21, 13, 5, 7)
        assert cells[5].value is True


def test_what_a_spreadsheet_cannot_hold() -> None:
    data = pd.DataFrame(
        {
            "number": [np.nan, np.inf, 1.0],
            "huge": [2**60 + 1, 1, 2],
            "text": pd.Series([None, "x" * 40_000, "\ud800"], dtype=object),
            "old": pd.to_datetime(["1745-03-01", None, "2026-01-01"]),
            "link": ["http://a.test", "mailto:x@y.z", "internal:Sheet!A1"],
        }
    )
    page = sheet(to_xlsx(data))
    assert [cell.value for cell in page["A"]][1:] == [None, None, 1]
    assert page["B2"].value == str(2**60 + 1)
    assert page["C2"].value is None and len(page["C3"].value) == 32_767 and page["C4"].value == "?"
    assert page["D2"].value == "1745-03-01T00:00:00" and page["D4"].value == datetime(2026, 1, 1)
    assert all(cell.hyperlink is None for cell in page["E"])
    assert page["E2"].value == "http://a.test"


def test_nullable_types_categories_and_mixed_objects() -> None:
    data = pd.DataFrame(
        {
            "i": pd.array([1, None], dtype="Int64"),
            "b": pd.array([True, None], dtype="boolean"),
            "c": pd.Categorical(["=a", "b"]),
            "o": pd.Series(["=x", -3], dtype=object),
        }
    )
    page = sheet(to_xlsx(data))
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        [1, True, "'=a", "'=x"],
        [None, None, "b", -3],
    ]
    assert rows(to_csv(data))[1:] == [["1", "True", "'=a", "'=x"], ["", "", "b", "-3"]]


def test_repeated_headers_stay_apart() -> None:
    data = pd.DataFrame([[1, 2, 3]], columns=["a", "a", "a (2)"])
    assert list(safe_for_spreadsheets(data).columns) == ["a", "a (2)", "a (2) (2)"]


def test_the_original_is_not_changed() -> None:
    data = pd.DataFrame({"t": ["=1"]})
    safe_for_spreadsheets(data)
    assert data["t"][0] == "=1"


def test_empty_lists() -> None:
    data = pd.DataFrame({"a": pd.Series([], dtype="str"), "b": pd.Series([], dtype=float)})
    assert rows(to_csv(data)) == [["a", "b"]]
    assert sheet(to_xlsx(data)).max_row == 1


def test_too_many_rows_for_xlsx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_XLSX_MAX_ROWS", 2)
    with pytest.raises(LeadError, match="3 rows"):
        to_xlsx(pd.DataFrame({"a": [1, 2, 3]}))


def test_no_number_is_written_as_a_power_of_ten() -> None:
    data = pd.DataFrame(
        {
            "id": ["120210000000000001", "120210000000000002", "7"],
            "typed": [1.2021e17, 0.00001234, np.nan],
            "whole": [10**17 + 1, 10**15 + 1, 0],
            "mixed": pd.Series([1e-7, "x", None], dtype=object),
            "plain": [0.5, 1e15, -3.25],
        }
    )
    csv = to_csv(data).decode("utf-8-sig")
    lines = csv.splitlines()
    assert lines[1] == "120210000000000001,120210000000000000,100000000000000001,0.0000001,0.5"
    assert lines[2] == "120210000000000002,0.00001234,1000000000000001,x,1000000000000000.0"
    assert lines[3] == "7,,0,,-3.25"
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(data)))
    shown = {
        (cell.value, cell.number_format)
        for row in book.active.iter_rows(min_row=2)
        for cell in row
        if (isinstance(cell.value, (int, float)) and abs(cell.value) >= 1e11) or cell.value == 0.00001234
    }
    assert shown == {(10**15 + 1, "0"), (10**15, "0"), (0.00001234, "0.0##########")}
    assert book.active["B2"].value == "120210000000000000"


def test_whole_numbers_stay_whole_beside_empty_cells() -> None:
    text = to_csv(pd.DataFrame({"Employees": [300.0, np.nan, 12.0], "share": [0.5, 1.0, np.nan]})).decode(
        "utf-8-sig"
    )
    assert text.split("\r\n")[:4] == ["Employees,share", "300,0.5", ",1.0", "12,"]
