"""TreeSHAP against Shapley values summed by brute force over all orders of the columns."""

import json
from itertools import combinations
from math import comb

import lightgbm
import numpy as np
import pytest
import xgboost

from core.explanation.trees import tree_attribution, tree_values
from core.training.calibration import log_odds
from core.training.column_predictors import TreePredictor
from core.training.config import TrainConfig
from core.training.tree_forms import trees_of

N_COLUMNS = 3
NAMES = ["age", "job = a", "job = b"]


def data():
    draw = np.random.default_rng(3)
    x = draw.normal(size=(400, N_COLUMNS)).astype(np.float32)
    y = ((x[:, 0] * x[:, 1] > 0) | (x[:, 2] > 1)).astype(int)
    return x, y


def fitted(library: str) -> TreePredictor:
    x, y = data()
    if library == "lightgbm":
        options = {"objective": "binary", "num_leaves": 5, "num_threads": 1, "verbose": -1}
        booster = lightgbm.train(options, lightgbm.Dataset(x, y), num_boost_round=4)
        content = booster.model_to_string().encode()
    else:
        options = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1}
        content = bytes(xgboost.train(options, xgboost.DMatrix(x, y), 4).save_raw("ubj"))
    return TreePredictor(TrainConfig(model=library), NAMES, trees_of(library, content))


def nodes_of(predictor: TreePredictor) -> list[dict]:
    """Every tree as nested {feature, goes_left, left, right} or {value}, with its cover."""
    if predictor.library == "lightgbm":
        return [_lightgbm(tree["tree_structure"]) for tree in predictor.booster.dump_model()["tree_info"]]
    return [_xgboost(json.loads(t)) for t in predictor.booster.get_dump(with_stats=True, dump_format="json")]


def _lightgbm(node: dict) -> dict:
    if "leaf_value" in node:
        return {"value": node["leaf_value"], "cover": node["leaf_count"]}
    left, right = _lightgbm(node["left_child"]), _lightgbm(node["right_child"])
    return {
        "feature": node["split_feature"],
        "goes_left": lambda value: value <= node["threshold"],
        "left": left,
        "right": right,
        "cover": node["internal_count"],
    }


def _xgboost(node: dict) -> dict:
    if "leaf" in node:
        return {"value": node["leaf"], "cover": node["cover"]}
    children = {child["nodeid"]: _xgboost(child) for child in node["children"]}
    return {
        "feature": int(node["split"][1:]),
        "goes_left": lambda value: value < node["split_condition"],
        "left": children[node["yes"]],
        "right": children[node["no"]],
        "cover": node["cover"],
    }


def expectation(node: dict, row: np.ndarray, known: frozenset[int]) -> float:
    """The tree's answer when only some columns are known: unknown splits go both ways by cover."""
    if "value" in node:
        return node["value"]
    if node["feature"] in known:
        side = "left" if node["goes_left"](row[node["feature"]]) else "right"
        return expectation(node[side], row, known)
    left, right = (node[side]["cover"] * expectation(node[side], row, known) for side in ("left", "right"))
    return (left + right) / (node["left"]["cover"] + node["right"]["cover"])


def shapley(predictor: TreePredictor, row: np.ndarray) -> np.ndarray:
    trees = nodes_of(predictor)

    def worth(known: frozenset[int]) -> float:
        return sum(expectation(tree, row, known) for tree in trees)

    values = np.zeros(N_COLUMNS)
    for column in range(N_COLUMNS):
        others = [c for c in range(N_COLUMNS) if c != column]
        for size in range(N_COLUMNS):
            for chosen in combinations(others, size):
                with_it = worth(frozenset((*chosen, column)))
                values[column] += (with_it - worth(frozenset(chosen))) / (
                    N_COLUMNS * comb(N_COLUMNS - 1, size)
                )
    return values


@pytest.mark.parametrize("library", ["lightgbm", "xgboost"])
def test_tree_values_are_the_shapley_values(library):
    predictor = fitted(library)
    x = data()[0][:8]
    values, start = tree_values(predictor, x)
    for row in range(len(x)):
        assert values[row] == pytest.approx(shapley(predictor, x[row]), abs=1e-4)
    assert np.allclose(start, start[0])


@pytest.mark.parametrize("library", ["lightgbm", "xgboost"])
def test_an_explanation_sums_to_the_logit_and_columns_are_put_together(library, tiny_graph):
    predictor = fitted(library)
    graph = tiny_graph(data()[0], names=NAMES, columns=["age", "job", "job"], y=data()[1])
    attribution = tree_attribution(predictor, graph, 5)
    assert attribution.names == ["age", "job"]
    assert attribution.value == pytest.approx(float(log_odds(predictor.predict(graph)[5])), abs=1e-5)
    assert attribution.completeness_gap < 1e-6
    nothing, everything = attribution.removal(np.array([[False, False], [True, True]]))
    assert nothing == pytest.approx(attribution.value, abs=1e-5)
    assert abs(everything - attribution.baseline) < 0.6
