"""How well one column alone tells the two answers apart; knows nothing of names, roles or tasks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.evaluation.metrics import roc_auc

_BINS = 24
_FOLDS = 2

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Separation:
    """How well one column tells the answers apart.

    Attributes:
        roc_auc: 0.5 (tells nothing) … 1.0 (knows the answer); slightly less than 0.5 is noise.
        adds: (n,) what each row adds to it, around 0: the share of the other answer that stands on its right side.
    """

    roc_auc: float
    adds: FloatArray


def separation(values: pd.Series, y: npt.NDArray[np.int8], seed: int = 0) -> float:
    """ROC-AUC of one column alone, see `separated`."""
    return separated(values, y, seed).roc_auc


def separated(values: pd.Series, y: npt.NDArray[np.int8], seed: int = 0) -> Separation:
    """ROC-AUC of the best score that can be made of one column, judged on rows it was not made from.

    The values become bins (numbers and dates: quantiles, categories: their values, missing: one more);
    each bin's score is its share of positives in the other half of the rows. So a category with one row a
    value gets about 0.5, and an effect need not be a straight line to be seen. Shares of few rows are rough, so
    numbers and dates are also tried as they are, rising or falling as in the other half; the better of the two
    counts.

    Args:
        values: (n,) one column.
        y: (n,) 0/1.
        seed: Seeds the division into halves.
    """
    bins = bin_numbers(values)
    fold = np.random.default_rng(seed).permutation(len(y)) % _FOLDS
    n_bins = int(bins.max()) + 1
    prior = float(y.mean())
    score = np.zeros(len(y))
    for k in range(_FOLDS):
        mine, others = fold == k, fold != k
        n = np.bincount(bins[others], minlength=n_bins)
        hits = np.bincount(bins[others], weights=y[others].astype(np.float64), minlength=n_bins)
        score[mine] = ((hits + prior) / (n + 1.0))[bins[mine]]
    by_bins = _mean_of_halves(y, score, fold)
    numbers = as_numbers(values)
    if numbers is None:
        return by_bins
    return max(by_bins, _mean_of_halves(y, _as_they_are(numbers, y, fold), fold), key=lambda one: one.roc_auc)


def _as_they_are(numbers: FloatArray, y: npt.NDArray[np.int8], fold: IntArray) -> FloatArray:
    """The numbers themselves in each half, turned as the other half says; missing ones in the middle."""
    known = ~np.isnan(numbers)
    score = np.where(known, numbers, np.median(numbers[known]) if known.any() else 0.0)
    falls = [roc_auc(y[fold == k], score[fold == k]) < 0.5 for k in range(_FOLDS)]
    return np.where(np.array(falls[::-1])[fold], -score, score)


def _mean_of_halves(y: npt.NDArray[np.int8], score: FloatArray, fold: IntArray) -> Separation:
    """Mean ROC-AUC of the halves; 0.5 where one of them has a single answer, so that nothing can be told.

    What each row adds are the structural components of DeLong et al. 1988, centred on their half's ROC-AUC.
    """
    halves, adds = [], np.zeros(len(y))
    for k in range(_FOLDS):
        mine = np.flatnonzero(fold == k)
        yes, no = mine[y[mine] == 1], mine[y[mine] != 1]
        if not (len(yes) and len(no)):
            return Separation(0.5, np.zeros(len(y)))
        placed = {1: (yes, np.sort(score[no])), -1: (no, np.sort(score[yes]))}
        for side, (rows, others) in placed.items():
            below = np.searchsorted(others, score[rows], side="left")
            up_to = np.searchsorted(others, score[rows], side="right")
            share = (below + up_to) / (2.0 * len(others))
            share = share if side == 1 else 1.0 - share
            adds[rows] = (share - share.mean()) / len(rows)
        halves.append(float(share.mean()))  # the same from either side
    return Separation(float(np.mean(halves)), adds)


def bin_numbers(values: pd.Series) -> IntArray:
    """(n,) bin of each value, 0 … number of bins; bin 0 holds the missing ones."""
    numbers = as_numbers(values)
    if numbers is not None:
        return _quantiles(numbers)
    codes, _ = pd.factorize(values)
    return np.asarray(codes, dtype=np.int64) + 1


def as_numbers(values: pd.Series) -> FloatArray | None:
    """(n,) numbers and dates as float64, NaN where missing or infinite; None for what has no order."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        stamps = values.astype("int64").to_numpy(dtype=np.float64)
        return np.where(values.isna().to_numpy(dtype=bool), np.nan, stamps)
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isfinite(numbers), numbers, np.nan)
    return None


def _quantiles(numbers: FloatArray) -> IntArray:
    """Quantile bins; a number that fills more than one of them (such as -1 for never) gets one of its own."""
    known = ~np.isnan(numbers)
    bins = np.zeros(len(numbers), dtype=np.int64)
    if not known.any():
        return bins
    edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, _BINS + 1), method="lower"))
    left = np.searchsorted(edges, numbers[known], side="left")
    right = np.searchsorted(edges, numbers[known], side="right")
    bins[known] = left + right + 1
    return bins
