"""Grades A to D by place in the list, and how good each grade was on the final exam."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import model_validator

from core.evaluation.bootstrap import independent_share, wilson
from core.evaluation.exam import whose
from core.record import Record

GRADES = ("A", "B", "C", "D")
_MISS = 10.0  # percentage points


class GradeShares(Record):
    """How many percent of the list get each grade; the four numbers sum to 100."""

    a: int = 10
    b: int = 20
    c: int = 30
    d: int = 40

    @model_validator(mode="after")
    def _sum(self) -> Self:
        if min(self.a, self.b, self.c, self.d) < 0 or self.a + self.b + self.c + self.d != 100:
            raise ValueError("the four shares must be 0 or more and sum to 100")
        return self

    def bounds(self, n: int) -> npt.NDArray[np.int64]:
        """The last rank of each grade in a list of `n`, shape (4,); a grade can be empty."""
        ends = np.cumsum([self.a, self.b, self.c, self.d]) * n / 100
        return np.floor(ends + 0.5).astype(np.int64)


def grades(n: int, shares: GradeShares | None = None) -> npt.NDArray[Any]:
    """The grade of each rank 1 … n, shape (n,), as one-letter str objects."""
    bounds = (shares or GradeShares()).bounds(n)
    return np.asarray(GRADES, dtype=object)[np.searchsorted(bounds, np.arange(1, n + 1), side="left")]


def grades_of(chance: npt.NDArray[np.float64], shares: GradeShares | None = None) -> npt.NDArray[Any]:
    """The grade of each client by its chance, whatever order the list has: a grade says how likely a yes is."""
    found = np.empty(len(chance), dtype=object)
    found[np.argsort(-chance, kind="stable")] = grades(len(chance), shares)
    return found


def grade_quality(leads: pd.DataFrame, exam: pd.DataFrame, shares: GradeShares | None = None) -> pd.DataFrame:
    """Each grade in this list, beside how that grade did on the final exam (graded by the same shares).

    Args:
        leads: Ranked leads (see `ranked_leads`), the list on screen.
        exam: Ranked leads of the test part; rows without a known answer are left out.
        shares: Percent of the list per grade.

    Returns:
        One row a grade: grade, clients, chance_low, chance_high and chance_mean in this list (NaN when
        empty); exam_n, exam_yes, exam_share, exam_low, exam_high (95 % Wilson) and exam_chance, the mean
        chance the model had stated for them.
    """
    shares = shares or GradeShares()
    leads, exam = (one.sort_values("chance", ascending=False, kind="stable") for one in (leads, exam))
    exam = exam[exam["y"].to_numpy() >= 0]
    rows = []
    for letter, mine, theirs in zip(
        GRADES, _slices(shares, len(leads)), _slices(shares, len(exam)), strict=True
    ):
        chance = leads["chance"].to_numpy()[mine]
        answers = exam["y"].to_numpy()[theirs]
        owner = None if whose(exam) is None else whose(exam.iloc[theirs])
        counted = independent_share(answers, owner)
        low, high = (0.0, 1.0)  # nobody is known
        if answers.size:
            low, high = (float(x) for x in wilson(counted * answers.sum(), counted * answers.size))
        rows.append(
            {
                "grade": letter,
                "clients": chance.size,
                "chance_low": chance.min() if chance.size else np.nan,
                "chance_high": chance.max() if chance.size else np.nan,
                "chance_mean": chance.mean() if chance.size else np.nan,
                "exam_n": answers.size,
                "exam_yes": int(answers.sum()),
                "exam_share": answers.mean() if answers.size else np.nan,
                "exam_low": low,
                "exam_high": high,
                "exam_chance": exam["chance"].to_numpy()[theirs].mean() if answers.size else np.nan,
            }
        )
    return pd.DataFrame(rows)


def grade_warnings(quality: pd.DataFrame) -> tuple[str, ...]:
    """One sentence for each grade that missed its stated rate by ten points or more on the final exam.

    Args:
        quality: From `grade_quality`.
    """
    found = []
    seen: list[dict[Any, Any]] = quality[quality["exam_n"] > 0].to_dict("records")
    for one in seen:
        stated, came, low, high = (
            100 * float(one[f"exam_{name}"]) for name in ("chance", "share", "low", "high")
        )
        if abs(stated - came) < _MISS:
            continue
        by_chance = low <= stated <= high
        found.append(
            f"Grade {one['grade']} missed its stated rate by {abs(stated - came):.0f} points in the final exam: "
            f"{stated:.0f} % were stated, {came:.0f} % came (95 %: {low:.0f}–{high:.0f}; n = {one['exam_n']:,})"
            f"{', which with so few can be chance' if by_chance else ''}."
        )
    return tuple(found)


def _slices(shares: GradeShares, n: int) -> list[slice]:
    ends = shares.bounds(n).tolist()
    return [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
