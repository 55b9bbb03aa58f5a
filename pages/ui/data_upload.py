"""Bringing a file in: upload, first rows at once, reading with progress, and a workspace of its own."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import GraphLeadError, TableError
from core.tables.options import ReadOptions
from core.tables.unpacking import SeveralFilesError
from core.workspace import Workspace, create_workspace, list_workspaces
from pages.ui import tables_connect
from pages.ui.drop_area import close_drop_area, drop_area_key, drop_area_open
from pages.ui.frame import guarded
from pages.ui.read_options import CHOICES, read_options
from pages.ui.reading import reading
from pages.ui.scroll import back_to_top
from pages.ui.state import current_workspace, save

if TYPE_CHECKING:
    from core.tables.sheets import Sheet

_REFUSED = "data.refused"
_OWN, _BESIDE = "In a workspace of its own", "Beside what is here, as linked tables"


def bring() -> None:
    """The drop area with the ways to connect, the template and the public file beside it."""
    with guarded():
        uploader()
    with st.container(horizontal=True):
        tables_connect.popover(workspace_for)
        template()
        fetch = uci_button()
    if fetch:
        with guarded():
            fetch_uci()


def new_file() -> None:
    """The same, folded away at the top of a page that already shows data: for a new workspace, or for this one."""
    with st.expander(
        "New file, or more tables",
        icon=":material/upload:",
        expanded=drop_area_open(),
        key=f"data.new_file.{drop_area_key()}",
    ):
        st.segmented_control(
            "Where it goes",
            (_OWN, _BESIDE),
            default=_OWN,
            required=True,
            key=_where_key(),
            help="Beside what is here: companies, activities or deals that belong to these rows. Keys and links are "
            "proposed, and a question can then be asked of all of them.",
        )
        bring()


def _where_key() -> str:
    return f"data.where.{drop_area_key()}"


def _beside() -> Workspace | None:
    """The workspace in use, where somebody brings more tables to it."""
    return current_workspace() if st.session_state.get(_where_key()) == _BESIDE else None


def uploader() -> None:
    """The drop area; a new file is kept, shown and read, and its workspace opened.

    Raises:
        TableError: the file cannot be used.
        StorageError: the disk is full.
    """
    from core.tables.uploads import keep_upload

    several = st.file_uploader(
        "A file with one row a client, or several tables of a CRM at once",
        type=None,  # what a file is stands in it, not in its name: exports end in .data, .psv or nothing at all
        key=drop_area_key(),
        accept_multiple_files=True,
        help="CSV or TSV with any delimiter and encoding, Parquet or Excel, also packed as .gz or .zip; "
        "up to 1 million rows a table. Several files, or a zip of several, become linked tables. The files stay "
        "on this machine.",
    )
    if not several:
        _forget_upload()
        Thread(target=_get_ready, daemon=True).start()  # a file will probably come
        return
    if len(several) > 1 or _beside() is not None:
        dropped = [one.file_id for one in several]
        if st.session_state.get("data.brought") != dropped:  # they stay there where none could be read
            paths = [keep_upload(one, one.name) for one in several]
            st.session_state["data.brought"] = dropped
            _together(paths, several[0].name)
        return
    given = several[0]
    incoming = st.session_state.get("data.incoming")
    if incoming is None or incoming[0] != given.file_id:
        for choice in CHOICES:
            st.session_state.pop(f"data.{choice}", None)
        _forget_upload()
        incoming = (given.file_id, str(keep_upload(given, given.name)), given.name)
        st.session_state["data.incoming"] = incoming
    _, path, name = incoming
    if not Path(path).is_file():
        return  # it was read; its workspace is open
    with st.popover("How the file is read", icon=":material/tune:"):
        options = read_options("data", _sheets(Path(path)))
        _offer_all_sheets(Path(path), name, "data.all_sheets")
    known = st.session_state.get(_REFUSED)
    if known is not None and known[0] == path and known[1] in (None, options):
        raise known[2]  # it would end the same way
    try:
        workspace = bring_in(Path(path), name, options, workspace_for(name))
    except SeveralFilesError:
        raise
    except GraphLeadError as error:
        st.session_state[_REFUSED] = (path, options, error)
        raise
    _keep(Path(path), workspace)
    save(workspace)
    close_drop_area()
    back_to_top()
    st.rerun()


def _get_ready() -> None:
    """Starts the process that will read the file, so that nobody waits for it; once for all who look."""
    from core.tables.worker_process import warm

    warm()


def _forget_upload() -> None:
    """Deletes an upload that waited to be read and was taken away; one that was read has moved on."""
    from core.tables.uploads import drop_upload

    incoming = st.session_state.pop("data.incoming", None)
    if incoming is not None:
        drop_upload(Path(incoming[1]))


def bring_in(path: Path, name: str, options: ReadOptions, workspace: Workspace) -> Workspace:
    """Shows the first rows at once, reads the table, and puts it into the workspace (not stored yet).

    Raises:
        TableError: the file cannot be used.
        StorageError: the disk is full.
    """
    from core.tables.quality import quality_report

    place = st.container()
    try:
        with reading("data.stop", lambda: _stopped(path)) as work:
            first = work.reader.preview(path, 20, options, work.report)
            place.caption("First rows, as they stand in the file")
            place.dataframe(first, width="stretch", height=220, hide_index=True)
            table = work.reader.read_table(path, source_name=name, options=options, report=work.report)
        work.show("Looking at its quality", 0.92)
        quality_report(table)
    except SeveralFilesError as several:
        if st.button("Bring all of them as linked tables", type="primary", key="data.all_members"):
            _together([path], name)
        st.selectbox("Or which one of the zip file?", several.members, index=None, key="data.member")
        raise
    return workspace.with_table(table)


def _stopped(path: Path) -> None:
    """Remembers that a person stopped the reading of a file, so that it does not begin again at once."""
    st.session_state[_REFUSED] = (
        str(path),
        None,
        TableError("The reading was stopped", action="To read the file after all, bring it again"),
    )


def _sheets(path: Path) -> list[Sheet]:
    """The filled sheets of a workbook; [] for other files, and for those that cannot be opened."""
    if path.suffix.lower() not in (".xlsx", ".xls", ".xlsm"):
        return []
    known = st.session_state.get("data.sheets")
    if known is None or known[0] != str(path):
        from core.tables.reading_process import reading_process

        try:
            with reading_process() as reader:
                known = (str(path), reader.sheets(path, None))
        except GraphLeadError:
            known = (str(path), [])  # reading it says why
        st.session_state["data.sheets"] = known
    return list(known[1])


def _offer_all_sheets(path: Path, name: str, key: str) -> None:
    """A button that brings the sheets of a workbook as linked tables, where several are tables."""
    if sum(sheet.is_table for sheet in _sheets(path)) > 1 and st.button(
        "Bring all its sheets as linked tables", key=key
    ):
        _together([path], name)


def _together(paths: list[Path], name: str) -> None:
    """Several tables: into the workspace in use where it has tables or nothing yet, else into a new one."""
    from pages.ui.tables_upload import bring_together

    bring_together(paths, workspace_for(name))


def workspace_for(name: str) -> Workspace:
    """The workspace in use if it holds no table yet or gets more of them, else a new, not yet stored one named after
    the file.
    """
    from core.workspace import workspace_name

    workspace = _beside() or current_workspace()
    if workspace is not None and (workspace.brought is None or _beside() is not None):
        return workspace
    taken = set(list_workspaces())
    base = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.partition(".")[0]).strip("-")
    title = base or "table"
    place = 1
    while workspace_name(title) in taken:
        place += 1
        title = f"{base or 'table'}-{place}"
    return Workspace(name=workspace_name(title), title=title)


def _keep(path: Path, workspace: Workspace) -> None:
    from core.tables.uploads import move_upload

    create_workspace(workspace.name)
    move_upload(path, workspace.uploads)


def read_again(workspace: Workspace) -> None:
    """Reads the kept upload of a workspace once more, in another way.

    Raises:
        TableError: the file cannot be read that way.
    """
    from core.tables.uploads import find_upload

    table = workspace.table
    path = None if table is None else find_upload(workspace.uploads, table.source_name)
    if table is None or path is None:
        st.caption("The uploaded file is not kept in this workspace, so it cannot be read again.")
        return
    options = read_options("data.again", _sheets(path))
    _offer_all_sheets(path, table.source_name, "data.again.all_sheets")
    if st.button("Read the file again this way", key="data.again"):
        changed = bring_in(path, table.source_name, options, workspace)
        save(changed)
        st.rerun()


def uci_button() -> bool:
    """The button that fetches the public UCI bank file."""
    from core.tables.uci import CREDIT

    return st.button(
        "Fetch the public bank file",
        icon=":material/cloud_download:",
        key="data.fetch",
        help=f"45,211 clients of a Portuguese bank, 1 MB from archive.ics.uci.edu. {CREDIT}.",
    )


def fetch_uci() -> None:
    """Fetches the public file into a workspace.

    Raises:
        TableError: no connection, or not the known file.
    """
    from core.settings import load_settings
    from core.tables.uci import fetch_bank

    with st.spinner("Fetching bank-full.csv"):
        path = fetch_bank(load_settings().home / "incoming" / "uci")
    if _beside() is not None:
        _together([path], path.name)
    workspace = bring_in(path, path.name, ReadOptions(), workspace_for(path.name))
    _keep(path, workspace)
    save(workspace)
    close_drop_area()
    back_to_top()
    st.rerun()


def template() -> None:
    """A button that downloads the template."""
    from core.tables.template import template_csv

    st.download_button(
        "Template (CSV)",
        data=template_csv(),
        file_name="clients_template.csv",
        mime="text/csv",
        key="data.template",
        icon=":material/download:",
        on_click="ignore",
        help="The columns a campaign file usually has, with five made-up rows.",
    )
