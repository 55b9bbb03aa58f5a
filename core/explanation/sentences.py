"""An explanation in plain words; knows nothing of models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from core.explanation.lead_explanation import LINK_COLUMNS, LINK_OUTCOMES, LINKS, NeighbourEvidence, Reason
from core.number_words import number_words
from core.tables.proposed_names import lower_first

LINK_WORDS = {
    LINKS: "linked clients",
    LINK_OUTCOMES: "what linked clients answered",
    LINK_COLUMNS: "what linked clients are like",
}
_TIMES = {
    2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times", 7: "seven times",
    8: "eight times", 9: "nine times", 10: "ten times", 11: "eleven times", 12: "twelve times",
}  # fmt: skip
_PARTS = {2: "half", 3: "a third of", 4: "a quarter of", 5: "a fifth of", 6: "a sixth of", 8: "an eighth of"}
_PEERS = "answers_by_"
_LEAST_POINTS = 0.05  # percentage points; less would be written as 0.0
_PLAIN_YES = ("1", "1.0", "true", "y", "t")


def chance_words(target: str, positive: str) -> str:
    """What the score is the chance of: "chance of yes", or "chance that default = 1"."""
    if positive.strip().lower() in _PLAIN_YES:
        return f"chance that {target} = {positive}"
    return f"chance of {positive}"


def client_title(name: str) -> str:
    """What a client is called in a heading: "Client #12"; a masked name ("Client 12") has the word already."""
    return name if name.startswith("Client ") else f"Client {name}"


def percent(share: float) -> str:
    """0.713 -> "71 %"; below 1 % and above 99 % with one digit."""
    digits = 1 if share < 0.00995 or share > 0.9905 else 0
    return f"{100 * share:.{digits}f} %"


def value_words(value: Any, never_values: Sequence[float] = (), *, is_code: bool = False) -> str:
    """A table value as a person writes it; "missing" and "never" where it stands for that, codes as in the file."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "missing"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.integer | np.floating):
        return "never" if value in never_values else number_words(float(value), is_code=is_code)
    if isinstance(value, pd.Timestamp | datetime | date):
        return f"{value.day} {value:%b %Y}"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def beside_average(probability: float, average: float) -> int:
    """1 above the average, -1 below it, 0 within a tenth of it."""
    ratio = probability / max(average, 1e-9)
    return int(ratio > 1.1) - int(ratio < 0.9)


def times_average(probability: float, average: float) -> str:
    """How a chance compares with the average, in words: "six times the average", "about the average"."""
    ratio, side = probability / max(average, 1e-9), beside_average(probability, average)
    if side == 0:
        return "about the average"
    if side > 0:
        whole = round(ratio)
        if ratio >= 1.75 and abs(ratio - whole) <= 0.25 and whole in _TIMES:
            return f"{_TIMES[whole]} the average"
        return f"{ratio:.1f} times the average" if ratio < 12.5 else f"{ratio:.0f} times the average"
    if ratio > 0.6:
        return "below the average"
    part = min(_PARTS, key=lambda n: abs(1 / n - ratio))
    if ratio < 0.11:
        return "less than a ninth of the average"
    return f"{_PARTS[part]} the average"


def reason_sentence(column: str, value: str, points: float, *, is_link: bool = False) -> str:
    """One reason in words: "month is sep: raises the chance by 12 points"."""
    called = column if is_link else LINK_WORDS.get(column, "")
    subject = f"{called} ({value})" if called else f"{column} is {value}"
    size = abs(points)
    if size < 0.05:
        return f"{subject}: makes no difference"
    amount = f"{size:.1f}" if size < 1 else f"{size:.0f}"
    unit = "point" if amount == "1" else "points"
    return f"{subject}: {'raises' if points > 0 else 'lowers'} the chance by {amount} {unit}"


def gap_words(gap: float, unit: str) -> str:
    """How much earlier a neighbour was contacted ("312 rows earlier"); empty without a clock."""
    if gap <= 0:
        return ""
    if unit == "days" and gap < 1:
        return "the same day"
    name = unit.removesuffix("s") if round(gap) == 1 else unit
    return f"{gap:,.0f} {name} earlier"


def heard_words(heard: Sequence[tuple[bool, float]], positive: str, kind: str, unit: str) -> str:
    """What the neighbours answered: "9 of the 12 most similar earlier clients said yes".

    Args:
        heard: (whether it was a yes, gap) of each neighbour whose outcome was known.
        positive: The target's positive value.
        kind: Relation name: `similar_outcome`, `recent_outcome` or another.
        unit: "rows" or "days", or "" without a clock.
    """
    n_yes = sum(is_yes for is_yes, _ in heard)
    who = {
        "similar_outcome": "most similar clients contacted earlier" if unit else "most similar clients",
        "recent_outcome": "clients contacted last before it",
    }.get(kind, "linked clients with a known answer")
    if kind.startswith(_PEERS):
        shared = kind.removeprefix(_PEERS).replace("_", " ")
        who = f"clients with the same {shared} contacted {'earlier' if unit else 'before'}"
    if kind == "similar_outcome" and unit == "days" and heard:
        who = f"most similar clients contacted {_recently(max(gap for _, gap in heard))}"
    said = f"said {positive}" if positive.strip().lower() not in _PLAIN_YES else f"had {positive}"
    if len(heard) == 1:
        return f"the {who.replace('clients', 'client')} {said if n_yes else 'did not'}"
    return f"{n_yes} of the {len(heard)} {who} {said}"


def _recently(days: float) -> str:
    if days < 14:
        return "in the last two weeks"
    if days < 60:
        return f"in the last {days / 7:.0f} weeks"
    if days < 730:
        return f"in the last {days / 30.4:.0f} months"
    return "in the years before"


def lead_sentence(
    probability: float,
    average: float,
    reasons: Sequence[Reason],
    *,
    target: str,
    positive: str,
    baseline: float | None = None,
    heard: str = "",
) -> str:
    """The one sentence at the top: the chance, how it compares, and the main reason.

    Args:
        probability: The lead's calibrated chance.
        average: Share of positives among known outcomes.
        reasons: Sorted by size.
        target: Target column.
        positive: Its positive value.
        baseline: The chance from which the reasons lead to this one; the average if not given.
        heard: What the neighbours answered, in words.
    """
    side = beside_average(probability, average)
    if side == 0:  # it says neither more nor less: what set it apart from where the reasons begin
        side = 1 if probability >= (average if baseline is None else baseline) else -1
    told = [reason for reason in reasons if abs(reason.contribution) >= _LEAST_POINTS]
    fitting = [reason for reason in told if (reason.contribution > 0) == (side > 0)]
    chance = chance_words(target, positive)
    chance = chance[0].upper() + chance[1:]
    start = f"{chance} is {percent(probability)}, {times_average(probability, average)}"
    if not told:
        return f"{start}; no single reason stands out."
    if not fitting:  # the reasons begin further away still, and lead towards the average
        against = _joined(told[:1], heard).removeprefix("of ")
        return f"{start}, although “{against}” counts {'for' if side < 0 else 'against'} it."
    return f"{start}, mainly because {_joined(fitting, heard)}."


def _joined(fitting: Sequence[Reason], heard: str) -> str:
    """The strongest reason, and the next one where it is nearly as strong."""
    first = fitting[0]
    if first.column in (LINKS, LINK_OUTCOMES) and heard:
        return heard
    texts = [
        _because(reason) for reason in fitting[:2] if reason.column == first.column or _close(first, reason)
    ]
    return " and ".join(texts)


def _close(first: Reason, second: Reason) -> bool:
    return abs(second.contribution) >= 0.5 * abs(first.contribution)


def _because(reason: Reason) -> str:
    if reason.is_link:
        return f"of {reason.called} ({reason.value})"
    if reason.column in LINK_WORDS:
        return f"of {LINK_WORDS[reason.column]}"
    return f"{lower_first(reason.called)} is {reason.value}"


def neighbour_sentence(neighbour: NeighbourEvidence, probability: float, unknown: str) -> str:
    """One neighbour in words."""
    said = "its answer is not known yet" if neighbour.outcome == unknown else f"answered {neighbour.outcome}"
    parts = [said]
    if neighbour.gap:
        parts.append(f"contacted {neighbour.gap}")
    if neighbour.attention is not None:
        parts.append(f"{percent(neighbour.attention)} of the model's attention")
    if neighbour.score_without is not None:
        move = 100 * (probability - neighbour.score_without)
        if abs(move) >= 0.05:
            parts.append(
                f"without it the chance were {percent(neighbour.score_without)} ({-move:+.1f} points)"
            )
    return f"{'; '.join(parts)}."
