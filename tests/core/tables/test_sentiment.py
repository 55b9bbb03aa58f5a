"""Notes read by hand: for, against or neither."""

from __future__ import annotations

import pandas as pd
import pytest

from core.tables.sentiment import sentiment

FOR = [
    "Very happy with the offer, wants to sign next week",
    "She loves the new dashboard and recommended us to her boss",
    "No complaints so far",
    "sehr zufrieden mit der Beratung",
    "Er ist begeistert vom neuen Konto",
    "Gefällt ihm, keine Bedenken",
]
AGAINST = [
    "Not happy about the price",
    "They aren't convinced by the demo",
    "Complained about slow answers twice",
    "thinks we are far too expensive",
    "war enttäuscht vom Service",
    "nicht zufrieden, will kündigen",
    "hat kein Vertrauen mehr",
]
NEITHER = [
    "Sent the supervisor the primary contract",  # begins like super and prima
    "Meeting moved to Tuesday",
    "please find the confidential papers attached",
    "Good price, but the process is slow",  # one for, one against
    "",
    "いつもお世話になっております",
]


@pytest.mark.parametrize(("notes", "side"), [(FOR, 1), (AGAINST, -1), (NEITHER, 0)])
def test_notes_as_a_person_reads_them(notes: list[str], side: int) -> None:
    found = dict(zip(notes, sentiment(pd.Series(notes)).tolist(), strict=True))
    assert found == dict.fromkeys(notes, side)


def test_missing_notes_and_none_at_all() -> None:
    assert sentiment(pd.Series([None, "great", None], dtype="object")).tolist() == [0, 1, 0]
    assert sentiment(pd.Series([], dtype="string")).tolist() == []


def test_a_not_reaches_no_further_than_its_clause() -> None:
    assert sentiment(pd.Series(["No time today. Delighted with the proposal"])).tolist() == [1]
