"""Cached parts of the Accounts page, keyed by run id and day: members, engagement, the board, one account's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pandas as pd
import streamlit as st

from core.accounts.board import Members, account_board, members
from core.accounts.committee import Committee, chances, committee, roles_of_buyers
from core.accounts.events import engagement_counts, timeline_of
from core.accounts.scored import chances_as_of, chances_by_day, days_of, said_yes_by
from core.accounts.shape import AccountShape, account_shape
from core.errors import LeadError
from core.leads.masking import MASK
from core.runs.run import Run
from core.tables.expressions import opened
from core.task.prediction_task import QueryOrigin
from pages.ui import cache
from pages.ui.masking import masked


def origin_of(run: Run) -> QueryOrigin:
    """What the run's examples were made of.

    Raises:
        LeadError: they came from one file.
    """
    origin = run.config().task.origin
    if origin is None:
        raise LeadError(
            "Accounts need several tables",
            found=f"run {run.id} was trained on one file",
            action="Bring a CRM with companies and contacts on the Data page, ask a question and train on it",
        )
    return origin


@st.cache_resource(max_entries=4, show_spinner=False)
def shape(run_id: str) -> AccountShape:
    """How accounts stand in the run's tables."""
    origin = origin_of(Run(id=run_id))
    return account_shape(origin.tables, origin.query.entity.table)


def people(run_id: str) -> Members:
    """Accounts and people, called as on screen; never change them in place."""
    return _people(run_id, masked())


@st.cache_resource(max_entries=2, show_spinner="Reading who belongs to which account …")
def _people(run_id: str, hide: bool) -> Members:
    with opened(shape(run_id).tables) as tables:
        found = members(tables, shape(run_id))
    if not hide:
        return found
    return replace(
        found,
        people=found.people.assign(name=_numbered("Person", len(found.people))),
        accounts=found.accounts.assign(name=_numbered("Account", len(found.accounts))),
    )


def _numbered(what: str, n: int) -> list[str]:
    """Names that tell nothing."""
    return [f"{what} {place:,}" for place in range(1, n + 1)]


@st.cache_resource(max_entries=4, show_spinner=False)
def examples(run_id: str) -> pd.DataFrame:
    """Every example with its chance; never change it in place."""
    run = Run(id=run_id)
    return chances_by_day(run.table(), origin_of(run), cache.scores(run_id))


@st.cache_data(max_entries=4, show_spinner=False)
def days(run_id: str) -> list[datetime]:
    """The days that the page can look from, rising."""
    return days_of(examples(run_id), datetime.fromisoformat(origin_of(Run(id=run_id)).seeds.now))


@st.cache_resource(max_entries=4, show_spinner=False)
def open_chances(run_id: str, as_of: datetime) -> pd.DataFrame:
    """The chances that stand on a day; never change them in place."""
    return chances_as_of(examples(run_id), origin_of(Run(id=run_id)).seeds.horizon_days, as_of)


def scored_here(run_id: str, account: str, as_of: datetime) -> pd.DataFrame:
    """The scored rows of one account that are open on a day, best chance first: `key`, `chance`, `day`."""
    scored = people(run_id).scored
    mine = open_chances(run_id, as_of)
    mine = mine[mine["key"].isin(scored.loc[scored["account"] == account, "key"])]
    return mine.sort_values(["chance", "key"], ascending=[False, True]).reset_index(drop=True)


@st.cache_resource(max_entries=4, show_spinner="Counting who was in touch …")
def counts(run_id: str, as_of: datetime) -> pd.DataFrame:
    """Touches of every person as of a day; never change them in place."""
    with opened(shape(run_id).tables) as tables:
        return engagement_counts(tables, shape(run_id), as_of)


def board(run_id: str, as_of: datetime) -> pd.DataFrame:
    """All accounts, best chance first; never change it in place."""
    return _board(run_id, as_of, masked())


@st.cache_resource(max_entries=4, show_spinner=False)
def _board(run_id: str, as_of: datetime, hide: bool) -> pd.DataFrame:
    now = open_chances(run_id, as_of)
    return account_board(shape(run_id), _people(run_id, hide), now, counts(run_id, as_of))


@st.cache_resource(max_entries=4, show_spinner=False)
def buyers(run_id: str, as_of: datetime) -> tuple[pd.DataFrame, dict[str, float], int]:
    """Who had said yes by the day; the roles usual among their accounts, and how many accounts those are."""
    horizon = origin_of(Run(id=run_id)).seeds.horizon_days
    yes = said_yes_by(examples(run_id), horizon, as_of)
    found = people(run_id)
    bought = found.scored.loc[found.scored["key"].isin(yes["key"]), "account"]
    usual, n = roles_of_buyers(found.people, set(bought.astype(str)))
    return yes, usual, n


def one_committee(run_id: str, account: str, as_of: datetime) -> Committee:
    """The buying committee of one account as of a day."""
    return _one_committee(run_id, account, as_of, masked())


@st.cache_resource(max_entries=32, show_spinner=False)
def _one_committee(run_id: str, account: str, as_of: datetime, hide: bool) -> Committee:
    mine = _people(run_id, hide).people
    mine = mine[mine["account"] == account]
    now = open_chances(run_id, as_of) if shape(run_id).scores_people else None
    chance = dict(zip(now["key"], now["chance"], strict=True)) if now is not None else {}
    shown = mine.assign(chance=[chance.get(key, float("nan")) for key in mine["key"]])
    touched = counts(run_id, as_of)
    return committee(shown, touched[touched["key"].isin(mine["key"])], as_of, buyers(run_id, as_of)[1])


@st.cache_data(max_entries=32, show_spinner=False)
def trend(run_id: str, account: str) -> pd.DataFrame:
    """The account's chance on each day that was asked: `day`, `chance`, `people`."""
    every = examples(run_id)
    scored = people(run_id).scored
    keys = scored.loc[scored["account"] == account, "key"]
    mine = every[every["key"].isin(keys)]
    grouped = mine.groupby("day")["chance"]
    return pd.DataFrame({"chance": grouped.agg(chances), "people": grouped.size()}).reset_index()


def timeline(run_id: str, account: str, as_of: datetime) -> pd.DataFrame:
    """The latest rows of one account; with masked names, without their cells."""
    return _timeline(run_id, account, as_of, masked())


@st.cache_data(max_entries=32, show_spinner=False)
def _timeline(run_id: str, account: str, as_of: datetime, hide: bool) -> pd.DataFrame:
    found = _people(run_id, hide).people
    mine = found[found["account"] == account]
    with opened(shape(run_id).tables) as tables:
        events = timeline_of(tables, shape(run_id), account, list(mine["key"]), as_of)
    names = dict(zip(mine["key"], mine["name"], strict=True))
    events["who"] = [names.get(key, key) for key in events["who"]]
    if hide:
        events["text"] = MASK
    return events
