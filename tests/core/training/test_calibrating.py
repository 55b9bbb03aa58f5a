"""Which calibration is chosen, and each of them against scikit-learn or by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from core.training.calibrating import METHODS, choose_calibration, crossfitted_losses, log_odds_shift
from core.training.calibration import Calibration, log_odds, sigmoid


def answers(true: np.ndarray, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).random(len(true)) < true).astype(float)


def scores(n: int = 6000, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).beta(1, 4, n)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_rises_strictly_and_stays_inside(method: str) -> None:
    raw = scores()
    found = METHODS[method](answers(sigmoid(1.7 * log_odds(raw) + 0.5)), raw)
    grid = np.concatenate([np.geomspace(1e-5, 0.5, 300), 1 - np.geomspace(0.499, 1e-5, 300)])
    chance = found.apply(grid)
    assert (np.diff(chance) > 0).all()
    assert chance.min() > 0
    assert chance.max() < 1
    assert Calibration.model_validate(found.to_json()) == found


def test_the_step_that_raw_scores_need_is_found_by_isotonic() -> None:
    raw = scores()
    y = answers(np.where(raw > 0.2, 0.45, 0.05))
    assert choose_calibration(y, raw).method == "isotonic"


def test_what_the_practice_exam_cannot_tell_apart_stays_platt() -> None:
    raw = scores(600)
    assert choose_calibration(answers(raw), raw).method == "platt"


def test_each_method_is_judged_on_answers_it_was_not_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    raw, judged = scores(60), []

    class Seen:
        """A calibration that keeps which scores it was fitted on, and which it is asked for."""

        def __init__(self, _outcome: np.ndarray, fitted_on: np.ndarray) -> None:
            self.fitted_on = fitted_on

        def apply(self, asked: np.ndarray) -> np.ndarray:
            assert not set(asked) & set(self.fitted_on)
            assert len(asked) + len(self.fitted_on) == len(raw)
            judged.extend(asked)
            return np.full(len(asked), 0.25)

    monkeypatch.setitem(METHODS, "platt", Seen)  # type: ignore[arg-type]
    y = np.tile([1.0, 0.0, 0.0], 20)
    losses = crossfitted_losses(y, raw)["platt"]
    assert sorted(judged) == sorted(raw)
    assert losses == pytest.approx(-np.log(np.where(y > 0, 0.25, 0.75)))


def test_the_chosen_one_is_never_worse_out_of_sample_than_platt() -> None:
    for seed in range(5):
        raw = scores(4000, seed)
        true = sigmoid(0.5 * np.log(raw) - 1.8 * np.log1p(-raw) - 0.7)
        chosen, platt = (fit(answers(true, seed), raw) for fit in (choose_calibration, METHODS["platt"]))
        fresh = scores(20_000, 50 + seed)
        y = answers(sigmoid(0.5 * np.log(fresh) - 1.8 * np.log1p(-fresh) - 0.7), 90 + seed)
        assert log_loss(y, chosen.apply(fresh)) <= log_loss(y, platt.apply(fresh)) + 5e-4


def test_beta_against_scikit_learn() -> None:
    raw = scores()
    y = answers(sigmoid(0.6 * np.log(raw) - 2.0 * np.log1p(-raw) - 0.4))
    theirs = LogisticRegression(C=np.inf, tol=1e-10).fit(np.column_stack([np.log(raw), -np.log1p(-raw)]), y)
    ours = METHODS["beta"](y, raw)
    assert [ours.slope, ours.slope_no, ours.intercept] == pytest.approx(
        [*theirs.coef_[0], theirs.intercept_[0]], rel=1e-3
    )


def test_isotonic_passes_through_the_pools_of_scikit_learn() -> None:
    raw = scores(3000)
    y = answers(np.where(raw > 0.3, 0.6, 0.1))
    pools = IsotonicRegression().fit_transform(log_odds(raw), y)
    ours = METHODS["isotonic"](y, raw).apply(raw)
    assert np.abs(ours - pools).mean() < 0.02
    assert ours.mean() == pytest.approx(y.mean(), abs=0.01)


def test_level_moves_the_sum_to_what_came() -> None:
    raw = scores(3000)
    y = answers(sigmoid(log_odds(raw) + 1.2))
    shift = log_odds_shift(y, raw)
    assert shift == pytest.approx(1.2, abs=0.15)
    assert sigmoid(log_odds(raw) + shift).sum() == pytest.approx(y.sum(), abs=0.6)
    assert np.isfinite(log_odds_shift(np.zeros(50), raw[:50]))
    assert np.isfinite(log_odds_shift(np.ones(50), raw[:50]))


def test_losses_are_of_rows_that_were_held_out() -> None:
    """A method that learns its rows by heart must not look good: isotonic on noise is no better than the level."""
    raw = scores(2000)
    losses = crossfitted_losses(answers(np.full(2000, 0.2)), raw)
    assert losses["isotonic"].mean() > losses["platt"].mean() - 1e-3


def test_few_answers_choose_nothing() -> None:
    raw = np.array([0.1, 0.2, 0.3, 0.4, 0.9])
    assert choose_calibration([0, 0, 1, 0, 1], raw).method == "platt"


@pytest.mark.parametrize(
    "wrong",
    [
        {"slope": 0.0},
        {"slope": float("nan")},
        {"slope_no": -1.0},
        {"method": "isotonic"},
        {"knots": (0.0,), "values": (0.0,)},
        {"method": "isotonic", "knots": (1.0, 0.0), "values": (0.0, 1.0)},
        {"method": "isotonic", "knots": (0.0, 1.0), "values": (1.0, 0.0)},
    ],
)
def test_curves_that_do_not_rise_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Calibration.model_validate(wrong)


def test_calibrations_of_older_versions_still_load() -> None:
    old = Calibration.model_validate({"slope": 0.8, "intercept": -0.5})
    assert old.method == "platt"
    assert old.apply([0.3])[0] == pytest.approx(sigmoid(0.8 * log_odds(0.3) - 0.5))
    assert old.shifted(0.25).intercept == pytest.approx(-0.25)
