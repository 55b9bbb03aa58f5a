"""What a model needs of linked tables is compared in full."""

from __future__ import annotations

import pandas as pd

from core.tables.set_schema import misfits, schema_of_set
from core.tables.table_set import TableSet
from tests.core.task.crm_tables import link, linked


def test_the_row_that_a_time_is_taken_from_is_compared() -> None:
    visit = pd.DataFrame({"visit_id": ["V1"], "seen_on": pd.to_datetime(["2025-01-05"])})
    item = pd.DataFrame({"visit_id": ["V1"], "n": [3.0]})
    timed = linked("item", item, time_from="visit_id")
    tables = TableSet(
        tables=(linked("visit", visit, primary_key="visit_id", time_column="seen_on"), timed),
        links=(link("item", "visit_id", "visit"),),
    )
    needed = schema_of_set(tables, ("visit", "item"))
    assert misfits(needed, tables) == []
    always = tables.with_table(timed.model_copy(update={"time_from": None}))
    assert misfits(needed, always) == [
        "the row its time is taken from of item is not set, the model needs visit_id"
    ]
