"""The rows of logical tables as the graph sees them: names, times, columns in batches, and whom keys name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.column_encoding import as_dates
from core.graph.relational_graph import ALWAYS, NEVER, IntArray, TimeArray
from core.tables.expressions import ROW, OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import LogicalTable
from core.task.splits import day_number

FETCHED_ROWS = 500_000  # fetched from the engine at once
BATCH_ROWS = 100_000  # in pandas at once


@dataclass(frozen=True)
class TableRows:
    """Which rows of a table are nodes of one type.

    Attributes:
        logical: The logical table.
        row: (N,) int64 places in the table's file, ascending; node i is row `row[i]`.
        ids: (N,) array of str: the primary key, or "#1", "#2", … by place.
        time: (N,) float64 days since 1970; `ALWAYS` without a clock, `NEVER` where the time is unreadable.
    """

    logical: LogicalTable
    row: IntArray
    ids: npt.NDArray[Any]
    time: TimeArray

    @property
    def n(self) -> int:
        return len(self.row)

    @property
    def n_undated(self) -> int:
        """Rows without a readable time in a table that has a clock; they are input to nothing."""
        return int((self.time == NEVER).sum())

    def nodes_at(self, row: IntArray) -> IntArray:
        """(n,) node of each row of the table; -1 where the row is no node of this type."""
        place = np.minimum(np.searchsorted(self.row, row), max(self.n - 1, 0))
        if not self.n:
            return np.full(len(row), -1, dtype=np.int64)
        return np.where(self.row[place] == row, place, -1).astype(np.int64)


@dataclass(frozen=True)
class NamedRows:
    """Whom the keys of one column name.

    Attributes:
        row: (L,) int64 places of the rows whose key names a row.
        target: (L,) int64 place of the row it names; of several rows with the same key the first.
        n_dangling: Filled keys that name no row.
    """

    row: IntArray
    target: IntArray
    n_dangling: int


def table_rows(opened: OpenTables, logical: LogicalTable) -> TableRows:
    """Reads names and times of a logical table."""
    key = logical.linked.primary_key
    wanted = [ROW, KNOWN, *([] if key is None else [key])]
    frame = with_known(opened, logical).select(*wanted).to_pyarrow().to_pandas()
    frame = frame.sort_values(ROW, kind="stable", ignore_index=True)
    row = frame[ROW].to_numpy(dtype=np.int64)
    ids = pd.Series("#" + (frame[ROW] + 1).astype("str"))
    if key is not None:
        ids = frame[key].astype("str").where(frame[key].notna(), ids)
    if not logical.has_clock:
        time = np.full(len(row), ALWAYS)
    else:
        days = day_number(as_dates(frame[KNOWN]))
        time = np.where(np.isnan(days), NEVER, days)
    return TableRows(logical, row, np.asarray(ids.to_numpy(dtype=object), dtype=np.str_), time)


def column_batches(
    opened: OpenTables, rows: TableRows, columns: Sequence[str]
) -> Iterator[tuple[IntArray, pd.DataFrame]]:
    """(nodes, their columns), batch by batch in any order; every node is in one batch.

    Rows are fetched in ranges of their place in the file: bounded memory on every engine.
    """
    expression = opened.logical(rows.logical).select(ROW, *dict.fromkeys(columns))
    for first in range(0, int(rows.row[-1]) + 1 if rows.n else 0, FETCHED_ROWS):
        place = expression[ROW]
        fetched = expression.filter(place >= first, place < first + FETCHED_ROWS).to_pyarrow()
        for batch in fetched.to_batches(max_chunksize=BATCH_ROWS):
            frame = batch.to_pandas()
            yield rows.nodes_at(frame[ROW].to_numpy(dtype=np.int64)), frame


def column_values(opened: OpenTables, rows: TableRows, column: str) -> pd.Series:
    """(N,) one column in the order of the nodes."""
    parts = [
        pd.Series(frame[column].to_numpy(), index=nodes)
        for nodes, frame in column_batches(opened, rows, [column])
    ]
    if not parts:
        return pd.Series([], dtype="str")
    return pd.concat(parts).sort_index()


def named_rows(opened: OpenTables, table: str, column: str, to: str) -> NamedRows:
    """Looks up a foreign key in the engine."""
    key = opened.tables.table(to).primary_key
    child, parent = opened.numbered(table), opened.numbered(to)
    keys = child.filter(child[column].notnull()).select(row=ROW, key=column)
    named = parent.filter(parent[key].notnull())
    named = named.group_by(found=named[key]).aggregate(target=named[ROW].min())
    joined = keys.left_join(named, keys["key"] == named["found"]).select("row", "target")
    frame = joined.to_pyarrow().to_pandas()
    known = frame[frame["target"].notna()].sort_values("row", ignore_index=True)
    return NamedRows(
        row=known["row"].to_numpy(dtype=np.int64),
        target=known["target"].to_numpy(dtype=np.int64),
        n_dangling=len(frame) - len(known),
    )
