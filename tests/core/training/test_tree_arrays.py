"""Trees as checked arrays: the same scores to the last bit, and nothing that is no tree reaches a library."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import lightgbm
import numpy as np
import pytest
import xgboost

from core.errors import ArchiveError
from core.training.amounts import AmountModel
from core.training.column_predictors import TreePredictor
from core.training.config import TrainConfig
from core.training.tree_arrays import MAX_DEPTH, TreeArrays
from core.training.tree_forms import booster_of, trees_of
from core.training.xgboost_form import json_of, of_ubjson, trees_of_json

N_INPUTS = 5
NAMES = [f"input {i}" for i in range(N_INPUTS)]
LIBRARIES = ("lightgbm", "xgboost")


@pytest.fixture(scope="module")
def x() -> Any:
    draw = np.random.default_rng(0)
    x = draw.normal(size=(800, N_INPUTS)).astype(np.float32)
    x[draw.random(x.shape) < 0.1] = np.nan
    x[:, 4] = draw.integers(0, 3, len(x))
    return x


@pytest.fixture(scope="module")
def fitted(x: Any) -> dict[str, tuple[Any, bytes]]:
    """Each library's own booster, and what it writes."""
    y = (np.nan_to_num(x[:, 0]) + np.random.default_rng(1).normal(size=len(x)) > 0).astype(int)
    options = {
        "objective": "binary",
        "num_leaves": 9,
        "num_threads": 1,
        "verbose": -1,
        "bagging_fraction": 0.8,
    }
    light = lightgbm.train(options | {"bagging_freq": 1}, lightgbm.Dataset(x, y), 30)
    extreme = xgboost.train(
        {"objective": "binary:logistic", "max_depth": 4, "nthread": 1}, xgboost.DMatrix(x, y), 30
    )
    return {
        "lightgbm": (light, light.model_to_string().encode()),
        "xgboost": (extreme, bytes(extreme.save_raw("ubj"))),
    }


def scores(library: str, booster: Any, x: Any) -> tuple[Any, Any]:
    """Probabilities and contributions."""
    if library == "lightgbm":
        return booster.predict(x), booster.predict(x, pred_contrib=True)
    rows = xgboost.DMatrix(x)
    return booster.predict(rows), booster.predict(rows, pred_contribs=True)


@pytest.mark.parametrize("library", LIBRARIES)
def test_scores_and_contributions_are_the_librarys_to_the_last_bit(fitted: Any, x: Any, library: str) -> None:
    booster, content = fitted[library]
    trees = trees_of(library, content)
    again = TreeArrays.restore(library, {name: array.copy() for name, array in trees.tensors().items()})
    for found, wanted in zip(scores(library, booster_of(again), x), scores(library, booster, x), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_both_forms_of_xgboost_say_the_same(fitted: Any) -> None:
    booster, content = fitted["xgboost"]
    said = json.loads(bytes(booster.save_raw("json")))
    assert json_of(trees_of_json(said)) == json_of(trees_of_json(of_ubjson(content)))


def test_a_model_without_a_split_and_one_without_a_tree(x: Any) -> None:
    y = np.r_[np.zeros(400), np.ones(400)].astype(int)
    options = {"objective": "binary", "num_threads": 1, "verbose": -1, "min_data_in_leaf": 700}
    light = lightgbm.train(options, lightgbm.Dataset(x, y), 2)
    found = booster_of(trees_of("lightgbm", light.model_to_string().encode())).predict(x)
    np.testing.assert_array_equal(found, light.predict(x))
    extreme = xgboost.train(
        {"objective": "binary:logistic", "gamma": 1e9, "nthread": 1}, xgboost.DMatrix(x, y), 2
    )
    found = booster_of(trees_of("xgboost", bytes(extreme.save_raw("ubj")))).predict(xgboost.DMatrix(x))
    np.testing.assert_array_equal(found, extreme.predict(xgboost.DMatrix(x)))


@pytest.mark.parametrize("library", LIBRARIES)
def test_models_stored_formerly_are_read(fitted: Any, x: Any, library: str) -> None:
    booster, content = fitted[library]
    meta = {"config": TrainConfig(model=library).to_json(), "feature_names": NAMES, "library": library}
    former = TreePredictor.restore(meta, {"content": np.frombuffer(content, dtype=np.uint8)})
    np.testing.assert_array_equal(scores(library, former.booster, x)[0], scores(library, booster, x)[0])
    assert "content" not in former.tensors()


def _set(name: str, place: int, value: float) -> Callable[[dict[str, Any]], None]:
    def change(tensors: dict[str, Any]) -> None:
        tensors[name][place] = value

    return change


def _cut(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda tensors: tensors.update({name: tensors[name][:-1]})


def _kind(name: str, dtype: str) -> Callable[[dict[str, Any]], None]:
    return lambda tensors: tensors.update({name: tensors[name].astype(dtype)})


TAMPERED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("lightgbm", _set("left_child", 0, 10_000)),
    ("lightgbm", _set("left_child", 0, -10_000)),
    ("lightgbm", _set("left_child", 0, 0)),
    ("lightgbm", _set("right_child", 3, 1)),
    ("lightgbm", _set("split_feature", 2, N_INPUTS)),
    ("lightgbm", _set("split_feature", 2, -1)),
    ("lightgbm", _set("decision_type", 0, 1)),
    ("lightgbm", _set("leaf_value", 0, np.nan)),
    ("lightgbm", _set("threshold", 0, np.nan)),
    ("lightgbm", _set("leaf_count", 0, -5)),
    ("lightgbm", _set("n_leaves", 0, 0)),
    ("lightgbm", _set("n_leaves", 0, 2**31 - 1)),
    ("lightgbm", _set("about", 1, 7)),
    ("lightgbm", _set("about", 0, 0)),
    ("lightgbm", _cut("leaf_value")),
    ("lightgbm", _cut("split_feature")),
    ("lightgbm", _kind("threshold", "float32")),
    ("lightgbm", _kind("left_child", "float64")),
    ("lightgbm", lambda tensors: tensors.pop("right_child")),
    ("xgboost", _set("left_children", 0, 99_999)),
    ("xgboost", _set("left_children", 0, 0)),
    ("xgboost", _set("left_children", 0, -1)),
    ("xgboost", _set("right_children", 0, -7)),
    ("xgboost", _set("split_indices", 0, 99)),
    ("xgboost", _set("split_conditions", 0, np.inf)),
    ("xgboost", _set("base_score", 0, 2.0)),
    ("xgboost", _set("default_left", 0, 3)),
    ("xgboost", _cut("base_weights")),
    ("xgboost", _kind("left_children", "int64")),
]


@pytest.mark.parametrize(("library", "change"), TAMPERED)
def test_tampered_arrays_never_reach_the_library(fitted: Any, library: str, change: Any) -> None:
    tensors = {name: array.copy() for name, array in trees_of(library, fitted[library][1]).tensors().items()}
    change(tensors)
    with pytest.raises(ValueError, match="tree"):
        TreeArrays.restore(library, tensors)


def test_a_tree_too_deep_to_be_explained_is_refused() -> None:
    n = MAX_DEPTH + 5
    part = {
        "n_leaves": n + 1, "shrinkage": 1.0, "split_feature": [0] * n, "threshold": [0.0] * n,
        "decision_type": [2] * n, "left_child": [*range(1, n), -1], "right_child": [*range(-2, -n - 2, -1)],
        "internal_count": [1] * n, "leaf_value": [0.0] * (n + 1), "leaf_count": [1] * (n + 1),
    }  # fmt: skip
    with pytest.raises(ValueError, match="levels deep"):
        TreeArrays.of_parts("lightgbm", "binary sigmoid:1", 1, [part])


@pytest.mark.parametrize("library", LIBRARIES)
def test_cut_and_flipped_files_of_libraries_are_read_or_refused(fitted: Any, x: Any, library: str) -> None:
    content = fitted[library][1]
    draw = np.random.default_rng(4)
    refused = 0
    for place in range(150):
        data = bytearray(content[: int(draw.integers(1, len(content)))] if place % 3 == 0 else content)
        for at in draw.integers(0, len(data), 0 if place % 3 == 0 else 1 + place % 9):
            data[at] ^= 1 << int(draw.integers(0, 8))
        meta = {"config": TrainConfig(model=library).to_json(), "feature_names": NAMES, "library": library}
        try:
            made = TreePredictor.restore(meta, {"content": np.frombuffer(bytes(data), dtype=np.uint8)})
        except (ValueError, KeyError):
            refused += 1
            continue
        assert scores(library, made.booster, x[:5])[0].shape == (5,)
    assert refused > 60


def test_amounts_are_checked_as_well() -> None:
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(300, 3))
    booster = lightgbm.train(
        {"objective": "gamma", "num_threads": 1, "verbose": -1}, lightgbm.Dataset(rows, np.exp(rows[:, 0])), 5
    )
    model = AmountModel(trees_of("lightgbm", booster.model_to_string().encode()), 1.0, 1.5)
    np.testing.assert_array_equal(AmountModel.from_bytes(model.to_bytes()).predict(rows), model.predict(rows))
    np.testing.assert_array_equal(model.predict(rows), 1.5 * booster.predict(rows))
    with pytest.raises(ArchiveError, match="damaged"):
        AmountModel.from_bytes(model.to_bytes()[:-20])
