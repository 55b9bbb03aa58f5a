"""Amounts that nobody set are called placeholders."""

from __future__ import annotations

from core.leads.campaign import Campaign
from core.training.level import Level, Share


def test_amounts_are_placeholders_until_they_are_set() -> None:
    assert Campaign().placeholders == ("cost of a call", "value of a yes")
    assert Campaign(cost=3).placeholders == ("value of a yes",)
    assert Campaign(cost=3, worth="amount").placeholders == ()
    assert Campaign(cost=0, value=0).placeholders == ()


def test_a_list_says_whether_its_chances_are_corrected() -> None:
    level = Level(leads=Share(n=330, stated=0.33), leads_corrected=0.39)
    assert level.corrected_words(leads=True).endswith(
        "corrected for it already, on average from 33 % to 39 %."
    )
    assert "not corrected" in level.corrected_words(leads=False)
    assert "not corrected" in level.unmoved().corrected_words(leads=True)
