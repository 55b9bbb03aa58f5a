"""The columns of the answer, and those that repeat it, are no input to anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import TaskError
from core.graph.default_recipe import recipe_for
from core.graph.relational_building import relational_graph_for
from core.graph.seeds import fitted_until
from core.tables.table_set import TableSet
from core.task.answer_columns import as_asked, without_answers
from core.task.examples import examples_of, make_examples
from core.task.query.ast import ColumnRef, Compare, Query
from core.task.seed_proposal import propose_seeds
from tests.core.graph.small_crm import linked
from tests.core.task.crm_tables import count, link

N = 240


def loans(**known: Any) -> TableSet:
    """Loans of accounts: a status, and columns that repeat it in several ways."""
    rng = np.random.default_rng(4)
    status = rng.choice(["A", "B", "C", "D"], N)
    granted = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, N), unit="D")
    loan = pd.DataFrame(
        {
            "loan_id": [f"L{i}" for i in range(N)],
            "account_id": [f"K{i}" for i in rng.integers(0, 60, N)],
            "granted": granted,
            "ended": granted + pd.to_timedelta(rng.integers(5, 60, N), unit="D"),
            "amount": rng.integers(1, 999, N).astype(float),
            "status": status,
            "status_code": pd.Series(status).map({"A": 1.0, "B": 2.0, "C": 3.0, "D": 4.0}),
            "detail": [f"{s}{rng.integers(0, 2)}" for s in status],
            "remark": [f"It is {s} since we asked {i}" for i, s in enumerate(status)],
            "branch": rng.choice(["north", "south"], N),
        }
    )
    account = pd.DataFrame({"account_id": [f"K{i}" for i in range(60)], "kind": ["x", "y"] * 30})
    roles = {
        "loan_id": "id",
        "account_id": "category",
        "granted": "date",
        "ended": "date",
        "amount": "number",
    }
    roles |= {"status": "category", "status_code": "number", "detail": "category", "remark": "text"}
    given = {"primary_key": "loan_id", "time_column": "granted"} | known
    return TableSet(
        tables=(
            linked("loan", loan, roles | {"branch": "category"}, **given),
            linked("account", account, {"account_id": "id", "kind": "category"}, primary_key="account_id"),
        ),
        links=(link("loan", "account_id", "account"),),
    )


STATUS = ColumnRef(table="loan", column="status")
BAD = Query(target=STATUS, op="=", value="D", entity=ColumnRef(table="loan", column="loan_id"), name="bad")
REPEATS = {"status_code", "detail", "remark"}


def test_the_answer_and_what_repeats_it_enter_nothing() -> None:
    tables = loans()
    seeds = propose_seeds(tables, BAD)
    made = make_examples(tables, BAD, seeds)
    inputs = made.task.feature_columns(made.table)
    assert {"amount", "branch"} <= set(inputs)
    assert not {"status", *REPEATS} & {column.name for column in made.table.columns}
    assert not [
        name for name in inputs if "status" in name or "detail" in name
    ]  # nor of the account's other loans
    assert sum("is no input" in note for note in made.table.notes) == len(REPEATS)
    origin = made.task.origin
    assert origin is not None
    graph = relational_graph_for(origin.tables, recipe_for(made.task), fitted_until(origin))
    assert set(graph.nodes["loan"].feature_columns) == {"ended", "amount", "branch"}
    assert examples_of(made.task) == made


def test_with_a_date_other_rows_are_heard_from_that_date_on() -> None:
    tables = loans(late_time="ended", late_columns=("ended", "status"))
    made = make_examples(tables, BAD, propose_seeds(tables, BAD))
    origin = made.task.origin
    assert origin is not None
    late = origin.tables.table("loan")
    assert set(late.late_columns) == {"ended", "status", *REPEATS} and not late.outcome_columns
    graph = relational_graph_for(origin.tables, recipe_for(made.task), fitted_until(origin))
    assert set(graph.nodes["loan"].feature_columns) == {"amount", "branch"}
    assert "status" in graph.nodes["loan_late"].feature_columns
    assert not {"status", *REPEATS} & {column.name for column in made.table.columns}  # of the row's own
    assert any("status" in column.name for column in made.table.columns)  # of the account's ended loans


def test_a_column_marked_as_after_the_outcome_is_an_input_nowhere() -> None:
    amount = Query(target=ColumnRef(table="loan", column="amount"), op=">", value=500, entity=BAD.entity)
    tables = loans(outcome_columns=("status", *REPEATS))
    made = make_examples(tables, amount, propose_seeds(tables, amount))
    names = [column.name for column in made.table.columns]
    assert "branch" in names
    assert not [name for name in names if "status" in name or "detail" in name or "remark" in name]


def test_nobody_is_chosen_by_the_answer() -> None:
    asked = BAD.model_copy(update={"where": Compare(left=STATUS, op="!=", value="A")})
    with pytest.raises(TaskError, match=r"Nobody can say when loan\.status was written"):
        make_examples(loans(), asked, propose_seeds(loans(), BAD))


def test_only_rows_for_learning_decide_what_repeats_the_answer() -> None:
    tables = loans()
    seeds = propose_seeds(tables, BAD)
    linked_table = tables.table("loan")
    frame = linked_table.table.frame()
    exam = frame["granted"] >= pd.Timestamp(seeds.test)
    frame.loc[exam, "status"] = "D"
    roles = {column.name: column.role.value for column in linked_table.table.columns}
    changed = tables.with_table(linked("loan", frame, roles, primary_key="loan_id", time_column="granted"))
    assert as_asked(changed, BAD, seeds)[1] == as_asked(tables, BAD, seeds)[1]


def test_counted_rows_hide_nothing_of_the_entity() -> None:
    tables = loans()
    assert without_answers(tables, BAD).table("loan").outcome_columns == ("status",)
    assert without_answers(tables, Query(target=count("loan", 0, 30), entity=BAD.entity)) == tables
