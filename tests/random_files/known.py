"""Faults that are known and not mended yet: printed by the bench, and kept few by the test."""

from __future__ import annotations

from tests.random_files.judge import Fault

# what comes back wrong, a habit of the column or file, and the fault in words
KNOWN: tuple[tuple[str, str, str], ...] = (
    ("names", "two header rows", "a group row above the names that is taken for a title"),
    ("names", "cp932", "few Japanese letters that are taken for another code page"),
    ("not said", "bounds", "bounds that are not said once other cells were emptied"),
    ("changed", "three digits", "622,900 beside words, where nothing else tells decimals from thousands"),
)


def known(fault: Fault) -> str | None:
    """Which known fault this is, in words; None: a new one."""
    for what, habit, words in KNOWN:
        if fault.what == what and any(habit in one for one in fault.habits):
            return words
    return None
