"""Whether the share of yes moved between two parts of the time, and what that does to their figures."""

from __future__ import annotations

import numpy as np

from core.evaluation.bootstrap import wilson

_LEAST_FACTOR = 1.2  # a smaller move is true in a large table, and changes no decision
_LEAST_ROWS = 30


def level_shift(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval of how far the share of yes rose from the first part to the second.

    Newcombe's interval (1998, method 10): the Wilson intervals of both shares, put together.

    Args:
        first, second: (number of yes, number of rows) of each part.

    Returns:
        (low, high) of second share minus first share; (-1, 1) where a part is empty.
    """
    if not first[1] or not second[1]:
        return -1.0, 1.0
    hits, n = np.array([first[0], second[0]], dtype=float), np.array([first[1], second[1]], dtype=float)
    share, (low, high) = hits / n, wilson(hits, n)
    rise = share[1] - share[0]
    down = np.hypot(share[1] - low[1], high[0] - share[0])
    up = np.hypot(high[1] - share[1], share[0] - low[0])
    return float(rise - down), float(rise + up)


def level_shift_sentence(practice: tuple[int, int], exam: tuple[int, int]) -> str | None:
    """A plain sentence where the share of yes differs clearly between practice and final exam; else None.

    Clearly: the 95 % interval of the difference leaves 0 out, and one share is 1.2 times the other or more.

    Args:
        practice, exam: (number of yes, number of rows) of each part.
    """
    if min(practice[1], exam[1]) < _LEAST_ROWS:
        return None
    low, high = level_shift(practice, exam)
    before, after = practice[0] / practice[1], exam[0] / exam[1]
    if low <= 0.0 <= high or max(before, after) < _LEAST_FACTOR * min(before, after):
        return None
    return (
        f"The share of yes {'rose' if after > before else 'fell'} from {_percent(before)} in the practice exam "
        f"(n = {practice[1]:,}) to {_percent(after)} in the final exam (n = {exam[1]:,}). Precision, PR and profit "
        "move with that share, so their values in the two exams cannot be compared; ROC and lift can."
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %") if share < 0.1 else f"{share:.0%}".replace("%", " %")
