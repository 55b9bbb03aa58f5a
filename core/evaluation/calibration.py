"""Do the stated chances come true? Clients in groups of equal size by chance, stated against observed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import independent_share, wilson
from core.evaluation.ranked import checked


def calibration_curve(
    y_true: ArrayLike, probability: ArrayLike, n_bins: int = 10, groups: ArrayLike | None = None
) -> pd.DataFrame:
    """The reliability curve: about equally large groups by stated chance; equal chances stay together.

    Args:
        y_true: Outcomes 0/1, shape (n,).
        probability: Stated chances, shape (n,).
        n_bins: Groups.
        groups: Whose each row is, shape (n,), for the intervals.

    Returns:
        One row a group, lowest chance first: `n`, `from`, `to`, `stated` (mean probability), `observed`
        (share of positives) and its 95 % Wilson interval `low`, `high`.

    Raises:
        EvaluationError: see `core.evaluation.ranked.checked`.
    """
    y, p = checked(y_true, probability, "probabilities")
    edges = np.unique(np.quantile(p, np.linspace(0, 1, n_bins + 1)[1:-1], method="lower"))
    group = np.searchsorted(edges, p, side="right")
    rows = pd.DataFrame({"group": group, "p": p, "y": y.astype(np.float64)})
    found = rows.groupby("group").agg(
        n=("y", "size"),
        lowest=("p", "min"),
        highest=("p", "max"),
        stated=("p", "mean"),
        observed=("y", "mean"),
        hits=("y", "sum"),
    )
    counted = np.ones(len(found))
    if groups is not None:
        whose = np.asarray(groups)
        counted = np.array(
            [independent_share(y[group == each], whose[group == each]) for each in found.index]
        )
    low, high = wilson(found["hits"] * counted, found["n"] * counted)
    curve = found.drop(columns="hits").assign(low=low, high=high).reset_index(drop=True)
    return curve.rename(columns={"lowest": "from", "highest": "to"})


def calibration_error(curve: pd.DataFrame) -> float:
    """Mean distance of stated and observed over the groups, weighted by size (expected calibration error)."""
    distance = (curve["stated"] - curve["observed"]).abs()
    return float((distance * curve["n"]).sum() / curve["n"].sum())
