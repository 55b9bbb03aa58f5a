"""Models: which models exist, which one is in use; save, load and delete them."""

import streamlit as st

from core.runs.leaderboard import leaderboard
from pages.ui.frame import guarded, header
from pages.ui.model_shelf import catalog, load, shelf
from pages.ui.run_panel import active_runs
from pages.ui.state import need_data

header("Models", "Which models exist, and which one is in use?")
workspace = need_data()

with guarded():
    active_runs(workspace)
st.subheader("Runs of this workspace", anchor=False)
with guarded():
    shelf(workspace, leaderboard(workspace))
st.subheader("Load a model", anchor=False)
load(workspace)
st.subheader("Models that can be trained", anchor=False)
catalog(workspace)
