"""Train: which model, on which device, how far is it; which run is best?"""

import streamlit as st

from core.runs.leaderboard import leaderboard
from pages.ui.frame import guarded, header
from pages.ui.run_board import run_board
from pages.ui.run_panel import active_runs
from pages.ui.state import need_task
from pages.ui.train_form import train_form

header("Train", "Which model, on which device, how far is it; and which run is best?")
workspace = need_task()

with guarded():
    active_runs(workspace)

standings = leaderboard(workspace)
form, board = st.container(), st.container()
if any(one.same_exam and one.state == "finished" for one in standings):
    board, form = form, board
with form, guarded():
    train_form(workspace, standings)
with board, guarded():
    run_board(workspace, standings)
