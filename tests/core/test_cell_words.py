"""Cells are said in words without codes of characters."""

from __future__ import annotations

import pytest

from core.cell_words import cell_words


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3\xa0306\u202f668,79", "'3 306 668,79'"),
        ("two\nlines", "'two lines'"),
        ("zero\u200bwidth\ufeff", "'zerowidth'"),
        ("O'Brien", '"O\'Brien"'),
        ("C:\\data", "'C:\\data'"),
        ("\xa0", "'\\xa0'"),
        (5.5, "'5.5'"),
    ],
)
def test_a_cell_in_words(cell: object, said: str) -> None:
    assert cell_words(cell) == said
