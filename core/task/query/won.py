"""Which values of a stage column mean that a deal was won."""

from __future__ import annotations

from core.tables.answer_words import Says, is_plain, says
from core.tables.table import Column, Table
from core.task.query.values import column_values

_USUAL = ("Won", "Closed Won")
_MOST_STAGES = 200


def won_values(table: Table, column: Column) -> tuple[str, ...]:
    """The values of a stage column that mean won, as the table writes them, sorted.

    Where the rows are not at hand, the two usual ones.
    """
    if not table.parquet.is_file():
        return _USUAL
    if column.n_distinct > _MOST_STAGES:
        return ()
    values = column_values(table, column)
    return tuple(sorted(value for value in values if says(value) is Says.YES and not is_plain(value)))
