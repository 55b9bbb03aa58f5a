"""The logit of a lead as it were if one row around it had never been written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.explanation.attribution import Array
from core.explanation.lead_tree import Change, LeadTree, Mask
from core.explanation.tables import TreeRow
from core.graph.relational_graph import EdgeType, IntArray, Relation
from core.graph.timeline import Timeline
from core.training.relational_inputs import link_counts


def logits_without_rows(tree: LeadTree, rows: Sequence[TreeRow]) -> Array:
    """(T,) logits, each without one of T rows; all in one pass.

    The row's links go, so what is heard only through it goes too, and every row around the lead that knew of it
    counts one link less, also where the row was beyond the cut of the fan-out. No other row moves up into its place in
    a fan-out that was full.
    """
    x: dict[str, Tensor] = {}
    kept: dict[EdgeType, Mask] = {}
    for relation in tree.source.graph.relations.values():
        kind = relation.edge_type
        if kind[2] not in tree.x or kind not in tree.inputs.edge_index_dict:
            continue
        trials = [t for t, row in enumerate(rows) if row.node_type == kind[0]]
        if not trials:
            continue
        source = tree.inputs.edge_index_dict[kind][0].numpy()
        there = np.ones((len(rows), len(source)), dtype=bool)
        for trial in trials:
            there[trial] = source != rows[trial].local
        kept[kind] = there
        known = _known_links(tree, relation)
        for trial in trials:
            counts = _counts_without(tree, known, rows[trial].node)
            if counts is not None:
                if kind[2] not in x:
                    mine = tree.x[kind[2]]
                    x[kind[2]] = mine.expand(len(rows), *mine.shape).clone()
                x[kind[2]][trial, :, tree.counts_at(kind)] = counts
    return tree.answers(Change(x, kept), len(rows))


def _known_links(tree: LeadTree, relation: Relation) -> Timeline:
    """The links of one relation into the rows of the tree that were known at the seed time."""
    hearers: IntArray = tree.inputs.batch.rows[relation.edge_type[2]]
    line = Timeline(np.asarray(relation.indptr), np.asarray(relation.source), np.asarray(relation.time))
    start = line.indptr[hearers]
    n = line.known(hearers, np.full(len(hearers), tree.time)) - start
    first = np.cumsum(n) - n
    place = np.repeat(start - first, n) + np.arange(int(n.sum()))
    return Timeline(np.r_[0, np.cumsum(n)].astype(np.int64), line.source[place], line.time[place])


def _counts_without(tree: LeadTree, known: Timeline, node: int) -> Tensor | None:
    """(n, LINK_INPUTS) what the rows would know of their links without that row; None: nobody knew of it."""
    stays = known.source != node
    if stays.all():
        return None
    before = np.r_[0, np.cumsum(stays)]
    line = Timeline(before[known.indptr].astype(np.int64), known.source[stays], known.time[stays])
    n = len(known.indptr) - 1
    return torch.from_numpy(link_counts(line, np.arange(n), np.full(n, tree.time))).double()
