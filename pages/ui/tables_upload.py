"""Bringing several files in at once: they become one workspace of linked tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.workspace import Workspace, create_workspace
from pages.ui.frame import show_error
from pages.ui.plain_text import plain
from pages.ui.state import save


def bring_together(paths: Sequence[Path], workspace: Workspace) -> None:
    """Reads the files, proposes how they hang together, keeps the uploads and opens the workspace.

    A file that cannot be read is reported; the others are kept.

    Args:
        paths: Kept uploads, or one zip with several tables.
        workspace: Where they belong; its tables, if it has some, stay beside the new ones.

    Raises:
        TableError: none of the files can be used.
        StorageError: the disk is full.
    """
    from core.tables.bundle import read_bundle
    from core.tables.link_proposals import propose_links
    from core.tables.uploads import move_upload

    bar = st.progress(0.0, "Reading")
    bundle = read_bundle(
        list(paths), lambda phase, share: bar.progress(min(0.9 * share, 1.0), plain(phase).capitalize())
    )
    bar.progress(0.9, "Looking for what links the tables")
    tables = bundle.tables
    if workspace.tables is not None:
        for linked in tables.tables:
            workspace = workspace.with_tables(workspace.tables.with_table(linked))
        tables = workspace.tables
    tables = propose_links(tables)
    create_workspace(workspace.name)
    for path in paths:
        move_upload(path, workspace.uploads)
    save(workspace.with_tables(tables))
    st.session_state["data.failures"] = [error for _, error in bundle.failures]
    st.rerun()


def failures() -> None:
    """Says which files of the last upload could not be read."""
    for error in st.session_state.pop("data.failures", []):
        show_error(error)
