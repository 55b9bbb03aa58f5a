"""What a network over many tables heard of one lead, as records: reasons, kinds of link, and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.explanation.attribution import Array
from core.explanation.lead_explanation import Reason
from core.explanation.row_cells import row_cells
from core.explanation.row_evidence import KindEvidence, RowEvidence
from core.explanation.row_removal import logits_without_rows
from core.explanation.scale import probability_of
from core.explanation.sentences import reason_sentence
from core.explanation.spoken import day_words
from core.explanation.tables import TablesExplanation, TreeRow
from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import EdgeType
from core.tables.display import UNNAMED, Names
from core.tables.proposed_names import lower_first
from core.tables.table_set import TableSet
from core.training.calibration import Calibration
from core.training.relational_predictor import RelationalPredictor

_MOST_ROWS = 60
_MOST_REMOVED = 20
_MOST_CARRIED = 3
_LEAST_CARRIED = 0.05  # percentage points


@dataclass(frozen=True)
class TablesHeard:
    """An explained lead of a network over many tables, ready to be told.

    Attributes:
        explanation: The attribution and the tree.
        predictor, graph: The network and its examples.
    """

    explanation: TablesExplanation
    predictor: RelationalPredictor
    graph: CustomerGraph

    @property
    def as_of(self) -> str:
        """The ISO date of the question."""
        return _day(self.explanation.tree.time)

    def told(
        self, calibration: Calibration, points: Array, tables: TableSet | None, names: Names = UNNAMED
    ) -> TablesTold:
        """Everything in words.

        Args:
            calibration: From raw probabilities to chances.
            points: (C,) percentage points of the attribution's units.
            tables: Where the rows came from; None: they are shown without their columns.
            names: What tables and columns are called; of the reasons `column`, and of the rows table and
                cells stay as they are, for what is masked is known by them (see `RowEvidence.shown`).
        """
        none, without = self.explanation.without_each_kind()
        rows = self._rows(calibration, points, tables)
        kinds = self._kinds(points, rows, np.atleast_1d(probability_of(without, calibration)))
        return TablesTold(
            rows=tuple(
                row.model_copy(update={"kind": _kind_words(row.kind, names)}) for row in rows[:_MOST_ROWS]
            ),
            kinds=tuple(_named_kind(kind, names) for kind in kinds),
            reasons=tuple(_reason(kind, names) for kind in kinds if kind.points or kind.n_rows),
            without_links=float(probability_of(none, calibration)),
        )

    def _rows(
        self, calibration: Calibration, points: Array, tables: TableSet | None
    ) -> tuple[RowEvidence, ...]:
        """All rows, strongest first; only the first ones are read from their tables."""
        explanation, tree = self.explanation, self.explanation.tree
        moved = points[explanation.attribution.neighbours >= 0]
        order = np.argsort(-np.round(np.abs(moved), 6), kind="stable")
        shares = self._shares()
        scale = _scale(points, explanation.attribution.contributions)
        top = [explanation.rows[i] for i in order[:_MOST_REMOVED]]
        removed = np.atleast_1d(probability_of(logits_without_rows(tree, top), calibration))
        wanted: dict[str, list[int]] = {}
        for i in order[:_MOST_ROWS]:
            wanted.setdefault(explanation.rows[i].node_type, []).append(explanation.rows[i].node)
        nodes = tree.source.graph.nodes
        cells = {} if tables is None else row_cells(tables, nodes, wanted, tree.time)
        leads = self._leads()
        found = []
        for place, i in enumerate(order):
            row = explanation.rows[i]
            lead_row = leads.get(self._entity(row), -1)
            found.append(
                RowEvidence(
                    number=int(i),
                    node_type=row.node_type,
                    node=row.node,
                    table=nodes[row.node_type].table,
                    name=str(nodes[row.node_type].ids[row.node]),
                    kind=row.kind.title,
                    hop=row.kind.hop,
                    parent=self._parent(row),
                    when=_day(float(nodes[row.node_type].time[row.node])),
                    cells=cells.get((row.node_type, row.node), {}),
                    contribution=float(moved[i]),
                    attention=shares.get((row.node_type, row.local)) if shares else None,
                    chance_without=float(removed[place]) if place < len(removed) else None,
                    carried=_carried(explanation.by_column.get((row.node_type, row.local), {}), scale),
                    lead=str(self.graph.ids[lead_row]) if lead_row >= 0 else "",
                    lead_row=lead_row,
                )
            )
        return tuple(found)

    def _entity(self, row: TreeRow) -> int:
        """The row of the leads' own table that a row of it, early or late, is about; -1 for other tables."""
        tree = self.explanation.tree
        nodes, own = (tree.source.graph.nodes[name] for name in (row.node_type, tree.seed_type))
        if nodes.table != own.table:
            return -1
        return int(nodes.rows_in_table(np.array([row.node]))[0]) if nodes.name != own.name else row.node

    def _parent(self, row: TreeRow) -> int:
        """The number of the row that first led to it; -1: the lead itself."""
        units = self.explanation.row_numbers(row.kind.relation[2])
        return int(units[self.explanation.tree.kinds.parent[row.node_type][row.local]])

    def _leads(self) -> dict[int, int]:
        """Entity -> the example that asks about it latest, but not later than this lead is asked about."""
        seeds = self.explanation.tree.source.seeds
        known = np.flatnonzero(seeds.time <= self.explanation.tree.time)
        order = known[np.argsort(seeds.time[known], kind="stable")]
        return dict(zip(seeds.node[order].tolist(), order.tolist(), strict=True))

    def _shares(self) -> dict[tuple[str, int], float]:
        """Share of attention of each row of the tree among all that the row that led to it heard over that relation."""
        tree = self.explanation.tree
        attention = self.predictor.attention(self.graph, tree.row)
        batch, last = tree.inputs.batch, self.predictor.num_hops
        table: dict[tuple[int, EdgeType, int, int], float] = {}
        for share in attention:
            ends = (share.source.tolist(), share.destination.tolist(), share.alpha.tolist())
            for source, destination, alpha in zip(*ends, strict=True):
                key = (share.layer, share.edge_type, source, destination)
                table[key] = table.get(key, 0.0) + alpha
        found = {}
        for row in self.explanation.rows if attention else ():
            relation = row.kind.relation
            parent = int(batch.rows[relation[2]][tree.kinds.parent[row.node_type][row.local]])
            key = (last - row.kind.hop + 1, relation, row.node, parent)
            found[row.node_type, row.local] = table.get(key, 0.0)
        return found

    def _kinds(self, points: Array, rows: Sequence[RowEvidence], without: Array) -> tuple[KindEvidence, ...]:
        tree = self.explanation.tree
        first = tree.kinds.first
        of_links = dict(zip((kind.number for kind in first), points[len(points) - len(first) :], strict=True))
        by_kind: dict[str, list[RowEvidence]] = {}
        for row in rows:
            by_kind.setdefault(row.kind, []).append(row)
        found = []
        for kind in tree.kinds.all:
            mine = by_kind.get(kind.title, [])
            if not mine and kind.hop > 1:
                continue  # its rows were all heard over a shorter way, and count there
            looked_at, share = _looked_at(mine)
            found.append(
                KindEvidence(
                    kind=kind.title,
                    table=tree.source.graph.nodes[kind.relation[0]].table,
                    hop=kind.hop,
                    n_rows=len(mine),
                    latest=max((row.when for row in mine), default=""),
                    of_rows=float(sum(row.contribution for row in mine)),
                    of_links=float(of_links.get(kind.number, 0.0)),
                    chance_without=float(without[kind.number]),
                    looked_at=looked_at,
                    looked_share=share,
                )
            )
        return tuple(sorted(found, key=lambda kind: -abs(kind.points)))


@dataclass(frozen=True)
class TablesTold:
    """Rows and kinds of link, strongest first; a reason for each kind; and the chance without any links."""

    rows: tuple[RowEvidence, ...]
    kinds: tuple[KindEvidence, ...]
    reasons: tuple[Reason, ...]
    without_links: float


def _scale(points: Array, contributions: Array) -> float:
    """Percentage points per logit."""
    total = float(contributions.sum())
    return float(points.sum()) / total if abs(total) > 1e-9 else 0.0


def _day(time: float) -> str:
    """Days since 1970 as an ISO date; "" for a row that was known always."""
    if not np.isfinite(time):
        return ""
    return str((pd.Timestamp("1970-01-01") + pd.Timedelta(days=time)).date())


def _carried(by_column: Mapping[str, float], scale: float) -> tuple[tuple[str, float], ...]:
    moved = sorted(((name, scale * c) for name, c in by_column.items()), key=lambda one: -abs(one[1]))
    return tuple((name, p) for name, p in moved[:_MOST_CARRIED] if abs(p) >= _LEAST_CARRIED)


def _looked_at(rows: Sequence[RowEvidence]) -> tuple[int, float]:
    """Number and share of the row that the model looked at most; (-1, 0) where there was nothing to choose from."""
    seen = [row for row in rows if row.attention is not None]
    if len(seen) < 2 or len({row.parent for row in seen}) > 1:
        return -1, 0.0
    top = max(seen, key=lambda row: row.attention or 0.0)
    return top.number, top.attention or 0.0


def _kind_words(kind: str, names: Names) -> str:
    """A kind of link as it is called on screen; its words name tables."""
    return names.told(kind, *names.tables)


def _named_kind(kind: KindEvidence, names: Names) -> KindEvidence:
    return kind.model_copy(
        update={"kind": _kind_words(kind.kind, names), "table": lower_first(names.table(kind.table))}
    )


def _reason(kind: KindEvidence, names: Names) -> Reason:
    rows = f"{kind.n_rows:,} row{'' if kind.n_rows == 1 else 's'}"
    value = f"{rows}, the latest {day_words(kind.latest)}" if kind.latest and kind.n_rows > 1 else rows
    if kind.latest and kind.n_rows == 1:
        value = f"{rows} of {day_words(kind.latest)}"
    shown = _kind_words(kind.kind, names)
    sentence = reason_sentence(shown, value, kind.points, is_link=True)
    return Reason(
        column=kind.kind, value=value, contribution=kind.points, sentence=sentence, is_link=True, shown=shown
    )
