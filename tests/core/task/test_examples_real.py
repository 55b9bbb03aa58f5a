"""Examples of two real sets of tables, as their files tell them; skipped where the data are not beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.reading import read_table
from core.tables.table_set import LinkedTable, TableSet
from core.task.examples import make_examples
from core.task.query.ast import ColumnRef, Query
from core.task.seed_proposal import propose_seeds
from tests.core.task.crm_tables import count, link

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.data


def folder(name: str) -> Path:
    if not (SHARED / name).is_dir():
        pytest.skip(f"the public data set {name} is not beside this checkout")
    return SHARED / name


def test_won_deals_of_a_sales_pipeline() -> None:
    place = folder("crm-sales-opportunities")
    deals = LinkedTable(
        table=read_table(place / "sales_pipeline.csv"),
        primary_key="opportunity_id",
        time_column="engage_date",
        late_time="close_date",
        late_columns=("deal_stage", "close_value", "close_date"),
    )
    accounts = LinkedTable(table=read_table(place / "accounts.csv"), primary_key="account")
    tables = TableSet(tables=(deals, accounts), links=(link("sales_pipeline", "account", "accounts"),))
    query = Query(
        target=ColumnRef(table="sales_pipeline", column="deal_stage"),
        op="=",
        value="Won",
        entity=ColumnRef(table="sales_pipeline", column="opportunity_id"),
    )
    seeds = propose_seeds(tables, query)
    assert (seeds.kind, seeds.now, seeds.horizon_days) == ("own", "2017-12-31", 120)
    found = make_examples(tables, query, seeds)
    rows = deals.table.frame()
    wait = (rows["close_date"] - rows["engage_date"]) / pd.Timedelta(days=1)
    exam = (rows["engage_date"] >= seeds.test) & (rows["engage_date"] <= "2017-09-02")
    yes = exam & (rows["deal_stage"] == "Won") & (wait > 0) & (wait <= 120)
    counts = found.counts[found.counts["used for"] == "final exam"]
    assert counts["yes"].sum() == yes.sum()
    assert any("500 rows of sales_pipeline have no engage_date" in note for note in found.table.notes)
    names = {column.name for column in found.table.columns}
    assert not {"deal_stage", "close_value", "close_date"} & names


def test_converted_leads_of_a_marketing_funnel() -> None:
    place = folder("olist-funnel")
    lead = read_table(place / "olist_marketing_qualified_leads_dataset.csv").model_copy(
        update={"name": "lead"}
    )
    closed = read_table(place / "olist_closed_deals_dataset.csv").model_copy(update={"name": "closed"})
    tables = TableSet(
        tables=(
            LinkedTable(table=lead, primary_key="mql_id", time_column="first_contact_date"),
            LinkedTable(table=closed, time_column="won_date"),
        ),
        links=(link("closed", "mql_id", "lead"),),
    )
    query = Query(
        target=count("closed", 0, 90, function="EXISTS"), entity=ColumnRef(table="lead", column="mql_id")
    )
    seeds = propose_seeds(tables, query)
    found = make_examples(tables, query, seeds)
    assert (seeds.kind, seeds.now) == ("own", "2018-11-15")
    both = lead.frame().merge(closed.frame(), on="mql_id")
    wait = (both["won_date"] - both["first_contact_date"]) / pd.Timedelta(days=1)
    assert found.counts["yes"].sum() == ((wait > 0) & (wait <= 90)).sum()
    known = {column.name for column in found.table.columns}
    assert not {"sdr_id", "business_segment", "lead_type"} & known  # known for closed deals only
