"""What a reader must not overlook, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping

from core.evaluation.bootstrap import Estimate

FEW_POSITIVES = 40


def percent(share: float, digits: int = 0) -> str:
    """0.231 -> "23 %"."""
    return f"{100 * share:.{digits}f} %"


def difference_words(difference: Estimate, digits: int = 3) -> str:
    """A difference with its interval, "+0.020, +0.010 to +0.030", with true minus signs."""
    value, low, high = (
        f"{number:+.{digits}f}".replace("-", "−")
        for number in (difference.value, difference.low, difference.high)
    )
    return f"{value}, {low} to {high}"


def collapse_warning(n: int, n_positive: int, n_called: int) -> str | None:
    """A sentence when a cut-off puts all clients into one class; None otherwise."""
    if n_called == 0:
        return (
            f"At this cut-off the model calls nobody: all {n:,} clients fall into one class. It is right for "
            f"{percent(1 - n_positive / n, 1)} of them only because most say no. Lower the cut-off."
        )
    if n_called == n:
        return (
            f"At this cut-off the model calls everybody: all {n:,} clients fall into one class. "
            "Raise the cut-off."
        )
    return None


def why_undefined(metric: str, n: int, n_positive: int) -> str:
    """Why a figure of an exam has no value, in words."""
    if n_positive in (0, n):
        return f"all {n:,} answers of the exam are {'yes' if n_positive else 'no'}"
    if metric in ("precision", "f1"):
        return "nobody is called at this cut-off"
    return "not defined on this exam"


def calibration_warning(metrics: Mapping[str, Estimate]) -> str | None:
    """A sentence when the average chance is clearly off from the share that was observed; None otherwise.

    Clearly: outside the 95 % interval of the observed share and more than a tenth of it away.
    """
    if "mean_probability" not in metrics or not metrics["observed_rate"].known:
        return None
    predicted, observed = metrics["mean_probability"].value, metrics["observed_rate"]
    inside = observed.low <= predicted <= observed.high
    if inside or abs(predicted - observed.value) <= 0.1 * max(observed.value, 1e-9):
        return None
    direction = "low" if predicted < observed.value else "high"
    return (
        f"The chances are too {direction}: on average the model expects {percent(predicted, 1)}, but "
        f"{percent(observed.value, 1)} said yes in the final exam. That happens when times change after "
        "the practice exam: the order of the list can still be right, the chances themselves are not."
    )


def warnings_for(
    *, n: int, n_positive: int, n_distinct: int, n_called: int | None, metrics: Mapping[str, Estimate]
) -> tuple[str, ...]:
    """All warnings on one exam, the gravest first; `n_called` is None where no cut-off was chosen."""
    found: list[str | None] = []
    if n_positive in (0, n):
        kind = "no" if n_positive == 0 else "only"
        found.append(
            f"The final exam holds {kind} positive clients ({n:,} rows): how well the model ranks "
            "cannot be judged. Move the borders of the parts on the Task page so that it holds both answers."
        )
    elif n_distinct == 1:
        found.append("The model gives every client the same score: it cannot rank at all.")
    else:
        auc = metrics["roc_auc"]
        if auc.high < 0.5:
            found.append("The model ranks the wrong way round: those it puts last say yes more often.")
        elif auc.low <= 0.5:
            found.append("How well it ranks cannot be told from chance: the interval includes 0.50.")
    if n_called is not None:
        found.append(collapse_warning(n, n_positive, n_called))
    found.append(calibration_warning(metrics))
    if 0 < n_positive < FEW_POSITIVES:
        found.append(
            f"Only {n_positive} positive clients in the final exam: every figure here is a rough one."
        )
    return tuple(sentence for sentence in found if sentence)


def verdict(n: int, n_positive: int, metrics: Mapping[str, Estimate]) -> str:
    """The page's first sentence: does the list beat calling at random, and by how much?"""
    auc, lift = metrics["roc_auc"], metrics["lift_top_10"]
    if not auc.known or not lift.known:
        return (
            f"The final exam ({n:,} clients, {n_positive:,} yes) cannot tell whether the list can be trusted."
        )
    first = f"its first 10 % hold {lift.value:.1f} times as many yes ({lift.low:.1f}–{lift.high:.1f})"
    ranks, top = auc.low > 0.5, lift.low > 1
    if ranks and top:
        return f"The list beats calling at random: {first}."
    if top:
        return (
            f"At its top the list beats calling at random: {first}. How it ranks all clients may be chance."
        )
    if ranks:
        return (
            f"The list ranks better than chance (ROC-AUC {auc.value:.2f}, {auc.low:.2f}–{auc.high:.2f}), but its top "
            f"is not surely better than calling at random: {first}."
        )
    return "This list is not surely better than calling at random."


def comparison_finding(differences: Mapping[str, Estimate], names: tuple[str, str]) -> str:
    """Which of two runs is better, or that the exam cannot tell; judged by average precision and ROC-AUC.

    Args:
        differences: First minus second, see `core.evaluation.comparison.paired_differences`.
        names: How the two are called.
    """
    first, second = names
    top, all_ = _side(differences.get("average_precision")), _side(differences.get("roc_auc"))
    if top == all_ == 0:
        return f"This exam cannot tell {first} and {second} apart, neither by PR-AUC nor by ROC-AUC"
    if top * all_ < 0:
        return (
            f"{first} and {second} differ: one ranks all clients better (ROC-AUC), the other has the cleaner top "
            "(PR-AUC)"
        )
    if top and all_:
        return f"{first} is surely {'better' if top > 0 else 'worse'} than {second} by PR-AUC and ROC-AUC"
    if top:
        return (
            f"{first} has a surely {'cleaner' if top > 0 else 'less clean'} top than {second} (PR-AUC); "
            "how both rank all clients cannot be told apart (ROC-AUC)"
        )
    return (
        f"{first} ranks all clients surely {'better' if all_ > 0 else 'worse'} than {second} (ROC-AUC); "
        "the tops cannot be told apart (PR-AUC)"
    )


def _side(difference: Estimate | None) -> int:
    """1 where the whole interval is above zero, -1 where it is below, else 0."""
    if difference is None:
        return 0
    return int(difference.low > 0) - int(difference.high < 0)
