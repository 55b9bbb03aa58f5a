"""The exam of a question for an amount: what was promised, what came, and how much of it stands at the top."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import Estimate, draws, estimate, resamples_for
from core.evaluation.ranked import Floats, Ints
from core.record import Record

TOP_SHARES = (0.1, 0.2)


class AmountReport(Record):
    """How expected amounts did on the final exam; amounts in the unit of the question.

    Attributes:
        n, n_yes: Examples, and those to which anything came.
        came, promised: Mean amount an example, as it came and as it was expected.
        error, error_of_mean: Mean absolute error, and that of giving everybody the mean seen while learning.
        rank_correlation: Spearman's, expected against came, over all examples.
        top: Ranking ("expected", "chance", "direct", "random") -> share of the top ("10 %") -> share of all that came
            which stands there. "direct" is one model of the amount at once, "chance" ranks by the chance alone.
        seed, n_bootstrap: Of the intervals.
    """

    n: int
    n_yes: int
    came: Estimate
    promised: Estimate
    error: Estimate
    error_of_mean: Estimate
    rank_correlation: Estimate
    top: dict[str, dict[str, Estimate]]
    seed: int = 0
    n_bootstrap: int = 1000


def evaluate_amounts(
    came: ArrayLike,
    expected: ArrayLike,
    rivals: Mapping[str, ArrayLike],
    learned_mean: float,
    *,
    groups: ArrayLike | None = None,
    seed: int = 0,
    n_bootstrap: int = 1000,
) -> AmountReport | None:
    """Judges expected amounts; None where nothing came to anybody, as nothing can be judged then.

    Args:
        came: (n,) amounts.
        expected: (n,) expected amounts.
        rivals: Other rankings of the same examples by name, (n,) each.
        learned_mean: The mean amount an example while learning.
        groups: Whose each example is, (n,); see `core.evaluation.bootstrap.draws`.
        seed, n_bootstrap: Of the intervals; fewer resamples above 100,000 rows.
    """
    y, mine = np.asarray(came, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    n = len(y)
    if not n or not (y > 0).any():
        return None
    rankings = {"expected": mine, **{name: np.asarray(s, dtype=np.float64) for name, s in rivals.items()}}
    places = {name: _tied_places(scores) for name, scores in rankings.items()}
    off, off_mean = np.abs(mine - y), np.abs(learned_mean - y)
    every = np.arange(n)[None, :]
    n_bootstrap = resamples_for(n, n_bootstrap)
    sampled: dict[str, list[Floats]] = {}

    def figures(rows: Ints) -> dict[str, Floats]:
        found = {
            "came": y[rows].mean(axis=1),
            "promised": mine[rows].mean(axis=1),
            "error": off[rows].mean(axis=1),
            "error_of_mean": off_mean[rows].mean(axis=1),
            "rank_correlation": _spearman(mine[rows], y[rows]),
        }
        for name, place in places.items():
            for share in TOP_SHARES:
                found[f"{name}|{share}"] = _share_at_top(place[rows], y[rows], share)
        return found

    point = {name: float(value[0]) for name, value in figures(every).items()}
    for rows in draws(n, n_bootstrap, seed, groups):
        for name, value in figures(rows).items():
            sampled.setdefault(name, []).append(value)
    found = {name: estimate(value, np.concatenate(sampled[name])) for name, value in point.items()}
    top = {
        name: {f"{100 * share:.0f} %": found[f"{name}|{share}"] for share in TOP_SHARES} for name in rankings
    }
    top["random"] = {
        f"{100 * share:.0f} %": Estimate(value=share, low=share, high=share) for share in TOP_SHARES
    }
    plain = {name: found[name] for name in ("came", "promised", "error", "error_of_mean", "rank_correlation")}
    return AmountReport(n=n, n_yes=int((y > 0).sum()), top=top, seed=seed, n_bootstrap=n_bootstrap, **plain)


def _tied_places(scores: Floats) -> Floats:
    """Place from the top, ties sharing their mean place, so that the order in the file decides nothing."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-scores, method="average"), dtype=np.float64)


def _share_at_top(place: Floats, came: Floats, share: float) -> Floats:
    """(r,) share of what came that stands in the first `share` of each resample; ties at the edge count in part."""
    r, n = place.shape
    wanted = share * n
    order = np.argsort(place, axis=1, kind="stable")
    ordered, sums = np.take_along_axis(place, order, axis=1), np.take_along_axis(came, order, axis=1)
    found = np.empty(r)
    for row in range(r):
        edge = ordered[row, min(n - 1, max(0, int(np.ceil(wanted)) - 1))]
        above, at = ordered[row] < edge, ordered[row] == edge
        part = (wanted - above.sum()) / at.sum()
        total = came[row].sum()
        found[row] = (sums[row][above].sum() + part * sums[row][at].sum()) / total if total > 0 else np.nan
    return found


def _spearman(first: Floats, second: Floats) -> Floats:
    """(r,) Spearman's rank correlation of each resample; NaN where one side is constant."""
    from scipy.stats import rankdata

    a, b = rankdata(first, axis=1), rankdata(second, axis=1)
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1)))
