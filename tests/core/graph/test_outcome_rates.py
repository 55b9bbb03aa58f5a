"""Rolling rates against a loop that looks only at what was known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.graph.building import build_graph
from core.graph.outcome_rates import GROUP_WINDOW, PRIOR_ROWS, WINDOWS, outcome_rates
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, SharedRelation


def test_rates_are_those_of_known_outcomes(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    recipe = GraphRecipe(
        relations=(SharedRelation(column="employer"), HistoryRelation(k=3, delay=20, frozen=True))
    )
    graph = build_graph(table, task_of(table, "order"), recipe)
    rates, names = outcome_rates(graph, table)
    frame = table.frame()
    assert rates.shape == (graph.n_nodes, len(names))
    shared = names.index(f"yes rate of the last {GROUP_WINDOW} known with the same employer")
    for i in range(graph.n_nodes):
        known = [j for j in range(graph.n_nodes) if j + 20 <= i and graph.part[j] != 2]
        for w, window in enumerate(WINDOWS):
            expected = np.mean(graph.y[known[-window:]]) if known else np.nan
            np.testing.assert_allclose(rates[i, w], expected, rtol=1e-6)
        same = [j for j in known if frame.employer[j] == frame.employer[i]][-GROUP_WINDOW:]
        base = np.mean(graph.y[known[-1000:]]) if known else np.nan
        expected = (graph.y[same].sum() + PRIOR_ROWS * base) / (len(same) + PRIOR_ROWS)
        np.testing.assert_allclose(rates[i, shared], expected, rtol=1e-6)


def test_without_a_clock_there_are_no_rates(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = build_graph(table, task_of(table), GraphRecipe(relations=(KnnRelation(k=3),)))
    rates, names = outcome_rates(graph, table)
    assert rates.shape == (graph.n_nodes, 0) and names == []
