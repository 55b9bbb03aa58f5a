"""What happened to accounts and people up to a day: counts for all, and the rows of one account as a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.accounts.shape import AccountShape, Happened
from core.number_words import number_words
from core.tables.display import UNNAMED, Names
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.proposed_names import lower_first
from core.tables.table import Column, Role

if TYPE_CHECKING:
    import ibis.expr.types as ir

WINDOWS = (30, 90, 180)  # days
DEEP = ("meeting", "demo", "visit", "workshop", "call", "phone")
_MOST_WORDS = 4
_MOST_CHARACTERS = 160
_SAYS_ITSELF = 20  # characters: a longer text needs no name beside it


def engagement_counts(opened: OpenTables, shape: AccountShape, as_of: datetime) -> pd.DataFrame:
    """How often each person (without people: each account) was in touch, as of a day.

    Returns:
        One row a person or account that ever was: `key`, `last` (datetime), `n_30`, `n_90`, `n_180` (rows in the last
        so many days), `deep_90` (meetings and calls among those of the last 90 days), `n_ever`.
    """
    whose = "person" if shape.person is not None else "account"
    parts = [_touches(opened, happened, as_of) for happened in shape.events if happened.whose == whose]
    empty = pd.DataFrame(columns=["key", "last", *(f"n_{days}" for days in WINDOWS), "deep_90", "n_ever"])
    if not parts:
        return empty
    every = parts[0]
    for part in parts[1:]:
        every = every.union(part)
    counts: dict[str, Any] = {"last": every.time.max(), "n_ever": every.count()}
    for days in WINDOWS:
        counts[f"n_{days}"] = (every.age < days).cast("int64").sum()
    counts["deep_90"] = ((every.age < 90) & every.deep).cast("int64").sum()
    frame: pd.DataFrame = every.group_by("key").aggregate(**counts).execute()
    return frame if len(frame) else empty


def timeline_of(
    opened: OpenTables,
    shape: AccountShape,
    account: str,
    people: Sequence[str],
    as_of: datetime,
    most: int = 2_000,
    names: Names = UNNAMED,
) -> pd.DataFrame:
    """The latest rows of one account and its people, newest first.

    Returns:
        At most `most` rows: `time`, `what` (table and kind), `who` (a person's key, or ""), `text`.
    """
    parts = []
    for happened in shape.events:
        rows = with_known(opened, happened.logical)
        keys = list(people) if happened.whose == "person" else [account]
        if not keys:
            continue
        mine = rows.filter(rows[happened.column].isin(keys), rows[KNOWN] <= as_of)
        mine = mine.order_by(mine[KNOWN].desc()).limit(most)
        frame = mine.execute()
        if len(frame):
            parts.append(_as_events(happened, frame, names))
    if not parts:
        return pd.DataFrame(columns=["time", "what", "who", "text"])
    every = pd.concat(parts, ignore_index=True)
    return every.sort_values("time", ascending=False, kind="stable").head(most).reset_index(drop=True)


def _touches(opened: OpenTables, happened: Happened, as_of: datetime) -> ir.Table:
    """(key, time, age in days, deep) of the rows up to the day."""
    rows = with_known(opened, happened.logical)
    rows = rows.filter(rows[happened.column].notnull(), rows[KNOWN] <= as_of)
    time = rows[KNOWN]
    kind = kind_column(happened)
    import ibis

    deep: Any = ibis.literal(False) if kind is None else rows[kind].lower().isin(DEEP).fill_null(False)
    age = (ibis.literal(as_of).epoch_seconds() - time.epoch_seconds()) / 86_400.0
    selected: ir.Table = rows.select(key=rows[happened.column], time=time, age=age, deep=deep)
    return selected


def kind_column(happened: Happened) -> str | None:
    """The column that says what kind of thing a row is, such as call or meeting."""
    columns = [c for c in happened.logical.columns if c.role is Role.CATEGORY and 2 <= c.n_distinct <= 30]
    named = [
        c
        for c in columns
        if c.name.lower() in ("kind", "type", "channel", "activity_type", "stage", "deal_stage")
    ]
    return next((column.name for column in (*named, *columns)), None)


def _as_events(happened: Happened, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    kind = kind_column(happened)
    table = happened.logical.name.removesuffix("_late")
    name = _called(names.table(table))
    name += " closed" if happened.logical.is_late else ""
    to = next((link.to for link in happened.logical.links if link.column == happened.column), "")
    if sum(link.to == to for link in happened.logical.links) > 1:  # such as payer and payee
        name += f" ({_called(names.column(happened.column, table))})"
    what = pd.Series(name, index=frame.index)
    if kind is not None:
        what = what + ": " + frame[kind].astype("string").fillna("?")
    shown = [c for c in happened.logical.columns if c.name != kind][:_MOST_WORDS]
    called = {c.name: _called(names.column(c.name, table)) for c in shown}
    return pd.DataFrame(
        {
            "time": frame[KNOWN],
            "what": what,
            "who": frame[happened.column].astype("string") if happened.whose == "person" else "",
            "text": [
                _row_words(row, shown, called) for row in frame[[c.name for c in shown]].to_dict("records")
            ],
        }
    )


def _called(name: str) -> str:
    """A name inside a line of words."""
    return lower_first(name.replace("_", " "))


def _row_words(row: dict[Any, Any], columns: Sequence[Column], called: Mapping[str, str]) -> str:
    """The cells of a row; short ones with the name of their column, without which they tell nothing."""
    words = []
    for column in columns:
        value = row[column.name]
        if pd.isna(value):
            continue
        name = called[column.name]
        if column.role is Role.DATE:
            words.append(f"{name} {value.day} {value:%b %Y}")
        elif column.role is Role.NUMBER:
            words.append(f"{name} {number_words(float(value))}")
        else:
            value = number_words(value, is_code=True) if isinstance(value, float) else value
            words.append(str(value) if len(str(value)) > _SAYS_ITSELF else f"{name} {value}")
    return " · ".join(words)[:_MOST_CHARACTERS]
