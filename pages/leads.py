"""Leads: whom do we call first, with this budget?"""

from pages.ui.frame import guarded, header
from pages.ui.lead_board import lead_board
from pages.ui.lead_controls import restore
from pages.ui.state import need_run

header("Leads", "Whom do we call first, with this budget?")
with guarded():
    run = need_run()
    restore(run.id)
    lead_board(run, run.config().task.positive)
