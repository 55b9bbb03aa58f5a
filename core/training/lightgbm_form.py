"""LightGBM's text of a model into checked arrays, and checked arrays into such a text."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.training.tree_arrays import OBJECTIVES, TreeArrays

_SPLITS = ("split_feature", "threshold", "decision_type", "left_child", "right_child", "internal_count")
_LEAVES = ("leaf_value", "leaf_count")
_REAL = ("threshold", "leaf_value")


def trees_of_text(text: str) -> TreeArrays:
    """The trees of a model as LightGBM writes them, read without LightGBM.

    Raises:
        ValueError: it is none, or of a kind that is not used here (several classes, categories, linear leaves).
    """
    head, *blocks = text.partition("\nend of trees")[0].split("\nTree=")
    said = _fields(head)
    if said.get("num_class") != "1" or said.get("num_tree_per_iteration") != "1" or "average_output" in head:
        raise ValueError("the trees are for something else than one yes or no")
    if said.get("objective") not in OBJECTIVES["lightgbm"]:
        raise ValueError(f"the trees have the objective {said.get('objective')!r}")
    parts = [_tree(_fields(block)) for block in blocks]
    return TreeArrays.of_parts("lightgbm", said["objective"], int(said["max_feature_idx"]) + 1, parts)


def text_of(trees: TreeArrays) -> str:
    """The model as LightGBM reads it; the same trees always give the same text."""
    n = trees.n_inputs
    lines = [
        "tree",
        "version=v4",
        "num_class=1",
        "num_tree_per_iteration=1",
        "label_index=0",
        f"max_feature_idx={n - 1}",
        f"objective={trees.objective}",
        f"feature_names={' '.join(f'Column_{i}' for i in range(n))}",
        f"feature_infos={' '.join(['none'] * n)}",
        "",
    ]
    for place, tree in enumerate(trees.trees()):
        lines += [f"Tree={place}", f"num_leaves={tree['n_leaves'][0]}", "num_cat=0"]
        lines += [f"{name}={_joined(tree[name], name)}" for name in (*_SPLITS, *_LEAVES)]
        lines += ["is_linear=0", f"shrinkage={float(tree['shrinkage'][0])!r}", "", ""]
    return "\n".join([*lines, "end of trees", "", "pandas_categorical:null", ""])


def _fields(block: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in block.splitlines())
    return {name: value for name, sign, value in pairs if sign}


def _tree(said: dict[str, str]) -> dict[str, Any]:
    if said.get("num_cat") != "0" or said.get("is_linear", "0") != "0":
        raise ValueError("the trees have categories or linear leaves")
    numbers: dict[str, Any] = {
        name: [(float if name in _REAL else int)(word) for word in said[name].split()]
        for name in (*_SPLITS, *_LEAVES)
    }
    return {**numbers, "n_leaves": int(said["num_leaves"]), "shrinkage": float(said["shrinkage"])}


def _joined(values: Any, name: str) -> str:
    return " ".join(
        format(value, ".17g") if name in _REAL else str(value) for value in np.asarray(values).tolist()
    )
