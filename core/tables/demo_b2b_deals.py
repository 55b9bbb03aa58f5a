"""Opportunities of the relational demo bank: who opens one, for what, and how it ends.

An opportunity arrives with a hazard in continuous time, exp(level + parts) a week. The level is set each week so
that all active contacts together open a fixed number: the reps have time for so many and no more. So nothing
explodes, however strongly one deal brings about the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_companies import N_WEEKS, Cast, Floats, Ints
from core.tables.demo_b2b_forces import Reals
from core.tables.demo_b2b_words import PRODUCTS

HORIZON_WEEKS = 90 / 7
WEEKLY_RATE = 0.0082  # opportunities a contact and week

_SEASON, _SEASON_WEEKS = 0.15, 52
_WORKDAYS = 5
_OWN_PRODUCT = 0.7
_WON_SHARE = 0.35
_OTHER_REP = 0.1


@dataclass(frozen=True)
class Deals:
    """The O opportunities that were opened in a week, in order of day.

    Attributes:
        contact, product, rep: (O,).
        opened, closed: (O,) days since `FIRST_DAY`; a close after the last day is not written.
        won: (O,).
        value: (O,) in euros.
    """

    contact: Ints
    product: Ints
    rep: Ints
    opened: Ints
    closed: Ints
    won: npt.NDArray[np.bool_]
    value: Ints


class Dealing:
    """Opens opportunities week by week, and remembers which of them will be won when."""

    def __init__(self, rng: np.random.Generator, cast: Cast) -> None:
        self._rng, self._cast = rng, cast
        self._to_be_won: dict[int, list[tuple[Ints, Ints, Ints]]] = {}

    def hazard(self, week: int, parts: Mapping[str, Reals], active: npt.NDArray[np.bool_]) -> Floats:
        """(N,) opportunities expected a week, 0 for contacts who are not active yet."""
        strength = np.exp(sum(part.astype(np.float64) for part in parts.values())) * active
        season = 1 + _SEASON * np.sin(2 * np.pi * week / _SEASON_WEEKS)
        return np.asarray(strength * (WEEKLY_RATE * season / (strength.sum() / max(active.sum(), 1))))

    def week(self, week: int, hazard: Floats) -> Deals:
        """The opportunities of a week: those whose first arrival, at rate `hazard`, falls into it."""
        rng, cast = self._rng, self._cast
        with np.errstate(divide="ignore"):
            arrival = rng.standard_exponential(len(hazard)) / hazard
        contact = np.flatnonzero(arrival < 1)
        contact = contact[np.argsort(arrival[contact], kind="stable")]
        n = len(contact)
        opened = week * 7 + np.floor(arrival[contact] * _WORKDAYS).astype(np.int64)
        own = rng.random(n) < _OWN_PRODUCT
        product = np.where(own, cast.department[contact], rng.integers(0, len(PRODUCTS), n))
        company = cast.company[contact]
        other = rng.random(n) < _OTHER_REP
        length = np.clip(np.round(rng.lognormal(3.5, 0.45, n)), 7, 150).astype(np.int64)
        closed = opened + length
        closed += np.maximum(closed % 7 - 4, 0) * (7 - closed % 7)  # not on a weekend
        deals = Deals(
            contact=contact,
            product=product,
            rep=np.where(other, rng.integers(0, cast.n_reps, n), cast.rep[company]),
            opened=opened,
            closed=closed,
            won=rng.random(n) < _WON_SHARE,
            value=(np.round(np.sqrt(cast.employees[company]) * rng.lognormal(7.3, 0.6, n), -2)).astype(
                np.int64
            ),
        )
        self._remember(deals)
        return deals

    def won_in(self, week: int) -> tuple[Ints, Ints, Ints]:
        """Company, product and day of the deals that are won in a week."""
        found = self._to_be_won.pop(week, [])
        if not found:
            return (np.zeros(0, np.int64),) * 3
        company, product, day = (np.concatenate(column) for column in zip(*found, strict=True))
        return company, product, day

    def _remember(self, deals: Deals) -> None:
        won = np.flatnonzero(deals.won & (deals.closed < N_WEEKS * 7))
        weeks = deals.closed[won] // 7
        for week in np.unique(weeks):
            here = won[weeks == week]
            row = (self._cast.company[deals.contact[here]], deals.product[here], deals.closed[here])
            self._to_be_won.setdefault(int(week), []).append(row)
