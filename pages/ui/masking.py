"""Masked names: the one switch, and what clients are called on every page while it is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd

    from core.explanation.lead_explanation import LeadExplanation
    from core.explanation.row_evidence import RowEvidence
    from core.graph.neighborhood import Neighborhood
    from core.tables.table import Role, Table

_ON = "masked"  # in the session, and in the address, so that a reload does not show names to a room


def masked() -> bool:
    """True while names are masked."""
    return bool(st.session_state.get(_ON))


def sync_switch() -> None:
    """Adopts what a link asks for, and writes the switch back into the address (once a rerun)."""
    if _ON in st.query_params:
        st.session_state[_ON] = "1" if st.query_params[_ON] == "1" else ""
    _into_address()


def _into_address() -> None:
    if masked():
        if st.query_params.get(_ON) != "1":
            st.query_params[_ON] = "1"
    elif _ON in st.query_params:
        del st.query_params[_ON]


def switch(key: str) -> None:
    """The switch itself; turning it draws the whole page anew."""
    st.session_state[key] = masked()
    wanted = st.toggle(
        "Mask names",
        key=key,
        on_change=_turned,
        args=(key,),
        help="For showing the app to others: names and free text are replaced on every page, in exports and "
        "in prints. A client is called by its row in the table instead.",
    )
    if wanted != bool(st.session_state.get("masked.drawn", wanted)):
        st.session_state["masked.drawn"] = wanted
        st.rerun()
    st.session_state["masked.drawn"] = wanted


def _turned(key: str) -> None:
    st.session_state[_ON] = "1" if st.session_state[key] else ""
    _into_address()


def name_of(client: str, row: int) -> str:
    """What a client is called on screen: its id, or its masked name."""
    from core.leads.masking import masked_name

    return masked_name(row) if masked() else client


def named_explanation(explanation: LeadExplanation) -> LeadExplanation:
    """The explanation with every client, and what its rows hold, called as on screen."""
    rows = _shown_rows(explanation)
    if not masked():
        return explanation.model_copy(update={"rows": rows})
    neighbours = tuple(
        one.model_copy(update={"id": name_of(one.id, one.row)}) for one in explanation.neighbours
    )
    own = name_of(explanation.id, explanation.row)
    return explanation.model_copy(
        update={
            "id": own,
            "neighbours": neighbours,
            "rows": rows,
        }
    )


def _shown_rows(explanation: LeadExplanation) -> tuple[RowEvidence, ...]:
    """Rows of linked tables with shown names of tables and columns; masked before, which goes by those of the file."""
    from pages.ui.naming import names_of

    if not explanation.rows:
        return ()
    names = names_of(explanation.run_id)
    rows = _unnamed_rows(explanation) if masked() else explanation.rows
    return tuple(row.shown(names) for row in rows)


def _unnamed_rows(explanation: LeadExplanation) -> tuple[RowEvidence, ...]:
    """Rows of linked tables without anything that can name somebody: keys, links to others, free text."""
    from core.leads.masking import MASK, hidden_columns
    from core.runs.run import Run

    origin = Run(id=explanation.run_id).config().task.origin
    hidden = hidden_columns(origin.tables) if origin is not None else {}
    return tuple(
        row.model_copy(
            update={
                "name": f"#{row.node + 1:,}",
                "lead": name_of(row.lead, row.lead_row) if row.lead_row >= 0 else "",
                "cells": {c: MASK if c in hidden.get(row.table, {c}) else t for c, t in row.cells.items()},
            }
        )
        for row in explanation.rows
    )


def named_neighborhood(around: Neighborhood, *, hide: bool | None = None) -> Neighborhood:
    """The neighbourhood with every client called as on screen.

    Args:
        around: Who is around.
        hide: For what is cached, whether names are masked; None: as the switch says.
    """
    from core.leads.masking import masked_name

    if not (masked() if hide is None else hide):
        return around
    neighbours = tuple(replace(one, id=masked_name(one.row)) for one in around.neighbours)
    return replace(around, id=masked_name(around.row), neighbours=neighbours)


def named_ids(ids: Any, rows: Any) -> Any:
    """Ids of many clients as on screen."""
    from core.leads.masking import masked_names

    return masked_names(rows) if masked() else ids


def without_names(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Rows of a table in which no column names anybody while names are masked; else the same object."""
    from core.leads.masking import MASK, naming_columns

    if not masked():
        return rows
    hidden = naming_columns(table)
    return rows.assign(**{str(name): MASK for name in rows.columns if name in hidden})


def unnamed(text: str, role: Role) -> str:
    """A value as on screen: masked where values of that role can name somebody and names are masked."""
    from core.leads.masking import MASK, NAMING_ROLES

    return MASK if masked() and role in NAMING_ROLES else text


def row_asked(text: str) -> int | None:
    """The row of a client that was asked for by its masked name, None for any other text."""
    from core.leads.masking import row_of_masked

    return row_of_masked(text)
