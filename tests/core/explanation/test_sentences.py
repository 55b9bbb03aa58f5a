"""The words of an explanation."""

import numpy as np
import pandas as pd
import pytest

from core.explanation.lead_explanation import LINK_OUTCOMES, LINKS, NeighbourEvidence, Reason
from core.explanation.sentences import (
    chance_words,
    gap_words,
    heard_words,
    lead_sentence,
    neighbour_sentence,
    percent,
    reason_sentence,
    times_average,
    value_words,
)


def reason(column, value, points):
    return Reason(column=column, value=value, contribution=points, sentence="")


def test_the_sentence_of_the_sketch():
    heard = heard_words([(True, 20.0)] * 9 + [(False, 41.0)] * 3, "yes", "similar_outcome", "days")
    text = lead_sentence(
        0.71,
        0.117,
        [reason(LINK_OUTCOMES, "", 31), reason("month", "sep", 12)],
        target="y",
        positive="yes",
        heard=heard,
    )
    assert text == (
        "Chance of yes is 71 %, six times the average, mainly because 9 of the 12 most similar clients "
        "contacted in the last 6 weeks said yes."
    )


def test_columns_are_the_main_reason_where_they_weigh_most():
    reasons = [reason("month", "oct", 9), reason("poutcome", "success", 7), reason(LINKS, "", -1)]
    text = lead_sentence(0.2, 0.1, reasons, target="y", positive="yes")
    assert text.endswith("twice the average, mainly because month is oct and poutcome is success.")


def test_a_low_chance_is_explained_by_what_lowers_it():
    reasons = [reason("poutcome", "success", 7), reason("contact", "unknown", -6)]
    text = lead_sentence(0.05, 0.1, reasons, target="y", positive="yes")
    assert "half the average, mainly because contact is unknown." in text


def test_no_reason_stands_out():
    assert lead_sentence(0.1, 0.1, [], target="y", positive="yes").endswith("no single reason stands out.")


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.1, "about the average"),
        (0.14, "1.4 times the average"),
        (0.2, "twice the average"),
        (0.61, "six times the average"),
        (0.08, "below the average"),
        (0.05, "half the average"),
        (0.033, "a third of the average"),
        (0.001, "less than a ninth of the average"),
    ],
)
def test_times_average(p, words):
    assert times_average(p, 0.1) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "missing"),
        (np.nan, "missing"),
        (pd.NaT, "missing"),
        (-1.0, "never"),
        (45211, "45,211"),
        (1.25, "1.25"),
        (True, "yes"),
        (pd.Timestamp("2026-11-21"), "21 Nov 2026"),
        ("<script>", "<script>"),
        ("x" * 99, "x" * 59 + "…"),
    ],
)
def test_value_words(value, words):
    assert value_words(value, never_values=(-1.0, 999.0)) == words


def test_points_of_a_reason():
    assert reason_sentence("month", "sep", 12.2) == "month is sep: raises the chance by 12 points"
    assert reason_sentence("age", "31", -1.0) == "age is 31: lowers the chance by 1 point"
    assert reason_sentence("age", "31", 0.01) == "age is 31: makes no difference"


def test_small_words():
    assert chance_words("y", "yes") == "chance of yes"
    assert chance_words("subscribed", "1") == "chance that subscribed = 1"
    assert percent(0.713) == "71 %" and percent(0.004) == "0.4 %"
    assert gap_words(312, "rows") == "312 rows earlier"
    assert gap_words(1, "days") == "1 day earlier"
    assert gap_words(0, "rows") == ""
    assert (
        heard_words([(True, 3.0)], "yes", "recent_outcome", "rows")
        == "the client contacted last before it said yes"
    )


def test_a_neighbour_in_words():
    neighbour = NeighbourEvidence(
        row=1,
        id="a",
        relations=("similar_outcome",),
        outcome="yes",
        gap="5 days earlier",
        attention=0.31,
        score_without=0.4,
    )
    assert neighbour_sentence(neighbour, 0.5, "not yet known") == (
        "answered yes; contacted 5 days earlier; 31 % of the model's attention; "
        "without it the chance were 40 % (-10.0 points)."
    )
