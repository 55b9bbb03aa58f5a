"""The relations of the graph on screen: what each means, its settings, adding and removing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.graph.default_recipe import recipe_for
from core.graph.recipe import (
    GraphRecipe,
    HistoryRelation,
    KnnRelation,
    OutcomeRelation,
    PeersRelation,
    RecentRelation,
    Relation,
    SharedRelation,
)
from core.tables.table import Role, Table
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace
from pages.ui.naming import names_in, relation_words
from pages.ui.plain_text import plain
from pages.ui.state import save

_KINDS = {
    "knn": "similar clients: whose columns look alike",
    "shared": "same value: clients who share a column, such as an employer",
    "history": "answers of similar clients: what similar, earlier clients said",
    "recent": "latest answers: what the clients called just before said",
    "peers": "answers by same value: what colleagues or the household said before",
}

_BY_COLUMN = {"shared": SharedRelation, "peers": PeersRelation}


def relation_inputs(workspace: Workspace, table: Table, task: PredictionTask, recipe: GraphRecipe) -> None:
    """One box a relation with its sentence and settings, then adding; every change is stored at once."""
    names = names_in(workspace)
    for relation in recipe.relations:
        title, sentence = relation_words(relation, names)
        with st.container(border=True):
            text, button = st.columns([6, 1], vertical_alignment="center")
            text.markdown(f"**{plain(title[:1].upper() + title[1:])}**  \n{plain(sentence)}")
            if button.button("Remove", key=f"graph.remove.{relation.name}", width="stretch"):
                _store(workspace, tuple(r for r in recipe.relations if r.name != relation.name))
            changed = _settings(relation, task, f"graph.{workspace.name}.{relation.name}")
        if changed != relation:
            _store(workspace, tuple(changed if r.name == relation.name else r for r in recipe.relations))
    _adding(workspace, table, task, recipe)


def _settings(relation: Relation, task: PredictionTask, key: str) -> Relation:
    columns = st.columns(5 if isinstance(relation, HistoryRelation) else 4)
    if isinstance(relation, KnnRelation):
        k = columns[0].number_input(
            "Alike clients (k)",
            2,
            64,
            relation.k,
            key=f"{key}.k",
            help="How many clients count as alike, the client itself among them, so 8 links each with 7 others (k-NN). "
            "8 is the number used in the paper this follows.",
        )
        scale = relation.scale
        if not task.split.has_clock:
            scale = columns[1].selectbox(
                "Scaled on",
                ["train", "all rows"],
                index=["train", "all rows"].index(relation.scale),
                key=f"{key}.scale",
                help="“all rows” repeats the paper's own preprocessing; “train” learns from the learning "
                "part only, as everything else here does.",
            )
        return KnnRelation(k=k, scale=scale)
    if isinstance(relation, SharedRelation):
        cap = columns[0].number_input(
            "Links per client, at most",
            2,
            1000,
            relation.hub_cap,
            key=f"{key}.cap",
            help="Hub cap. Values that very many clients share would drown the rest.",
        )
        return SharedRelation(column=relation.column, hub_cap=cap)
    return _outcome_settings(relation, task, key, columns)


def _outcome_settings(
    relation: OutcomeRelation, task: PredictionTask, key: str, columns: list[Any]
) -> Relation:
    values: dict[str, Any] = relation.model_dump(exclude={"kind"})
    top = 512 if isinstance(relation, RecentRelation) else 256
    values["k"] = columns[0].number_input("Earlier clients", 1, top, relation.k, key=f"{key}.k")
    if not task.split.has_clock:
        columns[1].caption("Without an order of time, the answers of the learning part are heard.")
        return type(relation)(**values)
    values["delay"] = columns[1].number_input(
        "Answer known after",
        1.0,
        100_000.0,
        float(relation.delay),
        step=1.0,
        format="%g",
        key=f"{key}.delay",
        help="How long after the call the answer stands in your data, in clients later or in days, as chosen "
        "beside. Anything younger is not heard.",
    )
    units = ["rows", "days"] if task.split.kind == "time" else ["rows"]
    unit = relation.unit if relation.unit in units else "rows"
    values["unit"] = columns[2].selectbox(
        "counted in",
        units,
        index=units.index(unit),
        format_func={"rows": "clients later", "days": "days"}.__getitem__,
        key=f"{key}.unit",
    )
    values["frozen"] = columns[3].checkbox(
        "frozen for the exam",
        relation.frozen,
        key=f"{key}.frozen",
        help="No answer of the final exam is heard, as if the model were left alone after the practice exam.",
    )
    if isinstance(relation, HistoryRelation):
        window = columns[4].number_input(
            "Only the latest (0: all)",
            0,
            1_000_000,
            relation.window or 0,
            key=f"{key}.window",
            help="How many of the latest clients with a known answer are searched for similar ones.",
        )
        values["window"] = window or None
    return type(relation)(**values)


def _adding(workspace: Workspace, table: Table, task: PredictionTask, recipe: GraphRecipe) -> None:
    there = {relation.kind for relation in recipe.relations}
    kinds = [kind for kind in _KINDS if kind in _BY_COLUMN or kind not in there]
    if not task.split.has_clock and "recent" in kinds:
        kinds.remove("recent")
    left, middle, right = st.columns([3, 2, 1], vertical_alignment="bottom")
    kind = left.selectbox("Add a relation", kinds, format_func=_KINDS.__getitem__, key="graph.add.kind")
    column = None
    by_column = _BY_COLUMN.get(kind)
    if by_column is not None:
        taken = {r.name for r in recipe.relations}
        free = [c for c in _shareable(table, task) if by_column(column=c).name not in taken]
        column = middle.selectbox(
            "Column", free, key="graph.add.column", format_func=names_in(workspace).column
        )
    if right.button(
        "Add", key="graph.add", width="stretch", disabled=by_column is not None and column is None
    ):
        new: dict[str, Any] = {
            "knn": KnnRelation,
            "history": HistoryRelation,
            "recent": RecentRelation,
        }
        added = by_column(column=str(column)) if by_column is not None else new[kind]()
        _store(workspace, (*recipe.relations, added))
    if st.button("Back to the suggested relations", key="graph.suggested", type="tertiary"):
        _store(workspace, recipe_for(task).relations)


def _shareable(table: Table, task: PredictionTask) -> list[str]:
    """Columns that may link clients, those with words before numbers and dates."""
    barred = {item.column for item in task.excluded} | {task.target}
    columns = [c for c in table.columns if c.name not in barred and c.excluded_because is None]
    columns.sort(key=lambda c: (c.role not in (Role.CATEGORY, Role.TEXT, Role.ID), c.n_distinct < 3))
    return [c.name for c in columns]


def _store(workspace: Workspace, relations: tuple[Relation, ...]) -> None:
    save(workspace.with_recipe(GraphRecipe(relations=relations)))
    st.rerun()
