"""The frame of a page: header, empty state, error box, tiles and going from page to page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from core.errors import GraphLeadError

LOGO = str(Path(__file__).with_name("logo.svg"))
MARK = str(Path(__file__).with_name("mark.svg"))

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
}


def header(title: str, question: str) -> None:
    """The page's title and, under it, the question that it answers. Every page calls it first."""
    _through_the_frame()
    st.title(title, anchor=False)
    st.caption(question)


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
        for name in (("workspace", "run", "lead") if page == "lead" else ("workspace", "run"))
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
    lines = [f"**{_plain(error.problem.rstrip('.'))}.**"]
    if error.found:
        lines.append(f"Found: {_plain(error.found)}")
    if error.expected:
        lines.append(f"Expected: {_plain(error.expected)}")
    if error.action:
        lines.append(f"What to do: {_plain(error.action)}")
    st.error("  \n".join(lines), icon=":material/error:")


def _plain(text: str) -> str:
    """Text of a table or file name as text: Markdown's special characters lose their meaning."""
    for character in "\\`*_{}[]<>#$~:":
        text = text.replace(character, f"\\{character}")
    return text


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
