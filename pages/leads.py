"""Leads: whom do we call first, with this budget?"""

from pages.ui import cache
from pages.ui.frame import guarded, header
from pages.ui.lead_board import lead_board
from pages.ui.lead_controls import complete_address
from pages.ui.state import need_run

header("Leads", "Whom do we call first, with this budget?")
with guarded():
    run = need_run()
    complete_address(run.id, cache.scores(run.id))
    lead_board(run, run.config().task.positive)
