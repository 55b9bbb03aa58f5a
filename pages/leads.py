"""Leads: whom do we call first, with this budget?"""

import streamlit as st

from pages.ui import cache_leads
from pages.ui.frame import guarded, header
from pages.ui.lead_board import lead_board
from pages.ui.lead_controls import restore
from pages.ui.naming import names_of
from pages.ui.plain_text import plain
from pages.ui.state import need_run

header("Leads", "Whom do we call first, with this budget?")
with guarded():
    run = need_run()
    restore(run.id)
    if left_out := cache_leads.not_scored(run.id):
        st.caption(plain(left_out))
    task = run.config().task
    lead_board(run, names_of(run.id).value(task.target, task.positive))
