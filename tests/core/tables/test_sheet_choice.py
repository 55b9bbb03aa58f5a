"""Sheets are looked at one after another, and no longer once much was loaded and a table was found."""

from __future__ import annotations

from typing import Any

import pytest

from core.tables import sheets
from core.tables.sheets import Sheet, likeliest


def sheet(name: str, n_rows: int, *, is_table: bool = True) -> Sheet:
    return Sheet(name=name, n_rows=n_rows, n_columns=10, is_hidden=False, is_table=is_table, breadth=5)


@pytest.mark.parametrize(
    ("book", "chosen", "seen"),
    [
        ([sheet("a", 100), sheet("b", 100), sheet("c", 100)], "a", "abc"),
        ([sheet("a", 300_000), sheet("b", 100), sheet("c", 100)], "a", "a"),
        ([sheet("a", 300_000, is_table=False), sheet("b", 100), sheet("c", 100)], "b", "ab"),
    ],
    ids=["small", "large", "a large cover"],
)
def test_sheets_are_looked_at_until_much_was_loaded(
    book: list[Sheet], chosen: str, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = {one.name: (one, None) for one in book}
    monkeypatch.setattr(sheets, "looked_at", lambda _, name: by_name[name])
    nothing: Any = None
    found = likeliest(nothing, list(by_name))
    assert found is not None and found[0].name == chosen
    assert "".join(one.name for one in found[2]) == seen
