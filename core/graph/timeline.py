"""The edges of one relation in order of time: which of them were known by a given moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import GraphError
from core.graph.relational_graph import IntArray, Relation, TimeArray


@dataclass(frozen=True)
class Timeline:
    """One relation, ready to be asked.

    Attributes:
        indptr, source, time: As in `Relation`.
    """

    indptr: IntArray
    source: IntArray
    time: TimeArray

    @classmethod
    def of(cls, relation: Relation, source_time: TimeArray) -> Timeline:
        """Checks a relation.

        Raises:
            GraphError: edges are not in order of time, or one is known before its source row.
        """
        # Views of memory-mapped files as plain arrays: indexing those is several times faster.
        line = cls(np.asarray(relation.indptr), np.asarray(relation.source), np.asarray(relation.time))
        name = " ".join(relation.edge_type)
        if np.isnan(line.time).any() or bool((line.time < source_time[line.source]).any()):
            raise GraphError(
                f"The relation {name} knows an edge before the row it comes from", action="Build it again"
            )
        falls = np.flatnonzero(line.time[1:] < line.time[:-1]) + 1
        if not np.isin(falls, line.indptr).all():
            raise GraphError(f"The relation {name} is not in order of time", action="Build it again")
        return line

    def known(self, rows: IntArray, time: TimeArray) -> IntArray:
        """Where the edges into each row end that were known by its moment (they start at `indptr[rows]`).

        A binary search in all rows' edges at once, by falling powers of two: as many steps as the longest
        list has binary digits, each one pass over the rows. The lists are short and their ends near each other
        in memory, which makes this 5 to 50 times faster than `np.searchsorted` in one sorted key of
        (destination, time) over all edges.

        Args:
            rows: (n,) destinations.
            time: (n,) moments; edges with time <= moment are known.

        Returns:
            (n,) int64 places in `source` and `time`.
        """
        place, stop = self.indptr[rows], self.indptr[rows + 1]
        if not len(self.time):
            return place
        step = 1 << int((stop - place).max(initial=0)).bit_length() >> 1
        last = len(self.time) - 1
        while step:
            further = place + step
            is_known = further <= stop
            is_known &= self.time[np.minimum(further - 1, last)] <= time
            place = place + is_known * step
            step >>= 1
        return place
