"""Alarms on a run: figures too good to be true, and the one column that may know the answer, with what to do."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from core.evaluation.bootstrap import Estimate
from core.evaluation.metrics import standard_error
from core.evaluation.report import EvaluationReport
from core.record import Record

AlarmKind = Literal["too good", "one column", "jump"]

TOO_GOOD = 0.98  # ROC-AUC or PR-AUC of either exam …
SURELY_GOOD = 0.93  # … that two standard errors do not bring below this
ENOUGH = 10  # of the rarer answer: with fewer an honest model is above `TOO_GOOD` by luck one time in five
PERFECT = 0.9995  # shown as 1.000: with fewer than enough only this is doubted …
FEWEST = 3  # … and with fewer than these it says nothing at all
PR_OF_THE_WAY = (
    0.9  # where nearly all say yes, any list has a high PR-AUC: so far it must be from the share of yes to 1
)
ONE_COLUMN = 0.9  # ROC-AUC of one column alone
SURELY = 0.8  # … whose interval lies above this, so that a handful of rows does not cry wolf
JUMP = 0.05  # ROC-AUC over the next best run
STRONG = 0.8  # a column that explains a jump does so well alone: honest columns rarely do
CLOSE = 0.03  # … and comes so near to the run

_MOST_COLUMNS = 3  # that are named one by one
_WHAT_TO_DO = (
    "Ask when it is filled in: where that is while or after a lead is worked, mark it as filled in later or leave it "
    "out on the Task page, and train again."
)
_LOOK_AT_ALL = (
    "No single column explains it. Look at the columns and tables that are written after the outcome (the Task page "
    "lists how far each column gets alone), mark them as filled in later or leave them out, and train again."
)


class Alarm(Record):
    """Why a result is to be doubted, and what to do.

    Attributes:
        kind: "too good": ROC-AUC or PR-AUC surely above `TOO_GOOD`, or perfect on few answers. "one column": a
            column alone above `ONE_COLUMN`, or above `STRONG` where other signs make it certain that it comes too late.
            "jump": more than `JUMP` over the next best run, and one column explains it.
        sentence: Plain words; a column's name stands in them as the file has it.
        column: The column to look at first; None: none stands out.
        pair: Two columns that explain it only together; empty: there are none.
    """

    kind: AlarmKind
    sentence: str
    column: str | None = None
    pair: tuple[str, ...] = ()


class Suspect(Record):
    """What alarms look at of one run.

    Attributes:
        title: What the model is called.
        model: Its name; runs of the same model and columns do not judge each other.
        exams: Reports by what the exam is called ("practice exam", "final exam"); those there are.
        powers: ROC-AUC of each input column alone on the part for learning.
        late: Those of them that surely come too late, by their name, their values or the file's layout.
        pair: Two columns that get clearly further together than either alone; empty: there are none.
        together: ROC-AUC of these two.
    """

    title: str
    model: str
    exams: dict[str, EvaluationReport]
    powers: dict[str, Estimate]
    late: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    together: Estimate | None = None

    @property
    def roc_auc(self) -> float:
        """ROC-AUC of the final exam, else of the practice exam; NaN where neither is defined."""
        for name in ("final exam", "practice exam"):
            if name in self.exams and self.exams[name].metrics["roc_auc"].known:
                return self.exams[name].metrics["roc_auc"].value
        return float("nan")


def alarms(one: Suspect, rivals: Iterable[Suspect] = ()) -> tuple[Alarm, ...]:
    """Everything that makes a run's result doubtful; nothing undefined raises an alarm or an error.

    Args:
        one: The run.
        rivals: Other finished runs that sat the same final exam; asked for only where a column is strong.
    """
    columns = column_alarms(one.powers, one.late)
    strongest = _strongest(one.powers)
    found = [*_too_good(one, strongest), *columns]
    if strongest is not None and strongest not in {alarm.column for alarm in columns}:
        found += _jump(one, strongest, tuple(rivals))
    return tuple(found)


def column_alarms(powers: Mapping[str, Estimate], late: Collection[str] = ()) -> tuple[Alarm, ...]:
    """An alarm for each column that alone nearly tells the answers apart, strongest first.

    Args:
        powers: ROC-AUC of each column alone.
        late: Columns that surely come too late: they need not be as strong.
    """
    strong = [
        name
        for name, power in powers.items()
        if (power.value > ONE_COLUMN and power.low > SURELY) or (power.value >= STRONG and name in late)
    ]
    strong.sort(key=lambda name: -powers[name].value)
    found = []
    for name in strong[:_MOST_COLUMNS]:
        why = " and surely comes too late" if name in late else ": it may know the answer"
        more = len(strong) - _MOST_COLUMNS
        others = f" (So do {more} more columns.)" if more > 0 and name == strong[_MOST_COLUMNS - 1] else ""
        found.append(
            Alarm(
                kind="one column",
                column=name,
                sentence=f"The column {name} alone ranks the answers with a ROC-AUC of {_shown(powers[name])}"
                f"{why}.{others} {_WHAT_TO_DO}",
            )
        )
    return tuple(found)


def _too_good(one: Suspect, column: str | None) -> list[Alarm]:
    """One alarm for all figures that are too good, with the column to look at first."""
    found = [(exam, report, _figures(report)) for exam, report in one.exams.items()]
    figures = [f"{figure} in the {exam}{_of_few(report)}" for exam, report, mine in found for figure in mine]
    if not figures:
        return []
    pair = one.pair if column is None and one.together is not None and one.together.value >= STRONG else ()
    action = (
        f"No single column explains it, but {' and '.join(pair)} together reach {_shown(one.together)}. {_WHAT_TO_DO}"
        if pair and one.together is not None
        else _LOOK_AT_ALL
        if column is None
        else f"Look first at the column {column}, which alone reaches {_shown(one.powers[column])}. {_WHAT_TO_DO}"
    )
    if all(_rarer(report) < ENOUGH for _, report, mine in found if mine):
        what = "Suspiciously perfect, on too few answers to judge"
        why = "It may be luck; it may be that something the model reads knows the answer."
    else:
        what = "Too good to be true"
        why = "Something that the model reads probably knows the answer."
    sentence = f"{what}: {', '.join(figures)}. {why} {action}"
    return [Alarm(kind="too good", column=column, pair=pair, sentence=sentence)]


def _figures(report: EvaluationReport) -> list[str]:
    """The figures of an exam that are too good, such as "ROC-AUC 0.991"."""
    roc, pr = report.metrics.get("roc_auc"), report.metrics.get("average_precision")
    found = []
    if roc is not None and _surely_high(roc.value, standard_error(TOO_GOOD, *_answers(report)), report):
        found.append(f"ROC-AUC {roc.value:.3f}")
    if pr is not None and _too_clean(pr.value, report):
        found.append(f"PR-AUC {pr.value:.3f}")
    return found


def _surely_high(value: float, error: float, report: EvaluationReport) -> bool:
    """Above `TOO_GOOD` by more than luck; `error` is that of a value just there, as a perfect one has none."""
    if _rarer(report) < ENOUGH:
        return _rarer(report) >= FEWEST and value >= PERFECT
    return value > TOO_GOOD and value - 2 * error > SURELY_GOOD


def _too_clean(pr: float, report: EvaluationReport) -> bool:
    """PR-AUC near 1 that the share of yes alone does not bring about: a list in random order scores that share."""
    share = report.n_positive / report.n
    error = math.sqrt(TOO_GOOD * (1 - TOO_GOOD) / max(report.n_positive, 1))  # binomial (Boyd et al. 2013)
    return share < 1 and (pr - share) / (1 - share) > PR_OF_THE_WAY and _surely_high(pr, error, report)


def _answers(report: EvaluationReport) -> tuple[int, int]:
    return report.n_positive, report.n - report.n_positive


def _rarer(report: EvaluationReport) -> int:
    return min(_answers(report))


def _of_few(report: EvaluationReport) -> str:
    return f" (only {_rarer(report)} of the rarer answer among {report.n})" if _rarer(report) < ENOUGH else ""


def _jump(one: Suspect, column: str, rivals: tuple[Suspect, ...]) -> list[Alarm]:
    """More than the next best run, because of one column.

    The next best run is the best of those that do without the column, where there are any: that is what the column
    is worth. Else it is the best of the other models.
    """
    without = [rival for rival in rivals if column not in rival.powers]
    others = without or [rival for rival in rivals if rival.model != one.model]
    judged = [rival for rival in others if rival.roc_auc == rival.roc_auc]
    if not judged:
        return []
    best = max(judged, key=lambda rival: rival.roc_auc)
    power = one.powers[column]
    if not (one.roc_auc - best.roc_auc > JUMP and power.value >= one.roc_auc - CLOSE):
        return []
    sentence = (
        f"A jump that one column explains: ROC-AUC {one.roc_auc:.3f} against {best.roc_auc:.3f} of the next best run "
        f"({best.title}), and the column {column} alone reaches {_shown(power)}. {_WHAT_TO_DO}"
    )
    return [Alarm(kind="jump", column=column, sentence=sentence)]


def _strongest(powers: Mapping[str, Estimate]) -> str | None:
    """The column that gets furthest alone, where that is far enough to explain anything."""
    strong = {name: power.value for name, power in powers.items() if power.value >= STRONG}
    return max(strong, key=lambda name: strong[name]) if strong else None


def _shown(power: Estimate) -> str:
    if not (power.low == power.low and power.high == power.high):
        return f"{power.value:.2f}"
    return f"{power.value:.2f} ({power.low:.2f}–{power.high:.2f})"
