"""Cached parts of the Lead page: explanations, places in the list, and a client's chances in other runs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import GraphLeadError
from core.explanation.lead_explanation import LeadExplanation
from core.leads.ranking import Who
from core.leads.who import who
from core.runs.registry import find_run, list_runs
from core.runs.run import Run
from core.runs.status import read_status
from core.tables.display import Names
from models.catalog import MODELS
from pages.ui import cache, cache_leads
from pages.ui.masking import named_neighborhood
from pages.ui.naming import names_of, relation_words

_MOST_DRAWN = 24
_NAMES_SHOWN = 3  # of linked rows, beside the client's own


def explanation(run_id: str, row: int) -> LeadExplanation:
    """The explanation of one client; a frozen record that all sessions share."""
    names = names_of(run_id)
    return _explanation(run_id, row, names.key, names)


@st.cache_resource(max_entries=64, show_spinner="Working out why …")
def _explanation(run_id: str, row: int, names_key: str, _names: Names) -> LeadExplanation:
    from core.explanation.explain import explain_lead

    opened = cache.opened(run_id)
    return explain_lead(opened, row, cache.table_frame(opened.table), _names)


def who_is(run_id: str, row: int) -> str:
    """What the table calls a client, "" where it has no name for it."""
    table = cache.opened(run_id).table
    return who(table, cache.table_frame(table).take([row]))[0]


def belongs_to(run_id: str, row: int) -> str:
    """What the linked rows of a client are called, such as its company; "" where nothing names them."""
    table, names = cache.opened(run_id).table, names_of(run_id)
    cells = cache.table_frame(table).take([row]).iloc[0]
    naming = [column.name for column in table.columns if column.names_row and pd.notna(cells[column.name])]
    return " · ".join(f"{names.column(name)}: {cells[name]}" for name in naming[:_NAMES_SHOWN])


def picture(run_id: str, row: int, *, masked: bool = False) -> dict[str, Any]:
    """The network picture's payload: the explanation's neighbours, line width by attention or by points."""
    names = names_of(run_id)
    return _picture(run_id, row, masked, names.key, names)


@st.cache_resource(max_entries=64, show_spinner=False)
def _picture(run_id: str, row: int, masked: bool, names_key: str, _names: Names) -> dict[str, Any]:
    from core.graph.neighborhood import neighborhood
    from core.plots.network import network_payload

    explained, task = explanation(run_id, row), cache.opened(run_id).config.task
    heard, said = explained.neighbours, _names.value(task.target, task.positive)
    looked = any(one.attention is not None for one in heard)
    largest = max((abs(one.contribution or 0.0) for one in heard), default=0.0) or 1.0
    strength = {
        one.row: (one.attention or 0.0) if looked else abs(one.contribution or 0.0) / largest for one in heard
    }
    around = neighborhood(cache.opened(run_id).graph, row, _MOST_DRAWN, rows=[one.row for one in heard])
    return network_payload(
        named_neighborhood(around, hide=masked),
        strength=strength,
        answer_words={1: f"said {said}", 0: f"did not say {said}", -1: "not yet known"},
        relation_words=relation_titles(run_id),
        strength_word="looked at" if looked else "moved the chance, of the most",
    )


@st.cache_data(max_entries=16, show_spinner=False)
def node_types(run_id: str) -> tuple[str, ...]:
    """The kinds of rows in the graph of a run of many tables; none where there is one table."""
    from core.graph.relational_store import load_relational

    seeds = cache.opened(run_id).graph.seeds
    return () if seeds is None else tuple(load_relational(seeds.tables_key).nodes)


def relation_titles(run_id: str) -> dict[str, str]:
    """What the relations of a run's graph are called on screen, by name."""
    names = names_of(run_id)
    return {one.name: relation_words(one, names)[0] for one in find_run(run_id).config().recipe.relations}


@st.cache_resource(max_entries=6, show_spinner=False)
def places(run_id: str, who: Who) -> pd.Index:
    """Ids in the order of the list: the place of an id is its rank minus 1."""
    return pd.Index(cache_leads.source(run_id, who).leads["id"])


@st.cache_data(max_entries=64, show_spinner="Looking at the other runs …")
def history(workspace: str, table_hash: str, row: int, run_ids: tuple[str, ...]) -> pd.DataFrame:
    """A client's chance and rank in every finished run on the same table, latest first.

    Columns: run, model, finished, chance, rank, of.
    """
    lines = []
    for run_id in run_ids:
        run = Run(id=run_id)
        try:
            scores = cache.scores(run_id)
            mine = scores.iloc[row]
            lines.append(
                {
                    "run": run_id,
                    "model": MODELS[run.config().train.model].title,
                    "finished": pd.to_datetime(read_status(run).ended, unit="s"),
                    "chance": float(mine["probability"]),
                    "rank": int(mine["rank"]),
                    "of": len(scores),
                }
            )
        except GraphLeadError:
            continue
    return pd.DataFrame(lines)


def runs_on(workspace: str, table_hash: str, most: int = 12) -> tuple[str, ...]:
    """Finished runs of a workspace that scored the same table, latest first."""
    found = []
    for run in list_runs(workspace):
        if len(found) == most:
            break
        try:
            if read_status(run).state == "finished" and run.config().table_hash == table_hash:
                found.append(run.id)
        except GraphLeadError:
            continue
    return tuple(found)
