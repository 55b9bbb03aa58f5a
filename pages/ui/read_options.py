"""How a file is read, where a person knows better than the reader: one form for a first and for a second reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.tables.options import ReadOptions
from core.tables.set_aside import IN_WORDS, KEEPABLE

if TYPE_CHECKING:
    from core.tables.sheets import Sheet

CHOICES = (
    *("delimiter", "encoding", "decimal", "day_first", "member"),
    *("sheet", "skip_lines", "header_rows", "keep"),
)
_DELIMITERS = {
    **{"automatic": None, "comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"},
    **{"blanks": " ", "colon": ":"},
}
_ENCODINGS = {
    **{"automatic": None, "UTF-8": "utf-8", "UTF-16": "utf-16", "Windows / Latin-1": "cp1252"},
    **{"Windows, Central Europe": "cp1250", "Windows, Cyrillic": "cp1251", "Windows, Greek": "cp1253"},
    **{"Windows, Turkish": "cp1254", "Windows, Hebrew": "cp1255", "Windows, Arabic": "cp1256"},
    **{"Japanese (Shift-JIS)": "cp932", "Japanese (EUC)": "euc_jp", "Chinese (GBK)": "gb18030"},
    **{"Chinese (Big5)": "big5", "Korean": "cp949", "Cyrillic (KOI8)": "koi8_r", "Mac": "mac_roman"},
    **{"DOS": "cp850"},
}
_DECIMALS = {"automatic": None, "1.5": ".", "1,5": ","}
_DATES = {"automatic": None, "3 April": True, "March 4": False}
_HEADERS = {"automatic": None, "none": 0, "one": 1, "two": 2}


def read_options(prefix: str, sheets: Sequence[Sheet] = ()) -> ReadOptions:
    """The form.

    Args:
        prefix: Of its widgets' keys.
        sheets: The filled sheets, where the file is a workbook.
    """
    st.caption("All of this is found out from the file. Change it where the first rows look wrong.")
    first, second, third, fourth = st.columns(4)
    delimiter = first.selectbox("Between columns", list(_DELIMITERS), key=f"{prefix}.delimiter")
    encoding = second.selectbox("Letters", list(_ENCODINGS), key=f"{prefix}.encoding")
    decimal = third.selectbox("One and a half is", list(_DECIMALS), key=f"{prefix}.decimal")
    day_first = fourth.selectbox("03/04/2024 is", list(_DATES), key=f"{prefix}.day_first")
    first, second, third, fourth = st.columns(4)
    skip_lines = first.number_input(
        "Lines above the header",
        min_value=0,
        value=None,
        placeholder="automatic",
        key=f"{prefix}.skip_lines",
        help="Title lines above the names of the columns; of a sheet: rows.",
    )
    header_rows = second.selectbox(
        "Rows that name the columns",
        list(_HEADERS),
        key=f"{prefix}.header_rows",
        help="Two: groups above names, read as one name each.",
    )
    keep = third.multiselect(
        "Keep as it stands",
        list(KEEPABLE),
        key=f"{prefix}.keep",
        format_func=lambda kind: IN_WORDS[kind],
        help="What would be set aside: totals, lines below the table, descriptions, words such as NA for empty cells.",
        placeholder="nothing",
    )
    names = {sheet.in_words: sheet.name for sheet in sheets}
    sheet = None
    if len(names) > 1:
        sheet = fourth.selectbox(
            "Sheet", list(names), index=None, placeholder="automatic", key=f"{prefix}.sheet"
        )
    return ReadOptions(
        delimiter=_DELIMITERS[delimiter],
        encoding=_ENCODINGS[encoding],
        decimal=_DECIMALS[decimal],
        day_first=_DATES[day_first],
        member=st.session_state.get("data.member"),
        sheet=None if sheet is None else names[sheet],
        skip_lines=skip_lines,
        header_rows=_HEADERS[header_rows],
        keep=tuple(keep),
    )
