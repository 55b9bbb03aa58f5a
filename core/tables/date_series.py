"""Text or whole numbers of a pandas series as dates, by the parser of every other date."""

from __future__ import annotations

import pandas as pd

from core.tables.date_reading import read_dates


def as_dates(values: pd.Series, day_first: bool | None = None) -> pd.Series:
    """(n,) the cells as dates; what is none is NaT.

    Args:
        values: Text, or whole numbers such as 20240131.
        day_first: How 03/04/2024 is meant; None: as the cells themselves say.
    """
    import duckdb

    if pd.api.types.is_numeric_dtype(values.dtype):
        values = values.where(values % 1 == 0).astype("Int64")
    cells = pd.DataFrame({"cell": values.astype("string").astype(object).where(values.notna(), None)})
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # rows stay in their order
        connection.register("cells", cells)
        connection.execute("CREATE TABLE written AS SELECT CAST(cell AS VARCHAR) AS cell FROM cells")
        plan = read_dates(connection, "written", "cell", day_first=day_first, by_hand=True).plan
        dates = connection.execute(f"SELECT {plan.sql('cell')} AS date FROM written").df()["date"]  # noqa: S608
    return pd.Series(dates.to_numpy(dtype="datetime64[us]"), index=values.index, name=values.name)
