"""The recommended run on screen, in the same sentence on every page."""

from __future__ import annotations

import streamlit as st

from core.runs.recommendation import Recommendation, recommendation_of
from core.workspace import Workspace
from pages.ui.at_work import may_change
from pages.ui.plain_text import plain


def recommendation_banner(workspace: Workspace) -> Recommendation:
    """Draws the sentence and gives what it is about."""
    found = recommendation_of(workspace)
    sentence = plain(f"{found.sentence}{may_change(workspace)}")
    if found.run_id is not None:
        st.success(sentence, icon=":material/recommend:")
    else:
        st.warning(sentence, icon=":material/warning:")
    return found


def recommendation_words(workspace: Workspace, run_id: str) -> str:
    """The sentence, and whether the run on screen is the recommended one; as Markdown."""
    found = recommendation_of(workspace)
    sentence = plain(f"{found.sentence}{may_change(workspace)}")
    if found.run_id is None:
        return sentence
    shown = "It is the run shown here." if found.run_id == run_id else "Another run is shown here."
    return f"{sentence} {shown}"
