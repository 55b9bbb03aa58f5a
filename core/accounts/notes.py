"""What people said up to a day: how their notes sound, lately and ever, and the last conversation with each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from core.accounts.events import DEEP, kind_column
from core.accounts.shape import AccountShape, Happened
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.sentiment import sentiment
from core.tables.table import Column, Role

LATELY = 180  # days
_NAMED = (
    "note",
    "notes",
    "text",
    "comment",
    "comments",
    "description",
    "subject",
    "summary",
    "body",
    "transcript",
)
_TALK_COLUMNS = ["key", "time", "text", "spoken", "side"]


def talks(opened: OpenTables, shape: AccountShape, as_of: datetime) -> pd.DataFrame:
    """Every note about a person up to a day, oldest first.

    Returns:
        `key` (the person; without a table of people the account), `time`, `text`, `spoken` (a meeting or call, not
        something written) and `side` (1 for, -1 against, 0 neither; see `core.tables.sentiment`).
    """
    whose = "person" if shape.person is not None else "account"
    parts = list(_notes(opened, [one for one in shape.events if one.whose == whose], as_of))
    if not parts:
        return pd.DataFrame(columns=_TALK_COLUMNS)
    every = pd.concat(parts, ignore_index=True)
    every["side"] = sentiment(every["text"])
    return every.sort_values(["time", "key"], kind="stable").reset_index(drop=True)[_TALK_COLUMNS]


def favour(found: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """How favourable each person is by what was said.

    Args:
        found: Of `talks`.
        as_of: The day that "lately" is counted from.

    Returns:
        One row a person with a note: `key`, `n_for`, `n_against` (notes of the last `LATELY` days), `worst` (the
        lowest of notes for minus notes against: lately or ever, all of them or meetings and calls only), `last_text`,
        `last_at` and `last_side` of the last conversation: a meeting or call where there was one, else what was written
        last.
    """
    columns = ["key", "n_for", "n_against", "worst", "last_text", "last_at", "last_side"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    lately = found["time"] > pd.Timestamp(as_of) - pd.Timedelta(days=LATELY)
    side, spoken = found["side"].astype("int64"), found["spoken"].astype(bool)
    sums = pd.DataFrame(
        {
            "key": found["key"],
            "n_for": ((side > 0) & lately).astype("int64"),
            "n_against": ((side < 0) & lately).astype("int64"),
            "ever": side,
            "lately": side.where(lately, 0),
            "spoken": side.where(spoken, 0),
            "spoken_lately": side.where(spoken & lately, 0),
        }
    )
    summed = sums.groupby("key").sum()
    summed["worst"] = summed[["ever", "lately", "spoken", "spoken_lately"]].min(axis="columns")
    last = found.sort_values(["spoken", "time"], kind="stable").drop_duplicates("key", keep="last")
    last = last.set_index("key")[["text", "time", "side"]]
    last.columns = pd.Index(["last_text", "last_at", "last_side"])
    return summed.join(last).reset_index()[columns]


def _notes(opened: OpenTables, events: list[Happened], as_of: datetime) -> Iterator[pd.DataFrame]:
    import ibis

    for happened in events:
        column = text_column(happened)
        if column is None:
            continue
        rows = with_known(opened, happened.logical)
        rows = rows.filter(rows[happened.column].notnull(), rows[column].notnull(), rows[KNOWN] <= as_of)
        kind = kind_column(happened)
        spoken: Any = ibis.literal(True) if kind is None else rows[kind].lower().isin(DEEP).fill_null(False)
        chosen = rows.select(
            key=rows[happened.column], time=rows[KNOWN], text=rows[column].cast("string"), spoken=spoken
        )
        yield chosen.execute()


def text_column(happened: Happened) -> str | None:
    """The column that holds what was said: a text, one that is called a note first."""
    columns: list[Column] = [
        column
        for column in happened.logical.columns
        if column.role is Role.TEXT or (column.role is Role.CATEGORY and column.name.lower() in _NAMED)
    ]
    columns.sort(key=lambda column: column.name.lower() not in _NAMED)
    return columns[0].name if columns else None
