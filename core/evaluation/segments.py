"""The exam by segment: for whom does the model work, and for whom not?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from core.errors import EvaluationError
from core.evaluation.bootstrap import Estimate, draws, estimate, independent_share, wilson
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.metrics import RANKING_METRICS
from core.evaluation.ranked import Floats, checked, rank
from core.number_words import number_words

MOST_SEGMENTS = 20
OTHERS = "(all others)"
MISSING = "(missing)"
_PIECES = 5
_Z = 1.959963984540054  # how many standard errors a bound of a 95 % interval lies away
_ERROR = 0.05  # chance of naming any segment where none differs
_FEWEST = 10  # yes, and no, in a segment whose ranking is judged: below, its bootstrap is too sure of itself
_WEIGHED_BY = {
    "observed": "n",
    "precision": "called",
}  # what a figure is a share of; the others: of the positives


def segment_labels(values: pd.Series, most: int = MOST_SEGMENTS) -> pd.Series:
    """A segment for each row: the values of a category, or five ranges of a number or date.

    Rare values beyond the `most - 1` most frequent are put together as "(all others)"; missing ones are
    "(missing)". The result is an ordered category, in order of size for categories, of value for ranges.
    """
    plain = values.reset_index(drop=True)
    is_date = pd.api.types.is_datetime64_any_dtype(plain)
    is_number = pd.api.types.is_numeric_dtype(plain) and not pd.api.types.is_bool_dtype(plain)
    if (is_date and plain.notna().any()) or (is_number and plain.nunique() > most // 2):
        ranges = _ranges(plain, dates=is_date)
        order = [str(label) for label in ranges.cat.categories]
        labels = ranges.astype("object")
    else:
        text = plain.astype("string")
        counts = text.value_counts()
        kept = list(counts.index) if len(counts) <= most else list(counts.index[: most - 1])
        labels = text.where(text.isin(kept) | text.isna(), OTHERS).astype("object")
        if is_number:
            kept = sorted(kept, key=float)
        order = [*kept, *([OTHERS] if len(counts) > most else [])]
    if plain.isna().any():
        order = [*order, MISSING]
        labels = labels.where(plain.notna(), MISSING)
    return pd.Series(pd.Categorical(labels, categories=list(dict.fromkeys(order)), ordered=True))


def _ranges(values: pd.Series, *, dates: bool) -> pd.Series:
    """Five ranges with plain labels, "18–31"; fewer where values repeat much."""
    numbers = values.astype("int64").where(values.notna()) if dates else values.astype("float64")
    known = numbers[numbers.notna() & np.isfinite(numbers)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, _PIECES + 1)[1:-1], method="lower"))
    place = np.searchsorted(edges, numbers.to_numpy(dtype=np.float64), side="right")
    labels: dict[int, str] = {}
    for i in np.unique(place[known.index]):
        inside = values[(place == i) & values.notna()]
        low, high = inside.min(), inside.max()
        labels[int(i)] = (
            f"{low:%d %b %Y} – {high:%d %b %Y}"
            if dates
            else f"{number_words(low, 6)} – {number_words(high, 6)}"
        )
    named = pd.Series(place, index=values.index).map(labels)
    return pd.Series(pd.Categorical(named, categories=list(labels.values()), ordered=True))


def pieces(n: int, count: int = 10) -> pd.Series:
    """Rows in their order cut into pieces of about equal size, to see drift: "1 (oldest)" … "10 (latest)"."""
    count = max(1, min(count, n))
    place = np.arange(n) * count // max(n, 1)
    names = [str(i + 1) for i in range(count)]
    if count > 1:
        names[0], names[-1] = "1 (oldest)", f"{count} (latest)"
    return pd.Series(pd.Categorical(np.array(names)[place], categories=names, ordered=True))


def segment_table(
    y_true: ArrayLike,
    y_score: ArrayLike,
    segment: pd.Series | NDArray[np.object_],
    *,
    cutoff: float,
    groups: ArrayLike | None = None,
    n_bootstrap: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """Each segment judged by itself at one common cut-off.

    Args:
        y_true: Outcomes 0/1, shape (n,).
        y_score: Probabilities, shape (n,).
        segment: A label a row, shape (n,); an ordered category keeps its order.
        cutoff: Rows with at least this score are called.
        groups: Whose each row is, shape (n,); see `core.evaluation.bootstrap.draws`.
        n_bootstrap: Resamples of each segment's rows.

    Returns:
        One row a segment: `segment, n, positives, observed` with Wilson `observed_low/high`, `stated` (mean
        score), `roc_auc` and `average_precision` with bootstrap `_low/_high`, `called`, `precision` and
        `recall` with Wilson `_low/_high`. NaN where a figure is undefined, as with one class only.

    Raises:
        EvaluationError: see `core.evaluation.ranked.checked`; a label for each row is needed.
    """
    y, score = checked(y_true, y_score)
    labels = pd.Series(segment).reset_index(drop=True)
    if len(labels) != len(y):
        raise EvaluationError("Segments do not fit the exam", found=f"{len(labels)} labels for {len(y)} rows")
    if not isinstance(labels.dtype, pd.CategoricalDtype):
        labels = labels.astype("category")
    whose = np.arange(len(y)) if groups is None else np.asarray(groups)
    rows = []
    for name, places in labels.groupby(labels, observed=True).groups.items():
        figures = _judge(y[places], score[places], whose[places], cutoff, n_bootstrap, seed)
        rows.append({"segment": str(name), **figures})
    return pd.DataFrame(rows)


def _judge(
    y: NDArray[np.int8], score: Floats, whose: NDArray[Any], cutoff: float, n_bootstrap: int, seed: int
) -> dict[str, float]:
    """The figures of one segment."""
    ranked = rank(y, score)
    names = ("roc_auc", "average_precision")
    sampled: dict[str, list[Floats]] = {name: [] for name in names}
    for chosen in draws(len(y), n_bootstrap, seed, whose):
        counts = ranked.counts(chosen)
        for name in names:
            sampled[name].append(RANKING_METRICS[name](*counts))
    counted = independent_share(y, whose)
    low, high = wilson(counted * ranked.n_positive, counted * ranked.n)
    found: dict[str, float] = {
        "n": ranked.n,
        "positives": ranked.n_positive,
        "observed": ranked.n_positive / ranked.n,
        "observed_low": float(low),
        "observed_high": float(high),
        "stated": float(score.mean()),
    }
    exact = (ranked.hits[None, :].astype(np.float64), ranked.called[None, :].astype(np.float64))
    estimates = {
        name: estimate(float(RANKING_METRICS[name](*exact)[0]), np.concatenate(sampled[name]))
        for name in names
    }
    at_cut = CutoffTable.of(y, score, whose).at_score(cutoff)
    found["called"] = at_cut.n_called
    for name, total in (("precision", at_cut.n_called), ("recall", at_cut.n_positive)):
        low, high = wilson(at_cut.independent * at_cut.tp, at_cut.independent * total)
        share = at_cut.tp / total if total else float("nan")
        estimates[name] = Estimate(value=share, low=float(low), high=float(high))
    for name, value in estimates.items():
        found |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
    return found


def differing_segments(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Each judged segment against all others together, and whether they differ beyond chance.

    The interval of the difference is put together from those of both sides (MOVER, Zou & Donner 2008); the
    others' figure is the mean of theirs, weighed by what it is a share of. With ten segments the most extreme one
    looks special by chance alone, so the differences are judged together (Holm 1979), at 5 % for any false one.

    Args:
        table: From `segment_table`.
        metric: One of its figures with bounds, such as "roc_auc".

    Returns:
        One row a judged segment, in the table's order: `segment`, `difference` (to the others), `p`, `differs`.
    """
    known = table[[metric, f"{metric}_low", f"{metric}_high"]].notna().all(axis=1)
    if metric in RANKING_METRICS:
        known &= table["positives"].between(_FEWEST, table["n"] - _FEWEST)
    judged = table[known].reset_index(drop=True)
    value, low, high = (
        judged[name].to_numpy(np.float64) for name in (metric, f"{metric}_low", f"{metric}_high")
    )
    weight = judged[_WEIGHED_BY.get(metric, "positives")].to_numpy(np.float64)
    difference, p = np.zeros(len(judged)), np.ones(len(judged))
    for i in range(len(judged)):
        others = np.arange(len(judged)) != i
        if not weight[others].sum() > 0:
            continue
        share = weight[others] / weight[others].sum()
        difference[i] = value[i] - share @ value[others]
        down, up = value - low, high - value
        mine, theirs = (down, up) if difference[i] > 0 else (up, down)
        reach = math.hypot(mine[i], float(np.linalg.norm(share * theirs[others])))
        p[i] = math.erfc(_Z * abs(difference[i]) / reach / math.sqrt(2)) if reach > 0 else 1.0
    return judged[["segment"]].assign(difference=difference, p=p, differs=_holm(p))


def _holm(p: Floats) -> NDArray[np.bool_]:
    """Which of several tests hold together (Holm's step-down procedure)."""
    order = np.argsort(p, kind="stable")
    holds = p[order] <= _ERROR / np.arange(len(p), 0, -1)
    found = np.zeros(len(p), dtype=bool)
    found[order] = np.cumprod(holds).astype(bool)
    return found
