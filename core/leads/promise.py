"""What a list promises, with its cut, its interval and what the final exam says of it: one record for every page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.evaluation.bootstrap import Estimate
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.exam import whose
from core.leads.budget import Budget, FloatArray, Forecast, best_calls, forecast
from core.leads.campaign import Campaign
from core.leads.cut import Cut, choose_cut
from core.leads.ranking import Who
from core.record import Record
from core.training.level import Level, LevelShift


class Promise(Record):
    """What calling from the top of a list is expected to bring.

    Attributes:
        who: Which clients the list holds.
        budget: Calls, cost and value that it was worked out for.
        cut: Why so many calls.
        forecast: Expected yes and profit.
        lift: How many times more yes than at random the best share of the exam held, measured; NaN without answers.
        lift_n: Clients that it was measured on.
        came: On a list of exam clients: how many of those called said yes. None: nobody knows yet.
        shift: What was not known of the level of these chances.
    """

    who: Who
    budget: Budget
    cut: Cut
    forecast: Forecast
    lift: Estimate
    lift_n: int
    came: int | None
    shift: LevelShift

    @property
    def sentence(self) -> str:
        """On lists whose answers are known: what was promised and what came."""
        if self.came is None:
            return ""
        yes = self.forecast.yes
        inside = yes.low <= self.came <= yes.high
        return (
            f"Promised {yes.value:,.0f} yes (95 %: {yes.low:,.0f}–{yes.high:,.0f}), came {self.came:,}"
            f"{'' if inside else ': outside the interval'}."
        )


def promised(leads: pd.DataFrame, exam: pd.DataFrame, who: Who, level: Level, campaign: Campaign) -> Promise:
    """The promise of a list.

    Args:
        leads: The clients listed, in the order of the calls (see `core.leads.ranking.ranked_leads`); with a column
            `worth` where each yes has its own.
        exam: Those of the final exam, in the same kind of order; lift is measured on them.
        who: Which clients are listed. Of exam clients the promise never knows the exam's answers.
        level: The level of the run's chances.
        campaign: What is known of calls and amounts.
    """
    cut, budget = cut_of(leads, campaign)
    chances, worth = _chances(leads)
    shift = level.rehearsal if who == "exam" else level.correction
    judged = leads if who == "exam" else exam
    lift, lift_n = measured_lift(judged, cut.share)
    known = who == "exam" and bool((leads["y"].to_numpy() >= 0).all())
    return Promise(
        who=who,
        budget=budget,
        cut=cut,
        forecast=forecast(chances, budget, shift, worth),
        lift=lift,
        lift_n=lift_n,
        came=int((leads["y"].to_numpy()[: cut.calls] == 1).sum()) if known else None,
        shift=shift,
    )


def cut_of(leads: pd.DataFrame, campaign: Campaign) -> tuple[Cut, Budget]:
    """Where a list is cut, and the amounts that it was worked out for; see `promised`."""
    chances, worth = _chances(leads)
    each = float(worth.mean()) if worth is not None and worth.size else None
    cost, value = campaign.amounts(float(chances.mean()) if chances.size else 0.0, each)
    best = best_calls(chances, cost, value if worth is None else worth)
    cut = choose_cut(len(leads), best, campaign.calls, campaign.top)
    return cut, Budget(calls=cut.calls, cost=cost, value=value)


def _chances(leads: pd.DataFrame) -> tuple[FloatArray, FloatArray | None]:
    """Chances of a list and, where each yes has its own, what it is worth."""
    worth = leads["worth"].to_numpy(np.float64) if "worth" in leads.columns else None
    return leads["chance"].to_numpy(np.float64), worth


def measured_lift(exam: pd.DataFrame, share: float) -> tuple[Estimate, int]:
    """How many times more yes the best `share` of the exam held than as many at random; and the clients it held.

    Args:
        exam: Ranked leads whose answers are known; others are left out.
        share: 0 … 1.
    """
    exam = exam[exam["y"].to_numpy() >= 0]
    y = exam["y"].to_numpy()
    nothing = Estimate(value=float("nan"), low=float("nan"), high=float("nan"))
    if not len(y) or not share:
        return nothing, len(y)
    place = np.arange(len(y), 0, -1)  # the order of the list is the score: ties were broken there
    return CutoffTable.of(y, place, whose(exam)).at_share(share).lift_estimate(), len(y)
