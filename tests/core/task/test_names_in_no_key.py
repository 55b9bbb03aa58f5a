"""A new name of a column, table or value moves no key: nothing is computed again, and it still reaches the screen."""

from __future__ import annotations

import shutil

from core.graph.building import graph_key
from core.graph.recipe import GraphRecipe
from core.graph.relational_building import relational_key
from core.runs.run_names import names_of_workspace
from core.settings import load_settings
from core.tables.display import named_table
from core.tables.table_set import TableSet
from core.task.examples import Examples, examples_key, make_examples
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace
from tests.core.task.crm_tables import ROLLING, asks, count, crm, random_frames

LIVELY = asks(count("activity", 0, 30), op=">", value=1, name="is_lively")


def renamed(tables: TableSet) -> TableSet:
    linked = tables.table("contact")
    table = named_table(
        linked.table, {"title": "Position"}, called="Person", values={"title": {"boss": "Head"}}
    )
    return tables.with_table(linked.model_copy(update={"table": table}))


def made_anew(tables: TableSet) -> Examples:
    shutil.rmtree(load_settings().tables_dir / examples_key(tables, LIVELY, ROLLING), ignore_errors=True)
    return make_examples(tables, LIVELY, ROLLING)


def test_no_key_moves_with_a_name() -> None:
    before = crm(random_frames(2, n_contacts=120, n_activities=1600))
    after = renamed(before)
    assert before.content_key == after.content_key
    assert examples_key(before, LIVELY, ROLLING) == examples_key(after, LIVELY, ROLLING)
    recipe = GraphRecipe()
    assert relational_key(before, recipe, 20_000.0) == relational_key(after, recipe, 20_000.0)

    one, other = made_anew(before), made_anew(after)
    assert one.task.key == other.task.key
    assert graph_key(one.table, one.task, recipe) == graph_key(other.table, other.task, recipe)
    assert {column.name for column in one.table.columns} == {column.name for column in other.table.columns}

    called = names_of_workspace(Workspace(name="w", title="w", tables=after, task=other.task))
    assert (called.column("title"), called.table("contact")) == ("Position", "Person")
    assert called.value("title", "boss") == "Head"


def test_tasks_that_were_saved_with_names_load() -> None:
    tables = crm(random_frames(2, n_contacts=120, n_activities=1600))
    made = made_anew(tables)
    old = made.task.to_json()
    old["origin"]["tables"] = renamed(tables).to_json()
    loaded = PredictionTask.model_validate(old)
    assert loaded.origin is not None
    assert loaded.origin.tables == tables
