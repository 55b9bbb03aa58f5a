"""The buying committee of one account: who is in it, who is the champion, who is missing, whom to contact next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from core.accounts.advice import Advice, advice
from core.accounts.engagement import ACTIVE, COOLING, depth, status
from core.accounts.notes import LATELY
from core.tables.job_titles import DECIDES, ROLES, UNKNOWN, buying_role, read_titles

_LEAST_DEPTH = 3.0  # a champion has been in touch at least this deeply in 90 days
_LATELY_WORDS = f"the last {LATELY} days"
_NOTE_WEIGHT, _WIN_WEIGHT = 3.0, 5.0  # a note for us counts like a meeting, a won deal like nearly two


@dataclass(frozen=True)
class Champion:
    """Who is engaged and speaks for us; not necessarily who decides.

    Attributes:
        key: The person.
        evidence: What was counted, in one sentence.
    """

    key: str
    evidence: str


@dataclass(frozen=True)
class RoleShare:
    """How usual a part is among accounts that bought, and among those that did not.

    Attributes:
        buyers, others: Share of them with somebody in the part; None where there are none.
        n_buyers, n_others: How many accounts with people were counted.
    """

    buyers: float | None
    others: float | None
    n_buyers: int
    n_others: int


@dataclass(frozen=True)
class Committee:
    """The people of one account.

    Attributes:
        people: One row a person, highest chance first: `key`, `name`, `title`, `seniority`, `department`, `role`,
            `status`, `chance` (NaN where nobody was scored), `last`, `n_90`, `deep_90`, `n_for`, `n_against` (notes
            lately), `wins` (deals won with them).
        champion: None where nobody is engaged and favourable.
        no_champion: Where there is none: why, in one sentence.
        missing: Parts that nobody plays, and how usual they are; the most usual among buyers first.
        advice: Whom to contact next, most promising first.
    """

    people: pd.DataFrame
    champion: Champion | None
    no_champion: str
    missing: tuple[tuple[str, RoleShare | None], ...]
    advice: tuple[Advice, ...]


def committee(
    people: pd.DataFrame,
    counts: pd.DataFrame,
    as_of: datetime,
    usual: Mapping[str, RoleShare] | None = None,
    said: pd.DataFrame | None = None,
    wins: Mapping[str, int] | None = None,
) -> Committee:
    """Puts the committee together.

    Args:
        people: `key`, `name`, `title` (missing allowed) and `chance` (NaN where not scored) of the account's people.
        counts: Of `core.accounts.events.engagement_counts`.
        as_of: The day that "lately" is counted from.
        usual: How usual each part is; see `role_shares`.
        said: Of `core.accounts.notes.favour`; None or empty: nothing is written down about anybody.
        wins: Deals won with each person by then.
    """
    frame = people.merge(counts, on="key", how="left")
    frame = pd.concat([frame, read_titles(frame["title"])], axis="columns")
    pairs = zip(frame["seniority"], frame["department"], strict=True)
    frame["role"] = [buying_role(seniority, department) for seniority, department in pairs]
    frame["status"], frame["depth"] = status(frame), depth(frame)
    frame = _with_favour(frame, said, wins or {})
    frame = frame.sort_values(["chance", "depth", "key"], ascending=[False, False, True], na_position="last")
    frame = frame.reset_index(drop=True)
    # notes in a language that the lexicon does not know sound like nothing: then nothing was heard
    heard = said is not None and bool((said["n_for"] + said["n_against"]).sum() > 0)
    champion, why_none = _champion(frame, as_of, heard=heard)
    missing = _missing(frame, usual or {})
    return Committee(
        frame, champion, why_none, missing, advice(frame, champion.key if champion else None, as_of)
    )


def role_shares(people: pd.DataFrame, bought: set[str]) -> dict[str, RoleShare]:
    """How usual each part is among accounts that bought, beside those that did not.

    Args:
        people: `account`, `title` of all people.
        bought: The accounts that bought.
    """
    if people.empty:
        return {}
    read = read_titles(people["title"])
    roles = [buying_role(s, d) for s, d in zip(read["seniority"], read["department"], strict=True)]
    mine = pd.DataFrame({"account": people["account"].astype(str).to_numpy(), "role": roles})
    buyer = mine["account"].isin(bought)
    n_buyers, n_others = mine[buyer]["account"].nunique(), mine[~buyer]["account"].nunique()
    having = mine.groupby(["role", buyer.rename("buyer")])["account"].nunique()
    return {
        role: RoleShare(
            buyers=float(having.get((role, True), 0)) / n_buyers if n_buyers else None,
            others=float(having.get((role, False), 0)) / n_others if n_others else None,
            n_buyers=int(n_buyers),
            n_others=int(n_others),
        )
        for role in ROLES
    }


def _with_favour(frame: pd.DataFrame, said: pd.DataFrame | None, wins: Mapping[str, int]) -> pd.DataFrame:
    """The people with what they said and what was won with them."""
    numbers = ["n_for", "n_against", "worst"]
    words = ["last_text", "last_at", "last_side"]
    if said is None or said.empty:
        frame = frame.assign(**dict.fromkeys(numbers, 0), last_text=None, last_side=0)
        frame["last_at"] = pd.NaT
    else:
        frame = frame.merge(said[["key", *numbers, *words]], on="key", how="left")
    for name in (*numbers, "last_side"):
        frame[name] = frame[name].fillna(0).astype("int64")
    frame["wins"] = [int(wins.get(str(key), 0)) for key in frame["key"]]
    frame["net"] = frame["n_for"] - frame["n_against"]
    return frame


def _champion(frame: pd.DataFrame, as_of: datetime, *, heard: bool) -> tuple[Champion | None, str]:
    """Engaged *and* favourable; where nothing is written down, engaged, and that is said."""
    alive = frame[(frame["depth"] >= _LEAST_DEPTH) & frame["status"].isin([ACTIVE, COOLING])]
    if alive.empty:
        return None, "Nobody is engaged enough to speak for us."
    knows = heard or bool((frame["wins"] > 0).any())
    best = _order(alive)
    if not knows:
        return Champion(str(best.iloc[0]["key"]), _evidence(best.iloc[0], as_of, heard=False)), ""
    favourable = (best["net"] + best["wins"] > 0) & (best["worst"] >= 0)
    if not favourable.any():
        first = best.iloc[0]
        return None, (
            f"{first['name']} is the most engaged, but nothing shows that they are for us: "
            f"{_notes_words(first)} in {_LATELY_WORDS}, and no deal won with them."
            if first["wins"] == 0
            else f"{first['name']} is the most engaged, but what was said lately is rather against us: "
            f"{_notes_words(first)} in {_LATELY_WORDS}."
        )
    chosen = best[favourable].iloc[0]
    return Champion(str(chosen["key"]), _evidence(chosen, as_of, heard=heard)), ""


def _order(alive: pd.DataFrame) -> pd.DataFrame:
    weight = alive["depth"] + _NOTE_WEIGHT * alive["net"] + _WIN_WEIGHT * alive["wins"]
    return alive.assign(weight=weight).sort_values(["weight", "n_30", "key"], ascending=[False, False, True])


def _notes_words(row: Any) -> str:
    n_for = int(row["n_for"])
    return f"{n_for} {'note' if n_for == 1 else 'notes'} for us and {int(row['n_against'])} against"


def _evidence(row: Any, as_of: datetime, *, heard: bool) -> str:
    n_90, deep = int(row["n_90"]), int(row["deep_90"])
    days = max((pd.Timestamp(as_of) - pd.Timestamp(row["last"])).days, 0)
    lately = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
    talks = f", {deep} of them meetings or calls" if deep else ""
    text = f"{n_90} touches in 90 days{talks}; the last {lately}."
    if heard:
        text += f" {_notes_words(row)} in {_LATELY_WORDS}."
    if row["wins"]:
        text += f" {int(row['wins'])} deal{'s' if row['wins'] > 1 else ''} won with them."
    if not heard and not row["wins"]:
        text += " What they think of us is written nowhere, so this is engagement only."
    return text + ("" if row["role"] == DECIDES else " Does not decide alone, going by the title.")


def _missing(frame: pd.DataFrame, usual: Mapping[str, RoleShare]) -> tuple[tuple[str, RoleShare | None], ...]:
    there = set(frame["role"])
    if there <= {UNKNOWN}:
        return ()
    missing = [(role, usual.get(role)) for role in ROLES if role not in there]
    return tuple(sorted(missing, key=lambda pair: -(pair[1].buyers or 0.0) if pair[1] is not None else 1.0))


def chances(values: pd.Series) -> float:
    """The chance that at least one of several people says yes, taken as independent: 1 - product of (1 - p)."""
    known = values.dropna().to_numpy(dtype=np.float64)
    return float(1.0 - np.prod(1.0 - known)) if known.size else float("nan")
