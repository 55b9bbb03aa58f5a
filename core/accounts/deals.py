"""Deals of accounts and people up to a day: opened, won or lost, with product, value and the true date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from core.accounts.shape import AccountShape
from core.tables.answer_words import Says, says
from core.tables.expressions import OpenTables
from core.tables.table import Column, Role
from core.tables.table_set import Link, LinkedTable
from core.task.heaps import unsettled
from core.task.query.won import won_values

WON, LOST, OPEN = "won", "lost", "open"
UNCLEAR = "unclear"  # it ended, and no word of its stage says how
_LOST = (Says.NO, Says.EVENT)
_STAGES = ("stage", "deal_stage", "stagename", "stage_name", "status", "outcome")
_VALUES = ("close_value", "value", "amount", "deal_value", "revenue", "price", "sum", "total")
_PRODUCTS = ("product", "product_name", "item", "offer", "plan", "type")
_COLUMNS = ["account", "person", "opened", "closed", "state", "value", "product"]


@dataclass(frozen=True)
class DealTable:
    """The table of deals of a set.

    Attributes:
        linked: The table; its late columns say how a deal ended.
        stage: The column that says how it ended.
        won: The values of it that mean won.
        account, person: The columns that name the account and the person; None where there is no such column.
        value: The column with its worth; None where there is none.
        product: (column of the deal, table that it names or None) of what was sold; None where nothing says so.
    """

    linked: LinkedTable
    stage: str
    won: tuple[str, ...]
    account: str | None
    person: str | None
    value: str | None
    product: tuple[str, str | None] | None


def deal_table(shape: AccountShape) -> DealTable | None:
    """The first table that belongs to accounts or people and has a stage with values that mean won."""
    tables = shape.tables
    for linked in sorted(tables.tables, key=lambda one: one.kind != "opportunity"):
        links = tables.links_from(linked.name)
        account = next((one.column for one in links if one.to == shape.account), None)
        person = next(
            (one.column for one in links if shape.person is not None and one.to == shape.person), None
        )
        if linked.time_column is None or (account is None and person is None):
            continue
        stage = next(((c, won) for c in _stages(linked, links) if (won := won_values(linked.table, c))), None)
        if stage is not None:
            return DealTable(
                linked=linked,
                stage=stage[0].name,
                won=stage[1],
                account=account,
                person=person,
                value=_value(linked),
                product=_product(shape, linked),
            )
    return None


def deals(opened: OpenTables, shape: AccountShape, found: DealTable) -> pd.DataFrame:
    """Every deal, whenever it was; `deals_as_of` says what was known of it on a day.

    Returns:
        `account`, `person` (missing where not named), `opened`, `closed` (when its end was written; missing while it is
        open), `state` ("won" or "lost" once closed, "open" while its stage is one on the way, "unclear" where no word
        of its stage says anything, such as a number for a stage), `value`, `product` (as a name; missing where not
        known).
    """
    rows = opened.table(found.linked.name)
    wanted = {
        "account": found.account,
        "person": found.person,
        "opened": found.linked.time_column,
        "closed": found.linked.late_time,
        "stage": found.stage,
        "value": found.value,
        "product": found.product[0] if found.product else None,
    }
    present = {name: rows[column] for name, column in wanted.items() if column is not None}
    frame: pd.DataFrame = rows.filter(present["opened"].notnull()).select(**present).execute()
    for name in wanted:
        if name not in frame:
            frame[name] = pd.NaT if name in ("opened", "closed") else None
    if found.account is None and shape.link is not None and shape.person is not None:
        frame["account"] = frame["person"].map(_accounts_of(opened, shape))
    if found.product is not None and found.product[1] is not None:
        frame["product"] = (
            frame["product"].map(_names(opened, shape, found.product[1])).fillna(frame["product"])
        )
    # a date of closing may be planned or lacking, so an open stage has the last word
    is_open = frame["stage"].isna() | frame["stage"].isin(unsettled(frame["stage"].dropna().unique()))
    ended = ~is_open & (frame["closed"].notna() if found.linked.late_time else True)
    lost = frame["stage"].isin([value for value in frame["stage"].dropna().unique() if says(value) in _LOST])
    ends = np.select([frame["stage"].isin(found.won), lost], [WON, LOST], UNCLEAR)
    frame["state"] = np.where(ended, ends, OPEN)
    return frame[_COLUMNS]


def deals_as_of(
    every: pd.DataFrame, found: DealTable, as_of: datetime, last: datetime | None = None
) -> pd.DataFrame:
    """The deals that had been opened by a day, as they stood then.

    Args:
        every: Of `deals`.
        found: The table they stand in.
        as_of: The day.
        last: The end of the data. Where no column says when a deal ended, its end counts from then on only: the tables
            are as they stood on that day, and nobody can say what was known before.

    Returns:
        The same columns; a deal that ended later is open, without a value where that is written at the end.
    """
    day = pd.Timestamp(as_of)
    there = every[every["opened"] <= day].copy()
    if found.linked.late_time is None:
        there["state"] = there["state"] if last is not None and as_of >= last else OPEN
    later = there["closed"] > day
    there.loc[later, "state"] = OPEN
    there.loc[later, "closed"] = pd.NaT
    if found.value in found.linked.not_with_row:
        there.loc[there["state"] == OPEN, "value"] = np.nan
    return there.reset_index(drop=True)


def _stages(linked: LinkedTable, links: tuple[Link, ...]) -> list[Column]:
    keys = {linked.primary_key, *(link.column for link in links)}
    columns = [
        c for c in linked.table.columns if c.role in (Role.CATEGORY, Role.TARGET, Role.YES_NO, Role.IGNORE)
    ]
    columns = [column for column in columns if column.name not in keys]
    return sorted(columns, key=lambda c: c.name.lower() not in _STAGES)


def _value(linked: LinkedTable) -> str | None:
    numbers = {c.name.lower(): c.name for c in linked.table.columns if c.role in (Role.NUMBER, Role.IGNORE)}
    return next((numbers[name] for name in _VALUES if name in numbers), None)


def _product(shape: AccountShape, linked: LinkedTable) -> tuple[str, str | None] | None:
    for link in shape.tables.links_from(linked.name):
        if shape.tables.table(link.to).kind == "product" or "product" in link.column.lower():
            return link.column, link.to
    columns = {c.name.lower(): c.name for c in linked.table.columns if c.role is not Role.NUMBER}
    return next(((columns[name], None) for name in _PRODUCTS if name in columns), None)


def _accounts_of(opened: OpenTables, shape: AccountShape) -> pd.Series:
    people = opened.table(str(shape.person))
    key = str(shape.tables.table(str(shape.person)).primary_key)
    link = shape.link
    frame: pd.DataFrame = people.select(
        key=people[key], account=people[str(link.column if link else key)]
    ).execute()
    return frame.dropna().drop_duplicates("key").set_index("key")["account"]


def _names(opened: OpenTables, shape: AccountShape, table: str) -> pd.Series:
    name, key = shape.name_column(table), shape.tables.table(table).primary_key
    if name is None or key is None:
        return pd.Series(dtype="object")
    rows = opened.table(table)
    frame: pd.DataFrame = rows.select(key=rows[key], name=rows[name]).execute()
    return frame.dropna().drop_duplicates("key").set_index("key")["name"].astype("str")
