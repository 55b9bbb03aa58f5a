"""What the final exam warns of, in the same words on Evaluation and on Leads."""

from __future__ import annotations

import streamlit as st

from core.errors import GraphLeadError
from core.evaluation.findings import calibration_warning
from core.runs.leaderboard import standing
from core.runs.run import Run
from pages.ui import cache_evaluation


def exam_doubts(run: Run, corrected: str = "") -> None:
    """The warnings of a run's final exam, and where the share of yes moved before it; nothing without an exam.

    Args:
        run: The run.
        corrected: Whether the chances on the page are corrected where the exam found them too high or too low.
    """
    try:
        report = cache_evaluation.report(run.id)
    except GraphLeadError:
        return
    level = calibration_warning(report.metrics)
    for warning in report.warnings:
        said = f"{warning} {corrected}".strip() if warning == level else warning
        st.warning(said, icon=":material/warning:")
    if shifted := standing(run).level_shift:
        st.info(shifted, icon=":material/trending_up:")
