"""Trust in an explanation whose strongest reason is a column that may itself know the answer."""

from __future__ import annotations

from collections.abc import Sequence

from core.explanation.lead_explanation import Reason, Trust
from core.task.column_power import ColumnPowers

_LEVELS = ("good", "fair", "poor")


def doubted(trust: Trust, reasons: Sequence[Reason], powers: ColumnPowers) -> Trust:
    """Less trust where the strongest reason is suspicious: at most fair, and poor where it surely knows the answer.

    The reasons may well be faithful to the model; it is the model that then repeats the answer.

    Args:
        trust: As measured.
        reasons: Strongest first.
        powers: What is known of the run's columns.
    """
    if not reasons:
        return trust
    strongest = reasons[0].column
    alarmed = {alarm.column for alarm in powers.alarms}
    found = next((one for one in powers.columns if one.column == strongest), None)
    if found is None or not (found.suspicious or strongest in alarmed):
        return trust
    sure = found.certain or strongest in alarmed
    level = max(trust.level, "poor" if sure else "fair", key=_LEVELS.index)
    knows = "probably knows" if sure else "may know"
    sentence = (
        f"{level.capitalize()}: the strongest reason, {strongest}, {knows} the answer itself (alone it ranks with a "
        f"ROC-AUC of {found.power.value:.2f}). The reasons tell what the model does; ask when {strongest} is filled "
        "in, and leave it out on the Task page if that is while or after a lead is worked."
    )
    return trust.model_copy(update={"level": level, "sentence": sentence})
