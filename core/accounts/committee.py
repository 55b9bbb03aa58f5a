"""The buying committee of one account: who is in it, who is the champion, who is missing, whom to contact next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from core.accounts.engagement import ACTIVE, COOLING, DARK, NEVER, depth, status
from core.tables.job_titles import ROLES, UNKNOWN, buying_role, read_titles

_LEAST_DEPTH = 3.0  # a champion has been in touch at least this deeply in 90 days
_MOST_NEXT = 3


@dataclass(frozen=True)
class Advice:
    """Somebody to contact next.

    Attributes:
        key: The person.
        why: One plain sentence.
    """

    key: str
    why: str


@dataclass(frozen=True)
class Champion:
    """Who is most engaged; not necessarily who decides.

    Attributes:
        key: The person.
        evidence: What was counted, in one sentence.
    """

    key: str
    evidence: str


@dataclass(frozen=True)
class Committee:
    """The people of one account.

    Attributes:
        people: One row a person, highest chance first: `key`, `name`, `title`, `seniority`, `department`, `role`,
            `status`, `chance` (NaN where nobody was scored), `last`, `n_90`, `deep_90`.
        champion: None where nobody is engaged enough.
        missing: Roles that nobody plays, with the share of accounts that bought which had somebody in it.
        advice: Whom to contact next, most promising first.
    """

    people: pd.DataFrame
    champion: Champion | None
    missing: tuple[tuple[str, float | None], ...]
    advice: tuple[Advice, ...]


def committee(
    people: pd.DataFrame, counts: pd.DataFrame, as_of: datetime, usual: Mapping[str, float] | None = None
) -> Committee:
    """Puts the committee together.

    Args:
        people: `key`, `name`, `title` (missing allowed) and `chance` (NaN where not scored) of the account's people.
        counts: Of `core.accounts.events.engagement_counts`.
        as_of: The day that "lately" is counted from.
        usual: Share of accounts that bought which had somebody in each role.
    """
    frame = people.merge(counts, on="key", how="left")
    frame = pd.concat([frame, read_titles(frame["title"])], axis="columns")
    pairs = zip(frame["seniority"], frame["department"], strict=True)
    frame["role"] = [buying_role(seniority, department) for seniority, department in pairs]
    frame["status"], frame["depth"] = status(frame), depth(frame)
    frame = frame.sort_values(["chance", "depth", "key"], ascending=[False, False, True], na_position="last")
    frame = frame.reset_index(drop=True)
    champion = _champion(frame, as_of)
    missing = _missing(frame, usual or {})
    return Committee(frame, champion, missing, _advice(frame, champion))


def roles_of_buyers(people: pd.DataFrame, bought: set[str]) -> tuple[dict[str, float], int]:
    """How usual each role is among accounts that bought.

    Args:
        people: `account`, `title` of all people.
        bought: The accounts that bought.

    Returns:
        Share of them with at least one person in each role, and how many accounts with people were counted.
    """
    mine = people[people["account"].isin(bought)].reset_index(drop=True)
    if mine.empty:
        return {}, 0
    read = read_titles(mine["title"])
    mine["role"] = [buying_role(s, d) for s, d in zip(read["seniority"], read["department"], strict=True)]
    n = mine["account"].nunique()
    having = mine.groupby("role")["account"].nunique()
    return {role: float(having.get(role, 0)) / n for role in ROLES}, int(n)


def _champion(frame: pd.DataFrame, as_of: datetime) -> Champion | None:
    alive = frame[(frame["depth"] >= _LEAST_DEPTH) & frame["status"].isin([ACTIVE, COOLING])]
    if alive.empty:
        return None
    best = alive.sort_values(["depth", "n_30", "key"], ascending=[False, False, True]).iloc[0]
    n_90, deep = int(best["n_90"]), int(best["deep_90"])
    days = max((pd.Timestamp(as_of) - pd.Timestamp(best["last"])).days, 0)
    lately = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
    talks = f", {deep} of them meetings or calls" if deep else ""
    note = "" if best["role"] == "decides" else " Deeply engaged, which does not make a decision maker."
    return Champion(str(best["key"]), f"{n_90} touches in 90 days{talks}; the last {lately}.{note}")


def _missing(frame: pd.DataFrame, usual: Mapping[str, float]) -> tuple[tuple[str, float | None], ...]:
    there = set(frame["role"])
    if there <= {UNKNOWN}:
        return ()
    missing = [(role, usual.get(role)) for role in ROLES if role not in there]
    return tuple(sorted(missing, key=lambda pair: -(pair[1] if pair[1] is not None else -1.0)))


def _advice(frame: pd.DataFrame, champion: Champion | None) -> tuple[Advice, ...]:
    """The most promising people; who went dark is reached through the champion."""
    names = dict(zip(frame["key"].astype(str), frame["name"].astype(str), strict=True))
    found = []
    for row in frame[frame["chance"].notna()].head(_MOST_NEXT).to_dict("records"):
        key, chance = str(row["key"]), 100 * float(row["chance"])
        said = f"chance {chance:.0f} %"
        if row["status"] == ACTIVE:
            why = f"{said} and in touch now: go on where the last conversation ended."
        elif row["status"] == COOLING:
            why = f"{said}, but less in touch than before: call before it goes quiet."
        elif champion is not None and champion.key != key:
            quiet = "never in touch" if row["status"] == NEVER else "not in touch for more than 90 days"
            why = f"{said}, {quiet}: ask {names[champion.key]} for an introduction."
        else:
            why = f"{said}, {'no contact yet' if row['status'] == NEVER else 'gone quiet'}: a first call is due."
        found.append(Advice(key, why))
    deciders = frame[(frame["role"] == "decides") & frame["status"].isin([DARK, NEVER])]
    if (
        len(deciders)
        and champion is not None
        and not any(one.key == str(deciders.iloc[0]["key"]) for one in found)
    ):
        key = str(deciders.iloc[0]["key"])
        found.append(
            Advice(key, f"decides and is out of touch: ask {names[champion.key]} for an introduction.")
        )
    return tuple(found)


def chances(values: pd.Series) -> float:
    """The chance that at least one of several people says yes, taken as independent: 1 - product of (1 - p)."""
    known = values.dropna().to_numpy(dtype=np.float64)
    return float(1.0 - np.prod(1.0 - known)) if known.size else float("nan")
