"""What a many-table network's logit falls by when a column of the lead, or the rows over one link, are left out."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array
from core.explanation.left_out import columns_that_count
from core.explanation.linear import train_means
from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import EdgeType, RelationalGraph
from core.task.splits import TEST, TRAIN
from core.training.relational_inputs import RelationalInputs, RelationalSource
from core.training.relational_predictor import RelationalPredictor, batches
from models.relational.schema import EXAMPLE

IntArray = npt.NDArray[np.int64]

MANY_ROWS = 3_000  # each takes as many passes as there are columns and links that count
_SAMPLE = 256


@dataclass(frozen=True)
class Cut:
    """Something that can be left out.

    Attributes:
        name: In words: a source column, "activities", "other contacts of the company".
        columns: Numbers of the seed node's own inputs to be set to the training mean.
        example: The same for the example's columns.
        relation: The relation whose links are taken away.
        is_deep: True: its links into rows around the lead; False: its links into the lead itself.
        behind: Cuts (by number) that go with it: what is heard through these rows.
    """

    name: str
    columns: tuple[int, ...] = ()
    example: tuple[int, ...] = ()
    relation: EdgeType | None = None
    is_deep: bool = False
    behind: tuple[int, ...] = ()


def relational_left_out(
    predictor: RelationalPredictor, graph: CustomerGraph, seed: int = 0
) -> tuple[list[str], Array, Array]:
    """The logit minus the logit without a column (at its training mean), or without the rows over one link.

    Rows that only lead on to others are given what they say themselves: leaving out "company" after its other
    contacts were left out already. Nobody calls those whose answer is known, so only leads and the final exam are
    asked (others are NaN), the likeliest 1,500 of each. What makes up the last 3 % of the moves in a sample is 0.

    Returns:
        (C names, (N, C) contributions on the logit scale, (N,) logits).
    """
    source = predictor.source(graph)
    value = predictor.logits(source, np.arange(graph.n_nodes))
    cuts = cuts_of(source, graph)
    asked = (np.flatnonzero(graph.leads), graph.rows_of(TEST))
    rows = np.sort(np.concatenate([_likeliest(mine, value) for mine in asked]))
    names = list(dict.fromkeys(cut.name for cut in cuts))
    contributions = np.full((graph.n_nodes, len(names)), np.nan)
    if not len(rows):
        return names, contributions, value
    moves = _Moves(predictor, source, graph, cuts)
    sample = np.sort(np.random.default_rng(seed).choice(rows, min(_SAMPLE, len(rows)), replace=False))
    chosen = columns_that_count(np.abs(moves.of(sample, list(range(len(cuts))))).mean(axis=0))
    found = moves.of(rows, chosen)
    contributions[rows] = 0.0
    for place, number in enumerate(chosen):
        contributions[rows, names.index(cuts[number].name)] += found[:, place]
    return names, contributions, value


def relational_left_out_of(
    predictor: RelationalPredictor, graph: CustomerGraph, rows: IntArray, wanted: Container[str]
) -> tuple[list[str], Array, Array]:
    """The same for some leads and the wanted columns and links only; (C names, (len(rows), C), (len(rows),))."""
    source = predictor.source(graph)
    cuts = cuts_of(source, graph)
    chosen = [number for number, cut in enumerate(cuts) if cut.name in wanted]
    names = list(dict.fromkeys(cuts[number].name for number in chosen))
    moved = _Moves(predictor, source, graph, cuts).of(rows, chosen)
    contributions = np.zeros((len(rows), len(names)))
    for place, number in enumerate(chosen):
        contributions[:, names.index(cuts[number].name)] += moved[:, place]
    return names, contributions, predictor.logits(source, rows)


def _likeliest(rows: IntArray, value: Array) -> IntArray:
    """At most half of `MANY_ROWS` of the rows, those with the highest logits."""
    return rows[np.argsort(-value[rows], kind="stable")[: MANY_ROWS // 2]]


def cuts_of(source: RelationalSource, graph: CustomerGraph) -> list[Cut]:
    """Everything that can be left out: the lead's columns, then links around the lead, then its own links."""
    schema, tables = source.schema, source.graph
    own = tables.nodes[schema.seed_type].feature_columns
    example = graph.feature_columns if schema.example_columns else []
    cuts = [
        Cut(
            name,
            tuple(i for i, column in enumerate(own) if column == name),
            tuple(i for i, column in enumerate(example) if column == name),
        )
        for name in dict.fromkeys([*own, *example])
    ]
    first = [kind for kind in schema.edge_types if kind[2] == schema.seed_type]
    around = {kind[0] for kind in first}
    if source.num_hops > 1:
        cuts += [
            Cut(deep_name(tables, kind, schema.seed_type), relation=kind, is_deep=True)
            for kind in schema.edge_types
            if kind[2] in around
        ]
    deep = [(number, cut.relation[2]) for number, cut in enumerate(cuts) if cut.relation is not None]
    for kind in first:
        behind = tuple(number for number, middle in deep if middle == kind[0])
        cuts.append(Cut(title_of(tables, kind), relation=kind, behind=behind))
    return cuts


def title_of(tables: RelationalGraph, kind: EdgeType) -> str:
    """What the row that hears calls those it hears over a relation, such as "activities"."""
    return tables.relations[kind].title or f"{kind[0]} ({kind[1].replace('_', ' ')})"


def deep_name(tables: RelationalGraph, kind: EdgeType, seed_type: str) -> str:
    """The same for rows heard through others: "activities of the company", "other contacts of the company"."""
    title, middle = title_of(tables, kind), kind[2]
    if middle == seed_type:
        return f"{title} of linked {middle}"
    return f"other {title} of the {middle}" if kind[0] == seed_type else f"{title} of the {middle}"


class _Moves:
    """The network on batches of leads, with things left out."""

    def __init__(
        self, predictor: RelationalPredictor, source: RelationalSource, graph: CustomerGraph, cuts: list[Cut]
    ) -> None:
        self._predictor, self._source, self._cuts = predictor, source, cuts
        train = graph.rows_of(TRAIN)
        own = np.asarray(source.graph.nodes[source.schema.seed_type].x[source.seeds.node[train]])
        self._own_means = own.astype(np.float64).mean(axis=0).astype(np.float32)
        self._example_means = train_means(graph).astype(np.float32)

    def of(self, rows: IntArray, chosen: list[int]) -> Array:
        """(rows, chosen) what the logit falls by when each of the chosen cuts is made."""
        found = np.zeros((len(rows), len(chosen)))
        for place, inputs in batches(self._source, rows):
            whole = self._predictor.batch_logits(inputs)
            for column, number in enumerate(chosen):
                cut = self._cuts[number]
                without = self._without(inputs, [cut, *(self._cuts[i] for i in cut.behind)])
                before = self._without(inputs, [self._cuts[i] for i in cut.behind]) if cut.behind else whole
                found[place, column] = before - without
        return found

    def _without(self, inputs: RelationalInputs, cuts: list[Cut]) -> Array:
        for cut in cuts:
            inputs = self._cut(inputs, cut)
        return self._predictor.batch_logits(inputs)

    def _cut(self, inputs: RelationalInputs, cut: Cut) -> RelationalInputs:
        if cut.relation is not None:
            return self._source.without_links(inputs, cut.relation, of_seeds=not cut.is_deep)
        changed = {}
        for name, columns, means in self._columns(cut):
            x = inputs.x_dict[name].clone()
            for column in columns:
                x[: inputs.n_seeds, column] = float(means[column])
            changed[name] = x
        return inputs.with_x(changed)

    def _columns(self, cut: Cut) -> Iterator[tuple[str, tuple[int, ...], npt.NDArray[np.float32]]]:
        if cut.columns:
            yield self._source.schema.seed_type, cut.columns, self._own_means
        if cut.example:
            yield EXAMPLE, cut.example, self._example_means
