"""A table made of a data frame, as the reader would store it; roles are given or guessed simply."""

from __future__ import annotations

import pandas as pd

from core.storage import fingerprint
from core.tables.table import Column, Role, Table


def table_of(frame: pd.DataFrame, roles: dict[str, Role] | None = None, **fields: object) -> Table:
    """Stores a frame under the tables folder and describes it."""
    columns = tuple(_column(frame[name], str(name), (roles or {}).get(str(name))) for name in frame)
    table = Table(
        content_hash=fingerprint([frame.to_csv(), str(roles), str(fields)]),
        name="small",
        source_name="small.csv",
        n_rows=len(frame),
        columns=columns,
    ).model_copy(update=fields)
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet)
    return table


def _column(values: pd.Series, name: str, role: Role | None) -> Column:
    if role is None:
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            role = Role.DATE
        elif pd.api.types.is_numeric_dtype(values.dtype):
            role = Role.NUMBER
        else:
            role = Role.YES_NO if set(values.dropna()) == {"yes", "no"} else Role.CATEGORY
    return Column(
        name=name,
        role=role,
        guessed_role=role,
        n_missing=int(values.isna().sum()),
        n_distinct=int(values.nunique()),
    )
