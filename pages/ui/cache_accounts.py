"""Cached parts of the Accounts page, keyed by run id and day: members, engagement, the board, one account's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import streamlit as st

from core.accounts.account_chance import (
    AccountChance,
    AccountExam,
    by_account,
    examine,
    fit_account_chance,
    panel,
)
from core.accounts.board import Members, account_board, members
from core.accounts.committee import Committee, RoleShare, committee, role_shares
from core.accounts.deals import WON, DealTable, deal_table, deals, deals_as_of
from core.accounts.events import engagement_counts, timeline_of
from core.accounts.notes import favour, talks
from core.accounts.scored import chances_as_of, chances_by_day, days_of, said_yes_by
from core.accounts.shape import AccountShape, account_shape
from core.errors import LeadError
from core.leads.masking import MASK
from core.runs.levels import read_level
from core.runs.run import Run
from core.tables.display import Names
from core.tables.expressions import opened
from core.task.prediction_task import QueryOrigin
from core.task.splits import TEST, VALIDATION
from core.training.calibration import Calibration, log_odds, sigmoid
from pages.ui import cache
from pages.ui.masking import masked
from pages.ui.naming import names_of


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
    stored = run.directory / "calibration.json"
    calibration = Calibration.load(stored) if stored.is_file() else None
    return chances_by_day(run.table(), origin_of(run), cache.scores(run_id), calibration)


@st.cache_data(max_entries=4, show_spinner=False)
def account_chance(run_id: str) -> tuple[AccountChance, AccountExam | None, AccountChance]:
    """How members' chances make the account's: fitted on the practice exam, how it did in the final exam, and as it
    is for the latest day, at the level of the final exam's answers.
    """
    every, scored = examples(run_id), people(run_id).scored
    every = every.assign(chance=every["honest"])
    horizon = origin_of(Run(id=run_id)).seeds.horizon_days
    past, exam = (
        panel(every[every["part"] == part], scored, days_of(every[every["part"] == part]), horizon)
        for part in (VALIDATION, TEST)
    )
    fitted = fit_account_chance(past)
    # leads stand at the level of the latest answers already; what that leaves is measured on the same scale
    moved = sigmoid(log_odds(every["chance"]) + read_level(Run(id=run_id)).correction.by)
    latest = every.assign(chance=moved)[every["part"] == TEST]
    return fitted, examine(fitted, exam), fitted.at_level_of(panel(latest, scored, days_of(latest), horizon))


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
    past, _, latest = account_chance(run_id)
    fitted = latest if as_of == days(run_id)[-1] else past
    return account_board(
        shape(run_id), _people(run_id, hide).as_of(as_of), now, counts(run_id, as_of), fitted
    )


@st.cache_resource(max_entries=4, show_spinner="Reading what was said …")
def said(run_id: str, as_of: datetime) -> pd.DataFrame:
    """How favourable each person is by what was said up to a day; never change it in place."""
    with opened(shape(run_id).tables) as tables:
        return favour(talks(tables, shape(run_id), as_of), as_of)


@st.cache_resource(max_entries=4, show_spinner=False)
def _every_deal(run_id: str) -> tuple[DealTable | None, pd.DataFrame]:
    found = deal_table(shape(run_id))
    if found is None:
        return None, pd.DataFrame(columns=["account", "person", "state"])
    with opened(shape(run_id).tables) as tables:
        return found, deals(tables, shape(run_id), found)


@st.cache_resource(max_entries=4, show_spinner=False)
def deals_then(run_id: str, as_of: datetime) -> pd.DataFrame | None:
    """The deals as they stood on a day; None where no table tells of deals. Never change it in place."""
    found, every = _every_deal(run_id)
    return None if found is None else deals_as_of(every, found, as_of, days(run_id)[-1])


@st.cache_resource(max_entries=4, show_spinner=False)
def yes_by(run_id: str, as_of: datetime) -> pd.DataFrame:
    """Who had said yes by the day, where no table tells of deals; never change it in place."""
    horizon = origin_of(Run(id=run_id)).seeds.horizon_days
    return said_yes_by(examples(run_id), horizon, as_of)


@st.cache_resource(max_entries=4, show_spinner=False)
def usual_roles(run_id: str, as_of: datetime) -> dict[str, RoleShare]:
    """How usual each part is among accounts that bought by the day, and among the others."""
    found, sold = people(run_id).as_of(as_of), deals_then(run_id, as_of)
    if sold is not None:
        bought = sold.loc[sold["state"] == WON, "account"]
    else:
        bought = found.scored.loc[found.scored["key"].isin(yes_by(run_id, as_of)["key"]), "account"]
    return role_shares(found.people, set(bought.dropna().astype(str)))


def wins_of(run_id: str, as_of: datetime) -> dict[str, int]:
    """Deals won with each person by a day."""
    sold = deals_then(run_id, as_of)
    if sold is None:
        return {}
    counted = sold.loc[sold["state"] == WON, "person"].dropna().astype(str).value_counts()
    return {str(key): int(n) for key, n in counted.items()}


def one_committee(run_id: str, account: str, as_of: datetime) -> Committee:
    """The buying committee of one account as of a day."""
    return _one_committee(run_id, account, as_of, masked())


@st.cache_resource(max_entries=32, show_spinner=False)
def _one_committee(run_id: str, account: str, as_of: datetime, hide: bool) -> Committee:
    mine = _people(run_id, hide).as_of(as_of).people
    mine = mine[mine["account"] == account]
    now = open_chances(run_id, as_of) if shape(run_id).scores_people else None
    chance = dict(zip(now["key"], now["chance"], strict=True)) if now is not None else {}
    shown = mine.assign(chance=[chance.get(key, float("nan")) for key in mine["key"]])
    touched = counts(run_id, as_of)
    return committee(
        shown,
        touched[touched["key"].isin(mine["key"])],
        as_of,
        usual_roles(run_id, as_of),
        said(run_id, as_of),
        wins_of(run_id, as_of),
    )


@st.cache_data(max_entries=32, show_spinner=False)
def trend(run_id: str, account: str) -> pd.DataFrame:
    """The account's chance on each day that was asked: `day`, `chance`, `people`."""
    every = examples(run_id)
    scored = people(run_id).scored
    keys = scored.loc[scored["account"] == account, "key"]
    mine, (past, _, latest) = every[every["key"].isin(keys)], account_chance(run_id)
    parts = [by_account(rows[["key", "chance"]], scored).assign(day=day) for day, rows in mine.groupby("day")]
    if not parts:
        return pd.DataFrame(columns=["day", "chance", "people"])
    found = pd.concat(parts, ignore_index=True)
    is_latest = (found["day"] == pd.Timestamp(days(run_id)[-1])).to_numpy()
    chance = np.where(is_latest, latest.apply(found), past.apply(found))
    return pd.DataFrame({"day": found["day"], "chance": chance, "people": found["n"]})


def timeline(run_id: str, account: str, as_of: datetime) -> pd.DataFrame:
    """The latest rows of one account; with masked names, without their cells."""
    names = names_of(run_id)
    return _timeline(run_id, account, as_of, masked(), names.key, names)


@st.cache_data(max_entries=32, show_spinner=False)
def _timeline(
    run_id: str, account: str, as_of: datetime, hide: bool, names_key: str, _names: Names
) -> pd.DataFrame:
    found = _people(run_id, hide).people
    mine = found[found["account"] == account]
    with opened(shape(run_id).tables) as tables:
        events = timeline_of(tables, shape(run_id), account, list(mine["key"]), as_of, names=_names)
    names = dict(zip(mine["key"], mine["name"], strict=True))
    events["who"] = [names.get(key, key) for key in events["who"]]
    if hide:
        events["text"] = MASK
    return events
