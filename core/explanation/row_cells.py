"""Rows of linked tables as a person reads them, with only the columns that were known on the day of the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from core.explanation.sentences import value_words
from core.graph.relational_graph import Nodes
from core.tables.expressions import ROW, OpenTables, opened
from core.tables.known_from import KNOWN, moment_of
from core.tables.logical import LogicalTable, logical_tables
from core.tables.table import Column, Role
from core.tables.table_set import TableSet
from core.task.splits import day_number

MOST_COLUMNS = 8


Cells = dict[str, str]


def row_cells(
    tables: TableSet, nodes: Mapping[str, Nodes], wanted: Mapping[str, Sequence[int]], seed_time: float
) -> dict[tuple[str, int], Cells]:
    """Reads rows from their tables; a column that was filled in after the seed time is left out.

    Args:
        tables: Where the rows came from.
        nodes: The graph's node types.
        wanted: Node type -> its rows.
        seed_time: Days since 1970.

    Returns:
        (node type, row) -> at most `MOST_COLUMNS` filled cells in words.
    """
    found: dict[tuple[str, int], Cells] = {}
    logical = {table.name: table for table in logical_tables(tables)}
    with opened(tables) as open_tables:
        for name, rows in wanted.items():
            if name in logical and len(rows):
                found |= _of_type(open_tables, logical[name], nodes[name], rows, seed_time)
    return found


def _of_type(
    open_tables: OpenTables, logical: LogicalTable, nodes: Nodes, rows: Sequence[int], seed_time: float
) -> dict[tuple[str, int], Cells]:
    linked = logical.linked
    aside = {linked.primary_key, linked.time_column, *linked.outcome_columns}
    columns = [c for c in linked.table.columns if c.name not in aside]
    late = linked.not_with_row
    columns.sort(key=lambda c: (c.role is Role.IGNORE, logical.is_late and c.name not in late))
    places = nodes.rows_in_table(np.array(rows, dtype=np.int64))
    expression = open_tables.numbered(linked.name)
    chosen = expression.filter(expression[ROW].isin([int(p) for p in places]))
    if linked.late_time is not None:
        chosen = chosen.mutate(**{KNOWN: moment_of(open_tables, chosen, linked.name, linked.late_time)})
    names = [ROW, *(c.name for c in columns), *([KNOWN] if linked.late_time is not None else [])]
    chosen = chosen.select(*names)
    frame = chosen.to_pyarrow().to_pandas().set_index(ROW)
    late_known = np.ones(len(frame), dtype=bool)
    if linked.late_time is not None:
        late_known = day_number(pd.to_datetime(frame[KNOWN])) <= seed_time
    known = dict(zip(frame.index, late_known, strict=True))
    found = {}
    for row, place in zip(rows, places.tolist(), strict=True):
        if place not in known:
            continue
        usable = [c for c in columns if c.name not in late or known[place]]
        found[nodes.name, int(row)] = _cells(frame.loc[place], usable)
    return found


def _cells(values: pd.Series, columns: Sequence[Column]) -> Cells:
    """The first filled columns in words."""
    texts: Cells = {}
    for column in columns:
        if len(texts) == MOST_COLUMNS:
            break
        value = values[column.name]
        if pd.isna(value) or (isinstance(value, str) and not value.strip()):
            continue
        texts[column.name] = value_words(value, column.never_values, is_code=column.holds_codes)
    return texts
