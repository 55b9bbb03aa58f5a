"""The call list of a run as one table, and what it promises: the same numbers as on the Leads page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from core.errors import GraphLeadError
from core.leads.campaign import Campaign, read_campaign
from core.leads.grades import GradeShares, grade_quality, grade_warnings
from core.leads.listing import LeadSource, call_list
from core.leads.promise import Promise, promised
from core.leads.ranking import Who, default_who
from core.leads.words import links_phrase
from core.leads.worth import deal_value
from core.runs.lead_age import lead_age
from core.runs.levels import read_level
from core.runs.reasons import with_reasons
from core.runs.run import Run
from core.runs.run_names import names_of_run
from core.runs.scores import read_contributions, read_scores
from core.task.splits import TRAIN


def campaign_of(run: Run, said: Campaign | None = None) -> Campaign:
    """The campaign in force for a run, with what its question asks for: the same order, worth and cut everywhere.

    Args:
        run: Any run.
        said: What was said of calls and amounts; None: what its workspace holds.

    Raises:
        GraphLeadError: the run was deleted or is damaged.
    """
    config = run.config()
    task, origin = config.task, config.task.origin
    return (read_campaign(config.workspace) if said is None else said).of_question(
        amounts=task.amount_column is not None,
        deal_value=deal_value(run.table(), task),
        top=None if origin is None else origin.query.top,
    )


def lead_source(run: Run, who: Who, campaign: Campaign) -> LeadSource:
    """Everything a list of one run is made from.

    Raises:
        RunError: the run has no scores.
        StorageError: its table or scores are not there any more.
    """
    table = run.table()
    try:
        contributions: pd.DataFrame | None = read_contributions(run)
    except GraphLeadError:
        contributions = None  # the run's note says why; the list is good without reasons
    return LeadSource.of(
        read_scores(run),
        who,
        table,
        table.frame(),
        contributions,
        links=links_phrase(run.config().recipe),
        campaign=campaign,
        names=names_of_run(run),
    )


def whole_call_list(
    run: Run, who: Who = "all", shares: GradeShares | None = None, campaign: Campaign | None = None
) -> pd.DataFrame:
    """The list as the Leads page exports it, best first; all but the clients of the training part have reasons.

    Args:
        run: A finished run.
        who: Which clients, see `ranked_leads`.
        shares: Percent of the list per grade.
        campaign: What a yes is worth; without it no expected value is given.

    Raises:
        RunError: the run has no scores.
        StorageError: its table or scores are not there any more.
    """
    source = lead_source(run, who, Campaign() if campaign is None else campaign_of(run, campaign))
    if source.contributions is not None:
        rows = source.leads["row"].to_numpy()[source.leads["part"].to_numpy() != TRAIN]
        source = replace(source, contributions=with_reasons(run, rows))
    everybody = np.arange(len(source.leads), dtype=np.int64)
    value = None if campaign is None else promise_of(run, campaign).budget.value
    return call_list(source, everybody, shares or GradeShares(), value=value)


def told_promise(run: Run, campaign: Campaign) -> dict[str, Any]:
    """What the list promises, as JSON: promise, level, age of the leads where it matters, grades that missed.

    Empty where the run's table is not there any more: its exam can be read without it.
    """
    try:
        promise, level = promise_of(run, campaign), read_level(run)
        exam = lead_source(run, "exam", campaign_of(run, campaign)).leads
        age = lead_age(run)
    except GraphLeadError:
        return {}
    return {
        "promise": {**promise.to_json(), "sentence": promise.sentence},
        "level": {**level.to_json(), "sentence": level.sentence()},
        "lead_age": None if age is None else {**age.to_json(), "sentence": age.sentence},
        "grade_warnings": list(grade_warnings(grade_quality(exam, exam))),
    }


def promise_of(run: Run, campaign: Campaign, who: Who | None = None) -> Promise:
    """What a list of the run promises.

    Args:
        run: A finished run.
        campaign: What was said of calls, cost and worth; what was not is as the question asks for.
        who: Which clients; None: those that the Leads page opens with.

    Raises:
        RunError: the run has no scores.
        StorageError: its table or scores are not there any more.
    """
    chosen = who or default_who(read_scores(run))[0]
    asked = campaign_of(run, campaign)
    leads, exam = (lead_source(run, one, asked).leads for one in (chosen, "exam"))
    return promised(leads, exam, chosen, read_level(run), asked)
