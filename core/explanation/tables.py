"""One lead of a network over many tables explained: its own columns, each linked row, and that links are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from core.explanation.attribution import Array, Attribution
from core.explanation.average_inputs import AverageInputs
from core.explanation.integrated import integrated_inputs
from core.explanation.lead_tree import Change, LeadTree, Mask
from core.explanation.link_kinds import LinkKind
from core.explanation.shapley import shapley
from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import IntArray
from core.training.relational_inputs import AGE_INPUTS, LINK_INPUTS
from core.training.relational_predictor import RelationalPredictor
from models.relational.schema import EXAMPLE

HOW_LONG = "how long it has been known"
WHEN = "when it was"


@dataclass(frozen=True)
class TreeRow:
    """A row in the tree of a lead.

    Attributes:
        node_type: Its node type.
        local: Its number in the tree, within its type.
        node: Its row in the type's `Nodes`.
        kind: The kind of link it is heard over.
    """

    node_type: str
    local: int
    node: int
    kind: LinkKind


@dataclass(frozen=True)
class _Units:
    """What can be taken away; unit numbers of each input of each node, in the order of the attribution.

    `of_own` gives each input of the lead its unit (-1: how many links it has, which belongs to the links),
    `of_example` each input of its example, `rows` the rows, `first` the kinds of the lead's own links.
    """

    columns: list[str]
    of_own: IntArray
    of_example: IntArray
    rows: list[TreeRow]
    first: list[LinkKind]
    row_numbers: dict[str, IntArray] = field(
        default_factory=dict
    )  # by type, (n,) unit of each row; -1 the lead

    @property
    def n(self) -> int:
        return len(self.columns) + len(self.rows) + len(self.first)


class TablesExplanation:
    """Integrated gradients and Shapley values of one lead.

    The baseline is an average lead without links. Two things lead from it to the score: links come into place (what
    each kind of the lead's own links adds is its Shapley value), and the inputs of the lead and of the rows around it
    go from the average to what they are (integrated gradients). Which comes first matters, so both orders are walked
    and the mean is kept, as Shapley values of two players are. All parts sum to the score minus the baseline
    (completeness).

    Args:
        predictor: The fitted network.
        graph: The examples.
        row: The lead.

    Attributes:
        tree: What the score hears.
        rows: All rows around the lead, in the order of the attribution.
        by_column: (node type, local number) of a row -> what each of its columns adds to the logit; filled together
            with the attribution.
    """

    def __init__(self, predictor: RelationalPredictor, graph: CustomerGraph, row: int) -> None:
        self.tree = LeadTree(predictor, graph, row)
        self._units = self._units_of(graph)
        self.rows = self._units.rows
        self._average = self._averages(graph)
        self.by_column: dict[tuple[str, int], dict[str, float]] = {}

    def row_numbers(self, node_type: str) -> IntArray:
        """(n,) place in `rows` of each row of a type in the tree; -1: the lead itself, or a row that is not heard."""
        units = self._units.row_numbers[node_type]
        return np.where(units >= 0, units - len(self._units.columns), -1)

    def _units_of(self, graph: CustomerGraph) -> _Units:
        tree, schema = self.tree, self.tree.source.schema
        nodes = tree.source.graph.nodes[tree.seed_type]
        example = list(graph.feature_columns) if schema.example_columns else []
        columns = list(dict.fromkeys([*nodes.feature_columns, *example, HOW_LONG]))
        place = {name: i for i, name in enumerate(columns)}
        n_counts = tree.x[tree.seed_type].shape[1] - len(nodes.feature_columns) - AGE_INPUTS
        own = [place[name] for name in nodes.feature_columns]
        rows: list[TreeRow] = []
        numbers: dict[str, IntArray] = {}
        for name in tree.node_types:
            kinds = tree.kinds.of_row[name]
            numbers[name] = np.full(len(kinds), -1, dtype=np.int64)
            for local in np.flatnonzero(kinds >= 0):
                numbers[name][local] = len(columns) + len(rows)
                node = int(tree.inputs.batch.rows[name][local])
                rows.append(TreeRow(name, int(local), node, tree.kinds.all[kinds[local]]))
        return _Units(
            columns=columns,
            of_own=np.array([*own, *[place[HOW_LONG]] * AGE_INPUTS, *[-1] * n_counts], dtype=np.int64),
            of_example=np.array([place[name] for name in example], dtype=np.int64),
            rows=rows,
            first=tree.kinds.first,
            row_numbers=numbers,
        )

    def _averages(self, graph: CustomerGraph) -> dict[str, Tensor]:
        """Inputs of the tree with average content; how many links the lead itself has stays as it is."""
        tree = self.tree
        found = AverageInputs(tree.source, graph).of(tree.x, tree.inputs.batch.hop)
        mine = found[tree.seed_type].clone()
        counts = torch.from_numpy(self._units.of_own < 0)
        mine[0, counts] = tree.x[tree.seed_type][0, counts]
        return {**found, tree.seed_type: mine}

    @cached_property
    def attribution(self) -> Attribution:
        """Own columns by name, then every row (named by its kind of link), then each kind of the lead's own links."""
        units, real = self._units, self.tree.x
        contributions, links = np.zeros(units.n), np.zeros(len(units.first))
        value = 0.0
        for has_links in (True, False):
            ends = [self._with_counts(x, has_links) for x in (real, self._average)]
            found = integrated_inputs(
                partial(self._with_inputs, has_links), *(list(end.values()) for end in ends)
            )
            for name, part in zip(real, found.parts, strict=True):
                self._add(contributions, name, 0.5 * part)
            value = found.value if has_links else value
            links += 0.5 * shapley(
                partial(self._with_links, self._average if has_links else real), len(units.first)
            )
        contributions[units.n - len(links) :] = links
        nothing = np.zeros((1, len(units.first)), dtype=bool)
        n_columns, n_rows = len(units.columns), len(units.rows)
        return Attribution(
            method="integrated gradients, and Shapley values of the links",
            names=[*units.columns, *(r.kind.title for r in units.rows), *(k.title for k in units.first)],
            contributions=contributions,
            value=value,
            baseline=float(self._with_links(self._average, nothing)[0]),
            removal=self._removal,
            neighbours=np.r_[np.full(n_columns, -1), np.arange(n_rows), np.full(len(units.first), -1)].astype(
                np.int64
            ),
            from_outcome=np.zeros(units.n, dtype=bool),
        )

    def _add(self, contributions: Array, name: str, part: Array) -> None:
        """Sums the contributions of one type's inputs to those of units."""
        units = self._units
        if name == EXAMPLE:
            np.add.at(contributions, units.of_example, part[0])
            return
        numbers = units.row_numbers[name]
        if name == self.tree.seed_type:
            told = units.of_own >= 0
            np.add.at(contributions, units.of_own[told], part[0, told])
        heard = numbers >= 0
        np.add.at(contributions, numbers[heard], part[heard].sum(axis=1))
        labels = self._input_names(name)
        for local in np.flatnonzero(heard):
            sums = self.by_column.setdefault((name, int(local)), {})
            for label, amount in zip(labels, part[local].tolist(), strict=True):
                sums[label] = sums.get(label, 0.0) + amount

    def _input_names(self, node_type: str) -> list[str]:
        """What each input of a row is called: its column, its age, or the links whose number it tells."""
        graph = self.tree.source.graph
        heard = [relation.title or relation.edge_type[1] for relation in graph.relations_into(node_type)]
        counts = [f"how many: {title}" for title in heard for _ in range(LINK_INPUTS)]
        return [*graph.nodes[node_type].feature_columns, *[WHEN] * AGE_INPUTS, *counts]

    def _with_counts(self, x: Mapping[str, Tensor], has_links: bool) -> dict[str, Tensor]:
        """The inputs, with how many links the lead has, or as if it had none."""
        if has_links:
            return dict(x)
        mine = x[self.tree.seed_type].clone()
        mine[0, torch.from_numpy(self._units.of_own < 0)] = 0.0
        return {**x, self.tree.seed_type: mine}

    def _with_inputs(self, has_links: bool, *inputs: Tensor) -> Tensor:
        """(T, n, F) of each type -> (T,) logits with all links, or without any of the lead."""
        copies = len(inputs[0])
        kept = {}
        if not has_links:
            for kind in self._units.first:
                edges = self.tree.kinds.edges(kind)
                kept[kind.relation] = np.repeat(~edges[None, :], copies, axis=0)
        return self.tree.logits(Change(dict(zip(self.tree.x, inputs, strict=True)), kept), copies)

    def _with_links(self, x: Mapping[str, Tensor], there: Mask) -> Array:
        """(T, K) which kinds of the lead's own links are there -> (T,) logits with these inputs."""
        change = self.tree.without_kinds(~there, self._units.first, x)
        return self.tree.answers(change, len(there))

    def _removal(self, taken: npt.NDArray[np.bool_]) -> Array:
        """Own columns and rows go to their averages, kinds of link go away."""
        units = self._units
        n_columns = len(units.columns)
        own, links = taken[:, :n_columns], taken[:, units.n - len(units.first) :]
        x = {}
        for name, values in self.tree.x.items():
            gone = torch.zeros(len(taken), *values.shape, dtype=torch.bool)
            if name == EXAMPLE:
                gone[:, 0] = torch.from_numpy(own[:, units.of_example])
            else:
                numbers = units.row_numbers[name]
                heard = np.flatnonzero(numbers >= 0)
                gone[:, heard] = torch.from_numpy(taken[:, numbers[heard]])[:, :, None]
                if name == self.tree.seed_type:
                    mine = own[:, np.maximum(units.of_own, 0)] & (units.of_own >= 0)
                    gone[:, 0] = torch.from_numpy(mine)
            x[name] = torch.where(gone, self._average[name], values)
        return self.tree.answers(self.tree.without_kinds(links, units.first, x), len(taken))

    def without_each_kind(self) -> tuple[float, Array]:
        """The logit without any links, and without each kind of link (in the order of `tree.kinds.all`)."""
        kinds = self.tree.kinds.all
        taken = np.eye(len(kinds), dtype=bool)
        none = np.array([[kind.hop == 1 for kind in kinds]], dtype=bool)
        answers = self.tree.answers(
            self.tree.without_kinds(np.concatenate([none, taken]), kinds), len(kinds) + 1
        )
        return float(answers[0]), answers[1:]
