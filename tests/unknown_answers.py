"""Changes answers that nobody could know and looks whether anything that a score is made of has moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.default_recipe import recipe_for
from core.graph.relational_store import load_relational
from core.graph.temporal_sampler import TemporalSampler
from core.task.examples import Examples
from core.task.seed_times import SeedTimes
from core.training.config import TrainConfig
from core.training.fit import fit
from models.catalog import MODELS, models_offered
from tests.random_schemas import Schema, asked

QUICK = {"epochs": 2, "patience": 0, "refit": False, "hidden_channels": 8, "heads": 2, "num_neighbors": 4}


@dataclass(frozen=True)
class Pair:
    """A question before and after the change, and the examples whose inputs must be the same.

    Attributes:
        before, after: The graphs, encoders fitted on each.
        rows, rows_after: The examples asked at or before the moment of the change, in the same order.
        n_changed: Deals whose answer did change.
    """

    before: CustomerGraph
    after: CustomerGraph
    rows: np.ndarray
    rows_after: np.ndarray
    n_changed: int


def changed_pair(schema: Schema, seeds: SeedTimes, rng: np.random.Generator) -> Pair:
    """The question asked of both versions; the moment is that of a random example of the final exam, or later.

    Raises:
        TaskError: the question cannot be asked of these tables (too few answers of a kind).
    """
    first = asked(schema, seeds)
    frame = first.table.frame(["lead", "asked_on"])
    late = frame["asked_on"] >= pd.Timestamp(seeds.test)
    at = pd.Timestamp(rng.choice(frame.loc[late, "asked_on"].to_numpy()))
    other_answers = schema.changed(at, seeds, rng)
    second = asked(other_answers, seeds)
    known = frame["asked_on"] <= at if schema.is_late else np.ones(len(frame), dtype=bool)
    keys = ["lead", "asked_on"]  # who has no answer any more is asked as of now, which is another question
    other = pd.MultiIndex.from_frame(second.table.frame(keys)[keys])
    place = other.get_indexer(pd.MultiIndex.from_frame(frame[keys]))
    rows = np.flatnonzero(np.asarray(known) & (place >= 0))
    before, after = _graph(first), _graph(second)
    answers = [one.frames["deal"][schema.target] for one in (schema, other_answers)]
    return Pair(before, after, rows, place[rows], int((answers[0] != answers[1]).sum()))


def _graph(examples: Examples) -> CustomerGraph:
    return build_graph(examples.table, examples.task, recipe_for(examples.task))


def moved_inputs(pair: Pair) -> list[str]:
    """What is not bit for bit the same: names and values of the columns, or the rows around the examples."""
    found = []
    if pair.before.feature_names != pair.after.feature_names:
        gone = set(pair.before.feature_names) ^ set(pair.after.feature_names)
        found.append(f"columns: {', '.join(sorted(gone))}")
    elif pair.before.x[pair.rows].tobytes() != pair.after.x[pair.rows_after].tobytes():
        differ = (pair.before.x[pair.rows] != pair.after.x[pair.rows_after]).any(axis=0)
        found.append(f"values: {', '.join(np.array(pair.before.feature_names)[differ])}")
    if pair.before.encoder != pair.after.encoder:
        found.append("what was learned of the columns")
    trees = [_trees(pair.before, pair.rows), _trees(pair.after, pair.rows_after)]
    found += [f"rows around: {name}" for name in trees[0].keys() | trees[1].keys() if _differ(trees, name)]
    return found


def _differ(trees: list[dict[str, bytes]], name: str) -> bool:
    return trees[0].get(name) != trees[1].get(name)


def _trees(graph: CustomerGraph, rows: np.ndarray) -> dict[str, bytes]:
    """Every array of the rows around the examples as the networks are given them."""
    assert graph.seeds is not None
    tables = load_relational(graph.seeds.tables_key)
    batch = TemporalSampler(tables, (8, 8)).sample(
        graph.seeds.node_type, graph.seeds.node[rows], graph.seeds.time[rows]
    )
    found = {}
    for name, nodes in tables.nodes.items():
        found[f"{name} columns"] = "|".join(nodes.feature_names).encode()
        found[f"{name} values"] = np.asarray(nodes.x[batch.rows[name]]).tobytes()
        found[f"{name} ids"] = "|".join(np.asarray(nodes.ids)[batch.rows[name]]).encode()
        found[f"{name} ages"] = batch.age[name].tobytes()
    for kind, index in batch.edge_index.items():
        found[" ".join(kind)] = (
            index.tobytes() + batch.edge_age[kind].tobytes() + batch.degree[kind].tobytes()
        )
    return found


def many_table_models() -> list[str]:
    """Every model of the catalog that examples of many tables can be learned by."""
    every = models_offered(many_tables=True)
    return [
        *every,
        *(name for name in MODELS if name not in every and MODELS[name].family in ("linear", "tree")),
    ]


def moved_scores(pair: Pair, models: Iterable[str]) -> list[str]:
    """The models, each fitted once on the question before the change, of which any score differs after it."""
    found = []
    for name in models:
        usual = TrainConfig.for_model(name).model_dump()
        config = TrainConfig.for_model(name, **{k: v for k, v in QUICK.items() if k in usual})
        predictor = fit(pair.before, config).predictor
        before, after = predictor.predict(pair.before), predictor.predict(pair.after)
        if before[pair.rows].tobytes() != after[pair.rows_after].tobytes():
            found.append(name)
    return found
