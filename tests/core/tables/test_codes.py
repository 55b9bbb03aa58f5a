"""Digits with letters, signs and points around them that are codes and no amounts: kept as written, or said."""

from __future__ import annotations

import pytest

from core.tables.codes import CodeCounts, are_lettered, perhaps_versions
from core.tables.values import Counts, written_as


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("round", [f"R{i}" for i in range(12)]),
        ("tenor", [f"{i}M" for i in range(1, 10)]),
        ("list", ["TOP10", "TOP20", "TOP50"]),
        ("request", ["SR1", "SR12"]),
    ],
)
def test_a_letter_and_a_small_number_are_a_code_and_said(name: str, cells: list[str]) -> None:
    (note,) = are_lettered(name, cells) or ("",)
    assert note.startswith(f"{name}: every cell is ") and "codes" in note


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("price", ["R5", "R12", "R150"]),
        ("fee", ["1M", "9M"]),
        ("paid by", ["R5", "R1 250"]),
        ("reach", ["1M", "2.5M"]),
        ("reach", ["1M", "2K"]),
        ("stake", ["$5", "$12"]),
        ("distance", ["5km", "12km"]),
        ("followers", ["5K", "12K"]),
    ],
)
def test_amounts_are_no_codes(name: str, cells: list[str]) -> None:
    assert are_lettered(name, cells) is None


def test_a_plus_in_a_column_of_codes_belongs_to_them() -> None:
    counts = CodeCounts(n_padded=0, n_long=0, n_powers=0, n_amounts=30, n_plus=30)
    assert counts.kept_as_text("country code", 30, 30, 4.0) is not None
    assert counts.kept_as_text("change", 30, 30, 4.0) is None


def test_sections_stay_text_and_what_may_be_one_is_said() -> None:
    sections = ["1.1", "1.2", "1.10", "2.1"]
    counts = Counts(4, 4, 3.2, 4, CodeCounts(0, 0, 0, 4))
    assert written_as("Section", counts, sections, ".")[0] == "code"
    (note,) = perhaps_versions("step", sections)
    assert "'1.10' is read as the number 1.1" in note
    assert perhaps_versions("price", sections) == ()
    assert perhaps_versions("step", ["1.50", "2.10", "3.25"]) == ()
