"""How columns of dates look in a table: as days, with the time only where there is one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st


def date_columns(shown: pd.DataFrame) -> dict[str, Any]:
    """The column configuration of every date column, by its name.

    Args:
        shown: The rows on screen; a column whose times are all midnight is shown as plain dates.
    """
    looks: dict[str, Any] = {}
    for name in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[name].dtype):
            known = shown[name].dropna()
            if bool((known == known.dt.normalize()).all()):
                looks[str(name)] = st.column_config.DateColumn(format="D MMM YYYY")
            else:
                looks[str(name)] = st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")
    return looks
