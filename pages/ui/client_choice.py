"""Which client the Lead page shows: its place in the list, the way to the next one, a link and a print."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from core.errors import LeadError
from core.explanation.brief import brief_html
from core.explanation.lead_explanation import LeadExplanation
from core.leads.grades import GradeShares
from core.leads.listing import graded
from core.leads.ranking import WHO_WORDS, Who, available, shown_share
from core.runs.run import Run
from pages.ui import cache, cache_lead, cache_leads, words
from pages.ui.masking import masked, name_of, row_asked
from pages.ui.state import current_lead, use_lead


@dataclass(frozen=True)
class Place:
    """A client and where it stands in the list.

    Attributes:
        row: Its row in the table.
        rank: 1 is best.
        n: Clients in the list.
        who: Which list.
        id: What it is called on screen: its id, or its masked name.
        before, after: The names of its neighbours in rank, None at the ends.
        grade: By its chance among those in the list.
        by_value: The list is in order of expected value.
    """

    row: int
    id: str
    rank: int
    n: int
    who: Who
    before: str | None
    after: str | None
    grade: str = ""
    by_value: bool = False

    @property
    def words(self) -> str:
        """rank 12 of 8,239 (final exam clients)."""
        order = " by expected value" if self.by_value else ""
        return (
            f"rank {words.count(self.rank)} of {words.count(self.n)}{order} ({WHO_WORDS[self.who].lower()})"
        )

    @property
    def top_words(self) -> str:
        """Where it stands: "top 1 %", or "bottom 12 %" in the lower half."""
        if 2 * self.rank <= self.n:
            return f"top {_share(self.rank / self.n)}"
        return f"bottom {_share((self.n - self.rank + 1) / self.n)}"


def _share(share: float) -> str:
    """A share of the list in words: the first of 9,042 is in the top 0.1 %, not 0.0 %."""
    return words.percent(float(shown_share(share)))


def choose_place(run: Run) -> Place:
    """The client of the address or session; the first of the list when none is chosen yet.

    Raises:
        LeadError: the run has no such client.
    """
    lists = available(cache.scores(run.id))
    asked = current_lead()
    if asked is None:
        return _place(run, lists[0], 0)
    row = row_asked(asked)
    for who in lists:
        ids = cache_lead.places(run.id, who)
        if asked in ids:
            return _place(run, who, int(ids.get_loc(asked)))
        if row is not None:
            found = np.flatnonzero(cache_leads.source(run.id, who).leads["row"].to_numpy() == row)
            if len(found):
                return _place(run, who, int(found[0]))
    first = _place(run, lists[-1], 0)
    raise LeadError(
        f"There is no client {asked!r} in run {run.id}",
        found=f"{words.count(first.n)} clients, such as {first.id}",
        action="Check the link, type another id below, or choose a client on the Leads page",
    )


def _place(run: Run, who: Who, position: int) -> Place:
    leads = cache_leads.source(run.id, who).leads

    def name(place: int) -> str | None:
        if not 0 <= place < len(leads):
            return None
        return name_of(str(leads["id"].iloc[place]), int(leads["row"].iloc[place]))

    return Place(
        row=int(leads["row"].iloc[position]),
        id=name(position) or "",
        rank=position + 1,
        n=len(leads),
        who=who,
        before=name(position - 1),
        after=name(position + 1),
        grade=str(graded(leads, GradeShares())[position]),
        by_value=bool(cache_leads.campaign_of(run.id).by_value),
    )


def keep_names_masked(place: Place) -> None:
    """Takes the id of the client in view out of the address and the session while names are masked."""
    if masked() and current_lead() not in (None, place.id):
        open_client(place.id)


def open_client(client: str) -> None:
    """Shows another client (as a widget callback, or before a rerun)."""
    use_lead(client)
    st.query_params["lead"] = client


def find_client(word: str = "client") -> None:
    """A box to type an id into; `word` is what those in the list are called."""
    st.text_input(
        f"Find a {word} by id",
        key="lead.find",
        placeholder=f"{word} id",
        on_change=_found,
        label_visibility="collapsed",
    )


def _found() -> None:
    typed = st.session_state["lead.find"].strip()
    if typed:
        open_client(typed)
        st.session_state["lead.find"] = ""


def step_buttons(place: Place, word: str = "client") -> None:
    """To the one before and after it in the list, and to any other by its id."""
    previous, following, find = st.columns([1, 1, 2], vertical_alignment="bottom")
    previous.button(
        "Previous",
        icon=":material/chevron_left:",
        key="lead.previous",
        disabled=place.before is None,
        on_click=open_client,
        args=(place.before,),
        help=f"The {word} ranked one place higher",
        width="stretch",
    )
    following.button(
        "Next",
        icon=":material/chevron_right:",
        key="lead.next",
        disabled=place.after is None,
        on_click=open_client,
        args=(place.after,),
        help=f"The {word} ranked one place lower",
        width="stretch",
    )
    with find:
        find_client(word)


def take_away(run: Run, place: Place, explanation: LeadExplanation) -> None:
    """The link to this page, and the client on one printable page."""
    left, right = st.columns(2)
    with left.popover("Share link", icon=":material/link:", width="stretch"):
        query = urlencode({"run": run.id, "lead": place.id})
        base = (st.context.url or "").split("?")[0]
        st.caption("Opens this client with this run, for anybody who can reach this app.")
        st.code(f"{base}?{query}", language=None, wrap_lines=True)
    right.download_button(
        "Print one page",
        data=lambda: brief_html(explanation, grade=place.grade, place=place.words).encode(),
        file_name="client.html",
        mime="text/html",
        key="lead.print",
        icon=":material/print:",
        on_click="ignore",
        width="stretch",
        help="One page that opens in any browser and prints on one sheet",
    )
