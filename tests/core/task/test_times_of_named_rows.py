"""Rows without a date of their own, known since the row they name: asked about once, at that time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from tests.core.task.crm_tables import days, link, linked

N_ORDERS = 300


@pytest.fixture
def orders() -> TableSet:
    """Two lines an order; some came back, a few name no order that is there."""
    rng = np.random.default_rng(0)
    ordered = pd.date_range("2024-01-01", periods=N_ORDERS, freq="D").astype("datetime64[us]")
    order = pd.DataFrame({"order_id": [f"o{i}" for i in range(N_ORDERS)], "ordered_on": ordered})
    n = 2 * N_ORDERS
    names = [f"o{i // 2}" for i in range(n - 5)] + ["gone"] * 5
    line = pd.DataFrame(
        {
            "line_id": [f"l{i}" for i in range(n)],
            "order_id": names,
            "price": rng.integers(1, 90, n),
            "returned": rng.choice(["yes", "no"], n, p=[0.3, 0.7]),
            "returned_on": days(*[None] * n),
        }
    )
    return TableSet(
        tables=(
            linked("order", order, primary_key="order_id", time_column="ordered_on"),
            linked("line", line, primary_key="line_id", time_from="order_id"),
        ),
        links=(link("line", "order_id", "order"),),
    )


def test_order_lines_are_asked_about_on_the_day_of_their_order(orders: TableSet) -> None:
    query = resolve("PREDICT line.returned = 'yes' FOR EACH line", orders)
    seeds = propose_seeds(orders, query)
    assert seeds.kind == "own"
    made = make_examples(orders, query, seeds)
    frame = made.table.frame()
    want = {f"l{i}": pd.Timestamp("2024-01-01") + pd.Timedelta(days=i // 2) for i in range(2 * N_ORDERS - 5)}
    assert dict(zip(frame["line_id"], frame["asked_on"], strict=True)) == want
    (undated,) = (group for group in made.not_scored if group.kind == "no time")
    (said,) = (group for group in made.not_scored if group.kind == "answer without a date")
    assert said.n == 1 and "no date says since when" in said.reason  # its yes is there
    assert undated.n == 4 and "name no row of order that has a time" in undated.reason
    assert "returned" not in made.task.feature_columns(made.table)


def test_a_date_of_return_says_how_long_answers_take(orders: TableSet) -> None:
    linked_line = orders.table("line")
    frame = linked_line.table.frame()
    ordered = orders.table("order").table.frame().set_index("order_id")["ordered_on"]
    known_on = frame["order_id"].map(ordered) + pd.Timedelta(days=10)
    dated = linked(
        "line",
        frame.assign(returned_on=known_on.fillna(pd.Timestamp("2024-05-01")).astype("datetime64[us]")),
        primary_key="line_id",
        time_from="order_id",
        late_time="returned_on",
        late_columns=("returned_on", "returned"),
    )
    tables = orders.with_table(dated)
    seeds = propose_seeds(tables, resolve("PREDICT line.returned = 'yes' FOR EACH line", tables))
    assert (seeds.kind, seeds.horizon_days) == ("own", 14.0)
