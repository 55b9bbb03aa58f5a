"""The parts of the Accounts page: the list of accounts, and one account with its buying committee."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from core.accounts.board import peer_deals, peers_that_bought
from core.accounts.deals import UNCLEAR, WON
from core.accounts.engagement import ACTIVE, STATUS_SENTENCES
from core.plots.accounts import chance_figure, touches_figure
from core.runs.run import Run
from pages.ui import account_committee, cache_accounts, cache_leads, exam_words, words
from pages.ui.figures import show
from pages.ui.frame import facts
from pages.ui.masking import masked
from pages.ui.naming import names_of, outcome_words
from pages.ui.plain_text import plain

_ROWS = 12
_MOST_PEERS = 100
_STATES = "Won: signed by this day. Open: merely opened. Unclear: no word of its stage says how it ended."
_MOST_EVENTS = 200  # in the table; the picture counts more


def as_of_slider(run: Run) -> datetime:
    """The day the page looks from; everything on it uses only what was known by then."""
    days = cache_accounts.days(run.id)
    if len(days) < 2:
        return days[-1]
    shown = {words.day(day): day for day in days}
    chosen = st.select_slider(
        "As of",
        list(shown),
        value=list(shown)[-1],
        key="accounts.as_of",
        help="The days on which the question was asked. Move back to see the accounts as they stood then.",
    )
    return shown[chosen]


def account_list(run: Run, as_of: datetime) -> str | None:
    """The accounts, best chance first; returns the chosen one, else the first."""
    board = cache_accounts.board(run.id, as_of)
    known = board[board["chance"].notna()]
    moving = int((known["moves"] > 0).sum())
    outcome = plain(outcome_words(run.config().task, names_of(run.id)))
    st.markdown(
        f"#### {words.count(len(known))} accounts by the chance that {outcome}; {words.count(moving)} are more "
        "in touch than before"
    )
    if cache_leads.campaign_of(run.id).by_value:
        st.caption("By chance alone: how much may come is not in this order. Leads goes by expected value.")
    n_below = int((known["chance"] < known["best"] - 0.005).sum())
    if n_below:
        st.caption(
            f"{words.count(n_below)} stand below the chance of their best person: on past days accounts said yes less "
            "often than the best of their people promised, and the chance of an account is fitted on those days."
        )
    _how_good(run)
    query = st.text_input("Find an account", key="accounts.search", placeholder="name or id")
    shown = known
    if query:
        text = known["name"] if masked() else known["name"].str.cat(known["account"], sep=" ")
        text = text.str.lower()
        shown = known[text.str.contains(query.strip().lower(), regex=False)]
    if shown.empty:
        st.info("No account fits. Change the search, or move to a later day.", icon=":material/search:")
        return None
    shown = shown.reset_index(drop=True)
    state = st.dataframe(
        shown[_board_names(run)].assign(**{name: 100 * shown[name] for name in ("chance", "best", "moves")}),
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(shown), _ROWS),
        key=f"accounts.list.{as_of.date()}.{query}",  # another list: nothing is ticked in it
        on_select="rerun",
        selection_mode="single-row",
        placeholder="–",
        column_config=_board_columns(),
    )
    rows = state.selection.rows
    if rows and rows[0] < len(shown):
        st.session_state["accounts.account"] = str(shown["account"].iloc[rows[0]])
    chosen = st.session_state.get("accounts.account") or st.query_params.get("account")
    if chosen is None or chosen not in set(shown["account"]):
        chosen = str(shown["account"].iloc[0])
    if not masked():
        st.query_params["account"] = chosen
    elif "account" in st.query_params:
        del st.query_params["account"]
    st.session_state["accounts.account"] = chosen
    return str(chosen)


def _how_good(run: Run) -> None:
    """What the chances of accounts were worth on the days of the final exam."""
    fitted, exam, _ = cache_accounts.account_chance(run.id)
    if exam is None:
        return
    if exam.warning:
        st.warning(exam.warning, icon=":material/warning:")
    text = f"Final exam, n = {words.count(exam.n)} accounts and days"
    if not exam.warning:  # which says the same
        text += f": {exam.promised:,.0f} accounts with a yes were expected, {words.count(exam.n_yes)} came"
    if exam.roc is not None and exam.roc_headcount is not None:
        text += f"; ranks with ROC {exam_words.shown(exam.roc)}, headcount alone {exam_words.shown(exam.roc_headcount)}"
        text += ". In brackets: 95 % intervals, from whole accounts with all of their days"
    if not fitted.n:
        text += (
            ". Too few past accounts with a yes to fit how their people hang together: taken as independent"
        )
    st.caption(text + ".")


def _board_names(run: Run) -> list[str]:
    """The columns shown; without a table of people nobody can be counted."""
    counted = [] if cache_accounts.shape(run.id).person is None else ["people", "in_touch"]
    return ["rank", "name", "kind", "chance", "best", *counted, "n_30", "moves"]


def _board_columns() -> dict[str, object]:
    column = st.column_config
    return {
        "rank": column.NumberColumn("Rank", width=50, format="localized"),
        "name": column.TextColumn("Account", width=170),
        "kind": column.TextColumn("Kind", width=105),
        "chance": column.ProgressColumn(
            "Chance of a yes",
            width=130,
            format="%.1f %%",
            min_value=0,
            max_value=100,
            help="That at least one of its people (or deals) says yes. People of one account hear of the same things, "
            "so this is fitted on past days, not multiplied up as if they were independent.",
        ),
        "best": column.NumberColumn(
            "Best", width=60, format="%.0f %%", help="The highest chance of one of its people or deals."
        ),
        "people": column.NumberColumn("People", width=65, format="localized"),
        "in_touch": column.NumberColumn(
            "In touch", width=70, format="localized", help=STATUS_SENTENCES[ACTIVE]
        ),
        "n_30": column.NumberColumn(
            "30 days", width=70, format="localized", help="Rows of all its people in the last 30 days."
        ),
        "moves": column.NumberColumn(
            "Moves",
            width=75,
            format="%+.0f %%",
            help="Rows a day in the last 30 days against the 60 days before: +100 % is twice.",
        ),
    }


def one_account(run: Run, account: str, as_of: datetime) -> None:
    """One account from its chance down to its rows."""
    board = cache_accounts.board(run.id, as_of)
    mine = board[board["account"] == account].iloc[0]
    st.header(plain(str(mine["name"])), anchor=False)
    kind = f"{plain(str(mine['kind']))} · " if mine["kind"] else ""
    st.caption(f"{kind}{'' if masked() else f'{plain(account)} · '}as of {words.day(as_of)}")
    facts(
        [
            (
                "Chance of a yes",
                words.percent(mine["chance"]),
                f"That at least one of its {account_committee.who(run)} says yes.",
            ),
            ("Place among accounts", f"{words.count(mine['rank'])} of {words.count(len(board))}", None),
            _touched(run, mine),
            (
                "Rows, last 30 days",
                words.count(mine["n_30"]),
                f"{words.count(mine['n_60'])} in the 60 days before.",
            ),
        ]
    )
    found = cache_accounts.one_committee(run.id, account, as_of)
    if cache_accounts.shape(run.id).person is not None:
        first, second, third = st.columns([4, 3, 3], gap="large")
        with first:
            account_committee.advice(found)
        with second:
            account_committee.champion(found)
        with third:
            account_committee.missing(found)
        account_committee.people(run, found)
    if not cache_accounts.shape(run.id).scores_people:
        account_committee.scored_rows(run, account, as_of)
    _pictures(run, account, as_of)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _peers(run, board, account, as_of)
    with right:
        _timeline(run, account, as_of)


def _touched(run: Run, mine: pd.Series) -> tuple[str, str, str]:
    """The tile on who is in touch; without a table of people, whether the account is."""
    if cache_accounts.shape(run.id).person is None:
        return "In touch", "yes" if mine["in_touch"] else "no", STATUS_SENTENCES[ACTIVE]
    touched = f"{words.count(mine['in_touch'])} of {words.count(mine['people'])}"
    return "People in touch", touched, STATUS_SENTENCES[ACTIVE]


def _pictures(run: Run, account: str, as_of: datetime) -> None:
    left, right = st.columns(2, gap="large")
    trend = cache_accounts.trend(run.id, account)
    with left:
        show(chance_figure(trend, pd.Timestamp(as_of), account_committee.who(run)), trend, "account-chance")
        st.caption(
            "On days used for learning the model had seen the answers, so those chances look too good."
        )
    events = cache_accounts.timeline(run.id, account, as_of)
    with right:
        if len(events):
            show(touches_figure(events), events, "account-rows")


def _peers(run: Run, board: pd.DataFrame, account: str, as_of: datetime) -> None:
    sold = cache_accounts.deals_then(run.id, as_of)
    if sold is None:
        _peers_that_said_yes(run, board, account, as_of)
        return
    st.subheader(
        "Deals of peers",
        anchor=False,
        help="Accounts of the same kind: what they bought, for how much and when it was won; then deals still open.",
    )
    peers = peer_deals(board, sold, account)
    if peers.empty:
        st.text("No account of the same kind had won or open deals by then.")
        return
    st.dataframe(
        peers[["name", "state", "product", "value", "day"]]
        .dropna(axis="columns", how="all")
        .head(_MOST_PEERS),
        hide_index=True,
        width="stretch",
        height=320,
        placeholder="–",
        column_config={
            "name": "Account",
            "state": st.column_config.TextColumn("", help=_STATES),
            "product": "Product",
            "value": st.column_config.NumberColumn("Value", format="localized"),
            "day": st.column_config.DateColumn("Won, or opened on", format="D MMM YYYY"),
        },
    )
    n_won = int((peers["state"] == WON).sum())
    n_unclear = int((peers["state"] == UNCLEAR).sum())
    counted = f"{words.count(n_won)} won, {words.count(len(peers) - n_won - n_unclear)} open"
    if n_unclear:
        counted += f", {words.count(n_unclear)} unclear: no word of their stage says won or lost"
    st.caption(f"{counted}.")


def _peers_that_said_yes(run: Run, board: pd.DataFrame, account: str, as_of: datetime) -> None:
    st.subheader(
        "Peers that said yes",
        anchor=False,
        help="Accounts of the same kind with a yes that was known by this day.",
    )
    yes = cache_accounts.yes_by(run.id, as_of)
    peers = peers_that_bought(board, cache_accounts.people(run.id), yes, account)
    if peers.empty:
        st.text("No account of the same kind had said yes by then.")
        return
    st.dataframe(
        peers[["name", "known"]].head(_ROWS),
        hide_index=True,
        width="stretch",
        column_config={
            "name": "Account",
            "known": st.column_config.DateColumn("Known since", format="D MMM YYYY"),
        },
    )


def _timeline(run: Run, account: str, as_of: datetime) -> None:
    st.subheader("What happened", anchor=False)
    events = cache_accounts.timeline(run.id, account, as_of)
    if events.empty:
        st.text("No table tells of anything that happened here by then.")
        return
    st.dataframe(
        events.head(_MOST_EVENTS),
        hide_index=True,
        width="stretch",
        height=320,
        column_config={
            "time": st.column_config.DateColumn("When", format="D MMM YYYY"),
            "what": "What",
            "who": "Who",
            "text": st.column_config.TextColumn("Row", width="large"),
        },
    )
