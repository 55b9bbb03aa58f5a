"""Examples of two real sets of tables, as their files tell them; skipped where the data are not beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.bundle import read_bundle
from core.tables.link_proposals import propose_links
from core.tables.reading import read_table
from core.tables.table_set import LinkedTable, TableSet
from core.task.examples import make_examples
from core.task.query.ast import ColumnRef, Query
from core.task.query.check import resolve
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
    exam = (rows["engage_date"] >= seeds.test) & (rows["engage_date"] <= "2017-09-02") & (wait > 0)
    counts = found.counts[found.counts["used for"] == "final exam"]
    assert counts["yes"].sum() == (exam & (rows["deal_stage"] == "Won")).sum()
    assert counts["no"].sum() == (exam & (rows["deal_stage"] == "Lost")).sum()  # an open deal is no no
    still_open = rows["close_date"].isna()
    assert found.n_scored == (still_open & rows["engage_date"].notna()).sum() == 1_589
    groups = {group.kind: group.n for group in found.not_scored}
    assert groups == {"answered": 6_711, "no time": 500}
    assert len(rows) == found.n_scored + sum(groups.values())
    leads = found.table.frame(["lead", "asked_on", "answer"])
    leads = leads[leads["answer"].isna()]
    assert set(leads["lead"]) == set(rows[still_open & rows["engage_date"].notna()]["opportunity_id"])
    assert (leads["asked_on"] == seeds.now).all()
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
        target=count("closed", 0, 180, function="EXISTS"), entity=ColumnRef(table="lead", column="mql_id")
    )
    seeds = propose_seeds(tables, query)
    found = make_examples(tables, query, seeds)
    assert (seeds.kind, seeds.now) == ("own", "2018-11-15")
    both = lead.frame().merge(closed.frame(), on="mql_id")
    asked = both["first_contact_date"] + pd.Timedelta(
        hours=23, minutes=59, seconds=59
    )  # days beside moments: its end
    wait = (both["won_date"] - asked) / pd.Timedelta(days=1)
    over = asked + pd.Timedelta(days=180) <= pd.Timestamp(seeds.now)
    assert found.counts["yes"].sum() == ((wait > 0) & (wait <= 180) & over).sum()
    known = {column.name for column in found.table.columns}
    assert not {"sdr_id", "business_segment", "lead_type"} & known  # known for closed deals only


def test_bad_loans_of_berka_can_be_asked_although_nothing_dates_their_status() -> None:
    place = folder("berka")
    files = [
        place / f"{name}.asc" for name in ("account", "client", "disp", "district", "loan", "order", "card")
    ]
    tables = propose_links(read_bundle(files).tables)  # recognised by its layout: dates are written 930705
    tables = TableSet(tables=(tables.table("loan"),))
    loan = tables.table("loan").table
    query = resolve("PREDICT loan.status IN ('B', 'D') AGAINST ('A', 'C') FOR EACH loan", tables)
    found = make_examples(tables, query, propose_seeds(tables, query))
    status = loan.frame()["status"]
    assert found.counts["yes"].sum() == status.isin(["B", "D"]).sum() == 76
    assert found.counts["no"].sum() == status.isin(["A", "C"]).sum() - 1 == 605  # one is of the last day
    assert any(note.startswith("1 examples are left out") for note in found.table.notes)
    assert found.overlap is not None and found.overlap.why == "assumed"
    exam = found.counts[found.counts["used for"] == "final exam"]
    assert exam["yes"].sum() >= 15  # the latest fifth of all loans held three
    running = resolve("PREDICT loan.status IN ('B', 'D') AGAINST 'A' FOR EACH loan", tables)
    found = make_examples(tables, running, propose_seeds(tables, running))
    assert found.n_scored == (status == "C").sum() == 403  # still running: no answer yet
