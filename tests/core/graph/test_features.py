"""The feature encoder against scikit-learn and hand-worked values."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from core.errors import GraphError
from core.graph.column_encoding import LIMIT
from core.graph.features import MAX_LEVELS, FeatureEncoder, fit_encoder
from core.tables.table import Role
from core.task.splits import TEST, TRAIN


def parts(n: int, n_train: int) -> np.ndarray:
    return np.where(np.arange(n) < n_train, TRAIN, TEST).astype(np.int8)


def encode(frame: pd.DataFrame, make_table: Callable, task_of: Callable, **options: object) -> tuple:
    n_train = int(options.pop("n_train", len(frame)))  # type: ignore[call-overload]
    kind = str(options.pop("kind", "random"))
    split = {"time_column": "day"} if kind == "time" else {}
    frame = frame.assign(y=pd.Series(["yes", "no"] * (len(frame) // 2 + 1), dtype="str")[: len(frame)])
    table = make_table(frame, **options)
    encoder = fit_encoder(table, task_of(table, kind, **split), parts(len(frame), n_train))
    x = encoder.transform(frame)
    return encoder, {name: x[:, i] for i, name in enumerate(encoder.feature_names)}


def test_numbers_and_categories_as_scikit_learn_does(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    frame = small_frame()[["age", "balance", "job"]]
    _, x = encode(frame, make_table, task_of, n_train=200)
    scaler = StandardScaler().fit(frame[["age", "balance"]][:200])
    expected = scaler.transform(frame[["age", "balance"]])
    np.testing.assert_allclose(x["age"], expected[:, 0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(x["balance"], expected[:, 1], rtol=1e-5, atol=1e-6)
    onehot = OneHotEncoder(sparse_output=False).fit(frame[["job"]][:200])
    for name, column in zip(onehot.categories_[0], onehot.transform(frame[["job"]]).T, strict=True):
        np.testing.assert_array_equal(x[f"job = {name}"], column)


def test_a_number_that_means_never_is_split_off(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame({"pdays": [999.0, 3.0, 5.0, 999.0, 4.0, np.nan]})
    _, x = encode(frame, make_table, task_of, never={"pdays": (999.0,)})
    known = np.array([3.0, 5.0, 4.0])
    np.testing.assert_allclose(x["pdays"][[1, 2, 4]], (known - 4) / known.std(), atol=1e-6)
    np.testing.assert_array_equal(x["pdays"][[0, 3, 5]], 0)
    np.testing.assert_array_equal(x["pdays = never"], [1, 0, 0, 1, 0, 0])
    np.testing.assert_array_equal(x["pdays = missing"], [0, 0, 0, 0, 0, 1])


def test_rare_and_new_levels_share_other(make_table: Callable, task_of: Callable) -> None:
    values = ["a"] * 20 + ["b"] * 10 + ["rare"] + ["new", None]
    encoder, x = encode(pd.DataFrame({"c": pd.Series(values, dtype="str")}), make_table, task_of, n_train=31)
    assert encoder.feature_names == ["c = a", "c = b", "c = other"]
    np.testing.assert_array_equal(x["c = other"], [0] * 30 + [1, 1, 0])


def test_ten_thousand_levels_are_capped(make_table: Callable, task_of: Callable) -> None:
    rng = np.random.default_rng(0)
    values = pd.Series([f"v{i}" for i in rng.zipf(1.3, 10_000)], dtype="str")
    encoder, _ = encode(pd.DataFrame({"c": values}), make_table, task_of)
    assert len(encoder.feature_names) == MAX_LEVELS + 1


def test_yes_and_no_are_one_input(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame({"loan": pd.Series(["no", "yes", "no", "yes"] * 3, dtype="str")})
    encoder, x = encode(frame, make_table, task_of, roles={"loan": Role.YES_NO})
    assert encoder.feature_names == ["loan = yes"]
    np.testing.assert_array_equal(x["loan = yes"], [0, 1, 0, 1] * 3)


def test_a_date_after_the_contact_is_not_known_yet(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2020-03-01"] * 4),
            "closed": pd.to_datetime(["2020-02-20", "2020-02-10", "2020-05-01", None]),
        }
    )
    encoder, x = encode(frame, make_table, task_of, kind="time")
    assert "day (days)" not in encoder.feature_names  # the clock itself: season only
    np.testing.assert_allclose(x["closed (days)"], [-1, 1, 0, 0], atol=1e-6)
    np.testing.assert_array_equal(x["closed = missing"], [0, 0, 1, 1])
    for name in x:
        assert x[name][2] == x[name][3], name


def test_season_is_on_a_circle(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame({"opened": pd.to_datetime(["2020-01-06", "2020-04-07", "2020-07-08", "2020-10-09"])})
    _, x = encode(frame, make_table, task_of)
    np.testing.assert_allclose(x["opened (month, sine)"], [0, 1, 0, -1], atol=1e-6)
    np.testing.assert_allclose(x["opened (month, cosine)"], [1, 0, -1, 0], atol=1e-6)
    np.testing.assert_allclose(x["opened (weekday, cosine)"], np.cos(2 * np.pi * np.arange(4) / 7), atol=1e-6)


def test_infinite_and_huge_values_stay_finite(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame(
        {"v": [1.0, np.inf, -np.inf, 1e300, 2.0, 3.0], "same": [7.0] * 6, "gone": [np.nan] * 6}
    )
    encoder, x = encode(frame, make_table, task_of)
    for values in x.values():
        assert np.isfinite(values).all() and np.abs(values).max() <= LIMIT
    np.testing.assert_array_equal(x["v = missing"], [0, 1, 1, 0, 0, 0])
    np.testing.assert_array_equal(x["same"], 0)
    assert len(encoder.feature_columns) == len(encoder.feature_names)


def test_a_row_alone_gives_the_same_bits(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    frame = small_frame()
    table = make_table(frame)
    encoder = fit_encoder(table, task_of(table), parts(len(frame), 200))
    whole = encoder.transform(frame)
    for row in (0, 1, 7, 150, 299):
        assert encoder.transform(frame.iloc[[row]]).tobytes() == whole[[row]].tobytes()
    shuffled = np.random.default_rng(0).permutation(len(frame))
    assert encoder.transform(frame.iloc[shuffled]).tobytes() == whole[shuffled].tobytes()


def test_stored_and_read_back_it_is_the_same(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    frame = small_frame()
    table = make_table(frame)
    encoder = fit_encoder(table, task_of(table), parts(len(frame), 200))
    again = FeatureEncoder.from_json(json.loads(json.dumps(encoder.to_json())))
    assert again == encoder
    assert again.transform(frame).tobytes() == encoder.transform(frame).tobytes()


def test_what_does_not_fit_is_said(make_table: Callable, task_of: Callable, small_frame: Callable) -> None:
    frame = small_frame()
    table = make_table(frame)
    encoder = fit_encoder(table, task_of(table), parts(len(frame), 200))
    with pytest.raises(GraphError, match="missing: age, job"):
        encoder.transform(frame.drop(columns=["age", "job"]))
    with pytest.raises(GraphError, match="does not fit this version"):
        FeatureEncoder.from_json({"columns": [{"column": "a", "kind": "number", "evil": 1}]})
    with pytest.raises(GraphError, match="nothing to learn from"):
        fit_encoder(table, task_of(table), parts(len(frame), 0))


def test_a_value_of_few_people_is_not_named_however_many_rows_they_have(
    make_table: Callable, task_of: Callable
) -> None:
    jobs = ["clerk" if i % 12 < 8 else "judge" for i in range(72)]  # judges: 4 people, 24 rows
    frame = pd.DataFrame({"client": [f"c{i}" for i in range(12)] * 6, "job": jobs})
    encoder, _ = encode(frame, make_table, task_of, roles={"client": Role.ID})
    assert encoder.feature_names == ["job = clerk", "job = other"]
    frame["client"] = [f"c{i}" for i in range(8)] + [None] * 64  # who has no id stands for himself
    encoder, _ = encode(frame, make_table, task_of, roles={"client": Role.ID})
    assert encoder.feature_names == ["job = clerk", "job = judge"]


def test_of_two_values_the_rare_one_is_not_named(make_table: Callable, task_of: Callable) -> None:
    frame = pd.DataFrame({"kind": ["usual"] * 57 + ["zq rare"] * 3})
    encoder, _ = encode(frame, make_table, task_of, roles={"kind": Role.YES_NO})
    assert encoder.feature_names == ["kind = usual"]
