"""XGBoost's JSON of a model into checked arrays, and checked arrays into such JSON."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np

from core.training.tree_arrays import OBJECTIVES, TreeArrays

_NO_PARENT = 2_147_483_647
_OF_NODES = ("split_indices", "split_conditions", "default_left", "base_weights", "sum_hessian")
_NUMBERS = {
    "i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q", "d": ">f", "D": ">d",
}  # fmt: skip
_MAX_NESTING = 32


def trees_of_json(said: Any) -> TreeArrays:
    """The trees of a model as XGBoost writes them, read without XGBoost.

    Raises:
        ValueError: it is none, or of a kind that is not used here.
    """
    try:
        learner = said["learner"]
        booster, about = learner["gradient_booster"], learner["learner_model_param"]
        objective = learner["objective"]["name"]
        if booster["name"] != "gbtree" or objective not in OBJECTIVES["xgboost"]:
            raise ValueError(f"the trees are of the kind {booster['name']!r} for {objective!r}")
        score = float(str(about["base_score"]).strip("[]"))
        parts = [_tree(tree) for tree in booster["model"]["trees"]]
        n_inputs = int(about["num_feature"])
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"the trees are without {error}") from error
    return TreeArrays.of_parts("xgboost", objective, n_inputs, parts, base_score=score)


def json_of(trees: TreeArrays) -> bytes:
    """The model as XGBoost reads it; the same trees always give the same bytes."""
    made = [_tree_json(place, tree, trees.n_inputs) for place, tree in enumerate(trees.trees())]
    n = len(made)
    model = {
        "cats": {"enc": [], "feature_segments": [], "sorted_idx": []},
        "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": str(n)},
        "iteration_indptr": list(range(n + 1)),
        "tree_info": [0] * n,
        "trees": made,
    }
    about = {
        "base_score": f"[{float(trees.arrays['base_score'][0])!r}]",
        "boost_from_average": "1",
        "num_class": "0",
        "num_feature": str(trees.n_inputs),
        "num_target": "1",
    }
    learner = {
        "attributes": {},
        "feature_names": [],
        "feature_types": [],
        "gradient_booster": {"model": model, "name": "gbtree"},
        "learner_model_param": about,
        "objective": {"name": trees.objective, "reg_loss_param": {"scale_pos_weight": "1"}},
    }
    return json.dumps({"learner": learner, "version": [3, 0, 0]}).encode()


def of_ubjson(data: bytes) -> Any:
    """The value in Universal Binary JSON (https://ubjson.org), the form in which XGBoost models were stored formerly.

    Raises:
        ValueError: it is none.
    """
    try:
        value, end = _value(data, 0, 0)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError("the stored trees are damaged") from error
    if end != len(data):
        raise ValueError("the stored trees are damaged")
    return value


def _tree(said: dict[str, Any]) -> dict[str, Any]:
    """One tree with its nodes numbered in the order in which they are met from the root down; others are left out."""
    if (
        said["categories"]
        or any(said.get("split_type") or ())
        or said["tree_param"]["size_leaf_vector"] not in ("0", "1")
    ):
        raise ValueError("the trees have categories or several leaf values")
    left, right = said["left_children"], said["right_children"]
    order, places = [0], {0: 0}
    for node in order:
        for child in (left[node], right[node]) if left[node] != -1 else ():
            if child in places or not 0 <= child < len(left):
                raise ValueError("the nodes of a tree hang together in no possible way")
            places[child] = len(order)
            order.append(child)
    made: dict[str, Any] = {name: [said[name][node] for node in order] for name in _OF_NODES}
    made["left_children"] = [places.get(left[node], -1) for node in order]
    made["right_children"] = [places.get(right[node], -1) for node in order]
    return {**made, "n_nodes": len(order)}


def _tree_json(place: int, tree: dict[str, Any], n_inputs: int) -> dict[str, Any]:
    n = int(tree["n_nodes"][0])
    parents = np.full(n, _NO_PARENT)
    for side in ("left_children", "right_children"):
        inner = np.flatnonzero(tree[side] != -1)
        parents[tree[side][inner]] = inner
    nothing: list[int] = []
    return {
        **{name: tree[name].tolist() for name in (*_OF_NODES, "left_children", "right_children")},
        "categories": nothing, "categories_nodes": nothing,
        "categories_segments": nothing, "categories_sizes": nothing,
        "id": place,
        "loss_changes": [0.0] * n,
        "parents": parents.tolist(),
        "split_type": [0] * n,
        "tree_param": {"num_deleted": "0", "num_feature": str(n_inputs), "num_nodes": str(n), "size_leaf_vector": "1"},
    }  # fmt: skip


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    return _typed(chr(data[at]), data, at + 1, depth)


def _typed(kind: str, data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value of a kind that begins at a place, and where the next one begins."""
    if depth > _MAX_NESTING:
        raise ValueError("the stored trees are nested too deep")
    if kind in _NUMBERS:
        size = struct.calcsize(_NUMBERS[kind])
        return struct.unpack_from(_NUMBERS[kind], data, at)[0], at + size
    if kind in "TFZ":
        return {"T": True, "F": False, "Z": None}[kind], at
    if kind == "S":
        return _text(data, at)
    if kind in "[{":
        return _collection(kind, data, at, depth + 1)
    raise ValueError(f"the stored trees hold something of the unknown kind {kind!r}")


def _text(data: bytes, at: int) -> tuple[str, int]:
    size, at = _value(data, at, _MAX_NESTING)
    if not isinstance(size, int) or not 0 <= size <= len(data) - at:
        raise ValueError("the stored trees are damaged")
    return data[at : at + size].decode(), at + size


def _collection(kind: str, data: bytes, at: int, depth: int) -> tuple[Any, int]:
    of, count = None, None
    if data[at] == ord("$"):
        of, at = chr(data[at + 1]), at + 2
    if data[at] == ord("#"):
        count, at = _value(data, at + 1, _MAX_NESTING)
        if not isinstance(count, int) or not 0 <= count <= len(data):
            raise ValueError("the stored trees are damaged")
    if kind == "[" and of in _NUMBERS and count is not None:
        size = struct.calcsize(_NUMBERS[of]) * count
        if size > len(data) - at:
            raise ValueError("the stored trees are damaged")
        return list(struct.unpack_from(f">{count}{_NUMBERS[of][1]}", data, at)), at + size
    values: list[Any] = []
    names: list[str] = []
    end = ord("]" if kind == "[" else "}")
    while len(values) < count if count is not None else data[at] != end:
        if kind == "{":
            name, at = _text(data, at)
            names.append(name)
        value, at = _typed(of, data, at, depth) if of else _value(data, at, depth)
        values.append(value)
    at += count is None
    return (dict(zip(names, values, strict=True)) if kind == "{" else values), at
