"""The Graph page of many tables: what is linked with what, and who was around one row on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.graph.relational_neighborhood import relational_neighborhood, title_of_relation
from core.graph.relational_store import load_relational
from core.plots.tables_network import SHAPES, day_words, tables_payload, type_styles
from core.tables.display import Names
from core.tables.proposed_names import lower_first
from core.task.prediction_task import PredictionTask, QueryOrigin
from pages.ui import cache, words
from pages.ui.frame import facts, go
from pages.ui.masking import masked, name_of, row_asked
from pages.ui.network import legend, network_picture
from pages.ui.plain_text import plain
from pages.ui.state import current_lead, use_lead

if TYPE_CHECKING:
    from core.graph.customer_graph import CustomerGraph, Seeds
    from core.graph.relational_graph import RelationalGraph
    from core.graph.relational_neighborhood import RelatedRow, RelationalNeighborhood

VIEWS = ("Around one", "Numbers")
_EPOCH = date(1970, 1, 1)
_SHAPE_MARKS = dict(zip(SHAPES, "●■◆▲⬢▼★", strict=True))


def tiles(key: str) -> None:
    """The graph in four numbers."""
    graph = _tables_graph(key)
    n_rows = sum(nodes.n for nodes in graph.nodes.values())
    n_links = sum(relation.n_edges for relation in graph.relations.values())
    facts(
        [
            ("Kinds of rows", words.count(len(graph.nodes)), "Tables; what is filled in later counts apart."),
            ("Rows", words.count(n_rows), "Every row of every table is a point of the graph."),
            ("Kinds of links", words.count(len(graph.relations)), "Each link is counted both ways."),
            ("Links", words.count(n_links), "From a row that is heard to one that hears."),
        ]
    )
    for note in graph.notes:
        st.caption(plain(note))


def views(key: str, task: PredictionTask, called: Names) -> None:
    """The chosen view of a built graph."""
    st.session_state.setdefault("graph.tables_view", VIEWS[0])
    view = st.segmented_control("View", VIEWS, key="graph.tables_view", label_visibility="collapsed")
    if view == VIEWS[1]:
        _numbers(key, called)
    elif task.origin is not None:
        _around(key, task.origin, called)


def _tables_graph(key: str) -> RelationalGraph:
    return load_relational(_seeds(cache.graph(key)).tables_key)


def _seeds(graph: CustomerGraph) -> Seeds:
    if graph.seeds is None:
        raise ValueError("a graph of one table")
    return graph.seeds


def _around(key: str, origin: QueryOrigin, called: Names) -> None:
    """One row with those it hears, as of a day that can be moved."""
    graph = _tables_graph(key)
    entity = origin.query.entity.table
    nodes = graph.nodes[entity]
    node = _node_in_view(key, nodes.ids)
    left, middle, right = st.columns([2, 3, 1], vertical_alignment="bottom")
    st.session_state["graph.row_id"] = name_of(str(nodes.ids[node]), node)
    whose = plain(lower_first(called.table(entity)))
    left.text_input(
        f"Row of {whose}",
        key="graph.row_id",
        on_change=_search,
        args=(key, entity),
    )
    as_of = _as_of(middle, graph, origin)
    hops = 2 if right.toggle("Further", key="graph.hops", help="Also the rows that those hear.") else 1
    missed = st.session_state.pop("graph.missed", None)
    if missed is not None:
        st.text(f"There is no row “{missed}” in {called.table(entity)}. Write the key as your table has it.")
    around = relational_neighborhood(
        graph, entity, node, as_of, hops=hops, per_relation=8, max_rows=60, tables=origin.tables
    )
    if masked():
        around = replace(around, rows=tuple(_unnamed(row, place) for place, row in enumerate(around.rows)))
    around = _named(around, called)
    payload = tables_payload(around, tuple(graph.nodes))
    clicked = network_picture(payload, key="graph.tables_network")
    st.text(payload["text"])
    _legend(graph, {row.node_type for row in around.rows}, called)
    rows = pd.DataFrame(
        [
            {
                "table": row.table,
                "key": row.id,
                "linked as": ", ".join(
                    dict.fromkeys(
                        link.title for link in around.links if link.source == place and link.destination == 0
                    )
                ),
                "known from": None if row.time is None else pd.Timestamp(0) + pd.Timedelta(days=row.time),
                "what it says": " · ".join(f"{name} {value}" for name, value in row.labels),
            }
            for place, row in enumerate(around.rows)
            if place
        ]
    )
    if len(rows):
        st.dataframe(
            rows,
            hide_index=True,
            width="stretch",
            key="graph.tables_rows",
            placeholder="–",
            column_config={
                "known from": st.column_config.DateColumn(format="D MMM YYYY"),
                "what it says": st.column_config.TextColumn(width="large"),
            },
        )
    if st.button("Open this row's lead page", key="graph.lead"):
        use_lead(str(nodes.ids[node]))
        go("lead")
    if clicked is not None and around.rows[clicked].node_type == entity and clicked:
        st.session_state["graph.node"] = around.rows[clicked].node
        st.rerun()


def _named(around: RelationalNeighborhood, called: Names) -> RelationalNeighborhood:
    """Those around with shown names of their tables, columns and links."""

    def row_named(row: RelatedRow) -> RelatedRow:
        labels = tuple((lower_first(called.column(column, row.table)), value) for column, value in row.labels)
        return replace(row, table=lower_first(called.table(row.table)), labels=labels)

    return replace(
        around,
        rows=tuple(map(row_named, around.rows)),
        links=tuple(replace(one, title=called.told(one.title, *called.tables)) for one in around.links),
        heard=tuple(replace(one, title=called.told(one.title, *called.tables)) for one in around.heard),
    )


def _unnamed(row: RelatedRow, place: int) -> RelatedRow:
    """A row with nothing that could name anybody."""
    return replace(row, id=f"{row.table.replace('_', ' ')} {place}", labels=())


def _as_of(place: st.delta_generator.DeltaGenerator, graph: RelationalGraph, origin: QueryOrigin) -> float:
    """The day the picture looks from, in days since 1970."""
    now = date.fromisoformat(origin.seeds.now[:10])
    times = [nodes.time[np.isfinite(nodes.time)] for nodes in graph.nodes.values()]
    first = min((float(np.min(time)) for time in times if len(time)), default=0.0)
    begin = max(_EPOCH + timedelta(days=int(first)), now - timedelta(days=3650))
    begin = min(begin, now - timedelta(days=1))
    chosen = place.slider(
        "As of",
        min_value=begin,
        max_value=now,
        value=now,
        format="D MMM YYYY",
        key="graph.as_of",
        help="Only rows and links known by this day are shown. Move back to see how it stood then.",
    )
    return float((datetime.combine(chosen, datetime.min.time()) - datetime(1970, 1, 1)).days)


def _legend(graph: RelationalGraph, shown: set[str], called: Names) -> None:
    styles = type_styles(tuple(graph.nodes))
    marks = [
        (
            styles[name][0],
            _SHAPE_MARKS[styles[name][1]],
            called.table(name.removesuffix("_late")) + (" (later)" if name.endswith("_late") else ""),
        )
        for name in graph.nodes
        if name in shown
    ]
    legend(marks, "A click on a row of the same table opens it.")


def _node_in_view(key: str, ids: np.ndarray) -> int:
    """The chosen row, the lead in use, or the entity of the last example."""
    node = st.session_state.get("graph.node")
    if st.session_state.get("graph.node_key") != key:
        node = None
    if node is None and (lead := current_lead()):
        found = np.flatnonzero(ids == lead)
        node = int(found[0]) if len(found) else None
    if node is None or node >= len(ids):
        node = int(_seeds(cache.graph(key)).node[-1])
    st.session_state["graph.node"], st.session_state["graph.node_key"] = node, key
    return int(node)


def _search(key: str, entity: str) -> None:
    asked = st.session_state["graph.row_id"].strip()
    ids = _tables_graph(key).nodes[entity].ids
    if masked() and (row := row_asked(asked)) is not None and row < len(ids):
        asked = str(ids[row])
    found = np.flatnonzero(ids == asked)
    if len(found):
        st.session_state["graph.node"] = int(found[0])
    else:
        st.session_state["graph.missed"] = asked


def _numbers(key: str, called: Names) -> None:
    """Every kind of row and of link in numbers."""
    graph = _tables_graph(key)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "rows of": called.table(nodes.table) + (" (later)" if nodes.name != nodes.table else ""),
                    "rows": nodes.n,
                    "inputs": nodes.x.shape[1],
                    "first known": _first(nodes.time),
                    "last known": _last(nodes.time),
                }
                for nodes in graph.nodes.values()
            ]
        ),
        hide_index=True,
        width="stretch",
        column_config={
            "rows": st.column_config.NumberColumn(format="localized"),
            "inputs": st.column_config.NumberColumn(help="Numbers that describe a row to a network."),
        },
    )
    for relation in graph.relations.values():
        n_hearing = int((np.diff(relation.indptr) > 0).sum())
        with st.container(border=True):
            hearing = called.table(graph.nodes[relation.edge_type[2]].table)
            sentence = called.told(relation.sentence, *called.tables)
            title = called.told(title_of_relation(relation), *called.tables)
            st.markdown(f"**{plain(hearing)}: {plain(title)}**")
            mean = relation.n_edges / n_hearing if n_hearing else 0.0
            capped = (
                f" The cap cut the links of {words.count(relation.n_capped)} rows."
                if relation.n_capped
                else ""
            )
            st.text(
                f"{sentence} {words.count(relation.n_edges)} links into {words.count(n_hearing)} rows, "
                f"{mean:.1f} on average.{capped}"
            )


def _first(time: np.ndarray) -> str:
    known = time[np.isfinite(time)]
    return day_words(float(known.min())) if len(known) else "always"


def _last(time: np.ndarray) -> str:
    known = time[np.isfinite(time)]
    return day_words(float(known.max())) if len(known) else "always"
