"""What the final exam warns of, in the same words on Evaluation and on Leads."""

from __future__ import annotations

import streamlit as st

from core.errors import GraphLeadError
from core.runs.leaderboard import standing
from core.runs.run import Run
from pages.ui import cache_evaluation


def exam_doubts(run: Run) -> None:
    """The warnings of a run's final exam, and where the share of yes moved before it; nothing without an exam."""
    try:
        warnings = cache_evaluation.report(run.id).warnings
    except GraphLeadError:
        return
    for warning in warnings:
        st.warning(warning, icon=":material/warning:")
    if shifted := standing(run).level_shift:
        st.info(shifted, icon=":material/trending_up:")
