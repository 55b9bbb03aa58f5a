"""Boosted trees as plain arrays whose shapes, ranges and links are checked before a library is handed anything.

The readers of LightGBM and XGBoost trust what they are given: a child that is not there makes them read foreign memory.
So their own text is never stored; it is made anew of checked arrays, before saving as after loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.training.predictor import Tensors

Array = npt.NDArray[Any]
MAX_NODES = 4_000_000
MAX_INPUTS = 1_000_000
MAX_DEPTH = 256  # the libraries explain a tree by functions that call themselves once a level
OBJECTIVES = {"lightgbm": ("binary sigmoid:1", "gamma", "tweedie"), "xgboost": ("binary:logistic",)}

# What each array counts: once for all, a tree, an inner node, a leaf, or a node of either kind.
_KINDS: dict[str, dict[str, tuple[str, str]]] = {
    "lightgbm": {
        "n_leaves": ("tree", "int32"),
        "shrinkage": ("tree", "float64"),
        "split_feature": ("inner", "int32"),
        "threshold": ("inner", "float64"),
        "decision_type": ("inner", "int32"),
        "left_child": ("inner", "int32"),
        "right_child": ("inner", "int32"),
        "internal_count": ("inner", "int32"),
        "leaf_value": ("leaf", "float64"),
        "leaf_count": ("leaf", "int32"),
    },
    "xgboost": {
        "n_nodes": ("tree", "int32"),
        "left_children": ("node", "int32"),
        "right_children": ("node", "int32"),
        "split_indices": ("node", "int32"),
        "split_conditions": ("node", "float32"),
        "default_left": ("node", "int32"),
        "base_weights": ("node", "float32"),
        "sum_hessian": ("node", "float32"),
        "base_score": ("once", "float32"),
    },
}
_ENDLESS = "threshold"  # LightGBM parts what is missing from everything else at infinity
_ABOUT = "about"  # (2,) number of inputs, place of the objective
_DECISIONS = (
    0,
    2,
    4,
    6,
    8,
    10,
)  # numeric splits: where missing goes (bit 2), and what counts as missing (bits 4, 8)


@dataclass(frozen=True)
class TreeArrays:
    """The trees of one model, one after the other.

    Attributes:
        library: "lightgbm" or "xgboost".
        objective: What turns sums of leaves into a score.
        n_inputs: Columns of the rows that the trees look at.
        arrays: By name, see `_KINDS`.
    """

    library: str
    objective: str
    n_inputs: int
    arrays: dict[str, Array]

    def __post_init__(self) -> None:
        _check(self)

    def check_inputs(self, x: Array) -> None:
        """Refuses rows, shape (N, F), that the trees were not fitted on.

        Raises:
            TrainingError: F is another number of inputs.
        """
        if x.shape[1] != self.n_inputs:
            raise TrainingError(
                "These trees were fitted on other inputs",
                found=f"{x.shape[1]:,} inputs",
                expected=f"{self.n_inputs:,}",
                action="Train the model again",
            )

    def trees(self) -> Iterator[dict[str, Array]]:
        """Each tree's part of the arrays."""
        places = dict.fromkeys(("tree", "inner", "leaf", "node"), 0)
        kinds = _KINDS[self.library]
        for size in self.arrays[_size_name(self.library)].tolist():
            steps = {"tree": 1, "inner": size - 1, "leaf": size, "node": size}
            yield {
                name: self.arrays[name][places[kind] : places[kind] + steps[kind]]
                for name, (kind, _) in kinds.items()
                if kind != "once"
            }
            for kind, step in steps.items():
                places[kind] += step

    def tensors(self) -> Tensors:
        """Everything as arrays."""
        about = np.array([self.n_inputs, OBJECTIVES[self.library].index(self.objective)], dtype=np.int64)
        return {_ABOUT: about, **self.arrays}

    @classmethod
    def restore(cls, library: str, tensors: Tensors) -> Self:
        """The trees that `tensors` came from; other tensors beside them are left alone.

        Raises:
            ValueError: they make no trees.
        """
        if library not in _KINDS:
            raise ValueError(f"there is no library {library!r}")
        about = tensors.get(_ABOUT)
        if about is None or about.shape != (2,) or about.dtype != np.int64:
            raise ValueError("the trees do not say what they are")
        if not 0 <= about[1] < len(OBJECTIVES[library]):
            raise ValueError("the trees have an unknown objective")
        missing = sorted(_KINDS[library].keys() - tensors.keys())
        if missing:
            raise ValueError(f"the trees are without {', '.join(missing)}")
        arrays = {name: tensors[name] for name in _KINDS[library]}
        return cls(library, OBJECTIVES[library][int(about[1])], int(about[0]), arrays)

    @classmethod
    def of_parts(
        cls, library: str, objective: str, n_inputs: int, parts: list[dict[str, Any]], **once: Any
    ) -> Self:
        """Puts trees, given one by one as lists, together.

        Raises:
            ValueError: they make no trees.
        """
        kinds = _KINDS[library]
        arrays = {name: np.array([once[name]], kinds[name][1]) for name in once}
        for name, (kind, dtype) in kinds.items():
            if kind != "once":
                values = [np.atleast_1d(np.asarray(part[name])) for part in parts]
                arrays[name] = _as_kind(np.concatenate(values) if values else np.zeros(0), dtype, name)
        return cls(library, objective, n_inputs, arrays)


def _as_kind(values: Array, dtype: str, name: str) -> Array:
    kind = np.dtype(dtype)
    if kind.kind == "i" and len(values) and not (np.abs(values) <= np.iinfo(kind).max).all():
        raise ValueError(f"{name} of the trees has numbers that no tree has")
    return values.astype(kind)


def _size_name(library: str) -> str:
    return "n_leaves" if library == "lightgbm" else "n_nodes"


def _check(trees: TreeArrays) -> None:
    """Shapes first, then values, then how nodes hang together.

    Raises:
        ValueError: with what is wrong.
    """
    if trees.library not in _KINDS or trees.objective not in OBJECTIVES[trees.library]:
        raise ValueError(f"trees of {trees.library!r} for {trees.objective!r} are not known")
    if not 0 < trees.n_inputs <= MAX_INPUTS:
        raise ValueError(f"trees over {trees.n_inputs:,} inputs")
    _check_shapes(trees)
    arrays = trees.arrays
    for name, array in arrays.items():
        bad = np.isnan(array) if name == _ENDLESS else ~np.isfinite(array)
        if array.dtype.kind == "f" and bad.any():
            raise ValueError(f"{name} of the trees has values that are no numbers")
    lightgbm = trees.library == "lightgbm"
    _within(arrays, "split_feature" if lightgbm else "split_indices", 0, trees.n_inputs - 1)
    for name in ("internal_count", "leaf_count") if lightgbm else ():
        _within(arrays, name, 0, None)
    if lightgbm and not np.isin(arrays["decision_type"], _DECISIONS).all():
        raise ValueError("the trees split in a way that is not known")
    if not lightgbm:
        _within(arrays, "default_left", 0, 1)
        if (arrays["sum_hessian"] < 0).any() or not 0 < float(arrays["base_score"][0]) < 1:
            raise ValueError("the trees start from a chance that is none, or weigh less than nothing")
    for tree in trees.trees():
        _check_leafs_and_inner(tree) if lightgbm else _check_nodes(tree)


def _check_shapes(trees: TreeArrays) -> None:
    kinds = _KINDS[trees.library]
    for name, (_, dtype) in kinds.items():
        array = trees.arrays.get(name)
        if array is None or array.ndim != 1 or array.dtype != np.dtype(dtype):
            raise ValueError(f"{name} of the trees is no list of {dtype}")
    sizes = trees.arrays[_size_name(trees.library)].astype(np.int64)
    if (sizes < 1).any() or sizes.sum() > MAX_NODES:
        raise ValueError(f"trees of {int(sizes.sum()):,} nodes")
    lengths = {
        "once": 1,
        "tree": len(sizes),
        "inner": int((sizes - 1).sum()),
        "leaf": int(sizes.sum()),
        "node": int(sizes.sum()),
    }
    for name, (kind, _) in kinds.items():
        if len(trees.arrays[name]) != lengths[kind]:
            raise ValueError(
                f"{name} of the trees has {len(trees.arrays[name]):,} of {lengths[kind]:,} values"
            )


def _within(arrays: dict[str, Array], name: str, low: int, high: int | None) -> None:
    array = arrays[name]
    if len(array) and (int(array.min()) < low or (high is not None and int(array.max()) > high)):
        raise ValueError(f"{name} of the trees is out of range")


def _check_leafs_and_inner(tree: dict[str, Array]) -> None:
    """LightGBM: children from 0 are inner nodes, those below are leaves."""
    n_inner = len(tree["left_child"])
    parents = np.tile(np.arange(n_inner), 2)
    children = np.concatenate([tree["left_child"], tree["right_child"]]).astype(np.int64)
    inner = children >= 0
    if not np.array_equal(np.sort(-1 - children[~inner]), np.arange(n_inner + 1)) and n_inner:
        raise ValueError("a leaf of a tree is not there, or hangs in two places")
    _check_links(parents[inner], children[inner], n_inner)


def _check_nodes(tree: dict[str, Array]) -> None:
    """XGBoost: nodes of both kinds; a leaf's children are -1."""
    left, right = tree["left_children"].astype(np.int64), tree["right_children"].astype(np.int64)
    inner = np.flatnonzero(left != -1)
    if not np.array_equal(inner, np.flatnonzero(right != -1)):
        raise ValueError("a node of a tree has one child")
    _check_links(np.tile(inner, 2), np.concatenate([left[inner], right[inner]]), len(left))


def _check_links(parents: Array, children: Array, n: int) -> None:
    """Every node but the first hangs under exactly one that comes before it, so there is no circle."""
    if not np.array_equal(np.sort(children), np.arange(1, max(n, 1))) or not (children > parents).all():
        raise ValueError("the nodes of a tree hang together in no possible way")
    depth = [0] * max(n, 1)
    order = np.argsort(parents, kind="stable")
    for parent, child in zip(parents[order].tolist(), children[order].tolist(), strict=True):
        depth[child] = depth[parent] + 1
    if max(depth) > MAX_DEPTH:
        raise ValueError(f"a tree is {max(depth):,} levels deep, at most {MAX_DEPTH} are allowed")
