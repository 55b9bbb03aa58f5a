"""Bringing several files in at once: they become one workspace of linked tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.workspace import Workspace, create_workspace
from pages.ui.drop_area import close_drop_area
from pages.ui.frame import show_error
from pages.ui.naming import names_in
from pages.ui.plain_text import plain
from pages.ui.reading import Reading, reading
from pages.ui.scroll import back_to_top
from pages.ui.state import save

if TYPE_CHECKING:
    from core.tables.bundle import Bundle
    from core.tables.parts import Report


def bring_together(paths: Sequence[Path], workspace: Workspace) -> None:
    """Reads the files, proposes how they hang together, keeps the uploads and opens the workspace.

    A file that cannot be read is reported; the others are kept.

    Args:
        paths: Kept uploads, or one zip with several tables.
        workspace: Where they belong; what it holds stays beside the new ones.

    Raises:
        TableError: none of the files can be used.
        StorageError: the disk is full.
    """
    from core.tables.bundle import read_bundle
    from core.tables.uploads import move_upload

    with reading("data.stop_tables") as work:
        bundle = read_bundle(list(paths), work.report, reader=work.reader)
    create_workspace(workspace.name)
    for path in paths:
        move_upload(path, workspace.uploads)
    _open(bundle, workspace, work)


def bring_from(read: Callable[[Report], Bundle], workspace: Workspace) -> None:
    """Reads tables from somewhere else than files, proposes how they hang together, and opens the workspace.

    Args:
        read: Reads them, telling how far it is.
        workspace: Where they belong; what it holds stays beside the new ones.

    Raises:
        GraphLeadError: nothing could be read.
    """
    with reading("data.stop_tables") as work:
        bundle = read(work.report)
    _open(bundle, workspace, work)


def _open(bundle: Bundle, workspace: Workspace, work: Reading) -> None:
    from core.tables.link_proposals import propose_links

    work.show("looking for what links the tables", 0.9)
    create_workspace(workspace.name)
    saved = save(workspace.with_tables(propose_links(workspace.beside(bundle.tables))))
    if said := workspace.said_of_question(saved):
        st.toast(plain(names_in(workspace).told(said)), icon=":material/help:", duration="infinite")
    st.session_state["data.failures"] = [error for _, error in bundle.failures]
    close_drop_area()
    back_to_top()
    st.rerun()


def failures() -> None:
    """Says which files of the last upload could not be read."""
    for error in st.session_state.pop("data.failures", []):
        show_error(error)
