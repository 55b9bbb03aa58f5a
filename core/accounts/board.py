"""All accounts in order of their chance: how many people, how many in touch, and whether they move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from core.accounts.account_chance import AccountChance, by_account
from core.accounts.deals import LOST, WON
from core.accounts.engagement import ACTIVE, status
from core.accounts.shape import AccountShape
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import half_of
from core.tables.name_words import slugged


@dataclass(frozen=True)
class Members:
    """The people and accounts of a set of tables.

    Attributes:
        people: `key`, `account`, `name`, `title`, `known` (since when; NaT: always, or nobody can say); empty where
            there is no table of people.
        accounts: `account`, `name`, `kind` (such as the industry; "" where there is none), `known`.
        scored: `key`, `account`: to which account a scored row belongs.
    """

    people: pd.DataFrame
    accounts: pd.DataFrame
    scored: pd.DataFrame

    def as_of(self, day: datetime) -> Members:
        """Without the people and accounts that came later."""
        return replace(
            self,
            people=self.people[~(self.people["known"] > day)].reset_index(drop=True),
            accounts=self.accounts[~(self.accounts["known"] > day)].reset_index(drop=True),
        )


def members(opened: OpenTables, shape: AccountShape) -> Members:
    """Reads who belongs to whom; people without an account are left out."""
    people = pd.DataFrame(columns=["key", "account", "name", "title", "known"])
    people["known"] = pd.to_datetime(people["known"])
    if shape.person is not None and shape.link is not None:
        rows = with_known(opened, half_of(shape.tables, shape.person, late=False))
        key = str(shape.tables.table(shape.person).primary_key)
        title, name = shape.title_column(), _name(shape, shape.person, key, rows.columns)
        columns = {"key": rows[key], "account": rows[shape.link.column], "known": rows[KNOWN]}
        frame = rows.filter(rows[shape.link.column].notnull(), rows[key].notnull()).select(
            **columns,
            **{f"name_{i}": rows[column] for i, column in enumerate(name)},
            title=rows[title or key],
        )
        people = frame.execute()
        people["name"] = _joined(people, len(name), "key")
        people = people[["key", "account", "name", "title", "known"]]
        if title is None:
            people["title"] = None
    accounts = _accounts(opened, shape)
    return Members(people, accounts, _scored(opened, shape, accounts))


def account_board(
    shape: AccountShape,
    found: Members,
    chances_now: pd.DataFrame,
    counts: pd.DataFrame,
    fitted: AccountChance | None = None,
) -> pd.DataFrame:
    """The accounts, best chance first.

    Args:
        shape: How accounts stand in the tables.
        found: People and accounts, as of the day (`Members.as_of`).
        chances_now: `key`, `chance` of the scored entities.
        counts: Of `core.accounts.events.engagement_counts`, by person (without people: by account).
        fitted: How members' chances make the account's; None: independent of each other.

    Returns:
        `account`, `name`, `kind`, `chance` (that at least one of its scored rows comes true), `best` (the highest),
        `people`, `in_touch` (people active now), `n_30`, `n_60` (touches in the last 30 days, and in the 60 before),
        `moves` (touches a day now against before, minus 1; NaN without any), `rank`.
    """
    board = found.accounts.drop(columns="known")
    members_now = by_account(chances_now[["key", "chance"]], found.scored)
    members_now["chance"] = (fitted or AccountChance()).apply(members_now)
    members_now = members_now.set_index("account")
    for name in ("chance", "best"):
        board[name] = members_now[name].reindex(board["account"]).to_numpy()
    if shape.person is not None:
        touched = found.people.drop(columns="known").merge(counts, on="key", how="left")
        touched["active"] = status(touched) == ACTIVE
    else:
        touched = board[["account"]].merge(counts, left_on="account", right_on="key", how="left")
        touched["active"] = status(touched) == ACTIVE
    grouped = touched.groupby("account")
    board["people"] = board["account"].map(grouped.size()).fillna(0).astype("int64")
    board["in_touch"] = board["account"].map(grouped["active"].sum()).fillna(0).astype("int64")
    board["n_30"] = board["account"].map(grouped["n_30"].sum()).fillna(0).astype("int64")
    before = board["account"].map(grouped["n_90"].sum()).fillna(0).astype("int64") - board["n_30"]
    board["n_60"] = before
    with np.errstate(divide="ignore", invalid="ignore"):
        moves = (board["n_30"] / 30) / (before / 60) - 1
    board["moves"] = moves.where(before > 0)
    board = board.sort_values(["chance", "account"], ascending=[False, True], na_position="last")
    board["rank"] = np.arange(1, len(board) + 1)
    return board.reset_index(drop=True)


def peers_that_bought(board: pd.DataFrame, found: Members, yes: pd.DataFrame, account: str) -> pd.DataFrame:
    """Accounts of the same kind that had said yes: `account`, `name`, `known` (since when), the latest first.

    Args:
        board: Of `account_board`.
        found: People and accounts.
        yes: Of `core.accounts.scored.said_yes_by`.
        account: The account whose peers are meant.
    """
    mine = board[board["account"] == account]
    kind = str(mine["kind"].iloc[0]) if len(mine) else ""
    bought = yes.merge(found.scored, on="key", how="inner")
    bought = bought.sort_values("known").drop_duplicates("account", keep="last")
    peers = board[(board["kind"] == kind) & (board["account"] != account) & (kind != "")]
    shown = peers.merge(bought[["account", "known"]], on="account", how="inner")
    return shown.sort_values("known", ascending=False)[["account", "name", "known"]].reset_index(drop=True)


def peer_deals(board: pd.DataFrame, deals_then: pd.DataFrame, account: str) -> pd.DataFrame:
    """Deals of accounts of the same kind: won ones first, then the others, each group the latest first.

    Args:
        board: Of `account_board`.
        deals_then: Of `core.accounts.deals.deals_as_of`.
        account: The account whose peers are meant.

    Returns:
        `account`, `name`, `state` ("won", "open" or "unclear"), `product`, `value`, `day` (when it was won, or opened).
    """
    mine = board[board["account"] == account]
    kind = str(mine["kind"].iloc[0]) if len(mine) else ""
    peers = board[(board["kind"] == kind) & (board["account"] != account) & (kind != "")]
    alive = deals_then[deals_then["state"] != LOST]
    shown = peers[["account", "name"]].merge(alive, on="account", how="inner")
    won = shown["state"] == WON
    shown["day"] = shown["closed"].where(won, shown["opened"])
    shown = shown.assign(after=~won).sort_values(["after", "day", "account"], ascending=[True, False, True])
    return shown[["account", "name", "state", "product", "value", "day"]].reset_index(drop=True)


def _accounts(opened: OpenTables, shape: AccountShape) -> pd.DataFrame:
    rows = with_known(opened, half_of(shape.tables, shape.account, late=False))
    key = str(shape.tables.table(shape.account).primary_key)
    name, kind = _name(shape, shape.account, key, rows.columns), shape.peer_column()
    frame: pd.DataFrame = (
        rows.filter(rows[key].notnull())
        .select(
            account=rows[key],
            kind=rows[kind or key],
            known=rows[KNOWN],
            **{f"name_{i}": rows[column] for i, column in enumerate(name)},
        )
        .execute()
    )
    frame["name"] = _joined(frame, len(name), "account")
    frame["kind"] = frame["kind"].astype("string").fillna("") if kind else ""
    return frame[["account", "name", "kind", "known"]].drop_duplicates("account").reset_index(drop=True)


def _scored(opened: OpenTables, shape: AccountShape, accounts: pd.DataFrame) -> pd.DataFrame:
    if shape.scored_link is None:
        return pd.DataFrame({"key": accounts["account"], "account": accounts["account"]})
    rows = opened.table(shape.entity)
    key, account = rows[str(shape.tables.table(shape.entity).primary_key)], rows[shape.scored_link.column]
    found: pd.DataFrame = rows.filter(account.notnull()).select(key=key, account=account).execute()
    return found


def _name(shape: AccountShape, table: str, key: str, columns: tuple[str, ...]) -> list[str]:
    """The columns that together call a row: one name, or first and last name, else the key."""
    one = shape.name_column(table)
    if one is not None:
        return [one]
    slugs = {slugged(column): column for column in columns}
    for first, last in (("first_name", "last_name"), ("firstname", "lastname")):
        if first in slugs and last in slugs:
            return [slugs[first], slugs[last]]
    return [key]


def _joined(frame: pd.DataFrame, n_names: int, key: str) -> pd.Series:
    """What rows are called; those without a name by their key."""
    parts = [frame[f"name_{i}"].astype("string").fillna("") for i in range(n_names)]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + " " + part
    joined = joined.str.strip()
    return joined.where(joined != "", frame[key].astype("string"))
