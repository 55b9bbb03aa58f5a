"""The call list as CSV or XLSX: numbers stay numbers, and no text can start a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import numpy as np
import pandas as pd

from core.errors import LeadError

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PHONE = re.compile(r"\+(?=(?:[^\d]*\d){6,20}[^\d]*$)[\d \u00a0\u202f().-]+")
_SUM = re.compile(r"\+\d+(?:[.-]\d+)*-\d+(?:[.-]\d+)*")  # +1-555-1234: a spreadsheet would work it out
_XLSX_MAX_ROWS = 1_048_575  # one line is the header
_XLSX_MAX_COLUMNS = 16_384
_XLSX_MAX_TEXT = 32_767
_EXACT_INTEGER = 2**53  # beyond it a spreadsheet's number loses digits
_POWERS = (1e-4, 1e16)  # smaller and larger numbers are written as powers of ten by Python
_SHOWN_IN_FULL = (1e-3, 1e11)  # and by spreadsheets, unless the cell is told not to


def safe_text(text: str) -> str:
    """Text that a spreadsheet shows as text: a leading formula sign gets an apostrophe before it.

    Spreadsheets read a cell that begins with = + - @, tab or carriage return as a formula
    (OWASP, "CSV Injection"); the full-width forms of the signs are read likewise by some.
    A phone number with its + stays, as nothing in it can be worked out: a dialler needs it as it is.
    Leading blanks do not protect, so they are looked through. Lone surrogates become "?".
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    if _PHONE.fullmatch(text) and not _SUM.fullmatch(text):
        return text
    if text.startswith(_DANGEROUS) or text.lstrip(" \u00a0").startswith(_DANGEROUS):
        return "'" + text
    return text


def safe_for_spreadsheets(data: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text and no header can start a formula; numbers, dates and yes/no stay."""
    safe = {name: _safe_column(data.iloc[:, i]) for i, name in enumerate(_unique_headers(data))}
    return pd.DataFrame(safe, index=data.index)


def _unique_headers(data: pd.DataFrame) -> list[str]:
    """Safe headers; one that repeats gets " (2)", " (3)", …"""
    headers: list[str] = []
    for column in data.columns:
        name = base = safe_text(str(column))
        number = 1
        while name in headers:
            number += 1
            name = f"{base} ({number})"
        headers.append(name)
    return headers


def _safe_column(series: pd.Series) -> pd.Series:
    kind = series.dtype
    if (
        pd.api.types.is_numeric_dtype(kind)
        or pd.api.types.is_bool_dtype(kind)
        or pd.api.types.is_datetime64_any_dtype(kind)
    ):
        return series
    codes, distinct = pd.factorize(series, use_na_sentinel=True)
    words = np.array([*(_safe_cell(value) for value in distinct), None], dtype=object)
    return pd.Series(words[codes], index=series.index, dtype=object)


def _safe_cell(value: Any) -> Any:
    if isinstance(value, (bool, int, float, np.number)):
        return value
    return safe_text(str(value))


def to_csv(data: pd.DataFrame) -> bytes:
    """CSV as spreadsheets like it: UTF-8 with BOM, comma, CRLF, quotes doubled, dates as 2026-11-21, numbers in full
    (0.00001 and 120210000000000000, never 1e-05 or 1.2e+17).
    """
    safe = safe_for_spreadsheets(data)
    text: str = safe.apply(_without_powers).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _without_powers(series: pd.Series) -> pd.Series:
    """A column whose numbers are written in full; itself where they are so anyway."""
    if series.dtype == object:
        return series.map(lambda value: _in_full(value) if isinstance(value, (float, np.floating)) else value)
    if not pd.api.types.is_float_dtype(series.dtype):
        return series
    if bool((series.dropna() % 1 == 0).all()) and bool((series.dropna().abs() < _EXACT_INTEGER).all()):
        return series.astype("Int64")  # beside empty cells pandas keeps whole numbers as 300.0
    sizes = series.abs()
    if not bool(((sizes >= _POWERS[1]) | ((sizes > 0) & (sizes < _POWERS[0]))).any()):
        return series
    return pd.Series(
        [None if pd.isna(value) else _in_full(value) for value in series], index=series.index, dtype=object
    )


def _in_full(value: float | np.floating[Any]) -> str | float | np.floating[Any]:
    """A number as its digits where Python would write a power of ten."""
    size = abs(float(value))
    if not np.isfinite(size) or _POWERS[0] <= size < _POWERS[1] or size == 0:
        return value
    return np.format_float_positional(value, trim="-")


def to_xlsx(data: pd.DataFrame, sheet: str = "Leads") -> bytes:
    """An XLSX file with one sheet, a frozen header and a filter on each column.

    Cells are written by kind and never interpreted: text never becomes a formula or link. Not-a-number and
    infinite values are empty cells; whole numbers beyond 2^53 are written as text, so that no digit is lost, and
    no number is shown as a power of ten; a text over 32,767 characters (the format's limit) is cut.

    Raises:
        LeadError: more rows or columns than the format holds.
    """
    import xlsxwriter

    if len(data) > _XLSX_MAX_ROWS or data.shape[1] > _XLSX_MAX_COLUMNS:
        raise LeadError(
            "The list is too large for XLSX",
            found=f"{len(data):,} rows and {data.shape[1]:,} columns",
            expected=f"at most {_XLSX_MAX_ROWS:,} rows and {_XLSX_MAX_COLUMNS:,} columns",
            action="Take the CSV file, or filter the list first",
        )
    safe = safe_for_spreadsheets(data)
    buffer = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {
            "cell": None,
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "whole": book.add_format({"num_format": "0"}),
            "large": book.add_format({"num_format": "0.00"}),
            "small": book.add_format({"num_format": "0.0##########"}),
        }
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for number, name in enumerate(safe.columns):
            page.set_column(number, number, min(max(len(name) + 2, 10), 60))
            page.write_string(0, number, name, bold)
        cells = [_cells(safe[name]) for name in safe.columns]
        for line in range(len(safe)):
            for number, (kind, values) in enumerate(cells):
                shown = kind if kind != "cell" else _number_kind(values[line])
                _write(page, (line + 1, number), values[line], formats[shown])
        if len(safe) and safe.shape[1]:
            page.autofilter(0, 0, len(safe), safe.shape[1] - 1)
    return buffer.getvalue()


def _cells(series: pd.Series) -> tuple[str, list[Any]]:
    """The kind of a column and its values as plain Python objects, None where empty."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        moments = series.dt.tz_localize(None) if getattr(series.dt, "tz", None) else series
        whole_days = bool((moments.dropna() == moments.dropna().dt.normalize()).all())
        values = [None if pd.isna(moment) else moment.to_pydatetime() for moment in moments]
        return ("date" if whole_days else "moment"), values
    values = [None if value is None or value is pd.NA else value for value in series.tolist()]
    return "cell", values


def _number_kind(value: Any) -> str:
    """The format with which a spreadsheet shows a number in full, "cell" where it does so anyway."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        return "cell"
    size = abs(float(value))
    if size >= _SHOWN_IN_FULL[1]:
        return "whole" if value == int(value) else "large"
    return "small" if 0 < size < _SHOWN_IN_FULL[0] else "cell"


def _write(page: Any, place: tuple[int, int], value: Any, cell_format: Any) -> None:
    """Writes one cell by the kind of its value."""
    if value is None:
        return
    if isinstance(value, dt.datetime):
        if 1900 <= value.year <= 9999:
            page.write_datetime(*place, value, cell_format)
        else:
            page.write_string(*place, value.isoformat())
    elif isinstance(value, (bool, np.bool_)):
        page.write_boolean(*place, bool(value))
    elif isinstance(value, (int, float, np.number)):
        if not np.isfinite(value):
            return
        if value == int(value) and abs(int(value)) > _EXACT_INTEGER:
            page.write_string(*place, str(int(value)))
        else:
            page.write_number(*place, float(value), cell_format)
    else:
        page.write_string(*place, str(value)[:_XLSX_MAX_TEXT])
