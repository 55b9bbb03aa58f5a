"""Grades: sizes by share, and their quality on the final exam with Wilson intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from core.leads.grades import GradeShares, grade_quality, grades, grades_of


def test_usual_shares() -> None:
    letters, counts = np.unique(grades(1000).astype(str), return_counts=True)
    assert dict(zip(letters, counts, strict=True)) == {"A": 100, "B": 200, "C": 300, "D": 400}
    assert list(grades(10)) == list("ABBCCCDDDD")


def test_other_shares_and_empty_grades() -> None:
    assert list(grades(4, GradeShares(a=50, b=0, c=0, d=50))) == list("AADD")
    assert list(grades(0)) == []


@pytest.mark.parametrize("shares", [(10, 20, 30, 50), (-10, 20, 30, 60), (100, 100, -50, -50)])
def test_shares_must_sum_to_100(shares: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValidationError, match="sum to 100"):
        GradeShares(a=shares[0], b=shares[1], c=shares[2], d=shares[3])


def test_quality_by_hand() -> None:
    chance = np.linspace(1.0, 0.1, 10)
    leads = pd.DataFrame({"chance": chance, "y": -1})
    exam = pd.DataFrame({"chance": chance, "y": [1, 1, 0, 1, 0, 0, 0, 0, 0, 1]})
    quality = grade_quality(leads, exam).set_index("grade")
    assert quality["clients"].tolist() == [1, 2, 3, 4]
    assert quality["exam_yes"].tolist() == [1, 1, 1, 1]
    assert quality["exam_share"].tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert quality.loc["B", "chance_low"] == pytest.approx(0.8)
    assert quality.loc["B", "chance_high"] == pytest.approx(0.9)
    assert quality.loc["C", "exam_chance"] == pytest.approx(0.6)


def test_unknown_answers_do_not_count() -> None:
    leads = pd.DataFrame({"chance": [0.5, 0.4], "y": [-1, -1]})
    exam = pd.DataFrame({"chance": [0.9, 0.5, 0.4], "y": [-1, 1, 0]})
    shares = GradeShares(a=50, b=50, c=0, d=0)
    quality = grade_quality(leads, exam, shares).set_index("grade")
    assert quality["exam_n"].tolist() == [1, 1, 0, 0]
    assert quality["exam_yes"].tolist() == [1, 0, 0, 0]
    assert np.isnan(quality.loc["C", "exam_share"])


def test_grades_follow_the_chance_whatever_the_order_of_the_list() -> None:
    chance = np.array([0.1, 0.9, 0.5, 0.7, 0.3, 0.2, 0.4, 0.6, 0.8, 0.05])
    by_value = grades_of(chance)
    assert by_value[1] == "A" and by_value[9] == "D"
    assert list(by_value[np.argsort(-chance)]) == list(grades(10))
    leads = pd.DataFrame({"chance": chance, "y": (chance > 0.5).astype(int)})
    ordered = leads.sort_values("chance", ascending=False)
    pd.testing.assert_frame_equal(grade_quality(leads, leads), grade_quality(ordered, ordered))
