"""Numbers and dates as people write them, by hand."""

from __future__ import annotations

import pytest

from core.task.query.figures import iso_dates, plain_number
from core.task.query.synonyms import columns_named, meant_names, same_names

NUMBERS = {
    "10,000": "10000",
    "10.000": "10000",
    "1.000.000": "1000000",
    "1,234,567.5": "1234567.5",
    "1.234,5": "1234.5",
    "1,5": "1.5",
    "1.5": "1.5",
    "10 000": "10000",
    "10'000": "10000",
    "100k": "100000",
    "1.5 m": "1500000",
    "€ 10k": "10000",
    "5000 EUR": "5000",
    "-20,000": "-20000",
    "7": "7",
    "many": None,
    "": None,
    "1.2.3": None,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_as_people_write_it(text: str) -> None:
    assert plain_number(text) == NUMBERS[text]


DATES = {
    "31.12.2025": ("2025-12-31",),
    "12/31/2025": ("2025-12-31",),
    "01/02/2025": ("2025-02-01", "2025-01-02"),
    "01.02.2025": ("2025-02-01",),
    "2025/03/04": ("2025-03-04",),
    "31-12-2025": ("2025-12-31",),
    "30.02.2025": (),
    "1.2": (),
    "soon": (),
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_as_people_write_it(text: str) -> None:
    assert iso_dates(text) == DATES[text]


def test_another_word_for_a_name() -> None:
    assert same_names("contacts", ["company", "contact"]) == ("contact",)
    assert same_names("rep", ["sales_rep", "rep_report"]) == ("sales_rep", "rep_report")
    assert same_names("customer", ["company", "contact", "deal"]) == ("company", "contact")
    assert same_names("amount", ["account", "value"]) == ("value",)
    assert same_names("StageName", ["stage_name"]) == ("stage_name",)
    assert same_names("zebra", ["value"]) == ()
    assert meant_names("oportunity", ["opportunity"]) == ("opportunity",)
    assert meant_names("zebra", ["value"]) == ()
    assert columns_named("Kind", [("a", ["kind"]), ("b", ["id"])]) == [("a", "kind")]
