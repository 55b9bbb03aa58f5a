"""The frame of a page: header, empty state, error box, tiles and going from page to page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from core.errors import GraphLeadError
from pages.ui.plain_text import plain
from pages.ui.scroll import at_top_when_opened

LOGO = str(Path(__file__).with_name("logo.svg"))
MARK = str(Path(__file__).with_name("mark.svg"))

_PROBLEM = "frame.problem"

PAGES: dict[str, str] = {
    "home": "pages/home.py",
    "data": "pages/data.py",
    "task": "pages/task.py",
    "graph": "pages/graph.py",
    "train": "pages/train.py",
    "evaluation": "pages/evaluation.py",
    "models": "pages/models.py",
    "leads": "pages/leads.py",
    "lead": "pages/lead.py",
    "accounts": "pages/accounts.py",
}


# A table's built-in download would let formulas of a client list run in a spreadsheet, and in the list of
# leads its search would see one page only; the pages have their own, safe ones.
_NO_TABLE_TOOLS = (
    "<style>[aria-label^='Download as CSV'], .st-key-leads-list [aria-label^='Search']"
    " { display: none; }</style>"
)


def header(title: str, question: str) -> None:
    """The page's title and, under it, the question that it answers. Every page calls it first."""
    _through_the_frame()
    st.title(title, anchor=False)
    st.caption(question)
    st.html(_NO_TABLE_TOOLS)
    at_top_when_opened(title)
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        show_error(problem)


def remember_problem(error: GraphLeadError) -> None:
    """Keeps an error that was met before the page began; the page's header shows it."""
    st.session_state[_PROBLEM] = error


def _through_the_frame() -> None:
    """Starts over through app.py where Streamlit opened a page file by itself.

    Until app.py has called `st.navigation` once, Streamlit takes a folder named pages/ for its older kind of
    app, so the first link into a fresh server would show a page without navigation.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def go(page: str) -> NoReturn:
    """Opens another page; workspace, run and lead stay in use."""
    kept = {
        name: st.session_state[name]
        for name in ("workspace", "run", "masked", *(("lead",) if page == "lead" else ()))
        if st.session_state.get(name)
    }
    st.switch_page(PAGES[page], query_params=kept)


def empty(text: str, button: str, page: str) -> None:
    """The empty state: what is missing and the one button that helps. Ends the page."""
    with st.container(border=True):
        st.markdown(f"##### {button}")
        st.write(text)
        if st.button(button, type="primary", key=f"empty.{page}"):
            go(page)
    st.stop()


def show_error(error: GraphLeadError) -> None:
    """One clear box: what is wrong, what was found, what is expected, what to do."""
    lines = [f"**{plain(error.problem.rstrip('.'))}.**"]
    if error.found:
        lines.append(f"Found: {plain(error.found)}")
    if error.expected:
        lines.append(f"Expected: {plain(error.expected)}")
    if error.action:
        lines.append(f"What to do: {plain(error.action)}")
    st.error("  \n".join(lines), icon=":material/error:")


@contextmanager
def guarded() -> Iterator[None]:
    """A `GraphLeadError` inside becomes one clear box; the rest of the page still works."""
    try:
        yield
    except GraphLeadError as error:
        show_error(error)


def facts(tiles: Sequence[tuple[str, str, str | None]]) -> None:
    """A row of tiles: label, value and one-line help."""
    for column, (label, value, help_text) in zip(st.columns(len(tiles)), tiles, strict=True):
        column.metric(label, value, help=help_text, border=True)
