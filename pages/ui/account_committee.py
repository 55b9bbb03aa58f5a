"""The people of one account: whom to contact next, the champion, who is missing, and what else is scored there."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from core.accounts.advice import Advice
from core.accounts.committee import Committee, RoleShare
from core.accounts.engagement import ACTIVE, COOLING, DARK, NEVER, STATUS_SENTENCES
from core.plots.template import AMBER, GREY, LIGHT_GREY, TEAL
from core.runs.run import Run
from pages.ui import cache_accounts, words
from pages.ui.client_choice import open_client
from pages.ui.frame import go
from pages.ui.masking import masked
from pages.ui.plain_text import plain

_STATUS_COLOURS = {ACTIVE: TEAL, COOLING: AMBER, DARK: GREY, NEVER: LIGHT_GREY}
_STATUS_HELP = " ".join(f"{name}: {sentence}" for name, sentence in STATUS_SENTENCES.items())


def who(run: Run) -> str:
    """Who is scored, in the plural: people, or what belongs to the account, such as opportunities."""
    if cache_accounts.shape(run.id).scores_people:
        return "people"
    return plain(words.of_clients("clients", words.lead_word(run.config().task)))


def advice(found: Committee) -> None:
    """The most promising people, and how to reach them."""
    st.subheader("Whom to contact next", anchor=False)
    if not found.advice:
        st.text("Nobody here was scored on this day.")
    names = dict(zip(found.people["key"].astype(str), found.people["name"].astype(str), strict=True))
    for number, one in enumerate(found.advice, start=1):
        st.markdown(
            f"{number}. **{plain(names.get(one.key, one.key))}**: {plain(one.why)}{_quoted(one)}",
        )


def _quoted(one: Advice) -> str:
    """The last conversation in its own words; not while names are masked, as it may hold some."""
    if not one.quote or one.quoted_at is None or masked():
        return ""
    return f"  \n   {words.day(one.quoted_at)}: “{plain(one.quote)}”"


def champion(found: Committee) -> None:
    """Who is engaged and for us, with what was counted."""
    st.subheader(
        "Champion",
        anchor=False,
        help="Who is engaged and for us. Counted are touches of the last 90 days (meetings and calls three times), "
        "notes that sound for us or against us in the last 180 days (English and German words), and deals won "
        "with them. Nobody whose notes are on balance against us is named.",
    )
    if found.champion is None:
        st.markdown(plain(found.no_champion))
        return
    names = dict(zip(found.people["key"].astype(str), found.people["name"].astype(str), strict=True))
    st.markdown(
        f"**{plain(names.get(found.champion.key, found.champion.key))}**  \n{plain(found.champion.evidence)}"
    )


def missing(found: Committee) -> None:
    """Parts that nobody plays, and how usual they are among accounts with a yes and among the others."""
    st.subheader("Who is missing", anchor=False)
    if found.people.empty or not found.missing:
        st.text("Every usual part is played by somebody." if len(found.people) else "Not known.")
        return
    for role, usual in found.missing:
        st.markdown(f"- Nobody who **{plain(role)}**{_usual(usual)}")


def _usual(usual: RoleShare | None) -> str:
    if usual is None or usual.buyers is None:
        return ""
    text = (
        f": {words.percent(usual.buyers)} of accounts with a yes had one (n = {words.count(usual.n_buyers)})"
    )
    if usual.others is None:
        return text
    return f"{text}, of those without {words.percent(usual.others)} (n = {words.count(usual.n_others)})"


def people(run: Run, found: Committee) -> None:
    """One row a person; a click opens the person's lead."""
    st.subheader("The buying committee", anchor=False)
    people = found.people
    if people.empty:
        nobody = cache_accounts.people(run.id).people.empty
        st.info(
            "No table says who works here. Link people to accounts on the Data page."
            if nobody
            else "The tables name nobody in this account.",
            icon=":material/group:",
        )
        return
    state = st.dataframe(
        people.assign(status=[[one] for one in people["status"]], chance=100 * people["chance"])[
            ["name", "title", "role", "status", "chance", "last", "n_90"]
        ],
        hide_index=True,
        width="stretch",
        key="accounts.people",
        on_select="rerun",
        selection_mode="single-row",
        placeholder="–",
        column_config={
            "name": "Who",
            "title": "Title",
            "role": st.column_config.TextColumn(
                "Part", help="Read from the title: seniority and department."
            ),
            "status": st.column_config.MultiselectColumn(
                "Engagement",
                options=list(_STATUS_COLOURS),
                color=list(_STATUS_COLOURS.values()),
                help=_STATUS_HELP,
            ),
            "chance": st.column_config.ProgressColumn("Chance", format="%.0f %%", min_value=0, max_value=100),
            "last": st.column_config.DateColumn("Last touch", format="D MMM YYYY"),
            "n_90": st.column_config.NumberColumn("Last 90 days", format="localized"),
        },
    )
    rows = state.selection.rows
    if rows and pd.notna(people["chance"].iloc[rows[0]]):
        open_client(str(people["key"].iloc[rows[0]]))
        go("lead")
    st.caption(
        "A click opens the person." if people["chance"].notna().any() else "People are not scored here."
    )


def scored_rows(run: Run, account: str, as_of: datetime) -> None:
    """What is scored in this account where it is not its people, such as open deals."""
    st.subheader(f"Open {who(run)}", anchor=False)
    rows = cache_accounts.scored_here(run.id, account, as_of)
    if rows.empty:
        st.text("Nothing was open here on this day.")
        return
    shown = rows.assign(chance=100 * rows["chance"])
    if masked():
        shown["key"] = [f"Row {place}" for place in range(1, len(shown) + 1)]
    latest = as_of == cache_accounts.days(run.id)[-1]
    state = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        key=f"accounts.scored.{account}.{as_of.date()}",
        on_select="rerun" if latest else "ignore",
        selection_mode="single-row",
        column_config={
            "key": words.lead_word(run.config().task).capitalize(),
            "chance": st.column_config.ProgressColumn("Chance", format="%.0f %%", min_value=0, max_value=100),
            "day": st.column_config.DateColumn("Asked on", format="D MMM YYYY"),
        },
    )
    if latest and state.selection.rows:
        open_client(str(rows["key"].iloc[state.selection.rows[0]]))
        go("lead")
    st.caption("A click opens it." if latest else "On the latest day, a click opens it.")
