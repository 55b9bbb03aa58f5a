"""The call list of a run as one table: every client with chance, rank, grade, reasons and columns."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.errors import GraphLeadError
from core.leads.grades import GradeShares
from core.leads.listing import LeadSource, call_list
from core.leads.ranking import Who, ranked_leads
from core.leads.words import links_phrase
from core.runs.run import Run
from core.runs.scores import read_contributions, read_scores


def whole_call_list(run: Run, who: Who = "all", shares: GradeShares | None = None) -> pd.DataFrame:
    """The list as the Leads page exports it, best chance first.

    Args:
        run: A finished run.
        who: Which clients, see `ranked_leads`.
        shares: Percent of the list per grade.

    Raises:
        RunError: the run has no scores.
        StorageError: its table or scores are not there any more.
    """
    table = run.table()
    try:
        contributions: pd.DataFrame | None = read_contributions(run)
    except GraphLeadError:
        contributions = None  # the run's note says why; the list is good without reasons
    source = LeadSource(
        leads=ranked_leads(read_scores(run), who),
        table=table,
        frame=table.frame(),
        contributions=contributions,
        links=links_phrase(run.config().recipe),
    )
    return call_list(source, np.arange(len(source.leads), dtype=np.int64), shares or GradeShares())
