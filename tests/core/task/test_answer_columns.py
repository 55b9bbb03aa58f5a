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
from core.task.answer_columns import without_answers
from core.task.answer_repeats import as_asked
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


def test_repeats_in_rows_beside_it_are_no_input_either() -> None:
    """The account, its holder and the contract of a loan (one of each a loan) say how it ended."""
    tables = loans()
    loan = tables.table("loan")
    frame = loan.table.frame()
    roles = {column.name: column.role.value for column in loan.table.columns}
    frame["account_id"] = keys = [f"K{i}" for i in range(N)]
    status, other = frame["status"].to_numpy(), np.tile(["x", "y"], N // 2)
    account = pd.DataFrame({"account_id": keys, "holder_id": [f"H{i}" for i in range(N)], "a": other})
    account["loan_status"] = status
    holder = pd.DataFrame({"holder_id": [f"H{i}" for i in range(N)], "rating": status, "sex": other})
    contract = pd.DataFrame({"loan_id": frame["loan_id"], "result": status, "pages": other})
    category = dict.fromkeys(
        ("holder_id", "a", "loan_status", "rating", "sex", "result", "pages"), "category"
    )
    tables = TableSet(
        tables=(
            linked("loan", frame, roles, primary_key="loan_id", time_column="granted"),
            linked("account", account, {"account_id": "id", **category}, primary_key="account_id"),
            linked("holder", holder, category | {"holder_id": "id"}, primary_key="holder_id"),
            linked("contract", contract, {"loan_id": "category", **category}),
        ),
        links=(
            link("loan", "account_id", "account"),
            link("account", "holder_id", "holder"),
            link("contract", "loan_id", "loan"),
        ),
    )
    seen, notes = as_asked(tables, BAD, propose_seeds(tables, BAD))
    hidden = {one.name: one.outcome_columns for one in seen.tables if one.name != "loan"}
    assert hidden == {"account": ("loan_status",), "holder": ("rating",), "contract": ("result",)}
    assert "account.loan_status is no input: it decides loan.status, which is asked about." in notes


def test_a_row_that_many_name_counts_once() -> None:
    """Of one account with many bad loans, nothing that only it has is taken for the answer."""
    tables = loans()
    loan = tables.table("loan")
    frame = loan.table.frame()
    roles = {column.name: column.role.value for column in loan.table.columns}
    frame["status"] = np.where(frame["account_id"].isin(["K1", "K2"]), "D", "A")
    account = pd.DataFrame(
        {"account_id": [f"K{i}" for i in range(60)], "kind": ["x", "bad", "bad", *["x"] * 57]}
    )
    changed = tables.with_table(linked("loan", frame, roles, primary_key="loan_id", time_column="granted"))
    roles = {"account_id": "id", "kind": "category"}
    changed = changed.with_table(linked("account", account.head(12), roles, primary_key="account_id"))
    assert not changed.table("account").outcome_columns
    seen, _ = as_asked(changed, BAD, propose_seeds(tables, BAD))
    assert not seen.table(
        "account"
    ).outcome_columns  # 12 accounts prove nothing, however many loans they have


@pytest.mark.parametrize("n_corrected", [1, 12])
def test_one_exception_hides_no_repeat(n_corrected: int) -> None:
    tables = loans()
    loan = tables.table("loan")
    frame = loan.table.frame().sort_values("granted").reset_index(drop=True)
    roles = {column.name: column.role.value for column in loan.table.columns}
    frame.loc[: n_corrected - 1, "status_code"] = frame.loc[: n_corrected - 1, "status"].map(
        {"A": 2.0, "B": 3.0, "C": 4.0, "D": 1.0}
    )
    frame = pd.concat([frame] * 3).assign(loan_id=[f"L{i}" for i in range(3 * N)]).reset_index(drop=True)
    frame.loc[N:, "status_code"] = frame.loc[N:, "status"].map({"A": 1.0, "B": 2.0, "C": 3.0, "D": 4.0})
    changed = tables.with_table(linked("loan", frame, roles, primary_key="loan_id", time_column="granted"))
    seen, _ = as_asked(changed, BAD, propose_seeds(changed, BAD))
    assert ("status_code" in seen.table("loan").outcome_columns) == (n_corrected == 1)


def test_where_nearly_all_answers_are_the_same_nothing_is_taken_for_them() -> None:
    tables = loans()
    loan = tables.table("loan")
    roles = {column.name: column.role.value for column in loan.table.columns}
    frame = (
        pd.concat([loan.table.frame()] * 5)
        .assign(loan_id=[f"L{i}" for i in range(5 * N)])
        .reset_index(drop=True)
    )
    frame["status"] = "A"
    early = frame.sort_values("granted").index
    frame.loc[early[:3], "status"] = "D"
    frame.loc[early[-300::9], "status"] = "D"
    changed = tables.with_table(linked("loan", frame, roles, primary_key="loan_id", time_column="granted"))
    seen, _ = as_asked(changed, BAD, propose_seeds(tables, BAD))
    assert "branch" not in seen.table("loan").outcome_columns


def test_a_coarser_spelling_of_the_answer_is_no_input() -> None:
    tables = loans()
    loan = tables.table("loan")
    frame = loan.table.frame()
    frame["gone_bad"] = frame["status"].isin(["B", "D"]).map({True: "1", False: "0"})
    frame["of_few"] = np.where(frame["granted"] == frame["granted"].min(), "1", "0")
    roles = {column.name: column.role.value for column in loan.table.columns}
    roles |= {"gone_bad": "yes/no", "of_few": "yes/no"}
    changed = tables.with_table(linked("loan", frame, roles, primary_key="loan_id", time_column="granted"))
    seen, notes = as_asked(changed, BAD, propose_seeds(changed, BAD))
    assert {"gone_bad"} <= set(seen.table("loan").outcome_columns)
    assert not {"of_few", "branch", "amount"} & set(seen.table("loan").outcome_columns)
    assert any("loan.gone_bad is no input: it follows from status" in note for note in notes)
