"""The business demo as tables, question, examples and graph, for the bench parts that need it."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.default_recipe import recipe_for
from core.runs.demo_business import BUSINESS_QUESTION, with_invitations
from core.tables.bundle import read_bundle
from core.tables.demo_b2b import write_demo_b2b
from core.tables.link_proposals import propose_links
from core.tables.table_set import TableSet
from core.task.examples import Examples, make_examples
from core.task.query.check import resolve
from core.task.query.text import query_text
from core.task.seed_proposal import propose_seeds


@dataclass(frozen=True)
class Asked:
    """A question asked of tables, and the seconds of each step."""

    tables: TableSet
    query: str
    examples: Examples
    graph: CustomerGraph
    seconds: dict[str, float]
    cpu: dict[str, float]


class Clock:
    """Wall and CPU seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._at = (time.perf_counter(), time.process_time())

    def step(self, name: str) -> None:
        """Books the time since the last step under a name."""
        now = (time.perf_counter(), time.process_time())
        self.seconds[name], self.cpu[name] = now[0] - self._at[0], now[1] - self._at[1]
        self._at = now


def demo_tables(n_contacts: int) -> TableSet:
    """The demo's tables, read and linked as an upload is."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = read_bundle(write_demo_b2b(Path(folder), n_contacts), lambda phase, share: None)
    return with_invitations(propose_links(bundle.tables))


def asked(tables: TableSet, question: str = BUSINESS_QUESTION) -> Asked:
    """Asks the question on the proposed days and builds the graph."""
    clock = Clock()
    query = resolve(question, tables)
    seeds = propose_seeds(tables, query)
    clock.step("days")
    examples = make_examples(tables, query, seeds)
    clock.step("examples")
    graph = build_graph(examples.table, examples.task, recipe_for(examples.task))
    clock.step("graph")
    return Asked(tables, query_text(query), examples, graph, clock.seconds, clock.cpu)
