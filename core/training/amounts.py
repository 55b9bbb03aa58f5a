"""How much comes if anything comes: boosted trees on the same columns, beside whichever model says whether.

An expected amount is the chance of anything (of any model of the catalog) times the amount if something comes: a hurdle
model (J. Cragg, "Some statistical models for limited dependent variables", 1971, section 2).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ArchiveError
from core.graph.customer_graph import CustomerGraph
from core.storage import write_bytes
from core.task.splits import TRAIN, VALIDATION
from core.training.device import n_threads
from core.training.tree_arrays import TreeArrays
from core.training.tree_forms import booster_of, trees_of

FloatArray = npt.NDArray[np.float64]
AMOUNTS_FILE = "amounts.safetensors"
_FEWEST = 60  # amounts for learning below which everybody gets their mean
_ROUNDS, _PATIENCE = 400, 40
_FACTOR = (0.5, 2.0)  # how far the level of the practice exam may move the predictions


class AmountModel:
    """Predicts an amount from the columns of a graph.

    Attributes:
        trees: What it goes by; None: everybody gets `constant`.
        constant: Mean amount seen while learning.
        factor: What the predictions are multiplied with, so that their level is right on the practice exam.
    """

    def __init__(self, trees: TreeArrays | None, constant: float, factor: float = 1.0) -> None:
        self.trees, self.constant, self.factor = trees, constant, factor

    def predict(self, x: npt.NDArray[Any]) -> FloatArray:
        """(N,) amounts of (N, F) inputs; never below 0."""
        if self.trees is None:
            return np.full(len(x), self.factor * self.constant)
        self.trees.check_inputs(x)
        return np.maximum(self.factor * np.asarray(booster_of(self.trees).predict(x), dtype=np.float64), 0.0)

    def save(self, directory: Path) -> None:
        """Writes the model into a run's directory."""
        write_bytes(directory / AMOUNTS_FILE, self.to_bytes())

    def to_bytes(self) -> bytes:
        """The model as safetensors."""
        from safetensors.numpy import save

        numbers = np.array([self.constant, self.factor], dtype=np.float64)
        return save({"numbers": numbers, **({} if self.trees is None else self.trees.tensors())})

    @classmethod
    def load(cls, directory: Path) -> AmountModel | None:
        """The model stored in a folder; None where there is none.

        Raises:
            ArchiveError: the file is damaged.
        """
        path = directory / AMOUNTS_FILE
        return cls.from_bytes(path.read_bytes()) if path.is_file() else None

    @classmethod
    def from_bytes(cls, data: bytes) -> AmountModel:
        """The model that `to_bytes` wrote down.

        Raises:
            ArchiveError: the bytes are damaged, or no such model.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            stored = load(data)
            constant, factor = (float(number) for number in stored["numbers"])
            if not np.isfinite([constant, factor]).all():
                raise ValueError("amounts that are no numbers")
            former = stored.get("content")  # as models were stored formerly
            if former is not None:
                trees = trees_of("lightgbm", former.tobytes()) if len(former) else None
            else:
                trees = TreeArrays.restore("lightgbm", stored) if len(stored) > 1 else None
            return cls(trees, constant, factor)
        except (SafetensorError, KeyError, ValueError, TypeError) as error:
            raise ArchiveError(f"{AMOUNTS_FILE} is damaged", found=str(error)) from error


def fit_amounts(graph: CustomerGraph, amount: FloatArray, seed: int) -> AmountModel:
    """How much came to those to whom something came: gamma regression, so that errors count in proportion.

    Rounds are chosen on the practice exam, the level is set there, then practice rows teach as well. The final exam is
    not looked at.

    Args:
        graph: Columns, parts and outcomes of N examples.
        amount: (N,) what came; NaN where it is not known.
        seed: Of the trees.
    """
    train, practice = (_with_something(graph, amount, part) for part in (TRAIN, VALIDATION))
    model = _boosted(graph.x, amount, train, practice, "gamma", seed)
    model.factor = _level(amount[practice], model.predict(graph.x[practice]))
    return model


def fit_direct(graph: CustomerGraph, amount: FloatArray, seed: int) -> AmountModel:
    """One model of the amount at once, zeros included (Tweedie regression): the rival of chance times amount."""
    train, practice = (
        rows[np.isfinite(amount[rows])] for rows in (graph.rows_of(TRAIN), graph.rows_of(VALIDATION))
    )
    model = _boosted(graph.x, np.maximum(amount, 0.0), train, practice, "tweedie", seed)
    model.factor = _level(np.maximum(amount[practice], 0.0), model.predict(graph.x[practice]))
    return model


def _with_something(graph: CustomerGraph, amount: FloatArray, part: int) -> npt.NDArray[np.int64]:
    rows = graph.rows_of(part)
    return rows[np.isfinite(amount[rows]) & (amount[rows] > 0)]


def _level(came: FloatArray, promised: FloatArray) -> float:
    """Sum that came over sum promised, pulled towards 1 where few amounts say it (as if 20 more had been right)."""
    if not len(came) or promised.sum() <= 0:
        return 1.0
    usual = 20 * promised.mean()
    return float(np.clip((came.sum() + usual) / (promised.sum() + usual), *_FACTOR))


def _boosted(
    x: npt.NDArray[Any],
    amount: FloatArray,
    train: npt.NDArray[np.int64],
    practice: npt.NDArray[np.int64],
    objective: str,
    seed: int,
) -> AmountModel:
    both = np.sort(np.concatenate([train, practice]))
    constant = float(amount[both].mean()) if len(both) else 0.0
    if len(train) < _FEWEST or amount[train].sum() <= 0:
        return AmountModel(None, constant)
    import lightgbm

    params = {
        "objective": objective,
        "learning_rate": 0.03,
        "num_leaves": 7,
        "min_data_in_leaf": 20,
        "feature_fraction": 0.6,
        "lambda_l2": 5.0,
        "seed": seed,
        "num_threads": n_threads(),
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(x[train], label=amount[train], params={"verbosity": -1})
    rounds = _ROUNDS // 4
    if len(practice) >= _FEWEST // 3 and amount[practice].sum() > 0:
        watched = lightgbm.Dataset(x[practice], label=amount[practice], reference=data)
        stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
        found = lightgbm.train(params, data, _ROUNDS, valid_sets=[watched], callbacks=[stop])
        rounds = max(found.best_iteration, 1)
    whole = lightgbm.Dataset(x[both], label=amount[both], params={"verbosity": -1})
    booster = lightgbm.train(params, whole, rounds)
    return AmountModel(trees_of("lightgbm", booster.model_to_string().encode()), constant)
