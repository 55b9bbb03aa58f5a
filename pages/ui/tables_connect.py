"""Bringing tables from a database or a customer system: secrets are asked for, used once, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from core.workspace import Workspace
from pages.ui.frame import guarded
from pages.ui.tables_upload import bring_from

_HELP = (
    "Tables are copied once, with the keys that are known there; nothing is written there. Addresses look like "
    "postgresql://user@host/database, sqlite:///folder/file.db, duckdb:///folder/file.duckdb, "
    "salesforce://mycompany.my.salesforce.com or hubspot://."
)
_WIDTH = 460  # pixels: an address is long


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to connect to.

    Attributes:
        address: As typed.
        secret: A password or token; not shown where this is printed.
        names: The tables to read; (): all.
    """

    address: str = field(repr=False)
    secret: str = field(repr=False)
    names: tuple[str, ...] = ()


def popover(workspace_for: Callable[[str], Workspace]) -> None:
    """The folded form; what goes wrong is said below it. Its fields are empty once it was sent.

    Args:
        workspace_for: The workspace for tables of that name.
    """
    with st.popover("Or connect to a database or CRM", icon=":material/database:"):
        wanted = _form()
        if wanted is not None:
            with guarded():
                connect(wanted, workspace_for)


def _form() -> Wanted | None:
    """What was asked for on this run, or None."""
    with st.form("data.connect", clear_on_submit=True, border=False):
        address = st.text_input("Address", key="data.connect.address", help=_HELP, width=_WIDTH)
        secret = st.text_input(
            "Password or access token",
            type="password",
            key="data.connect.password",
            help="Used once and kept nowhere. Write it here, not into the address.",
            width=_WIDTH,
        )
        names = st.text_input(
            "Tables of a database",
            key="data.connect.names",
            placeholder="all",
            help="Names with commas between them.",
            width=_WIDTH,
        )
        asked = st.form_submit_button("Connect", key="data.connect.go")
    if not asked or not address.strip():
        return None
    return Wanted(address.strip(), secret, tuple(name.strip() for name in names.split(",") if name.strip()))


def connect(wanted: Wanted, workspace_for: Callable[[str], Workspace]) -> None:
    """Copies the tables into a workspace and opens it.

    Args:
        wanted: What was asked for.
        workspace_for: The workspace for tables of that name.

    Raises:
        GraphLeadError: the database cannot be reached or holds nothing that can be used.
    """
    from core.connectors.choosing import tables_from, title_of

    workspace = workspace_for(title_of(wanted.address))
    bring_from(
        lambda report: tables_from(
            wanted.address, wanted.names or None, report, secret=wanted.secret or None
        ),
        workspace,
    )
