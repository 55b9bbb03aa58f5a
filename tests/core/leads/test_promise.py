"""The promise of a list: its cut, what a yes is worth, measured lift, rehearsals blind to their own answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.leads.campaign import Campaign, keep_campaign, read_campaign
from core.leads.cut import choose_cut
from core.leads.grades import grade_quality, grade_warnings
from core.leads.promise import cut_of, measured_lift, promised
from core.leads.ranking import by_expected_value
from core.leads.worth import PREDICTED, worth_of
from core.training.level import Level, LevelShift
from core.workspace import create_workspace


def ranked(n: int = 400, seed: int = 0, *, known: bool = True) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    chance = np.sort(rng.beta(1, 6, n))[::-1]
    y = (rng.random(n) < chance).astype(np.int8) if known else np.full(n, -1, np.int8)
    rank = np.arange(1, n + 1)
    return pd.DataFrame(
        {"row": rank - 1, "y": y, "chance": chance, "rank": rank, "percentile": 100 * (n - rank) / n}
    )


LEVEL = Level(correction=LevelShift(by=0.4, sd=0.3), rehearsal=LevelShift(sd=0.6))


@pytest.mark.parametrize("average", [0.005, 0.05, 0.12, 0.3, 0.6, 0.75])
def test_example_amounts_pay_from_somewhat_above_the_average_on(average: float) -> None:
    cost, value = Campaign().amounts(average)
    needed = cost / value
    odds = needed / (1 - needed) / (average / (1 - average))
    assert odds == pytest.approx(1.5, rel=0.25)
    assert Campaign().amounts(average, 2400.0) == (
        cost,
        2400.0,
    )  # no cost is made up from what a yes is worth
    assert Campaign(cost=3.0).amounts(average, 2400.0) == (3.0, 2400.0)


def test_the_cut_is_the_budget_else_the_profit_else_a_tenth() -> None:
    assert (choose_cut(1000, 200, 77).calls, choose_cut(1000, 200, 77).why) == (77, "budget")
    assert choose_cut(1000, 200, 5000).calls == 1000
    assert (choose_cut(1000, 200, None).calls, choose_cut(1000, 200, None).why) == (200, "profit")
    assert [choose_cut(1000, best, None).why for best in (500, 501)] == ["profit", "usual"]
    everybody = choose_cut(9042, 8975, None)
    assert (everybody.calls, everybody.why) == (904, "usual")
    assert "8,975 of 9,042 calls pay" in everybody.sentence
    nobody = choose_cut(50, 0, None)
    assert (nobody.calls, nobody.why) == (5, "usual")
    assert "no call pays" in nobody.sentence
    assert choose_cut(0, 0, None).share == 0


def test_rehearsal_says_what_was_promised_and_what_came() -> None:
    exam = ranked()
    found = promised(exam, exam, "exam", LEVEL, Campaign(calls=100))
    assert found.came == int(exam["y"][:100].sum())
    assert found.sentence.startswith(f"Promised {exam['chance'][:100].sum():,.0f} yes")
    assert found.shift == LEVEL.rehearsal


def test_the_promise_of_a_rehearsal_does_not_look_at_its_answers() -> None:
    exam = ranked()
    turned = exam.assign(y=1 - exam["y"])
    one, two = (promised(each, each, "exam", LEVEL, Campaign()) for each in (exam, turned))
    assert one.forecast == two.forecast
    assert one.cut == two.cut


def test_leads_have_no_answers_and_the_lift_is_the_exams() -> None:
    exam = ranked()
    found = promised(ranked(known=False, n=900), exam, "new", LEVEL, Campaign(calls=90))
    assert found.came is None
    assert found.sentence == ""
    assert found.shift == LEVEL.correction
    top = exam["y"][:40].mean() / exam["y"].mean()
    assert found.lift.value == pytest.approx(top)
    assert found.lift.low < top < found.lift.high
    assert not measured_lift(exam.assign(y=-1), 0.1)[0].known


def test_worth_fills_gaps_and_says_so() -> None:
    leads = pd.DataFrame({"row": [2, 0, 1], "chance": [0.5, 0.4, 0.3]})
    frame = pd.DataFrame({"amount": [100.0, np.nan, -20.0], "name": ["a", "b", "c"]})
    found = worth_of(leads, frame, "amount")
    assert found is not None
    assert found.values.tolist() == [0.0, 100.0, 50.0]
    assert "1 of 3 have no number" in found.sentence
    assert "1 negative" in found.sentence
    assert worth_of(leads, frame, "name") is None
    assert worth_of(leads, frame, PREDICTED) is None
    predicted = worth_of(leads.assign(amount=[7.0, 8.0, 9.0]), frame, PREDICTED)
    assert predicted is not None
    assert predicted.values.tolist() == [7.0, 8.0, 9.0]


def test_order_by_expected_value() -> None:
    leads = ranked(3).assign(chance=[0.5, 0.4, 0.1], worth=[1.0, 10.0, 100.0])
    ordered = by_expected_value(leads)
    assert ordered["row"].tolist() == [2, 1, 0]
    assert ordered["rank"].tolist() == [1, 2, 3]


def test_grades_that_miss_their_rate_are_named() -> None:
    exam = pd.DataFrame({"chance": np.full(1000, 0.4), "y": np.tile([1, 0, 0, 0, 0], 200)})
    warnings = grade_warnings(grade_quality(exam, exam))
    assert len(warnings) == 4
    assert "by 20 points" in warnings[0]
    assert "40 % were stated, 20 % came" in warnings[0]
    honest = exam.assign(chance=0.2)
    assert grade_warnings(grade_quality(honest, honest)) == ()
    few = exam.iloc[:10]
    assert all("can be chance" in one for one in grade_warnings(grade_quality(few, few)))


def test_the_campaign_is_kept_with_the_workspace() -> None:
    assert read_campaign("nowhere") == Campaign()
    keep_campaign("nowhere", Campaign(calls=3))
    assert read_campaign("nowhere") == Campaign()
    workspace = create_workspace("Spring")
    keep_campaign(workspace.name, Campaign(calls=3, worth="amount"))
    assert read_campaign(workspace.name) == Campaign(calls=3, worth="amount")
    assert Campaign(cost=2.0).amounts(0.1)[0] == 2.0


def test_the_top_of_the_question_is_the_cut_until_a_budget_is_said() -> None:
    """It is no budget: nobody said it, and the default to come back to is the question's."""
    asked = Campaign().of_question(amounts=False, top=20)
    assert (asked.calls, asked.top) == (None, 20)
    cut = choose_cut(1000, 200, asked.calls, asked.top)
    assert (cut.calls, cut.why, cut.sentence) == (20, "question", "The question asks for the best 20.")
    assert (choose_cut(1000, 200, 5, 20).calls, choose_cut(1000, 200, 5, 20).why) == (5, "budget")
    assert choose_cut(7, 3, None, 20).calls == 7
    leads = pd.DataFrame({"chance": np.linspace(0.9, 0.1, 50)})
    assert cut_of(leads, asked)[0].why == "question"
    assert cut_of(leads, asked.model_copy(update={"calls": 3}))[0].sentence == "Your budget: 3 calls."
