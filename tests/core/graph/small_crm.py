"""A small CRM as a set of tables, written as files: links, late halves, transfers, gaps, dangling keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.storage import fingerprint
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet

FIRST = pd.Timestamp("2024-01-01")
FIRST_DAY = 19_723.0  # days since 1970
Frames = dict[str, pd.DataFrame]
WORDS = ("meeting", "offer", "price", "happy", "angry", "call", "back", "later", "signed", "demo", "nobody")

_ROLES = {
    "company": {"company_id": "id", "industry": "category", "technologies": "text", "size": "number"},
    "contact": {"contact_id": "id", "company_id": "category", "title": "category", "created": "date"},
    "activity": {
        "activity_id": "id",
        "contact_id": "category",
        "channel": "category",
        "notes": "text",
        "at": "date",
    },
    "opportunity": {
        "opportunity_id": "id",
        "company_id": "category",
        "product": "category",
        "opened": "date",
        "closed": "date",
        "value": "number",
    },
    "transfer": {"from_contact": "category", "to_contact": "category", "amount": "number", "day": "date"},
}


def frames(rng: np.random.Generator, n_days: int = 100) -> Frames:
    """Random rows; days 0 … n_days - 1 with ties, about one time in fifteen and one key in ten missing."""

    def days(n: int) -> pd.Series:
        when = pd.Series(FIRST + pd.to_timedelta(rng.integers(0, n_days, n), unit="D"))
        return when.where(pd.Series(rng.random(n) > 0.07))

    def keys(letter: str, n_rows: int, n: int) -> pd.Series:
        found = pd.Series([f"{letter}{i}" for i in rng.integers(0, n_rows + 2, n)], dtype="str")
        return found.where(pd.Series(rng.random(n) > 0.1))

    n_company, n_contact, n_activity = 12, 40, 120
    companies = pd.DataFrame(
        {
            "company_id": [f"C{i}" for i in range(n_company)],
            "industry": rng.choice(["bank", "food", "it"], n_company),
            "technologies": ["; ".join(rng.choice(list("abcdef"), 3)) for _ in range(n_company)],
            "size": rng.integers(1, 500, n_company).astype(float),
        }
    )
    contacts = pd.DataFrame(
        {
            "contact_id": [f"P{i}" for i in range(n_contact)],
            "company_id": keys("C", n_company, n_contact),
            "title": rng.choice(["CEO", "CTO", "clerk"], n_contact),
            "created": days(n_contact),
        }
    )
    activities = pd.DataFrame(
        {
            "activity_id": [f"A{i}" for i in range(n_activity)],
            "contact_id": keys("P", n_contact, n_activity),
            "channel": rng.choice(["mail", "call"], n_activity),
            "notes": [" ".join(rng.choice(WORDS, 4)) for _ in range(n_activity)],
            "at": days(n_activity),
        }
    )
    opened = days(30)
    opportunities = pd.DataFrame(
        {
            "opportunity_id": [f"O{i}" for i in range(30)],
            "company_id": keys("C", n_company, 30),
            "product": rng.choice(["loan", "card"], 30),
            "opened": opened,
            "closed": opened + pd.to_timedelta(rng.integers(0, 40, 30), unit="D"),
            "value": rng.integers(1, 100, 30).astype(float),
        }
    )
    transfers = pd.DataFrame(
        {
            "from_contact": keys("P", n_contact, 50),
            "to_contact": keys("P", n_contact, 50),
            "amount": rng.integers(1, 100, 50).astype(float),
            "day": days(50),
        }
    )
    return {
        "company": companies,
        "contact": contacts,
        "activity": activities,
        "opportunity": opportunities,
        "transfer": transfers,
    }


def stored(name: str, frame: pd.DataFrame, roles: dict[str, str]) -> Table:
    """A frame as a table of the home in force."""
    columns = tuple(
        Column(
            name=column,
            role=Role(roles[column]),
            guessed_role=Role(roles[column]),
            n_distinct=int(frame[column].nunique()),
            n_missing=int(frame[column].isna().sum()),
        )
        for column in frame.columns
    )
    table = Table(
        content_hash=fingerprint([name, frame.to_csv()]),
        name=name,
        source_name=f"{name}.csv",
        n_rows=len(frame),
        columns=columns,
    )
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet)
    return table


def linked(name: str, frame: pd.DataFrame, roles: dict[str, str], **known: Any) -> LinkedTable:
    """The same as a table of a set."""
    return LinkedTable(table=stored(name, frame, roles), **known)


def table_set(given: Frames) -> TableSet:
    """The tables with their keys, times and links."""
    known: dict[str, dict[str, Any]] = {
        "company": {"primary_key": "company_id", "kind": "company"},
        "contact": {"primary_key": "contact_id", "time_column": "created", "kind": "contact"},
        "activity": {"primary_key": "activity_id", "time_column": "at", "kind": "activity"},
        "opportunity": {
            "primary_key": "opportunity_id",
            "time_column": "opened",
            "late_time": "closed",
            "late_columns": ("closed", "value"),
            "kind": "opportunity",
        },
        "transfer": {"time_column": "day", "kind": "transfer"},
    }
    return TableSet(
        tables=tuple(linked(name, frame, _ROLES[name], **known[name]) for name, frame in given.items()),
        links=(
            Link(table="contact", column="company_id", to="company"),
            Link(table="activity", column="contact_id", to="contact"),
            Link(table="opportunity", column="company_id", to="company"),
            Link(table="transfer", column="from_contact", to="contact"),
            Link(table="transfer", column="to_contact", to="contact"),
        ),
    )


def changed_after(given: Frames, day: int, rng: np.random.Generator) -> Frames:
    """Rows known after a day get other values, keys and later times, or go; others come. Times are kept apart
    by what is known early and late of an opportunity.
    """
    limit = FIRST + pd.Timedelta(days=day)
    clocks = {"contact": "created", "activity": "at", "opportunity": "opened", "transfer": "day"}
    found: Frames = {"company": given["company"]}
    for name, clock in clocks.items():
        frame = given[name].copy()
        later = (frame[clock] > limit).to_numpy()
        for column in frame.columns:
            if column.endswith("_id") and column[:-3] == name:
                continue
            values = frame[column].to_numpy(copy=True)
            shuffled = rng.permutation(np.flatnonzero(later))
            values[later] = frame[column].to_numpy()[shuffled]
            frame[column] = values
        if name == "opportunity":
            open_then = ((frame["closed"] > limit) | frame["closed"].isna()).to_numpy()
            frame.loc[open_then, "value"] = rng.integers(1, 100, int(open_then.sum())).astype(float)
            frame.loc[open_then & frame["closed"].notna().to_numpy(), "closed"] += pd.Timedelta(days=3)
        gone = later & (rng.random(len(frame)) < 0.3)
        new = frame[later].head(5).copy()
        for column in new.columns:
            if column.endswith("_id") and column[:-3] == name:
                new[column] = [f"new{i}" for i in range(len(new))]
        found[name] = pd.concat([frame[~gone], new], ignore_index=True)
    return found
