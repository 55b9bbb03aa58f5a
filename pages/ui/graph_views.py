"""The views of the graph page: building, the whole book, around one client, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.graph.building import graph_for, graph_key, is_built
from core.graph.neighborhood import Neighborhood, neighborhood, row_of
from core.graph.recipe import GraphRecipe, relation_title
from core.plots.book import book_figure
from core.plots.network import gap_words, network_payload
from core.tables.display import Names
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from pages.ui import cache, cache_graph, jobs, words
from pages.ui.figures import show
from pages.ui.frame import facts, go
from pages.ui.masking import name_of, named_ids, named_neighborhood, row_asked
from pages.ui.naming import outcome_words, relation_words
from pages.ui.network import network_picture
from pages.ui.plain_text import plain
from pages.ui.state import current_lead, use_lead

if TYPE_CHECKING:
    from core.graph.customer_graph import CustomerGraph

VIEWS = ("The whole book", "Around one client", "Numbers")
_ANSWERS = {1: "said yes", 0: "said no", -1: "not yet known"}


def built_graph(table: Table, task: PredictionTask, recipe: GraphRecipe) -> str | None:
    """The key of the graph if it is there; else the button that builds it, or how far that is."""
    key = graph_key(table, task, recipe)
    if is_built(table, task, recipe):
        jobs.forget_job(key)
        return key
    if jobs.watched(key, _phase_words):
        return None
    if not recipe.relations:
        st.info("No relation is chosen: add one below.", icon=":material/hub:")
    elif st.button("Build the graph", type="primary", key="graph.build"):
        jobs.start_job(
            key, lambda report: graph_for(table, task, recipe, report=report), "The graph could not be built"
        )
        st.rerun()
    return None


def _phase_words(phase: str) -> str:
    relation = phase.removeprefix("linking: ")
    return f"linking: {relation_title(relation)}" if relation != phase else phase


def views(key: str, task: PredictionTask, called: Names) -> None:
    """The chosen view of a built graph."""
    if st.session_state.get("graph.key") != key:
        st.session_state["graph.key"] = key
        st.session_state.pop("graph.row", None)
    st.session_state.setdefault("graph.view", VIEWS[0])
    view = st.segmented_control("View", VIEWS, key="graph.view", label_visibility="collapsed")
    if view == VIEWS[1]:
        around_one(key, called)
    elif view == VIEWS[2]:
        numbers(key, called)
    else:
        whole_book(key, task, called)


def tiles(key: str) -> None:
    """The graph in four numbers."""
    measured = cache_graph.measures(key)
    alone = measured.n_isolated
    facts(
        [
            ("Clients", words.count(measured.n_nodes), "Every client is a point of the graph."),
            ("Links", words.count(measured.n_edges), "From a client that is heard to one that hears."),
            (
                "Clients without a link",
                words.count(alone),
                "Their score comes from their own columns alone.",
            ),
            (
                "Groups held together",
                words.count(measured.n_components),
                f"The largest holds {words.percent(measured.largest_share)} of all clients.",
            ),
        ]
    )


def whole_book(key: str, task: PredictionTask, called: Names) -> None:
    """All clients as points in fixed places; a click draws the links of one."""
    data, names = cache_graph.book(key)
    data = data.assign(id=named_ids(data["id"], data["row"]))
    row = st.session_state.get("graph.row")
    linked = None
    if row is not None and row < len(data):
        around = neighborhood(cache.graph(key), row, max_neighbours=100)
        linked = np.array([neighbour.row for neighbour in around.neighbours], dtype=np.int64)
    else:
        row = None
    dark = st.context.theme.type == "dark"
    outcome = outcome_words(task, called)
    chart = book_figure(data, chosen=row, linked=linked, names=names, outcome=outcome, dark=dark)
    show(chart, data.drop(columns="row"), "whole-book", key="graph.book", on_select=_pick)
    st.caption(
        "Clients whom links hold together stand on one island; alike islands lie near each other. Places "
        "never change. Click a point to see whom that client hears."
    )
    if row is not None:
        _chosen_line(key, row)


def _pick() -> None:
    """Remembers the clicked point."""
    points = st.session_state["graph.book"]["selection"]["points"]
    for point in points:
        row = point.get("customdata")
        row = row[0] if isinstance(row, (list, tuple)) else row
        if row is not None:
            st.session_state["graph.row"] = int(row)


def _chosen_line(key: str, row: int) -> None:
    around = named_neighborhood(neighborhood(cache.graph(key), row))
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.text(
        f"{around.id} hears {words.count(around.n_heard)} clients, {words.count(around.n_hearing)} hear it."
    )
    right.button("See who is around", key="graph.see", width="stretch", on_click=_see)


def _see() -> None:
    st.session_state["graph.view"] = VIEWS[1]


def around_one(key: str, called: Names) -> None:
    """The neighbourhood of one client, as a picture and a table."""
    graph = cache.graph(key)
    row = _row_in_view(key)
    st.session_state["graph.client"] = name_of(str(graph.ids[row]), row)
    st.text_input("Client", key="graph.client", on_change=_search, args=(key,))
    missed = st.session_state.pop("graph.missed", None)
    if missed is not None:
        st.text(f"There is no client “{missed}”. Write the id as your table has it.")
    around = named_neighborhood(neighborhood(graph, row))
    words_of = _relations(key, called)
    relations = {name: words_of[name][0] for name in graph.relations}
    payload = network_payload(around, relation_words=relations, answer_words=_ANSWERS)
    clicked = network_picture(payload, key="graph.network")
    st.text(payload["text"])
    st.caption(
        "● said yes   ○ said no (red)   ◌ not yet known, or kept for the final exam. Full lines carry a "
        "known answer, dashed ones only columns; the thicker, the more alike. Click a neighbour to open it."
    )
    if around.neighbours:
        st.dataframe(_table(around, relations), hide_index=True, width="stretch", key="graph.table")
    if st.button("Open this client's lead page", key="graph.lead"):
        use_lead(around.id)
        go("lead")
    if clicked is not None and clicked != row:
        st.session_state["graph.row"] = clicked
        st.rerun()


def _row_in_view(key: str) -> int:
    """The chosen client, the lead in use, or the last client that hears somebody."""
    graph = cache.graph(key)
    row = st.session_state.get("graph.row")
    if row is None and (lead := current_lead()):
        row = _row_asked(graph, lead)
    if row is None or row >= graph.n_nodes:
        last = [int(e.edge_index[1][-1]) for e in graph.relations.values() if e.n_edges]
        row = max(last, default=0)
    st.session_state["graph.row"] = row
    return int(row)


def _row_asked(graph: CustomerGraph, client: str) -> int | None:
    """The row of a client by its id or its masked name."""
    row = row_of(graph, client)
    if row is None:
        row = row_asked(client)
    return row if row is not None and row < graph.n_nodes else None


def _search(key: str) -> None:
    asked = st.session_state["graph.client"].strip()
    row = _row_asked(cache.graph(key), asked)
    if row is None:
        st.session_state["graph.missed"] = asked
    else:
        st.session_state["graph.row"] = row


def _table(around: Neighborhood, relations: dict[str, str]) -> pd.DataFrame:
    rows = [
        {
            "client": n.id,
            "heard over": ", ".join(relations[name] for name in n.relations),
            "answer": _ANSWERS[n.answer],
            "similarity": words.percent(n.similarity),
            **({"contact": gap_words(n.gap, around.unit)} if around.unit else {}),
        }
        for n in around.neighbours
    ]
    return pd.DataFrame(rows)


def _relations(key: str, called: Names) -> dict[str, tuple[str, str]]:
    """Title and sentence of each relation of a graph, by its name."""
    graph = cache.graph(key)
    recipe = GraphRecipe.model_validate(graph.recipe)
    told = {relation.name: relation_words(relation, called) for relation in recipe.relations}
    return {n: told.get(n, (relation_title(n), edges.sentence)) for n, edges in graph.relations.items()}


def numbers(key: str, called: Names) -> None:
    """Every relation in numbers with a sentence each."""
    measured = cache_graph.measures(key)
    words_of = _relations(key, called)
    for relation in measured.relations:
        title, told = words_of[relation.name]
        with st.container(border=True):
            st.subheader(plain(title[:1].upper() + title[1:]), anchor=False)
            st.text(told)
            for name, sentence in measured.sentences(relation).items():
                left, right = st.columns([1, 6])
                left.caption(name)
                right.text(sentence)
    st.caption(
        "A similarity graph over the same columns adds little that tree models do not see; links that carry "
        "known answers of earlier clients are where a graph helps. " + words.HELP["homophily"]
    )
