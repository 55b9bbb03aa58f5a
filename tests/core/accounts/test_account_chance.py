"""The chance of an account, against dependent members drawn by hand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from core.accounts.account_chance import AccountChance, by_account, examine, fit_account_chance, panel


def _drawn(n_accounts: int, seed: int, *, together: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Members of 1 to 8 with chance p; `together`: one coin for all of an account, otherwise one each."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 9, n_accounts)
    account = np.repeat(np.arange(n_accounts), sizes)
    p = rng.uniform(0.05, 0.4, n_accounts)[account]
    coin = rng.random(n_accounts)[account] if together else rng.random(len(account))
    key = [f"k{i}" for i in range(len(account))]
    examples = pd.DataFrame(
        {"key": key, "day": pd.Timestamp("2024-01-01"), "chance": p, "y": (coin < p).astype(int)}
    )
    return examples, pd.DataFrame({"key": key, "account": account.astype(str)})


def _panel(n_accounts: int, seed: int, *, together: bool) -> pd.DataFrame:
    examples, scored = _drawn(n_accounts, seed, together=together)
    return panel(examples, scored, [datetime(2024, 1, 1)], 30)


def test_members_put_together_by_hand() -> None:
    now = pd.DataFrame({"key": ["a", "b", "c", "x"], "chance": [0.5, 0.5, np.nan, 0.1], "y": [0, 1, 1, 0]})
    scored = pd.DataFrame({"key": ["a", "b", "c"], "account": ["u", "u", "w"]})
    found = by_account(now, scored)
    assert found.to_dict("records") == [{"account": "u", "independent": 0.75, "best": 0.5, "n": 2, "y": 1}]
    assert AccountChance().apply(found).round(9).tolist() == [0.75]


def test_members_who_decide_together_are_not_multiplied_up() -> None:
    past, later = _panel(1500, 1, together=True), _panel(1500, 2, together=True)
    fitted = fit_account_chance(past)
    exam = examine(fitted, later)
    assert exam is not None
    assert exam.promised_independent > 1.5 * exam.n_yes  # independence promises far too much
    assert abs(exam.promised - exam.n_yes) < 3 * np.sqrt(exam.n_yes)
    assert (
        exam.roc is not None
        and exam.roc_headcount is not None
        and exam.roc.value > exam.roc_headcount.value + 0.05
    )


def test_members_who_decide_alone_stay_independent() -> None:
    exam = examine(fit_account_chance(_panel(1500, 3, together=False)), _panel(1500, 4, together=False))
    assert exam is not None
    assert abs(exam.promised - exam.n_yes) < 3 * np.sqrt(exam.n_yes)
    assert abs(exam.promised - exam.promised_independent) < 0.1 * exam.n_yes


def test_intervals_draw_accounts_and_not_their_days() -> None:
    later = _panel(300, 2, together=True)
    asked_often = pd.concat([later] * 5, ignore_index=True)  # nothing new is learned by asking again
    once, often = examine(AccountChance(), later), examine(AccountChance(), asked_often)
    assert once is not None and often is not None and once.roc is not None and often.roc is not None
    width = once.roc.high - once.roc.low
    assert often.roc.value == pytest.approx(once.roc.value)
    assert often.roc.high - often.roc.low == pytest.approx(width, rel=0.2)
    assert often.missed_by.value == pytest.approx(5 * once.missed_by.value)
    width = once.missed_by.high - once.missed_by.low
    assert often.missed_by.high - often.missed_by.low == pytest.approx(5 * width, rel=0.2)


def test_too_few_accounts_fit_nothing() -> None:
    few = _panel(40, 5, together=True)
    assert fit_account_chance(few) == AccountChance()
    assert examine(AccountChance(), few.head(0)) is None


def test_a_question_that_is_over_is_not_on_the_panel() -> None:
    examples, scored = _drawn(50, 6, together=True)
    assert panel(examples, scored, [datetime(2024, 3, 1)], 30).empty
    assert len(panel(examples, scored, [datetime(2024, 1, 1), datetime(2024, 1, 15)], 30)) == 100


def test_the_latest_days_stand_at_the_level_of_the_latest_answers() -> None:
    fitted, later = fit_account_chance(_panel(800, 7, together=True)), _panel(800, 8, together=True)
    rng = np.random.default_rng(9)
    later = later.assign(
        y=np.where(rng.random(len(later)) < 0.5, 0, later["y"])
    )  # half of the yes do not come
    exam, moved = examine(fitted, later), fitted.at_level_of(later)
    assert exam is not None and "too high" in exam.warning
    assert abs(moved.apply(later).sum() - later["y"].sum()) < 0.05 * later["y"].sum()
    order = np.argsort(fitted.apply(later), kind="stable")
    assert (np.diff(moved.apply(later)[order]) >= 0).all()  # the ranking stays
    fine = examine(fitted, _panel(800, 10, together=True))
    assert fine is not None and fine.warning == ""
    assert fitted.at_level_of(later.head(20)) == fitted
