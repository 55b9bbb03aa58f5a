"""The scorecard by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.metrics import roc_auc_score

from models.scorecard import Criterion, Level, Scorecard, Step, fit_scorecard, weight_of_evidence

CARD = Scorecard(
    start=-2.0,
    criteria=(
        Criterion(
            column="job",
            levels=(Level(feature="job = student", points=30), Level(feature="job = retired", points=12)),
            otherwise=-4,
        ),
        Criterion(
            column="pdays",
            levels=(Level(feature="pdays = never", points=-10),),
            feature="pdays",
            mean=100.0,
            scale=50.0,
            steps=(Step(below=90, points=25), Step(below=200, points=5), Step(below=None, points=0)),
        ),
    ),
)
NAMES = ["job = student", "job = retired", "pdays", "pdays = never"]
X = np.array(
    [
        [1, 0, -1.0, 0],  # student, 50 days
        [0, 1, 0.0, 1],  # retired, never
        [0, 0, 2.0, 0],  # other, 200 days: at the limit belongs to the next step
    ],
    dtype=np.float32,
)


def test_points_by_hand() -> None:
    columns, points = CARD.column_points(X, NAMES)
    assert columns == ["job", "pdays"]
    assert points.tolist() == [[30, 25], [12, -10], [-4, 0]]
    assert CARD.logits(X, NAMES) == pytest.approx(-2 + np.array([55, 2, -4]) * math.log(2) / 20)


def test_weight_of_evidence_by_hand() -> None:
    cells = np.array([0, 0, 0, 1, 1])
    y = np.array([1, 1, 0, 0, 0])
    found = weight_of_evidence(cells, y, 2)
    assert found == pytest.approx([math.log((2.5 / 3) / (1.5 / 4)), math.log((0.5 / 3) / (2.5 / 4))])


def test_json_and_back() -> None:
    assert Scorecard.model_validate_json(CARD.model_dump_json()) == CARD


def test_a_broken_card_is_refused() -> None:
    with pytest.raises(ValidationError, match="limits must rise"):
        Criterion(
            column="age",
            feature="age",
            steps=(Step(below=5, points=1), Step(below=3, points=1), Step(below=None, points=0)),
        )  # fmt: skip
    with pytest.raises(ValidationError, match="steps need a feature"):
        Criterion(column="age", steps=(Step(below=None, points=0),))
    with pytest.raises(ValidationError, match="extra"):
        Scorecard.model_validate({**CARD.model_dump(), "colour": "red"})


def test_learns_steps_and_levels() -> None:
    random = np.random.default_rng(0)
    n = 4000
    size = random.normal(size=n)
    student = random.random(n) < 0.2
    logit = np.where(np.abs(size) < 0.5, 1.5, -1.0) + 1.2 * student
    y = (random.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
    x = np.column_stack([size, student]).astype(np.float32)
    names, columns = ["age", "job = student"], ["age", "job"]
    card = fit_scorecard(x[:3000], y[:3000], names, columns, {"age": (40.0, 10.0)})
    scores = card.logits(x, names)
    assert roc_auc_score(y[3000:], scores[3000:]) > 0.97 * roc_auc_score(y[3000:], logit[3000:])
    assert np.mean(1 / (1 + np.exp(-scores[:3000]))) == pytest.approx(y[:3000].mean(), abs=0.002)
    age, job = card.criteria
    assert 3 <= len(age.steps) <= 6 and age.steps[-1].below is None
    limits = [step.below for step in age.steps[:-1]]
    assert limits == sorted(limits) and 20 < limits[0] < 40 < limits[-1] < 60  # in years, not in deviations
    middle = card.column_points(np.array([[0.0, 0]], dtype=np.float32), names)[1][0, 0]
    old = card.column_points(np.array([[2.0, 0]], dtype=np.float32), names)[1][0, 0]
    assert middle - old == pytest.approx(2.5 * 20 / math.log(2), rel=0.25)
    assert job.levels[0].points - job.otherwise == pytest.approx(1.2 * 20 / math.log(2), rel=0.25)
