"""How old the rows are that are scored now, where the model learned from rows on their own first day."""

from __future__ import annotations

import pandas as pd

from core.leads.ranking import leads_of
from core.record import Record
from core.runs.run import Run
from core.runs.scores import read_scores
from core.tables.expressions import opened
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import half_of
from core.tables.table import Role, typed


class LeadAge(Record):
    """The age of rows that have no answer yet.

    Attributes:
        n: How many have a time; the others are not counted.
        days: The median of the days from their own time to now.
        entity: What the rows are, such as "deal".
    """

    n: int
    days: float
    entity: str

    @property
    def sentence(self) -> str:
        """What the age means for the chances; empty where the rows are of today, as those learned from were."""
        if self.days < 1:
            return ""
        return (
            f"The model learned and was examined on rows of {self.entity} at their first day; those without an answer "
            f"are asked about as of now, when half of the {self.n:,} are at least {self.days:,.0f} days old. What is "
            "open for long is not like what is new, so their chances are less sure than the exams say."
        )


def lead_age(run: Run) -> LeadAge | None:
    """The age of a run's leads; None where all are asked on the same days, or no lead has a time.

    Raises:
        GraphLeadError: the run has no scores, or its tables are not there any more.
    """
    origin = run.config().task.origin
    if origin is None or origin.seeds.kind != "own":
        return None
    entity = origin.query.entity.table
    half = half_of(origin.tables, entity, late=False)
    key = half.linked.primary_key
    if key is None or not half.has_clock:
        return None
    scores = read_scores(run)
    leads = scores.loc[leads_of(scores), "row"].to_numpy()
    keys = typed(run.table().frame([origin.entity_column])[origin.entity_column], Role.ID).astype("str")
    with opened(origin.tables) as source:
        rows = with_known(source, half)
        rows = rows.filter(rows[key].notnull(), rows[KNOWN].notnull())
        known: pd.DataFrame = rows.select(key=rows[key].cast("string"), at=rows[KNOWN]).execute()
    at = known.loc[known["key"].isin(set(keys.iloc[leads])), "at"]
    if at.empty:
        return None
    days = (pd.Timestamp(origin.seeds.now) - at).dt.total_seconds() / 86_400
    return LeadAge(n=len(at), days=max(0.0, round(float(days.median()), 1)), entity=entity)
