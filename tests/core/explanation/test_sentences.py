"""The words of an explanation."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_chance_below_the_average_is_never_explained_by_what_raises_it():
    """The reasons begin at the average client (5 %), which lies further below the average than this one."""
    raising = [reason("month", "sep", 4)]
    text = lead_sentence(0.09, 0.12, raising, target="y", positive="yes", baseline=0.05)
    assert text == "Chance of yes is 9 %, below the average, although “month is sep” counts for it."
    text = lead_sentence(
        0.09, 0.12, [*raising, reason("job", "clerk", -1)], target="y", positive="yes", baseline=0.05
    )
    assert text.endswith("below the average, mainly because job is clerk.")
    lowering = [reason(LINKS, "", -4)]
    text = lead_sentence(0.2, 0.1, lowering, target="y", positive="yes", baseline=0.3)
    assert text.endswith("twice the average, although “linked clients” counts against it.")


@given(
    probability=st.floats(0.001, 0.999),
    average=st.floats(0.01, 0.99),
    baseline=st.none() | st.floats(0.001, 0.999),
    points=st.lists(st.floats(-60, 60), max_size=6),
    link=st.booleans(),
)
def test_the_reason_named_points_the_way_of_the_verdict(probability, average, baseline, points, link):
    points.sort(key=abs, reverse=True)
    reasons = [reason(f"c{i}", "v", size) for i, size in enumerate(points)]
    if link and reasons:
        reasons[0] = reason(LINK_OUTCOMES, "", points[0])
    text = lead_sentence(
        probability, average, reasons, target="y", positive="yes", baseline=baseline, heard="c0 is v"
    )
    below, above = probability < 0.9 * average, probability > 1.1 * average
    named = {int(i) for i in re.findall(r"\bc(\d+) is v", text)}
    if not (below or above):
        assert "about the average" in text
        return
    for i in named:
        raises = points[i] > 0
        assert raises == (above if "mainly because" in text else below), text
    if any(abs(size) >= 0.05 for size in points):
        assert named, text


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


def test_codes_are_written_as_in_the_file_and_amounts_are_not():
    assert value_words(5002, is_code=True) == "5002"
    assert value_words(5002) == "5,002"
    assert value_words(113_099.72) == "113,100"
