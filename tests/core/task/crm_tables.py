"""Small sets of linked tables made of data frames, and queries about them, for tests of examples."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.storage import fingerprint
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet
from core.task.query.ast import Aggregation, ColumnRef, Compare, Condition, Function, Query
from core.task.seed_times import SeedTimes

CONTACT = ColumnRef(table="contact", column="contact_id")


def table_named(name: str, frame: pd.DataFrame, roles: dict[str, Role] | None = None) -> Table:
    """A frame stored under the tables folder under the hash of its content."""
    columns = tuple(_column(frame[column], str(column), (roles or {}).get(str(column))) for column in frame)
    table = Table(
        content_hash=fingerprint([name, frame.to_csv(), str(frame.dtypes), str(roles)]),
        name=name,
        source_name=f"{name}.csv",
        n_rows=len(frame),
        columns=columns,
    )
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet)
    return table


def _column(values: pd.Series, name: str, role: Role | None) -> Column:
    if role is None:
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            role = Role.DATE
        elif pd.api.types.is_numeric_dtype(values.dtype):
            role = Role.NUMBER
        else:
            role = Role.CATEGORY
    return Column(
        name=name,
        role=role,
        guessed_role=role,
        n_missing=int(values.isna().sum()),
        n_distinct=int(values.nunique()),
    )


def linked(name: str, frame: pd.DataFrame, **known: Any) -> LinkedTable:
    """The same as a table of a set."""
    return LinkedTable(table=table_named(name, frame), **known)


def days(*texts: str | None) -> pd.Series:
    """Dates; None stays empty."""
    return pd.Series(pd.to_datetime(list(texts), format="ISO8601")).astype("datetime64[us]")


def link(table: str, column: str, to: str) -> Link:
    return Link(table=table, column=column, to=to)


CRM_LINKS = (
    link("contact", "company_id", "company"),
    link("activity", "contact_id", "contact"),
    link("opportunity", "company_id", "company"),
)


def crm(frames: dict[str, pd.DataFrame]) -> TableSet:
    """company <- contact <- activity, and company <- opportunity with a late half."""
    return TableSet(
        tables=(
            linked("company", frames["company"], primary_key="company_id"),
            linked("contact", frames["contact"], primary_key="contact_id", time_column="created_on"),
            linked("activity", frames["activity"], primary_key="activity_id", time_column="happened_on"),
            linked(
                "opportunity",
                frames["opportunity"],
                primary_key="opportunity_id",
                time_column="opened_on",
                late_time="closed_on",
                late_columns=("stage", "value", "closed_on"),
            ),
        ),
        links=CRM_LINKS,
    )


def random_frames(seed: int, n_contacts: int = 40, n_activities: int = 300) -> dict[str, pd.DataFrame]:
    """A random CRM of 2025 with dangling keys, empty keys, empty times, ties and times of the day."""
    rng = np.random.default_rng(seed)
    n_companies, n_deals = max(n_contacts // 4, 1), 3 * n_contacts

    def times(n: int, missing: float = 0.0) -> pd.Series:
        minutes = rng.integers(0, 365 * 4, n) * 360  # four moments a day: many ties
        stamps = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(minutes, unit="min"))
        return stamps.mask(rng.random(n) < missing).astype("datetime64[us]")

    company = pd.DataFrame(
        {
            "company_id": [f"K{i}" for i in range(n_companies)],
            "industry": rng.choice(["steel", "food", "paper"], n_companies),
            "employees": rng.integers(1, 900, n_companies),
        }
    )
    contact = pd.DataFrame(
        {
            "contact_id": [f"C{i}" for i in range(n_contacts)],
            "company_id": [f"K{i}" for i in rng.integers(0, n_companies + 1, n_contacts)],
            "title": rng.choice(["boss", "buyer", "clerk"], n_contacts),
            "created_on": pd.Timestamp("2025-01-01") + (times(n_contacts) - pd.Timestamp("2025-01-01")) * 0.5,
        }
    )
    contact["created_on"] = contact["created_on"].astype("datetime64[us]")
    activity = pd.DataFrame(
        {
            "activity_id": np.arange(n_activities),
            "contact_id": pd.Series(
                [f"C{i}" for i in rng.integers(0, n_contacts + 2, n_activities)], dtype="object"
            ).mask(rng.random(n_activities) < 0.03),
            "happened_on": times(n_activities, 0.03),
            "kind": pd.Series(rng.choice(["call", "mail", "web"], n_activities), dtype="object").mask(
                rng.random(n_activities) < 0.1
            ),
            "minutes": np.where(rng.random(n_activities) < 0.1, np.nan, rng.exponential(9, n_activities)),
        }
    )
    opened = times(n_deals)
    closed = opened + pd.to_timedelta(rng.integers(1, 120, n_deals), unit="D")
    is_open = (rng.random(n_deals) < 0.2) | (closed >= pd.Timestamp("2026-01-01"))
    opportunity = pd.DataFrame(
        {
            "opportunity_id": [f"O{i}" for i in range(n_deals)],
            "company_id": [f"K{i}" for i in rng.integers(0, n_companies, n_deals)],
            "opened_on": opened,
            "stage": pd.Series(rng.choice(["Won", "Lost"], n_deals), dtype="object").mask(is_open),
            "value": pd.Series(rng.exponential(1000, n_deals)).mask(is_open),
            "closed_on": closed.mask(is_open).astype("datetime64[us]"),
        }
    )
    return {"company": company, "contact": contact, "activity": activity, "opportunity": opportunity}


def count(
    table: str,
    start: float | None,
    end: float,
    *,
    column: str = "*",
    function: Function = "COUNT",
    where: Condition | None = None,
) -> Aggregation:
    return Aggregation(
        function=function, over=ColumnRef(table=table, column=column), where=where, start=start, end=end
    )


def is_value(table: str, column: str, value: str | float) -> Compare:
    return Compare(left=ColumnRef(table=table, column=column), op="=", value=value)


def asks(target: Aggregation | ColumnRef, **more: Any) -> Query:
    return Query(target=target, **{"entity": CONTACT, **more})


ROLLING = SeedTimes(
    train=("2025-05-01", "2025-06-15"),
    validation="2025-08-01",
    test="2025-10-01",
    now="2025-12-01",
    horizon_days=30,
)
