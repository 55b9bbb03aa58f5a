"""Faults that are known and not mended yet: printed by the bench, and kept few by the test."""

from __future__ import annotations

from tests.random_files.judge import Fault

# what comes back wrong, a habit of the column or file, and the fault in words
KNOWN: tuple[tuple[str, str, str], ...] = (
    ("not missing", "missing as", "words for missing that are on no list"),
    ("not read", "missing as", "numbers or days beside many words for missing that are on no list"),
    ("changed", "missing as a number", "numbers that stand for missing in ways that nothing tells"),
    ("names", "two header rows", "a group row above the names that is taken for a title"),
    (
        "not said",
        "decimal mark",
        "1.234 in each cell, where nothing tells whether it is more than a thousand",
    ),
    ("changed", "decimal mark", "the same beside words"),
    ("changed", "room", "room numbers such as 3E13, taken for powers of ten"),
    ("changed", "phones", "phone numbers of digits behind a plus"),
    (
        "changed",
        "days of spreadsheets",
        "days of spreadsheets in columns whose names no list of words for days has",
    ),
    ("changed", "eight digits", "20240131 in such columns"),
    ("not read", "eight digits", "20240131 beside words"),
    ("not read", "currency", "Swedish 72:-"),
    (
        "lost",
        "words among numbers",
        "words such as tbc among numbers, where some are called missing and others not",
    ),
    ("changed", "thousands by .", "values that are read anew without the decimal mark of their file"),
    ("changed", "decimal comma", "the same"),
    ("not said", "bounds", "bounds that are not said once other cells were emptied"),
    ("changed", "notes", "backslashes before quotation marks in few cells"),
    ("names", "gbk", "little Chinese text, taken for Cyrillic"),
    ("rows", "description row", "a description row that is taken for a row"),
    ("refused", "footer", "returns alone as line ends, and a footer"),
)


def known(fault: Fault) -> str | None:
    """Which known fault this is, in words; None: a new one."""
    for what, habit, words in KNOWN:
        if fault.what == what and any(habit in one for one in fault.habits):
            return words
    return None
