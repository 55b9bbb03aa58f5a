"""Accounts, bookings and payments between companies of the relational demo bank, week by week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_companies import Cast, Floats, Ints, places
from core.tables.demo_b2b_words import PRODUCTS

BOOKINGS = ("supplier", "customer", "salaries", "card", "fee")

_BOOKING_SHARE = np.array([0.3, 0.3, 0.15, 0.15, 0.1])
_BOOKING_SIZE = np.array([-900.0, 1600.0, -5200.0, -120.0, -25.0])
_BOOKED_A_WEEK = 0.25
_MORE_ACCOUNTS = 0.8
_OPENING_DAYS = 3
_PARTNERS = 2
_PAID_A_WEEK = 0.12
_CONVERTED_TIMES = 4.0  # who has bought lately pools what it pays: fewer partners notice anything else


@dataclass(frozen=True)
class Accounts:
    """K accounts: company, product and day of opening, (K,) each."""

    company: Ints
    product: Ints
    opened: Ints


@dataclass(frozen=True)
class Bookings:
    """The bookings of a week in order of day: (B,) account, day 0 … 4, amount in euros, kind."""

    account: Ints
    day: Ints
    amount: Floats
    kind: Ints


@dataclass(frozen=True)
class Payments:
    """The payments of a week in order of day: (P,) sender, receiver, day 0 … 4, amount in euros."""

    sender: Ints
    receiver: Ints
    day: Ints
    amount: Ints


class Money:
    """Keeps the accounts, and draws bookings and payments of one week after the other."""

    def __init__(self, rng: np.random.Generator, cast: Cast) -> None:
        self._rng, self._cast = rng, cast
        n = cast.n_companies
        extra = rng.poisson(_MORE_ACCOUNTS, n)
        company = np.concatenate([np.arange(n), np.repeat(np.arange(n), extra)])
        since = cast.customer_since[company]
        opened = since + np.floor((-1 - since) * rng.random(len(company)) * (np.arange(len(company)) >= n))
        self.first = Accounts(company, rng.integers(0, len(PRODUCTS), len(company)), opened.astype(np.int64))
        self._owner = [company]
        self._opened = [self.first.opened]
        self._sender = np.repeat(np.arange(n), _PARTNERS)
        self._receiver = (self._sender + 1 + rng.integers(0, max(n - 1, 1), len(self._sender))) % n
        self._usual = rng.lognormal(7.5, 0.5, len(self._sender))

    def open_accounts(self, company: Ints, product: Ints, won: Ints) -> Accounts:
        """A won deal becomes an account a few days later."""
        accounts = Accounts(company, product, won + _OPENING_DAYS)
        self._owner.append(company)
        self._opened.append(accounts.opened)
        return accounts

    def bookings(self, week: int) -> Bookings:
        """Bookings on the accounts that were open before the week."""
        rng = self._rng
        self._owner, self._opened = [np.concatenate(self._owner)], [np.concatenate(self._opened)]
        owner, opened = self._owner[0], self._opened[0]
        account = np.flatnonzero((rng.random(len(owner)) < _BOOKED_A_WEEK) & (opened < week * 7))
        account = rng.permutation(account)
        kind = places(rng, _BOOKING_SHARE, len(account))
        size = np.sqrt(self._cast.employees[owner[account]] / 50)
        amount = np.round(_BOOKING_SIZE[kind] * size * rng.lognormal(0, 0.6, len(account)), 2)
        return Bookings(account, np.sort(rng.integers(0, 5, len(account))), amount, kind)

    def payments(self, converted: npt.NDArray[np.bool_]) -> Payments:
        """Payments along fixed partnerships; a sender that converted lately pays in one large sum.

        Args:
            converted: (C,) companies that won a deal lately.
        """
        rng = self._rng
        pair = rng.permutation(np.flatnonzero(rng.random(len(self._sender)) < _PAID_A_WEEK))
        sender = self._sender[pair]
        times = np.where(converted[sender], _CONVERTED_TIMES, 1.0)
        amount = np.round(self._usual[pair] * times * rng.lognormal(0, 0.25, len(pair)))
        day = np.sort(rng.integers(0, 5, len(pair)))
        return Payments(sender, self._receiver[pair], day, amount.astype(np.int64))
