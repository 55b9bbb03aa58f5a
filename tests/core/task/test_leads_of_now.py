"""Open deals scored as of now are described as the deals that were learned from: without themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from tests.core.task.crm_tables import link, linked

N = 600
PER_COMPANY = 3


def _tables() -> TableSet:
    """Three deals a company, one a day; every fifth is still open."""
    rng = np.random.default_rng(0)
    place = np.arange(N)
    opened = pd.Series(pd.date_range("2024-01-01", periods=N, freq="D").astype("datetime64[us]"))
    is_open = place % 5 == 0
    closed = (opened + pd.to_timedelta(rng.integers(5, 20, N), unit="D")).where(~is_open)
    deal = pd.DataFrame(
        {
            "deal_id": [f"d{i}" for i in place],
            "company_id": [f"c{i % (N // PER_COMPANY)}" for i in place],
            "opened": opened,
            "asked_for": rng.integers(1, 900, N),
            "stage": np.where(is_open, "Engaging", rng.choice(["Won", "Lost"], N, p=[0.4, 0.6])),
            "closed": closed.astype("datetime64[us]"),
        }
    )
    company = pd.DataFrame({"company_id": [f"c{i}" for i in range(N // PER_COMPANY)]})
    dated = {"time_column": "opened", "late_time": "closed", "late_columns": ("closed", "stage")}
    return TableSet(
        tables=(
            linked("company", company, primary_key="company_id"),
            linked("deal", deal, primary_key="deal_id", **dated),
        ),
        links=(link("deal", "company_id", "company"),),
    )


def test_what_is_collected_of_other_deals_never_holds_the_deal_itself() -> None:
    tables = _tables()
    query = resolve("PREDICT deal.stage = 'Won' AGAINST ('Lost') FOR EACH deal", tables)
    made = make_examples(tables, query, propose_seeds(tables, query))
    frame, deal = made.table.frame(), tables.table("deal").table.frame()
    assert {"company's deal: ever", "company's deal: average asked_for"} <= set(frame)
    leads = frame["answer"].isna()
    assert leads.sum() > 50 and (~leads).sum() > 300
    for row in frame[leads].head(60).to_dict("records") + frame[~leads].head(60).to_dict("records"):
        me = deal[deal["deal_id"] == row["deal_id"]].iloc[0]
        others = deal[(deal["company_id"] == me["company_id"]) & (deal["deal_id"] != row["deal_id"])]
        others = others[others["opened"] <= row["asked_on"]]
        assert row["company's deal: ever"] == len(others)
        average = float(others["asked_for"].mean()) if len(others) else np.nan
        assert row["company's deal: average asked_for"] == pytest.approx(average) or (
            np.isnan(average) and np.isnan(row["company's deal: average asked_for"])
        )


def test_deals_whose_stage_is_an_answer_but_lack_a_date_are_no_leads() -> None:
    tables = _tables()
    deal = tables.table("deal")
    frame = deal.table.frame()
    closed = frame.index[frame["stage"] != "Engaging"]
    still_open = frame.index[frame["stage"] == "Engaging"]
    frame.loc[closed[:40], "closed"] = pd.NaT  # closed, and nobody says when
    frame.loc[[*closed[40:50], *still_open[:3]], "opened"] = pd.NaT  # ten of these are answered
    tables = tables.with_table(linked("deal", frame, **deal.model_dump(exclude={"table"})))
    query = resolve("PREDICT deal.stage = 'Won' AGAINST ('Lost') FOR EACH deal", tables)
    seeds = propose_seeds(tables, query)
    made = make_examples(tables, query, seeds)
    groups = {group.kind: group for group in made.not_scored}
    assert made.n_scored == len(still_open) - 3
    assert (groups["answer without a date"].n, groups["no time"].n) == (50, 3)
    assert "no closed or opened says since when: they neither teach nor are scored" in (
        groups["answer without a date"].reason
    )
    assert made.n_scored + sum(group.n for group in made.not_scored) == N
    used = made.table.frame(["lead"])["lead"]
    assert not set(used) & set(frame.loc[closed[:50], "deal_id"])
    asked = make_examples(tables, query, seeds.model_copy(update={"undated": "as of now"}))
    assert asked.n_scored == len(still_open)


def test_a_value_that_is_no_yes_and_not_named_as_a_no_may_be_open() -> None:
    tables = _tables()
    query = resolve("PREDICT deal.stage = 'Won' FOR EACH deal", tables)
    made = make_examples(tables, query, propose_seeds(tables, query))
    assert made.n_scored == N // 5
