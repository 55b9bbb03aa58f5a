"""Rules of thumb of business-to-business sales as a scorecard: who somebody is, company size, what was done."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.scorecard import Criterion, Level, Scorecard, Step

START = -3.0  # log-odds without a point: about 5 of 100; calibration moves it to what the practice exam says


@dataclass(frozen=True)
class LevelRule:
    """Points for words in the values of a column.

    Attributes:
        columns: What the column's name looks like (a regular expression, any case).
        levels: (what the value looks like, points); the first that fits decides.
    """

    columns: str
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SizeRule:
    """Points for sizes below limits, in the column's own unit.

    Attributes:
        columns: What the column's name looks like (a regular expression, any case).
        steps: (below, points), limits rising; None: no limit.
    """

    columns: str
    steps: tuple[tuple[float | None, int], ...]


_CHIEF = (
    r"\b(chief|c[efotimr]o|founder|owner|president|vp|vice[ -]president|director|partner|executive|head)\b"
)
RULES: tuple[LevelRule | SizeRule, ...] = (
    LevelRule(
        r"\b(title|position|role|seniority|level)s?\b", ((_CHIEF, 10), (r"\b(manager|lead|senior)\b", 5))
    ),
    LevelRule(r"\b(industry|sector)\b", ((r"software|technolog|financ|bank|insur", 5),)),
    LevelRule(r"\b(lead )?source\b|\borigin\b", ((r"referral|event|webinar", 5),)),
    SizeRule(r"\b(employees?|company size|headcount|staff)\b", ((50, 0), (200, 5), (1000, 10), (None, 15))),
    SizeRule(r"\brevenue\b", ((1e6, 0), (1e7, 5), (None, 10))),
    SizeRule(r"\b(activit\w*|email\w*|call\w*|meeting\w*).*\b30 days\b", ((1, 0), (5, 5), (None, 10))),
)


def rule_card(
    feature_names: list[str], feature_columns: list[str], units: dict[str, tuple[float, float]]
) -> Scorecard:
    """The card of the rules that fit these columns; each column is judged by the first rule that fits it.

    Args:
        feature_names, feature_columns: F inputs and their source columns.
        units: (mean, scale) of the inputs that hold a standardised size.
    """
    criteria = []
    for column in dict.fromkeys(feature_columns):
        mine = [name for name, source in zip(feature_names, feature_columns, strict=True) if source == column]
        spoken = re.sub(r"[_.:]+", " ", column)
        for rule in RULES:
            if not re.search(rule.columns, spoken, re.IGNORECASE):
                continue
            found = (
                _levels(rule, column, mine)
                if isinstance(rule, LevelRule)
                else _sizes(rule, column, mine, units)
            )
            if found is not None:
                criteria.append(found)
                break
    return Scorecard(start=START, criteria=tuple(criteria))


def _levels(rule: LevelRule, column: str, inputs: list[str]) -> Criterion | None:
    """Points for those of the column's values that the rule knows."""
    levels = []
    for name in inputs:
        value = re.sub(r"_+", " ", name.removeprefix(f"{column} = "))
        if value == name:
            continue
        points = next((p for look, p in rule.levels if re.search(look, value, re.IGNORECASE)), 0)
        if points:
            levels.append(Level(feature=name, points=points))
    return Criterion(column=column, levels=tuple(levels)) if levels else None


def _sizes(
    rule: SizeRule, column: str, inputs: list[str], units: dict[str, tuple[float, float]]
) -> Criterion | None:
    """Points by size, where the column is a size whose unit is known."""
    sizes = [name for name in inputs if name in units and not name.startswith(f"{column} = ")]
    if not sizes:
        return None
    mean, scale = units[sizes[0]]
    steps = tuple(Step(below=below, points=points) for below, points in rule.steps)
    return Criterion(column=column, feature=sizes[0], mean=mean, scale=scale, steps=steps)
