"""Campaigns of the relational demo bank: letters and emails that reach anybody and move nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_companies import FIRST_DAY, Ints
from core.tables.demo_b2b_words import PRODUCTS

_EVERY_WEEKS = 4
_INVITED = 0.06
_RESPONDED = 0.15
_CHANNELS = ("letter", "email", "trade fair")


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Attributes:
        name, channel: Words.
        product: Place in `PRODUCTS`.
        started: Days since `FIRST_DAY`.
        invited: (M,) contacts.
        responded: (M,) days since `FIRST_DAY`; -1 for no answer.
    """

    name: str
    channel: str
    product: int
    started: int
    invited: Ints
    responded: Ints


def campaign_in(rng: np.random.Generator, week: int, active: npt.NDArray[np.bool_]) -> Campaign | None:
    """The campaign that starts in this week, if one does; it is no cause of anything.

    Args:
        rng: Draws who is invited and who answers.
        week: Number of the week.
        active: (N,) contacts known to the bank.
    """
    if week % _EVERY_WEEKS != 1:
        return None
    started = week * 7 + 1
    product = week // _EVERY_WEEKS * 3 % len(PRODUCTS)
    channel = _CHANNELS[week // _EVERY_WEEKS % len(_CHANNELS)]
    invited = np.flatnonzero(active & (rng.random(len(active)) < _INVITED))
    after = 1 + np.floor(rng.exponential(6.0, len(invited))).astype(np.int64)
    month = str(np.datetime64(FIRST_DAY) + started)[:7]
    return Campaign(
        name=f"{PRODUCTS[product][0]} {channel} {month}",
        channel=channel,
        product=product,
        started=started,
        invited=invited,
        responded=np.where(rng.random(len(invited)) < _RESPONDED, started + after, -1),
    )
