"""Where to cut: counts cumulated once, then the confusion matrix at any cut-off in O(log n).

A cut-off is always a score: rows with at least that score are called, so equal scores are never torn apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import Estimate, estimate, wilson
from core.evaluation.metrics import CUTOFF_METRICS
from core.evaluation.ranked import Floats, Ints, rank


@dataclass(frozen=True)
class Confusion:
    """The four counts at one cut-off.

    Attributes:
        score: The cut-off; `inf` when nobody is called.
        tp: Called and positive.
        fp: Called and negative.
        fn: Not called and positive.
        tn: Not called and negative.
    """

    score: float
    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def n(self) -> int:
        return self.tp + self.fp + self.fn + self.tn

    @property
    def n_called(self) -> int:
        return self.tp + self.fp

    @property
    def n_positive(self) -> int:
        return self.tp + self.fn

    @property
    def share(self) -> float:
        """Share of the rows that are called."""
        return self.n_called / self.n

    @property
    def lift(self) -> float:
        """How many times more positives among the called than among all; NaN when undefined."""
        if not self.n_called or not self.n_positive:
            return float("nan")
        return (self.tp / self.n_called) / (self.n_positive / self.n)

    def lift_estimate(self) -> Estimate:
        """The lift with its 95 % interval: Wilson's interval of the share of all positives that is called.

        lift = (tp / positives) / share called; the share called is no chance, so only the first part varies.
        """
        if not np.isfinite(self.lift):
            return Estimate(value=self.lift, low=float("nan"), high=float("nan"))
        low, high = (1.0, 1.0) if self.n_called == self.n else wilson(self.tp, self.n_positive)
        return Estimate(value=self.lift, low=float(low) / self.share, high=float(high) / self.share)

    def estimates(self, *, seed: int = 0, n_bootstrap: int = 1000) -> dict[str, Estimate]:
        """Accuracy, precision, recall and F1 here, with 95 % intervals.

        Drawing n rows with replacement makes the four counts multinomial, so these are drawn directly: the
        cost does not depend on the number of rows. Where all or none are right, no resample differs and
        Wilson's interval is given instead.
        """
        counts = np.array([self.tp, self.fp, self.fn, self.tn], dtype=np.float64)
        rng = np.random.default_rng(seed)
        sampled = rng.multinomial(self.n, counts / self.n, size=n_bootstrap).astype(np.float64)
        found = {
            name: estimate(float(metric(*counts[:, None])[0]), metric(*sampled.T))
            for name, metric in CUTOFF_METRICS.items()
        }
        shares = {
            "precision": (self.tp, self.n_called),
            "recall": (self.tp, self.n_positive),
            "accuracy": (self.tp + self.tn, self.n),
        }
        for name, (hits, total) in shares.items():
            if found[name].value in (0.0, 1.0):
                low, high = wilson(hits, total)
                found[name] = Estimate(value=found[name].value, low=float(low), high=float(high))
        return found


@dataclass(frozen=True)
class CutoffTable:
    """Cumulated counts at every distinct score, from calling nobody (row 0) to calling everybody.

    Attributes:
        thresholds: Scores, falling; the first is `inf`. Shape (g + 1,).
        called: Rows with at least that score, shape (g + 1,).
        hits: Positive rows among them, shape (g + 1,).
    """

    thresholds: Floats
    called: Ints
    hits: Ints

    @classmethod
    def of(cls, y_true: ArrayLike, y_score: ArrayLike) -> CutoffTable:
        """Counts once.

        Raises:
            EvaluationError: see `core.evaluation.ranked.checked`.
        """
        ranked = rank(y_true, y_score)
        return cls(
            thresholds=np.r_[np.inf, ranked.thresholds],
            called=np.r_[0, ranked.called],
            hits=np.r_[0, ranked.hits],
        )

    @property
    def n(self) -> int:
        return int(self.called[-1])

    @property
    def n_positive(self) -> int:
        return int(self.hits[-1])

    def _confusion(self, place: int) -> Confusion:
        tp, called = int(self.hits[place]), int(self.called[place])
        fn = self.n_positive - tp
        return Confusion(
            score=float(self.thresholds[place]), tp=tp, fp=called - tp, fn=fn, tn=self.n - called - fn
        )

    def at_score(self, score: float) -> Confusion:
        """Calls every row with at least `score`; the score reported is the one asked for."""
        place = int(np.searchsorted(-self.thresholds, -score, side="right")) - 1
        found = self._confusion(max(place, 0))
        return Confusion(score=float(score), tp=found.tp, fp=found.fp, fn=found.fn, tn=found.tn)

    def at_share(self, share: float) -> Confusion:
        """Calls the share of rows closest to `share` (0 … 1) that the distinct scores allow."""
        wanted = share * self.n
        right = int(np.searchsorted(self.called, wanted, side="left"))
        right = min(right, len(self.called) - 1)
        left = max(right - 1, 0)
        nearer_left = wanted - self.called[left] < self.called[right] - wanted
        return self._confusion(left if nearer_left else right)
