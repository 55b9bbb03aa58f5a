"""Choosing the run to recommend: by the practice exam, and the simpler one where it cannot tell two apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.errors import GraphLeadError
from core.evaluation.bootstrap import Estimate
from core.evaluation.comparison import paired_difference
from core.evaluation.findings import difference_words
from core.runs.leaderboard import Standing
from core.runs.recommendation import Recommendation
from core.runs.run import Run
from core.runs.scores import part_of, read_scores, whose_of
from core.task.splits import VALIDATION
from models.catalog import effort

_Practice = tuple[npt.NDArray[np.int8], npt.NDArray[np.float64], npt.NDArray[np.int64] | None]


def recommended(standings: Sequence[Standing]) -> Recommendation:
    """The one run to use among those of the present exam.

    The simplest run whose average precision in the practice exam cannot be told from that of the best one
    there, by the 95 % interval of the paired difference. The final exam has no say: choosing by it would spoil
    it. Left aside are runs with an alarm, and loaded ones, which may have learned from the practice clients.
    """
    able = [one for one in standings if one.same_exam and one.state == "finished" and not one.imported]
    alarmed = [one for one in able if one.alarms]
    practised = {one.run_id: _practice(one) for one in able if not one.alarms and one.practice is not None}
    fit = [one for one in able if practised.get(one.run_id) is not None and _known(one)]
    if not fit:
        return Recommendation(sentence=_nobody(able, alarmed))
    best = max(fit, key=_value)
    for one in sorted(fit, key=lambda one: (effort(one.model), -_value(one))):
        if one is best:
            break
        behind = _behind(practised[best.run_id], practised[one.run_id])
        if behind is not None and not behind.low > 0:
            return Recommendation(
                run_id=one.run_id,
                title=one.title,
                sentence=_simpler(one, best, behind) + _coin(one, practised) + _aside(alarmed),
                best=best.run_id,
                behind=behind,
            )
    sentence = _best(best, fit) + _coin(best, practised) + _aside(alarmed)
    return Recommendation(run_id=best.run_id, title=best.title, sentence=sentence)


def _value(one: Standing) -> float:
    return one.practice.value if one.practice is not None else float("-inf")


def _known(one: Standing) -> bool:
    return one.practice is not None and one.practice.known


def _practice(one: Standing) -> _Practice | None:
    """Outcomes and scores of the practice exam, and whom each is about; None where they were deleted or are damaged."""
    try:
        scores = read_scores(Run(id=one.run_id))
        return *part_of(scores, VALIDATION, "practice"), whose_of(scores, VALIDATION)
    except GraphLeadError:
        return None


def _behind(best: _Practice | None, other: _Practice | None) -> Estimate | None:
    """The paired difference on the rows that both were examined on; None where there is none such."""
    if best is None or other is None or len(best[0]) != len(other[0]):
        return None
    rows = (best[0] >= 0) & np.isfinite(best[1]) & np.isfinite(other[1])
    if not rows.any():
        return None
    groups = None if best[2] is None else best[2][rows]
    return paired_difference(best[0][rows], best[1][rows], other[1][rows], "average_precision", groups=groups)


def _called(one: Standing) -> str:
    return f"{one.title} ({one.run_id})"


def _best(best: Standing, fit: Sequence[Standing]) -> str:
    start = f"Recommended: {_called(best)}"
    if len(fit) == 1:
        return f"{start}, the only run so far that can be."
    simplest = all(effort(best.model) <= effort(one.model) for one in fit)
    why = "no other is simpler" if simplest else "every simpler run is surely behind it there"
    return f"{start}: cleanest top of the list in the practice exam (PR-AUC {_value(best):.2f}), and {why}."


def _simpler(one: Standing, best: Standing, behind: Estimate) -> str:
    same = one.model == best.model
    return (
        f"Recommended: {_called(one)}: the practice exam cannot tell its top of the list from that of "
        f"{_called(best)}, the best there (PR-AUC {difference_words(behind)}), and it is "
        f"{'as simple' if same else 'simpler'}."
    )


def _coin(one: Standing, practised: Mapping[str, _Practice | None]) -> str:
    """What must be added where the interval of the practice exam reaches down to calling at random."""
    answers = practised.get(one.run_id)
    if answers is None or one.practice is None:
        return ""
    known = answers[0][answers[0] >= 0]
    if not len(known) or one.practice.low > known.mean():
        return ""
    return " Even so, the practice exam cannot tell its list from calling at random."


def _aside(alarmed: Sequence[Standing]) -> str:
    if not alarmed:
        return ""
    names = ", ".join(_called(one) for one in alarmed[:3])
    more = f" and {len(alarmed) - 3} more" if len(alarmed) > 3 else ""
    return f" Not recommended, because of an alarm: {names}{more}."


def _nobody(able: Sequence[Standing], alarmed: Sequence[Standing]) -> str:
    if not able:
        return "No run is recommended yet: none that was trained here has finished the present exam."
    if alarmed:
        return "No run is recommended." + _aside(alarmed)
    return "No run is recommended: none has a practice exam that could tell how well it ranks."
