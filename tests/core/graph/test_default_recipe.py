"""Relations in force: the chosen or the usual ones, and never a table that the question keeps out."""

from __future__ import annotations

from core.graph.default_recipe import recipe_for, recipe_in_force
from core.graph.recipe import GraphRecipe
from core.graph.table_proposal import default_recipe
from core.task.examples import make_examples
from core.task.prediction_task import PredictionTask
from core.task.seed_proposal import propose_seeds
from tests.core.task.test_answer_columns import BAD, loans


def asked(using: tuple[str, ...]) -> PredictionTask:
    query = BAD.model_copy(update={"using": using})
    tables = loans()
    return make_examples(tables, query, propose_seeds(tables, query)).task


def names(recipe: GraphRecipe) -> set[str]:
    return {relation.name for relation in recipe.relations}


def test_without_using_every_link_is_heard() -> None:
    task = asked(())
    assert task.origin is not None
    assert recipe_for(task) == default_recipe(task.origin.tables)
    assert names(recipe_for(task)) == {"link:loan.account_id", "peers:loan.branch"}


def test_a_table_that_using_leaves_out_is_not_heard_over_links_either() -> None:
    task = asked(("loan",))
    assert task.origin is not None
    assert names(recipe_for(task)) == {"peers:loan.branch"}
    stale = default_recipe(task.origin.tables)  # chosen while another question was asked
    assert names(recipe_in_force(stale, task)) == {"peers:loan.branch"}
    assert recipe_in_force(None, task) == recipe_for(task)
