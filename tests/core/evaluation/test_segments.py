"""Segments: labels of any column, figures against scikit-learn row by row, one-class segments."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, precision_score, recall_score, roc_auc_score

from core.errors import EvaluationError
from core.evaluation.segments import (
    MISSING,
    OTHERS,
    differing_segments,
    pieces,
    segment_labels,
    segment_table,
)


def test_each_segment_is_judged_by_itself() -> None:
    rng = np.random.default_rng(0)
    n = 900
    job = rng.choice(["admin", "student", "retired"], n)
    y = (rng.random(n) < 0.3).astype(int)
    score = np.clip(rng.random(n) * 0.7 + 0.2 * y * (job != "retired"), 0, 1).round(2)
    table = segment_table(y, score, segment_labels(pd.Series(job)), cutoff=0.5, n_bootstrap=100)
    assert table["n"].sum() == n and list(table["n"]) == sorted(table["n"], reverse=True)
    for _, row in table.iterrows():
        inside = job == row["segment"]
        called = score[inside] >= 0.5
        assert row["roc_auc"] == pytest.approx(roc_auc_score(y[inside], score[inside]))
        assert row["average_precision"] == pytest.approx(average_precision_score(y[inside], score[inside]))
        assert row["precision"] == pytest.approx(precision_score(y[inside], called))
        assert row["recall"] == pytest.approx(recall_score(y[inside], called))
        assert row["observed"] == pytest.approx(y[inside].mean())
        for name in ("roc_auc", "average_precision", "precision", "recall", "observed"):
            assert row[f"{name}_low"] < row[name] < row[f"{name}_high"]
    worst = table.sort_values("roc_auc")["segment"].iloc[0]
    assert worst == "retired"


def test_one_class_and_tiny_segments() -> None:
    table = segment_table(
        [0, 0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4, 0.5], pd.Series(list("aabbc")), cutoff=0.35, n_bootstrap=50
    ).set_index("segment")
    assert table["roc_auc"].isna().all()
    assert math.isnan(table.loc["a", "recall"]) and math.isnan(table.loc["a", "precision"])
    assert table.loc["b", "recall"] == 0.5
    assert 0 < table.loc["c", "observed_high"] < 1 and table.loc["c", "observed"] == 0


def test_rare_values_are_put_together_and_missing_ones_named() -> None:
    values = pd.Series([f"v{i}" for i in range(40) for _ in range(40 - i)] + [None, None], dtype="str")
    labels = segment_labels(values, most=5)
    assert list(labels.cat.categories) == ["v0", "v1", "v2", "v3", OTHERS, MISSING]
    assert (labels == MISSING).sum() == 2 and labels.notna().all()
    assert (labels == OTHERS).sum() == sum(40 - i for i in range(4, 40))


def test_ten_thousand_values() -> None:
    labels = segment_labels(pd.Series([f"id {i}" for i in range(10_000)]))
    assert len(labels.cat.categories) == 20 and labels.notna().all()


def test_numbers_become_ranges_of_about_equal_size() -> None:
    values = pd.Series([*range(1, 101), None], dtype="float64")
    labels = segment_labels(values)
    assert labels.cat.categories[0].startswith("1 – ") and labels.cat.categories[-1] == MISSING
    counts = labels.value_counts(sort=False)
    assert counts.iloc[:-1].between(18, 22).all() and counts.iloc[-1] == 1
    for value, label in zip(values[:-1], labels, strict=False):
        low, high = (float(part) for part in label.split(" – "))
        assert low <= value <= high


def test_few_numbers_stay_as_they_are_in_their_order() -> None:
    labels = segment_labels(pd.Series([10, 2, 2, 1, 10, 10]))
    assert list(labels.cat.categories) == ["1", "2", "10"]


def test_infinite_constant_all_missing_bool_and_date() -> None:
    assert segment_labels(pd.Series([np.inf, *range(50)])).notna().all()
    assert segment_labels(pd.Series([7.0] * 30)).nunique() == 1
    assert list(segment_labels(pd.Series([None, None], dtype="float64")).cat.categories) == [MISSING]
    assert list(segment_labels(pd.Series([pd.NaT, pd.NaT])).cat.categories) == [MISSING]
    assert set(segment_labels(pd.Series([True, False, True]))) == {"True", "False"}
    dates = segment_labels(pd.Series(pd.date_range("2024-01-01", periods=100)))
    assert dates.cat.categories[0].startswith("01 Jan 2024") and len(dates.cat.categories) == 5


def test_text_of_any_kind_stays_text() -> None:
    nasty = ["<script>alert(1)</script>", "=1+1", "שלום", "a|b"]
    assert set(segment_labels(pd.Series(nasty))) == set(nasty)


def test_pieces_follow_the_order() -> None:
    labels = pieces(95)
    assert labels.iloc[0] == "1 (oldest)" and labels.iloc[-1] == "10 (latest)"
    assert labels.value_counts().between(9, 10).all()
    assert len(pieces(3).cat.categories) == 3
    assert list(pieces(1)) == ["1"]


def test_a_label_for_each_row_is_needed() -> None:
    with pytest.raises(EvaluationError, match="1 labels for 2 rows"):
        segment_table([0, 1], [0.1, 0.2], pd.Series(["a"]), cutoff=0.5)


def named(rng: np.random.Generator, gap: float) -> np.ndarray:
    """Which of ten segments are named; one of them says yes more often by `gap`."""
    n = 2000
    segment = rng.integers(0, 10, n)
    y = (rng.random(n) < 0.2 + gap * (segment == 3)).astype(int)
    table = segment_table(
        y, rng.random(n), segment_labels(pd.Series(segment.astype(str))), cutoff=0.5, n_bootstrap=2
    )
    found = differing_segments(table, "observed")
    return found.loc[found["differs"], "segment"].to_numpy()


def test_the_best_of_ten_equal_segments_is_announced_at_most_now_and_then() -> None:
    rng = np.random.default_rng(0)
    assert (
        sum(len(named(rng, 0.0)) > 0 for _ in range(120)) <= 12
    )  # 5 % of 120 is 6; without correction some 50


def test_a_segment_that_differs_is_announced() -> None:
    rng = np.random.default_rng(1)
    assert sum("3" in named(rng, 0.25) for _ in range(20)) >= 18


def test_difference_to_the_others_is_that_of_the_pooled_share() -> None:
    y = np.r_[np.ones(30), np.zeros(70), np.ones(10), np.zeros(190), np.ones(5), np.zeros(95)].astype(int)
    segment = pd.Series(np.repeat(["a", "b", "c"], [100, 200, 100]))
    table = segment_table(y, np.linspace(0, 1, 400), segment, cutoff=0.5, n_bootstrap=2)
    found = differing_segments(table, "observed").set_index("segment")
    assert found.loc["a", "difference"] == pytest.approx(30 / 100 - 15 / 300)
    assert found.loc["b", "difference"] == pytest.approx(10 / 200 - 35 / 200)
    assert found.loc["a", "differs"] and found.loc["a", "p"] < 1e-6


def test_a_handful_of_answers_is_not_judged_by_its_ranking() -> None:
    y = np.r_[1, 1, 0, 0, np.tile([0, 1], 100)]
    score = np.r_[0.9, 0.9, 0.1, 0.1, np.random.default_rng(0).random(200)]
    segment = pd.Series(np.repeat(["few", "one", "two"], [4, 100, 100]))
    table = segment_table(y, score, segment, cutoff=0.5, n_bootstrap=50)
    assert list(differing_segments(table, "roc_auc")["segment"]) == ["one", "two"]
