"""Figures of the exam in words: a value with its interval, and a curve with its band as one table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.evaluation.bootstrap import Estimate
from core.evaluation.curves import ExamCurves
from pages.ui import words


def shown(estimate: Estimate, digits: int = 2) -> str:
    """ "0.77 (0.75–0.79)", or "–" where the figure is not defined."""
    return words.interval(estimate, digits) if estimate.known else "–"


def shown_percent(estimate: Estimate) -> str:
    """ "54 % (52–56)", or "–" where the figure is not defined."""
    if not estimate.known:
        return "–"
    return f"{100 * estimate.value:.0f} % ({100 * estimate.low:.0f}–{100 * estimate.high:.0f})"


def shown_difference(estimate: Estimate, digits: int = 3) -> str:
    """ "+0.020 (+0.010 to +0.030)" with true minus signs, or "–" where the figure is not defined."""
    if not estimate.known:
        return "–"
    value, low, high = (
        f"{number:+.{digits}f}".replace("-", "−") for number in (estimate.value, estimate.low, estimate.high)
    )
    return f"{value} ({low} to {high})"


def spans(rows: pd.DataFrame, name: str, *, in_percent: bool = False, digits: int = 2) -> list[str]:
    """A figure and its bounds, "0.77 (0.75–0.79)" or "23 % (21–25)"; "–" where undefined.

    Args:
        rows: Columns `name`, `name`_low and `name`_high.
        name: The figure.
        in_percent: Shares as whole percent.
        digits: Digits otherwise.
    """
    if name not in rows:
        return ["–"] * len(rows)
    scale, places, unit = (100, 0, " %") if in_percent else (1, digits, "")

    def text(value: float, low: float, high: float) -> str:
        if np.isnan(value):
            return "–"
        head = f"{scale * value:.{places}f}{unit}"
        return head if np.isnan(low) else f"{head} ({scale * low:.{places}f}–{scale * high:.{places}f})"

    bounds = rows[[name, f"{name}_low", f"{name}_high"]].astype("float64")
    return [text(*row) for row in bounds.itertuples(index=False)]


def with_band(curves: ExamCurves, kind: str) -> pd.DataFrame:
    """The points of one curve ("roc", "pr" or "gains") and its band's bounds there, for download."""
    points, band = getattr(curves, kind), getattr(curves, f"{kind}_band")
    x = points.columns[0]
    bounds = {
        name: np.interp(points[x], band[x], band[name])
        for name in band.columns
        if name != x and not band[name].isna().all()
    }
    return points.assign(**bounds)
