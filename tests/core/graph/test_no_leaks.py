"""Nothing from later, nothing not yet known, and never a client's own outcome reaches its inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.graph.building import build_graph
from core.graph.customer_graph import TEST, TRAIN, CustomerGraph
from core.graph.features import Encoders, FeatureEncoder, fit_encoder
from core.graph.recipe import (
    GraphRecipe,
    HistoryRelation,
    KnnRelation,
    PeersRelation,
    RecentRelation,
    SharedRelation,
)

# The fixtures only make functions and a folder, so sharing them between examples is safe.
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
PEERS = PeersRelation(column="employer", k=4)


@dataclass(frozen=True)
class World:
    """One random table and what is asked of it."""

    frame: pd.DataFrame
    kind: str
    recipe: GraphRecipe
    rng: np.random.Generator

    def split(self) -> dict[str, object]:
        return {"time_column": "day"} if self.kind == "time" else {}

    def when(self) -> np.ndarray:
        """(N,) the time of each row."""
        if self.kind == "time":
            return (self.frame["day"] - pd.Timestamp("2020-01-01")).dt.days.to_numpy()
        return np.arange(len(self.frame))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Random tables with ties, twins, gaps and unknown outcomes, in order of file or of (unsorted) dates."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(200, 240))
    kind = draw(st.sampled_from(["order", "time"]))
    delay = float(draw(st.integers(1, 30)))
    unit = draw(st.sampled_from(["rows", "days"])) if kind == "time" else "rows"
    frozen = draw(st.booleans())
    window = draw(st.sampled_from([None, 15]))
    recipe = GraphRecipe(
        relations=(
            KnnRelation(k=draw(st.integers(2, 6))),
            SharedRelation(column="employer", hub_cap=draw(st.integers(2, 9))),
            HistoryRelation(k=draw(st.integers(1, 9)), delay=delay, unit=unit, frozen=frozen, window=window),
            RecentRelation(k=draw(st.integers(1, 9)), delay=delay, unit=unit, frozen=frozen),
            PeersRelation(column="job", k=draw(st.integers(1, 9)), delay=delay, unit=unit, frozen=frozen),
        )
    )
    return World(frame=random_rows(rng, n), kind=kind, recipe=recipe, rng=rng)


def random_rows(rng: np.random.Generator, n: int, days: np.ndarray | None = None) -> pd.DataFrame:
    """n rows; few distinct values, so that twins and ties are common."""
    age = rng.integers(20, 26, n).astype(float)
    age[rng.random(n) < 0.1] = np.nan
    days = rng.integers(0, 60, n) if days is None else days
    return pd.DataFrame(
        {
            "age": age,
            "balance": np.where(rng.random(n) < 0.5, 0.0, rng.normal(0, 1e4, n)),
            "job": pd.Series(rng.choice(["a", "b", "c", None], n), dtype="str"),
            "employer": pd.Series(rng.choice(["E1", "E2", "E3", None], n), dtype="str"),
            "opened": pd.Timestamp("2019-12-01") + pd.to_timedelta(rng.integers(0, 90, n), unit="D"),
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(days, unit="D"),
            "y": pd.Series(rng.choice(["yes", "no"], n), dtype="str"),
        }
    )


def inputs_of(graph: CustomerGraph, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Every array from which the scores of the rows are computed."""
    heard = np.zeros(graph.n_nodes, dtype=bool)
    heard[rows] = True
    arrays = {"x": graph.x[rows]}
    for name, edges in graph.relations.items():
        kept = heard[edges.edge_index[1]]
        arrays[f"{name}.edges"] = edges.edge_index[:, kept]
        arrays[f"{name}.weight"] = edges.weight[kept]
        arrays[f"{name}.gap"] = edges.gap[kept]
        if edges.carries_outcome:
            arrays[f"{name}.outcome"] = graph.y[edges.edge_index[0, kept]]
    return arrays


def assert_identical(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> None:
    assert a.keys() == b.keys()
    for name, array in a.items():
        assert array.dtype == b[name].dtype, name
        assert array.shape == b[name].shape, name
        assert array.tobytes() == b[name].tobytes(), name


@SLOW
@given(world=worlds(), share=st.floats(0.05, 0.95))
def test_later_rows_change_nothing(
    world: World, share: float, make_table: Callable, task_of: Callable
) -> None:
    """ARCHITECTURE 3.1: rows after t are replaced; inputs of rows up to t stay bit-identical."""
    table = make_table(world.frame)
    task = task_of(table, world.kind, **world.split())
    before = build_graph(table, task, world.recipe)
    t = np.quantile(world.when(), share, method="lower")
    later = np.flatnonzero(world.when() > t)
    assert before.time is not None
    new_days = int(t) + 1 + world.rng.integers(0, 40, len(later))
    other = world.frame.copy()
    other.iloc[later] = random_rows(world.rng, len(later), new_days).to_numpy(dtype=object)
    other = other.astype(world.frame.dtypes.to_dict())
    other_table = make_table(other)
    encoder = FeatureEncoder.from_json(before.encoder)
    after = build_graph(
        other_table,
        task_of(other_table, world.kind, **world.split()),
        world.recipe,
        encoders=Encoders(examples=encoder),
    )
    rows = np.flatnonzero(world.when() <= t)
    assert_identical(inputs_of(before, rows), inputs_of(after, rows))


@SLOW
@given(world=worlds())
def test_the_exam_part_changes_nothing_before_it(
    world: World, make_table: Callable, task_of: Callable
) -> None:
    """The same without handing over the encoder: it is fitted anew and must come out the same."""
    table = make_table(world.frame)
    task = task_of(table, world.kind, **world.split())
    before = build_graph(table, task, world.recipe)
    exam = np.flatnonzero(before.part == TEST)
    other = world.frame.copy()
    days = (world.frame["day"].iloc[exam] - pd.Timestamp("2020-01-01")).dt.days.to_numpy()
    other.iloc[exam] = random_rows(world.rng, len(exam), days).to_numpy(dtype=object)
    other = other.astype(world.frame.dtypes.to_dict())
    other_table = make_table(other)
    after = build_graph(other_table, task_of(other_table, world.kind, **world.split()), world.recipe)
    np.testing.assert_array_equal(before.part, after.part)
    assert before.encoder == after.encoder
    rows = np.flatnonzero(before.part != TEST)
    assert_identical(inputs_of(before, rows), inputs_of(after, rows))


@SLOW
@given(world=worlds())
def test_every_edge_is_allowed(world: World, make_table: Callable, task_of: Callable) -> None:
    """Brute force over all edges: strictly earlier, known in time, in the window, not frozen, not oneself."""
    table = make_table(world.frame)
    graph = build_graph(table, task_of(table, world.kind, **world.split()), world.recipe)
    when = world.when()
    history = next(r for r in world.recipe.relations if isinstance(r, HistoryRelation))
    if history.unit == "days":
        heard_at, hears_at = when, when
    else:
        heard_at = np.array([(when <= t).sum() - 1 for t in when])
        hears_at = np.array([(when < t).sum() for t in when])
    for edges in graph.relations.values():
        for j, i in edges.edge_index.T:
            assert when[j] < when[i]
            if edges.carries_outcome:
                assert heard_at[j] + history.delay <= hears_at[i]
                assert graph.y[j] >= 0
                assert not (history.frozen and graph.part[j] == TEST)
        destination = edges.edge_index[1]
        assert (np.diff(destination) >= 0).all()
        np.testing.assert_allclose(edges.gap, when[destination] - when[edges.edge_index[0]])
    _check_nothing_is_missing(world, graph, heard_at, hears_at, history)


def _check_nothing_is_missing(
    world: World, graph: CustomerGraph, heard_at: np.ndarray, hears_at: np.ndarray, history: HistoryRelation
) -> None:
    """Every client hears as many as it may, and no unheard one is nearer or later than a heard one."""
    recent = next(r for r in world.recipe.relations if isinstance(r, RecentRelation))
    for i in range(graph.n_nodes):
        known = np.flatnonzero(heard_at + history.delay <= hears_at[i])
        if history.frozen:
            known = known[graph.part[known] != TEST]
        known = known[np.lexsort((known, world.when()[known]))]
        heard = _sources(graph, "recent_outcome", i)
        assert len(heard) == min(recent.k, len(known))
        assert sorted(heard) == sorted(known[len(known) - len(heard) :])
        searched = known if history.window is None else known[-history.window :]
        distance = ((graph.x[searched].astype(float) - graph.x[i].astype(float)) ** 2).sum(axis=1)
        heard = _sources(graph, "similar_outcome", i)
        assert len(heard) == min(history.k, len(searched))
        if len(heard):
            chosen = distance[np.isin(searched, heard)]
            assert chosen.max() <= np.sort(distance)[len(heard) - 1] + 1e-9


def _sources(graph: CustomerGraph, name: str, row: int) -> np.ndarray:
    source, destination = graph.relations[name].edge_index
    return source[destination == row]


@SLOW
@given(world=worlds(), row=st.integers(0, 199))
def test_the_own_outcome_is_not_an_input(
    world: World, row: int, make_table: Callable, task_of: Callable
) -> None:
    """Turning one client's answer around leaves all of its inputs as they are."""
    other = world.frame.copy()
    other.loc[row, "y"] = "no" if other.loc[row, "y"] == "yes" else "yes"
    graphs = []
    for frame in (world.frame, other):
        table = make_table(frame)
        graphs.append(build_graph(table, task_of(table, world.kind, **world.split()), world.recipe))
    rows = np.array([row])
    assert_identical(inputs_of(graphs[0], rows), inputs_of(graphs[1], rows))


@SLOW
@given(world=worlds())
def test_without_a_clock_only_train_outcomes_are_heard(
    world: World, make_table: Callable, task_of: Callable
) -> None:
    table = make_table(world.frame)
    graph = build_graph(table, task_of(table), GraphRecipe(relations=(HistoryRelation(k=5), PEERS)))
    for edges in graph.relations.values():
        assert (graph.part[edges.edge_index[0]] == TRAIN).all()
        assert (edges.edge_index[0] != edges.edge_index[1]).all()
    destination = graph.relations["similar_outcome"].edge_index[1]
    assert (np.bincount(destination, minlength=graph.n_nodes) == 5).all()


def test_clients_without_an_answer_hear_but_are_not_heard(make_table: Callable, task_of: Callable) -> None:
    rng = np.random.default_rng(3)
    frame = random_rows(rng, 240)
    frame.loc[100:140, "y"] = None
    table = make_table(frame)
    recipe = GraphRecipe(relations=(HistoryRelation(k=5, delay=2), RecentRelation(k=5, delay=2)))
    for kind in ("order", "random"):
        chosen = recipe if kind == "order" else GraphRecipe(relations=recipe.relations[:1])
        graph = build_graph(table, task_of(table, kind), chosen)
        for edges in graph.relations.values():
            assert not np.isin(edges.edge_index[0], np.arange(100, 141)).any()
            assert np.isin(np.arange(100, 141), edges.edge_index[1]).all()


@SLOW
@given(world=worlds())
def test_the_encoder_is_fitted_on_train_rows_only(
    world: World, make_table: Callable, task_of: Callable
) -> None:
    """ARCHITECTURE 3.2, for every kind of split."""
    table = make_table(world.frame)
    task = task_of(table)
    part = build_graph(table, task, GraphRecipe(relations=())).part
    others = np.flatnonzero(part != TRAIN)
    changed = world.frame.copy()
    changed.iloc[others] = random_rows(world.rng, len(others)).to_numpy(dtype=object)
    changed = changed.astype(world.frame.dtypes.to_dict())
    changed.loc[others, "balance"] *= 1e6
    changed.loc[others, "job"] = "never seen before"
    again = fit_encoder(make_table(changed), task, part)
    first = fit_encoder(table, task, part)
    assert first == again
    train = np.flatnonzero(part == TRAIN)
    assert first.transform(world.frame)[train].tobytes() == again.transform(changed)[train].tobytes()
