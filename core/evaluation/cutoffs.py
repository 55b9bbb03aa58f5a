"""Where to cut: counts cumulated once, then the confusion matrix at any cut-off in O(log n).

A cut-off is always a score: rows with at least that score are called, so equal scores are never torn apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import Estimate, estimate, independent_share, wilson
from core.evaluation.metrics import CUTOFF_METRICS
from core.evaluation.ranked import Floats, Ints, Outcomes, rank


@dataclass(frozen=True)
class Confusion:
    """The four counts at one cut-off.

    Attributes:
        score: The cut-off; `inf` when nobody is called.
        tp: Called and positive.
        fp: Called and negative.
        fn: Not called and positive.
        tn: Not called and negative.
        independent: How many independent rows each counts for in intervals; below 1 where some belong together.
    """

    score: float
    tp: int
    fp: int
    fn: int
    tn: int
    independent: float = 1.0

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
        low, high = (1.0, 1.0) if self.n_called == self.n else self._wilson(self.tp, self.n_positive)
        return Estimate(value=self.lift, low=float(low) / self.share, high=float(high) / self.share)

    def _wilson(self, hits: int, n: int) -> tuple[float, float]:
        """Wilson's interval of a share of rows here, for as many rows as are independent."""
        low, high = wilson(self.independent * hits, self.independent * n)
        return float(low), float(high)

    def estimates(self, *, seed: int = 0, n_bootstrap: int = 1000) -> dict[str, Estimate]:
        """Accuracy, precision, recall and F1 here, with 95 % intervals.

        Drawing n rows with replacement makes the four counts multinomial, so these are drawn directly: the
        cost does not depend on the number of rows; of rows that belong together only as many are drawn as are
        independent. Where all or none are right, no resample differs and
        Wilson's interval is given instead.
        """
        counts = np.array([self.tp, self.fp, self.fn, self.tn], dtype=np.float64)
        rng = np.random.default_rng(seed)
        independent = max(round(self.independent * self.n), 1)
        sampled = rng.multinomial(independent, counts / self.n, size=n_bootstrap).astype(np.float64)
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
                low, high = self._wilson(hits, total)
                found[name] = Estimate(value=found[name].value, low=low, high=high)
        return found


@dataclass(frozen=True)
class CutoffTable:
    """Cumulated counts at every distinct score, from calling nobody (row 0) to calling everybody.

    Attributes:
        thresholds: Scores, falling; the first is `inf`. Shape (g + 1,).
        called: Rows with at least that score, shape (g + 1,).
        hits: Positive rows among them, shape (g + 1,).
        rows: (outcome, score, whose) of each row, where some belong together; else None.
    """

    thresholds: Floats
    called: Ints
    hits: Ints
    rows: tuple[Outcomes, Floats, Ints] | None = None

    @classmethod
    def of(cls, y_true: ArrayLike, y_score: ArrayLike, groups: ArrayLike | None = None) -> CutoffTable:
        """Counts once.

        Args:
            y_true: Outcomes 0/1, shape (n,).
            y_score: Scores, shape (n,).
            groups: Whose each row is, shape (n,), where some are asked about several times.

        Raises:
            EvaluationError: see `core.evaluation.ranked.checked`.
        """
        ranked = rank(y_true, y_score)
        whose = None if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
        together = whose is not None and int(whose.max()) + 1 < ranked.n
        return cls(
            thresholds=np.r_[np.inf, ranked.thresholds],
            called=np.r_[0, ranked.called],
            hits=np.r_[0, ranked.hits],
            rows=(ranked.y, ranked.score, whose) if whose is not None and together else None,
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
        score = float(self.thresholds[place])
        return Confusion(score, tp, called - tp, fn, self.n - called - fn, self._independent(score))

    def _independent(self, score: float) -> float:
        """The smallest share of independent rows behind precision, recall and accuracy at a cut-off."""
        if self.rows is None:
            return 1.0
        y, scores, whose = self.rows
        called, yes = scores >= score, y == 1
        figures = ((yes, called), (called, yes), (yes == called, np.ones(len(y), dtype=bool)))
        return min(independent_share(values[among], whose[among]) for values, among in figures)

    def at_score(self, score: float) -> Confusion:
        """Calls every row with at least `score`; the score reported is the one asked for."""
        place = int(np.searchsorted(-self.thresholds, -score, side="right")) - 1
        found = self._confusion(max(place, 0))
        return replace(found, score=float(score))

    def at_share(self, share: float) -> Confusion:
        """Calls the share of rows closest to `share` (0 … 1) that the distinct scores allow."""
        wanted = share * self.n
        right = int(np.searchsorted(self.called, wanted, side="left"))
        right = min(right, len(self.called) - 1)
        left = max(right - 1, 0)
        nearer_left = wanted - self.called[left] < self.called[right] - wanted
        return self._confusion(left if nearer_left else right)
