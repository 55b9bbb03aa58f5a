"""The Accounts page: who is in which account on which day, the champion, who is missing, and the way to a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.runs.execute import train_now
from core.runs.run import Run
from core.runs.scores import read_scores
from core.training.calibration import log_odds
from pages.ui import cache_accounts
from tests.page_words import said
from tests.tables_workspace import DFS, Trained, asked_workspace, crm_frames, read_tables, write_files

Open = Callable[..., AppTest]


def opened(open_page: Open, crm: Trained, **query: str) -> AppTest:
    app = open_page("accounts", workspace="crm", run=crm.runs["dfs_lightgbm"], **query)
    assert not app.exception and not app.error
    return app


def choose(app: AppTest, frame: Any, row: int) -> None:
    """Ticks a row of a table."""
    app.session_state[str(frame.key)] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    app.run()


def together(run: Run, chances: np.ndarray) -> float:
    """The chance of an account on the latest day, worked out anew from those of its members."""
    fitted = cache_accounts.account_chance(run.id)[2]
    logit = fitted.intercept + fitted.together * log_odds(1 - np.prod(1 - chances))
    logit += fitted.best * log_odds(chances.max()) + fitted.headcount * np.log(len(chances))
    return float(1 / (1 + np.exp(-logit)))


def board(app: AppTest) -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if "moves" in frame.value.columns)


def committee(app: AppTest) -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if "role" in frame.value.columns)


def events(app: AppTest) -> pd.DataFrame:
    return next(frame.value for frame in app.dataframe if {"what", "who"} <= set(frame.value.columns))


def test_without_a_run_it_says_what_to_do(open_page: Open, crm: Trained, home: Path) -> None:
    app = open_page("accounts")  # a run is there, none was chosen: the latest is taken
    assert not app.exception
    app = open_page("accounts", workspace="crm", run="nothing-of-that-name")
    assert not app.exception and app.error


def test_without_several_tables_it_says_so(open_page: Open) -> None:
    app = open_page("accounts")
    assert not app.exception
    assert app.button(key="empty.data")


def test_the_chance_of_an_account_is_that_of_its_people_together(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    run = Run(id=crm.runs["dfs_lightgbm"])
    scores = read_scores(run)
    frame = run.table().frame(["contact_id", "asked_on"]).iloc[scores["row"]].reset_index(drop=True)
    now = pd.to_datetime(frame["asked_on"]) == pd.to_datetime(frame["asked_on"]).max()
    people = crm_frames()["contact"].set_index("contact_id")["company_id"]
    mine = frame["contact_id"].map(people) == "F-0003"
    chances = scores["probability"].to_numpy()[(now & mine).to_numpy()]
    assert len(chances) == 5
    row = board(app).set_index("name").loc["Firm 3"]
    assert row["chance"] == pytest.approx(100 * together(run, chances))
    assert row["best"] == pytest.approx(100 * chances.max())
    assert row["people"] == 5
    assert sorted(committee(app)["chance"]) == pytest.approx(sorted(100 * chances))


def test_the_best_comes_first_and_the_search_narrows(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm)
    whole = board(app)
    assert len(whole) == 40
    assert whole["chance"].is_monotonic_decreasing
    assert app.header[0].value == whole["name"].iloc[0]
    app.text_input(key="accounts.search").set_value("firm 17").run()
    assert board(app)["name"].tolist() == ["Firm 17"]
    assert app.header[0].value == "Firm 17"
    app.text_input(key="accounts.search").set_value("F-0011").run()
    assert board(app)["name"].tolist() == ["Firm 11"]
    app.text_input(key="accounts.search").set_value("[nobody(").run()
    assert not app.exception
    assert "No account fits" in said(app)


def test_an_earlier_day_shows_nothing_of_later(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    slider = app.select_slider(key="accounts.as_of")
    days = list(slider.options)
    assert slider.value == days[-1] == "31 Dec 2025"
    late = events(app)
    slider.set_value(days[2]).run()
    assert not app.exception and not app.error
    assert app.header[0].value == "Firm 3"
    early, day = events(app), pd.Timestamp(days[2])
    assert len(early) and early["time"].max() <= day < late["time"].max()
    last = committee(app)["last"].dropna()
    assert len(last) and last.max() <= day
    activity = crm_frames()["activity"]
    people = crm_frames()["contact"].set_index("contact_id")["company_id"]
    mine = activity[activity["contact_id"].map(people) == "F-0003"]
    n_known = int((pd.to_datetime(mine["happened_on"]) <= day).sum())
    assert early["what"].str.startswith("activity").sum() == n_known


def test_the_champion_is_who_was_met_most(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    people = committee(app)
    text = said(app)
    assert "Champion" in text and "Whom to contact next" in text and "Who is missing" in text
    now = pd.Timestamp("2025-12-31")
    frames = crm_frames()
    touched = pd.concat(
        [
            frames["activity"][["contact_id", "happened_on", "kind"]].rename(columns={"happened_on": "day"}),
            frames["opportunity"][["contact_id", "created_on"]].rename(columns={"created_on": "day"}),
            frames["opportunity"][["contact_id", "closed_on"]].rename(columns={"closed_on": "day"}),
        ]
    )
    age = (now - pd.to_datetime(touched["day"])).dt.days
    counted = touched[(age >= 0) & (age < 90)].groupby("contact_id").size()
    names = frames["contact"].set_index("contact_id")["full_name"]
    expected = {names[key]: n for key, n in counted.items() if names[key] in set(people["name"])}
    assert {
        name: n for name, n in zip(people["name"], people["n_90"].fillna(0), strict=True) if n
    } == expected


def test_missing_parts_are_those_that_nobody_plays(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    played = set(committee(app)["role"])
    for role in ("decides", "holds the budget", "negotiates"):
        assert (role in played) != any(f"Nobody who **{role}**" in text.value for text in app.markdown)


def test_a_click_on_a_person_opens_the_lead(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    person = committee(app)["name"].iloc[1]
    frame = next(one for one in app.dataframe if "role" in one.value.columns)
    key = crm_frames()["contact"].set_index("full_name")["contact_id"][person]
    choose(app, frame, 1)
    assert not app.exception
    assert app.session_state["lead"] == key


def test_a_click_on_an_account_shows_it_and_is_kept_in_the_address(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm)
    frame = next(one for one in app.dataframe if "in_touch" in one.value.columns)
    name = frame.value["name"].iloc[4]
    choose(app, frame, 4)
    assert app.header[0].value == name
    assert name.split()[1] in str(app.query_params["account"])


def test_masked_names_are_nowhere(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, masked="1")
    shown = said(app) + "".join(frame.value.to_csv() for frame in app.dataframe)
    assert "Account 1" in shown and "Person 1" in shown
    for name in ("Firm ", "spoke about", "C-0", "F-0"):
        assert name not in shown
    assert "account" not in app.query_params


def test_pictures_say_the_same_as_the_tables(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, crm, account="F-0003")
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    shown = board(app).set_index("name").loc["Firm 3", "chance"]
    assert f"{shown:.0f} %" in chart["layout"]["title"]["text"]


def test_deals_of_an_account_are_listed_where_deals_are_scored(
    open_page: Open, home: Path, tmp_path: Path
) -> None:
    frames = crm_frames()
    deals = {name: frames[name] for name in ("company", "opportunity")}
    deals["opportunity"] = deals["opportunity"].drop(columns="contact_id")
    tables = read_tables(write_files(tmp_path, deals))
    line = "PREDICT opportunity.stage = 'won' FOR EACH opportunity"
    workspace = asked_workspace("deals", tables, line)
    run = train_now(workspace, DFS)
    app = open_page("accounts", workspace="deals", run=run.id)
    assert not app.exception and not app.error
    titles = {title.value for title in app.subheader}
    assert "Open opportunities" in titles and not titles & {"The buying committee", "Champion"}
    rows = next(frame.value for frame in app.dataframe if "key" in frame.value.columns)
    assert len(rows) and set(rows["key"]) <= set(frames["opportunity"]["opportunity_id"])
    open_now = read_scores(run)["y"].to_numpy() == -1
    asked = run.table().frame(["opportunity_id"])["opportunity_id"].to_numpy()[read_scores(run)["row"]]
    assert set(rows["key"]) <= set(asked[open_now])  # none whose answer is known
    whole = next(frame.value for frame in app.dataframe if "moves" in frame.value.columns)
    assert "people" not in whole.columns
    name = app.header[0].value
    mine = whole.set_index("name").loc[name, "chance"]
    assert mine == pytest.approx(100 * together(run, rows["chance"].to_numpy() / 100))
    fitted, exam, _ = cache_accounts.account_chance(run.id)
    assert fitted.n and exam is not None and any("accounts and days" in one.value for one in app.caption)
    app.select_slider(key="accounts.as_of").set_value(
        app.select_slider(key="accounts.as_of").options[4]
    ).run()
    assert not app.exception and not app.error
