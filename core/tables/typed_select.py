"""The SELECT that gives the typed columns of a file; an expression that many columns share stands in it once."""
# ruff: noqa: S608 - every name goes through engine.quoted

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from core.tables.column_values import ColumnValues
from core.tables.engine import quoted

_MANY = 10  # columns from which on a list is quicker than as many expressions


def typed_select(values: Sequence[ColumnValues], source: str = "raw") -> str:
    """The SELECT of the typed columns, in their order.

    DuckDB spends some 10 ms on binding an expression such as that of a date, whatever the rows: columns that are read
    alike go through it together, as a list.

    Args:
        values: The columns.
        source: The table of their cells.
    """
    alike: dict[str, list[ColumnValues]] = defaultdict(list)
    for value in values:
        alike[value.sql_of("cell")].append(value)
    chosen = {value.name: value.sql for value in values}
    lists: list[str] = []
    for expression, group in alike.items():
        if len(group) < _MANY or expression == "cell":
            continue
        alias = quoted(f"\x1f{len(lists)}")  # no column of a file is called so
        cells = ", ".join(quoted(value.name) for value in group)
        lists.append(f", list_transform([{cells}], lambda cell: {expression}) AS {alias}")
        chosen |= {value.name: f"{alias}[{place}]" for place, value in enumerate(group, start=1)}
    columns = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in chosen.items())
    return f"SELECT {columns} FROM (SELECT *{''.join(lists)} FROM {source})"
