"""Faults that are known and not mended yet: printed by the bench, and kept few by the test."""

from __future__ import annotations

from tests.random_files.judge import Fault

# what comes back wrong, a habit of the column or file, and the fault in words
KNOWN: tuple[tuple[str, str, str], ...] = (
    ("not missing", "missing as", "words for missing that are on no list"),
    ("not read", "missing as", "numbers or days beside many words for missing that are on no list"),
    ("names", "two header rows", "a group row above the names that is taken for a title"),
    (
        "not said",
        "decimal mark",
        "1.234 in each cell, where nothing tells whether it is more than a thousand",
    ),
    ("changed", "decimal mark", "the same beside words"),
    ("not read", "eight digits", "20240131 beside words"),
    (
        "lost",
        "words among numbers",
        "words such as tbc among numbers, where some are called missing and others not",
    ),
    ("changed", "thousands by .", "values that are read anew without the decimal mark of their file"),
    ("changed", "decimal comma", "the same"),
    ("not said", "bounds", "bounds that are not said once other cells were emptied"),
)


def known(fault: Fault) -> str | None:
    """Which known fault this is, in words; None: a new one."""
    for what, habit, words in KNOWN:
        if fault.what == what and any(habit in one for one in fault.habits):
            return words
    return None
