"""Calls, meetings, emails and web visits of the relational demo bank, week by week.

Interest comes in episodes: a contact, or the whole company, is busier for some weeks and then quiet again. What
is noted after a call or meeting follows a mood that changes over months; what stands in an email is politeness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_companies import Cast, Floats, Ints, places
from core.tables.demo_b2b_forces import Reals
from core.tables.demo_b2b_words import KINDS, N_OPENERS, N_PHRASES, N_REMARKS, PRODUCTS, SPOKEN

_KIND_SHARE = np.array([0.36, 0.14, 0.25, 0.25])
_MINUTES = np.array([7.0, 45.0, 0.0, 4.0])
_WEEKLY = 0.12
_EPISODE_START, _EPISODE_WEEKS, _EPISODE_TIMES = 1 / 40, 9, 4.0
_COMPANY_START, _COMPANY_WEEKS, _COMPANY_TIMES = 1 / 50, 9, 2.5
_MOOD_WEEKS = 40.0
_MOOD_EDGE = 0.75
_REMARK_CHANCE, _IDLE_REMARK = 0.6, 0.02
_OTHER_REP = 0.15


@dataclass(frozen=True)
class Talks:
    """The A activities of a week, in order of day.

    Attributes:
        contact, rep, day, kind, minutes, text: (A,); `day` 0 … 4 within the week, `text` a place in `all_texts`.
        count: (N,) activities of each contact.
        mood: (N,) notes for minus notes against, of calls and meetings.
    """

    contact: Ints
    rep: Ints
    day: Ints
    kind: Ints
    minutes: Ints
    text: Ints
    count: npt.NDArray[np.uint8]
    mood: Floats


class Talking:
    """Draws the activities of one week after the other."""

    def __init__(self, rng: np.random.Generator, cast: Cast) -> None:
        n = cast.n_contacts
        self._rng, self._cast = rng, cast
        self._usual = (_WEEKLY * rng.gamma(2.5, 1 / 2.5, n)).astype(np.float32)
        self._busy = np.zeros(n, dtype=np.int16)
        self._company_busy = np.zeros(cast.n_companies, dtype=np.int16)
        self._mood = rng.standard_normal(n, dtype=np.float32)

    def week(self, active: npt.NDArray[np.bool_], peer_news: Reals) -> Talks:
        """The activities of the next week.

        Args:
            active: (N,) contacts who are known to the bank.
            peer_news: (C,) chance that somebody speaks of a company of the same trade that bought.
        """
        rng, cast = self._rng, self._cast
        _turn(rng, self._busy, _EPISODE_START, _EPISODE_WEEKS)
        _turn(rng, self._company_busy, _COMPANY_START, _COMPANY_WEEKS)
        keep = np.float32(np.exp(-1 / _MOOD_WEEKS))
        self._mood *= keep
        self._mood += np.sqrt(1 - keep * keep) * rng.standard_normal(len(self._mood), dtype=np.float32)
        times = np.where(self._company_busy > 0, np.float32(_COMPANY_TIMES), np.float32(1))[cast.company]
        rate = self._usual * np.where(self._busy > 0, np.float32(_EPISODE_TIMES), np.float32(1)) * times
        count = np.minimum(rng.poisson(rate * active), 20).astype(np.uint8)
        contact = np.repeat(np.arange(len(count)), count)
        contact = contact[rng.permutation(len(contact))]
        day = np.sort(rng.integers(0, 5, len(contact)))
        kind = places(rng, _KIND_SHARE, len(contact))
        feeling = self._mood[contact] + rng.standard_normal(len(contact), dtype=np.float32)
        side = np.digitize(feeling, (-_MOOD_EDGE, _MOOD_EDGE))
        spoken = kind < SPOKEN
        side = np.where(spoken, side, rng.integers(0, 3, len(contact)))
        minutes = np.round(_MINUTES[kind] * rng.lognormal(0, 0.5, len(contact)))
        rep = cast.rep[cast.company[contact]]
        other = rng.random(len(contact)) < _OTHER_REP
        return Talks(
            contact=contact,
            rep=np.where(other, rng.integers(0, cast.n_reps, len(contact)), rep),
            day=day,
            kind=kind,
            minutes=np.maximum(minutes, kind != KINDS.index("email")).astype(np.int64),
            text=self._texts(contact, kind, side, peer_news),
            count=count,
            mood=np.bincount(contact[spoken], side[spoken] - 1.0, len(count)).astype(np.float64),
        )

    def _texts(self, contact: Ints, kind: Ints, side: Ints, peer_news: Reals) -> Ints:
        """(A,) places in `core.tables.demo_b2b_words.all_texts`, whose nesting this counts through."""
        rng, cast, n = self._rng, self._cast, len(contact)
        own = rng.random(n) < 0.5
        product = np.where(own, cast.department[contact], rng.integers(0, len(PRODUCTS), n))
        heard = np.where(kind < SPOKEN, _REMARK_CHANCE * peer_news[cast.company[contact]], 0) + _IDLE_REMARK
        remark = np.where(rng.random(n) < heard, rng.integers(1, N_REMARKS, n), 0)
        opener, phrase = rng.integers(0, N_OPENERS, n), rng.integers(0, N_PHRASES, n)
        note = (kind * N_OPENERS + opener) * 3 + side
        note = ((note * len(PRODUCTS) + product) * N_REMARKS + remark) * N_PHRASES + phrase
        n_notes = (len(KINDS) - 1) * N_OPENERS * 3 * len(PRODUCTS) * N_REMARKS * N_PHRASES
        visit = n_notes + opener * len(PRODUCTS) + product
        return np.where(kind == KINDS.index("web"), visit, note)


def _turn(rng: np.random.Generator, left: npt.NDArray[np.int16], start: float, weeks: int) -> None:
    """Counts episodes down by a week and starts new ones where none runs."""
    np.maximum(left - 1, 0, out=left)
    starts = (left == 0) & (rng.random(len(left), dtype=np.float32) < start)
    left[starts] = rng.integers(weeks - 4, weeks + 5, int(starts.sum()))
