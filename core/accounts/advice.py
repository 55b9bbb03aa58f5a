"""Whom of an account to contact next, and how: from chance, engagement, part, and what was said last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from core.accounts.engagement import ACTIVE, COOLING, DARK, NEVER
from core.tables.job_titles import BUYS, DECIDES, EVALUATES, PAYS, USES

_MOST_NEXT = 3
_MOST_QUOTED = 140  # characters
_PARTS = {
    DECIDES: "decides: come with a decision to take, not with a product tour",
    PAYS: "holds the budget: talk about cost and return",
    BUYS: "negotiates: have terms and room ready",
    EVALUATES: "evaluates it: offer a trial and technical answers",
    USES: "will use it: ask what daily work looks like",
}


@dataclass(frozen=True)
class Advice:
    """Somebody to contact next.

    Attributes:
        key: The person.
        why: What to do and why, in plain sentences.
        quote: What was noted of the last conversation; empty where nothing was.
        quoted_at: When that was.
    """

    key: str
    why: str
    quote: str = ""
    quoted_at: datetime | None = None


def advice(frame: pd.DataFrame, champion: str | None, as_of: datetime) -> tuple[Advice, ...]:
    """The most promising people, and a decider who is out of touch.

    Args:
        frame: The people, highest chance first (see `core.accounts.committee.Committee`), with what was said last.
        champion: The key of who can introduce us.
        as_of: The day of the advice.
    """
    names = dict(zip(frame["key"].astype(str), frame["name"].astype(str), strict=True))
    helper = names.get(champion) if champion is not None else None
    chosen = frame[frame["chance"].notna()].head(_MOST_NEXT)
    found = [_one(row, helper if str(row["key"]) != champion else None) for row in chosen.to_dict("records")]
    deciders = frame[(frame["role"] == DECIDES) & frame["status"].isin([DARK, NEVER])]
    deciders = deciders[~deciders["key"].astype(str).isin([one.key for one in found])]
    if len(deciders) and helper is not None:
        key = str(deciders.iloc[0]["key"])
        found.append(Advice(key, f"Decides and is out of touch: ask {helper} for an introduction."))
    return tuple(found)


def _one(row: dict[Any, Any], helper: str | None) -> Advice:
    said = f"Chance {100 * float(row['chance']):.0f} %. "
    part = _PARTS.get(str(row["role"]))
    quote = "" if pd.isna(row["last_text"]) else _short(str(row["last_text"]))
    why = said + _approach(str(row["status"]), int(row["last_side"]), helper, quoted=bool(quote))
    if part is not None:
        why += f" {part[0].upper()}{part[1:]}."
    at = None if pd.isna(row["last_at"]) else pd.Timestamp(row["last_at"]).to_pydatetime()
    return Advice(str(row["key"]), why, quote, at if quote else None)


def _approach(status: str, side: int, helper: str | None, *, quoted: bool) -> str:
    """What to do first, by how the last conversation sounded and how long ago anybody was in touch."""
    if quoted and side < 0:
        return "The last conversation sounded against us: answer that first, before offering anything."
    if status == ACTIVE:
        return (
            "In touch now and sounded for us: propose the next step."
            if quoted and side > 0
            else "In touch now: go on where the last conversation ended."
        )
    if status == COOLING:
        return (
            "Sounded for us, then it went quiet: call before it is forgotten."
            if quoted and side > 0
            else "Less in touch than before: call before it goes quiet."
        )
    quiet = "Never in touch" if status == NEVER else "Not in touch for more than 90 days"
    if helper is not None:
        return f"{quiet}: ask {helper} for an introduction."
    return f"{quiet}: a first call is due."


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _MOST_QUOTED else one_line[: _MOST_QUOTED - 1].rstrip() + "…"
