"""The steps from a file to a call list, as Home shows them: what is done, what is next."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.graph.default_recipe import recipe_in_force
from core.runs.recommendation import kept_recommendation
from core.runs.registry import list_runs
from core.runs.status import read_status
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace, delete_workspace, list_workspaces
from pages.ui import words
from pages.ui.at_work import doing, may_change
from pages.ui.drop_area import open_drop_area
from pages.ui.frame import go, guarded
from pages.ui.naming import names_in, outcome_words
from pages.ui.plain_text import plain


@dataclass(frozen=True)
class Step:
    """One step: its page, its name, what stands (empty when not done) and what doing it means."""

    page: str
    title: str
    done: str
    todo: str
    button: str


def steps_of(workspace: Workspace, trained: str, *, started: bool) -> list[Step]:
    """The five steps of a workspace, in order.

    Args:
        workspace: The one in use.
        trained: Which run is recommended, in a sentence; empty while no run has finished.
        started: A training was started, here or on the command line: the proposed links were accepted with it.
    """
    table, task, recipe = workspace.table, workspace.task, workspace.recipe
    if task is not None and (recipe is not None or started):
        recipe = recipe_in_force(recipe, task)
    read = table is not None and f"{table.source_name}, {words.count(table.n_rows)} {words.rows_word(task)}"
    if workspace.tables is not None:
        n_rows = sum(one.table.n_rows for one in workspace.tables.tables)
        read = f"{words.count(len(workspace.tables.tables))} tables, {words.count(n_rows)} rows"
    asked = task is not None and f"{_asked(workspace, task)}, exam {_exam(task.split.kind)}"
    linked = recipe is not None and ", ".join(r.name.replace("_", " ") for r in recipe.relations)
    if workspace.tables is not None and recipe is not None:
        linked = f"{len(recipe.relations)} relations between the tables"
    return [
        Step("data", "Data", read or "", "Upload a client list and look at its quality.", "Upload a file"),
        Step("task", "Task", asked or "", "Say what to predict.", "Choose the target"),
        Step(
            "graph",
            "Graph",
            linked or "",
            "Say how rows are linked." if workspace.tables is not None else "Say how clients are linked.",
            "Choose the links",
        ),
        Step("train", "Train", trained, "Let models learn from the past.", "Train a model"),
        Step(
            "leads",
            "Leads",
            "",
            "The ranked list with reasons is ready."
            if trained
            else "The ranked list with reasons, once a model has learned.",
            "See whom to call first",
        ),
    ]


def _asked(workspace: Workspace, task: PredictionTask) -> str:
    """What is asked: of an amount the line itself, for its yes says only that anything comes."""
    if workspace.tables is not None and workspace.question and task.amount_column is not None:
        return workspace.question
    return f"chance of {outcome_words(task, names_in(workspace))}"


def _exam(kind: str) -> str:
    return {"random": "on random rows", "time": "on the latest rows", "order": "on the last rows"}[kind]


def show(workspace: Workspace) -> None:
    """Draws the steps with the next one's button."""
    states = [read_status(run).state for run in list_runs(workspace.name)]
    steps = steps_of(workspace, _trained(workspace, states.count("finished")), started=bool(states))
    following = next(step for step in steps if not step.done)
    with st.container(border=True):
        st.subheader(f"Next: {following.todo}", anchor=False)
        with st.container(horizontal=True):
            if st.button(following.button, type="primary", key="home.next"):
                go(following.page)
            if following.page != "data" and st.button(
                "New file", icon=":material/upload:", key="home.new_file"
            ):
                open_drop_area()
                go("data")
        for line in doing(workspace):
            st.caption(f":material/model_training: {plain(line)}")
    for number, step in enumerate(steps, start=1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            mark = ":material/check_circle:" if step.done else f":material/counter_{number}:"
            st.markdown(f"{mark} **{step.title}**", width=120)
            st.text(step.done or step.todo, width="stretch")
            if st.button("Open", key=f"home.open_{step.page}", type="tertiary"):
                go(step.page)


def _trained(workspace: Workspace, n_finished: int) -> str:
    """What stands of the training: the recommended run, in the sentence of every other page."""
    if n_finished == 0:
        return ""
    kept = kept_recommendation(workspace)
    if kept is not None:
        return f"{kept.sentence}{may_change(workspace)}"
    return "1 finished run" if n_finished == 1 else f"{words.count(n_finished)} finished runs"


def deletion() -> None:
    """Deleting a workspace, after a second click."""
    name = st.selectbox("Delete a workspace", list_workspaces(), index=None, key="home.delete_name")
    if name and st.button(f"Delete {name} and its uploads for good", key="home.delete"):
        with guarded():
            delete_workspace(name)
            for key in ("workspace", "run", "lead"):
                st.session_state.pop(key, None)
            st.query_params.clear()
            st.rerun()
