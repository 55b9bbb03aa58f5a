"""Deals that are asked once, on their own day, and the sum of everybody, for tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.tables.table_set import TableSet
from core.task.examples import Examples
from core.task.query.ast import ColumnRef, Query
from tests.core.task.crm_tables import (
    link,
    linked,
)


def deals(n: int = 400) -> tuple[TableSet, Query]:
    """Opportunities of a year that close after 10 to 50 days, won where the company is big."""
    rng = np.random.default_rng(0)
    opened_on = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 360, n)), unit="D")
    closed_on = pd.Series(opened_on + pd.to_timedelta(rng.integers(10, 51, n), unit="D"))
    company_id = rng.integers(0, 20, n)
    is_open = closed_on > pd.Timestamp("2025-12-27")
    stage = pd.Series(np.where(rng.random(n) < 0.2 + 0.5 * (company_id % 2), "Won", "Lost"), dtype="object")
    opportunity = pd.DataFrame(
        {
            "opportunity_id": [f"O{i}" for i in range(n)],
            "company_id": company_id,
            "opened_on": pd.Series(opened_on).astype("datetime64[us]"),
            "stage": stage.mask(is_open),
            "closed_on": closed_on.mask(is_open).astype("datetime64[us]"),
            "lead": "web",
        }
    )
    company = pd.DataFrame({"company_id": range(20), "size": [5 + 90 * (i % 2) for i in range(20)]})
    tables = TableSet(
        tables=(
            linked(
                "opportunity",
                opportunity,
                primary_key="opportunity_id",
                time_column="opened_on",
                late_time="closed_on",
                late_columns=("stage", "closed_on"),
            ),
            linked("company", company, primary_key="company_id"),
        ),
        links=(link("opportunity", "company_id", "company"),),
    )
    query = Query(
        target=ColumnRef(table="opportunity", column="stage"),
        op="=",
        value="Won",
        entity=ColumnRef(table="opportunity", column="opportunity_id"),
    )
    return tables, query


def accounted_for(found: Examples, n_all: int) -> bool:
    """Whether every entity is a lead or counted once."""
    return found.n_scored + sum(group.n for group in found.not_scored) == n_all
