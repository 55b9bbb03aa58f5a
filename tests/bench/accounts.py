"""Champions of the business demo, held against the mood that was planted in their notes."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from unittest import mock

import pandas as pd

from core.accounts.board import members
from core.accounts.committee import committee
from core.accounts.deals import WON, deal_table, deals, deals_as_of
from core.accounts.events import engagement_counts
from core.accounts.notes import favour, talks
from core.accounts.shape import account_shape
from core.tables.demo_b2b_words import phrase_sides
from core.tables.expressions import opened
from tests.bench.demo_tables import demo_tables
from tests.bench.row import Row

N_CONTACTS = 2_000
DAYS = ("2025-06-27", "2026-01-30", "2026-11-13")


def rows() -> list[Row]:
    """Champions with net negative notes, in all notes and in spoken ones; by depth alone for comparison."""
    with tempfile.TemporaryDirectory() as home, mock.patch.dict(os.environ, {"GRAPHLEADIQ_HOME": home}):
        found = pd.concat([_champions(datetime.fromisoformat(day)) for day in DAYS], ignore_index=True)
    named = found[found["chosen"]]
    against = int(((named["net"] < 0) | (named["net_spoken"] < 0)).sum())
    deepest = found[found["deepest"]]
    before = int(((deepest["net"] < 0) | (deepest["net_spoken"] < 0)).sum())
    return [
        Row(
            f"champions with net negative notes, business demo, {N_CONTACTS:,} contacts, {len(DAYS)} days",
            "0",
            f"{against} of {len(named):,}; by engagement alone {before} of {len(deepest):,}",
            against == 0,
        )
    ]


def _champions(as_of: datetime) -> pd.DataFrame:
    """The engaged people of each account with the planted sides of their notes of the last 180 days."""
    tables = demo_tables(N_CONTACTS)
    shape = account_shape(tables, "contact")
    with opened(tables) as source:
        counts, everybody = engagement_counts(source, shape, as_of), members(source, shape)
        notes = talks(source, shape, as_of)
        table = deal_table(shape)
        sold = deals_as_of(deals(source, shape, table), table, as_of) if table is not None else None
    said = favour(notes, as_of)
    wins = (
        {} if sold is None else sold.loc[sold["state"] == WON, "person"].astype(str).value_counts().to_dict()
    )
    planted = _planted(notes[notes["time"] > pd.Timestamp(as_of) - pd.Timedelta(days=180)])
    parts = []
    for _, mine in everybody.people.groupby("account"):
        found = committee(mine.assign(chance=float("nan")), counts, as_of, said=said, wins=wins)
        alive = found.people[found.people["depth"] >= 3]
        if alive.empty:
            continue
        deepest = alive.sort_values(["depth", "n_30", "key"], ascending=[False, False, True])["key"].iloc[0]
        champion = found.champion.key if found.champion is not None else ""
        parts.append(
            pd.DataFrame(
                {"key": alive["key"], "chosen": alive["key"] == champion, "deepest": alive["key"] == deepest}
            )
        )
    return pd.concat(parts, ignore_index=True).merge(planted, on="key", how="left").fillna(0)


def _planted(notes: pd.DataFrame) -> pd.DataFrame:
    """Notes for minus notes against as they were planted: in all notes, and in what was spoken."""
    sides = phrase_sides()
    side = notes["text"].map(lambda text: next((s for phrase, s in sides.items() if phrase in text), 0))
    frame = pd.DataFrame(
        {"key": notes["key"], "net": side, "net_spoken": side.where(notes["spoken"].astype(bool), 0)}
    )
    return frame.groupby("key").sum().reset_index()
