"""What pushes a contact of the relational demo bank towards an opportunity, kept up to date week by week.

Nothing here looks ahead: `parts` is read on a Monday and knows the weeks that have been told, which are over.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_companies import Cast, Floats, Ints

PARTS = ("colleagues", "peers", "velocity", "sentiment", "transfers", "own")
CONVERTED_WEEKS = 13  # for how long a won deal makes a company one that converted lately

PUSH = {"colleagues": 2.3, "peers": 0.9, "velocity": 3.2, "sentiment": 2.2, "transfers": 1.1}  # log-odds
MEMORY_WEEKS = {"colleagues": 11.0, "peers": 11.0, "velocity": 10.0, "sentiment": 12.0, "transfers": 9.0}
PEER_FULL = 2.0  # won deals of a peer group from which on nothing is added
TEAM_LIFT_PUSH = 1.2
BUSY_PUSH, BUSY_WEEKS = -2.0, 9  # who has just opened one does not open the next
RECENT_WEEKS, BEFORE_WEEKS = 4, 8

Reals = npt.NDArray[np.float32]


class Forces:
    """The memory of a bank's contacts, teams, companies and peer groups.

    Recent events count with weight exp(-age / memory); all weights fade at the end of a week.
    """

    def __init__(self, cast: Cast) -> None:
        n, companies = cast.n_contacts, cast.n_companies
        self._cast = cast
        self._team = cast.team
        self._own_deals = np.zeros(n, dtype=np.float32)
        self._team_deals = np.zeros(int(self._team.max(initial=0)) + 1, dtype=np.float32)
        self._weeks_since_deal = np.full(n, 999, dtype=np.int16)
        self._company_wins = np.zeros(companies, dtype=np.float32)
        self._peer_wins = np.zeros(int(cast.peers.max(initial=0)) + 1, dtype=np.float32)
        self._weeks_since_win = np.full(companies, 999, dtype=np.int16)
        self._payments = np.zeros(companies, dtype=np.float32)
        self._mood = np.zeros(n, dtype=np.float32)
        self._lift = np.zeros(n, dtype=np.float32)
        self._recent = np.zeros(n, dtype=np.int16)
        self._before = np.zeros(n, dtype=np.int16)
        self._counts: deque[npt.NDArray[np.uint8]] = deque()
        self._members = np.maximum(np.bincount(cast.company, minlength=companies), 1)

    @property
    def converted(self) -> npt.NDArray[np.bool_]:
        """(C,) companies that won a deal in the last `CONVERTED_WEEKS`."""
        return self._weeks_since_win <= CONVERTED_WEEKS

    @property
    def peer_news(self) -> Reals:
        """(C,) 0 … 1: how much companies of the same trade and town have bought lately."""
        others = self._peer_wins[self._cast.peers] - self._company_wins
        return np.asarray(np.clip(others / PEER_FULL, 0, 1), dtype=np.float32)

    def parts(self) -> dict[str, Reals]:
        """(N,) log-odds by part, as they are now."""
        company = self._cast.company
        colleagues = np.clip(self._team_deals[self._team] - self._own_deals, 0, 1)
        team_lift = np.bincount(company, self._lift, self._cast.n_companies) / self._members
        busy = BUSY_PUSH * (self._weeks_since_deal < BUSY_WEEKS)
        parts = {
            "colleagues": PUSH["colleagues"] * colleagues,
            "peers": (PUSH["peers"] * self.peer_news)[company],
            "velocity": PUSH["velocity"] * self._lift + (TEAM_LIFT_PUSH * team_lift)[company],
            "sentiment": PUSH["sentiment"] * np.tanh(self._mood),
            "transfers": (PUSH["transfers"] * np.minimum(self._payments, 1))[company],
            "own": self._cast.own + busy,
        }
        return {name: part.astype(np.float32) for name, part in parts.items()}

    def pass_week(
        self, deals: Ints, wins: Ints, paid: Ints, activities: npt.NDArray[np.uint8], mood: Floats
    ) -> None:
        """Tells what happened in a week, and lets what happened before fade.

        Args:
            deals: Contacts who opened an opportunity.
            wins: Companies of the deals that were won.
            paid: Companies that were paid by one that converted, once a payment.
            activities: (N,) activities of each contact.
            mood: (N,) notes for minus notes against, of the calls and meetings.
        """
        cast = self._cast
        for memory, weeks, who in (
            (self._own_deals, MEMORY_WEEKS["colleagues"], deals),
            (self._team_deals, MEMORY_WEEKS["colleagues"], self._team[deals]),
            (self._company_wins, MEMORY_WEEKS["peers"], wins),
            (self._peer_wins, MEMORY_WEEKS["peers"], cast.peers[wins]),
            (self._payments, MEMORY_WEEKS["transfers"], paid),
        ):
            np.add.at(memory, who, np.float32(1))
            np.multiply(memory, np.float32(np.exp(-1 / weeks)), out=memory)
        for since, who in ((self._weeks_since_deal, deals), (self._weeks_since_win, wins)):
            np.minimum(since + 1, 999, out=since)
            since[who] = 1
        self._mood += mood.astype(np.float32)
        self._mood *= np.float32(np.exp(-1 / MEMORY_WEEKS["sentiment"]))
        self._pass_activities(activities)

    def _pass_activities(self, counts: npt.NDArray[np.uint8]) -> None:
        """Speed is the last four weeks against the eight before; lift is its smoothed course."""
        self._counts.append(counts)
        self._recent += counts
        if len(self._counts) > RECENT_WEEKS:
            turned = self._counts[-1 - RECENT_WEEKS]
            self._recent -= turned
            self._before += turned
        if len(self._counts) > RECENT_WEEKS + BEFORE_WEEKS:
            self._before -= self._counts.popleft()
        usual = self._before.astype(np.float32) * np.float32(RECENT_WEEKS / BEFORE_WEEKS)
        speed = np.clip(np.log((1 + self._recent.astype(np.float32)) / (1 + usual)), -1.0, 1.5)
        keep = np.float32(np.exp(-1 / MEMORY_WEEKS["velocity"]))
        self._lift *= keep
        self._lift += (1 - keep) * speed
