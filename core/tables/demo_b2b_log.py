"""The tables of the relational demo bank that grow: each week's rows are appended as they happen."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.tables.demo_b2b_campaigns import Campaign
from core.tables.demo_b2b_companies import N_WEEKS, Cast
from core.tables.demo_b2b_deals import Deals
from core.tables.demo_b2b_files import CsvFile, chosen, dates, labels
from core.tables.demo_b2b_money import BOOKINGS, Accounts, Bookings, Payments
from core.tables.demo_b2b_people import Keys
from core.tables.demo_b2b_talks import Talks
from core.tables.demo_b2b_words import DEPARTMENTS, KINDS, all_texts

COLUMNS = {
    "activity": {"activity_id": "text", "contact_id": "text", "rep_id": "text", "happened_on": "day"}
    | {"kind": "text", "minutes": "whole", "text": "text"},
    "opportunity": {"opportunity_id": "text", "contact_id": "text", "company_id": "text"}
    | {"product_id": "text", "rep_id": "text", "department": "text", "created_on": "day"}
    | {"stage": "text", "value": "whole", "closed_on": "day"},
    "account": {"account_id": "text", "company_id": "text", "product_id": "text", "opened_on": "day"},
    "transaction": {"account_id": "text", "booked_on": "day", "amount": "real", "kind": "text"},
    "transfer": {"from_company": "text", "to_company": "text", "sent_on": "day", "amount": "whole"},
    "campaign": {"campaign_id": "text", "name": "text", "channel": "text", "product_id": "text"}
    | {"started_on": "day"},
    "campaign_member": {"contact_id": "text", "campaign_id": "text", "invited_on": "day"}
    | {"responded_on": "day"},
}


class Log:
    """The growing tables in a folder, open until `close`."""

    def __init__(self, folder: Path, people: Cast, key: Keys) -> None:
        self._people, self._key = people, key
        self._open = ExitStack()
        self._file = {
            name: self._open.enter_context(CsvFile(folder, name, columns))
            for name, columns in COLUMNS.items()
        }
        self._count = dict.fromkeys(COLUMNS, 0)
        self._texts = pa.array(all_texts())
        self._kinds, self._bookings = pa.array(KINDS), pa.array(BOOKINGS)
        self._departments, self._stages = pa.array(DEPARTMENTS), pa.array(["open", "lost", "won"])

    def close(self) -> None:
        """Ends all files."""
        self._open.close()

    def activities(self, week: int, talks: Talks) -> None:
        self._file["activity"].write(
            self._new("A", "activity", len(talks.contact), 30 * self._people.n_contacts),
            chosen(self._key.contact, talks.contact),
            chosen(self._key.rep, talks.rep),
            dates(week * 7 + talks.day),
            chosen(self._kinds, talks.kind),
            talks.minutes,
            chosen(self._texts, talks.text),
        )

    def opportunities(self, deals: Deals) -> None:
        """Stage, value and close stay open for deals that end after the last day."""
        people, ended = self._people, deals.closed < N_WEEKS * 7
        self._file["opportunity"].write(
            self._new("O", "opportunity", len(deals.contact), people.n_contacts),
            chosen(self._key.contact, deals.contact),
            chosen(self._key.company, people.company[deals.contact]),
            chosen(self._key.product, deals.product),
            chosen(self._key.rep, deals.rep),
            chosen(self._departments, people.department[deals.contact]),
            dates(deals.opened),
            chosen(self._stages, np.where(ended, 1 + deals.won, 0)),
            pa.array(deals.value, mask=~ended),
            dates(deals.closed),
        )

    def accounts(self, accounts: Accounts) -> None:
        """Accounts that would open after the last day are not there yet, but keep their number."""
        number = self._new("K", "account", len(accounts.company), 3 * self._people.n_companies)
        there = np.flatnonzero(accounts.opened < N_WEEKS * 7)
        self._file["account"].write(
            number.take(pa.array(there)),
            chosen(self._key.company, accounts.company[there]),
            chosen(self._key.product, accounts.product[there]),
            dates(accounts.opened[there]),
        )

    def bookings(self, week: int, bookings: Bookings) -> None:
        self._file["transaction"].write(
            labels("K", bookings.account, 3 * self._people.n_companies),
            dates(week * 7 + bookings.day),
            bookings.amount,
            chosen(self._bookings, bookings.kind),
        )

    def payments(self, week: int, payments: Payments) -> None:
        self._file["transfer"].write(
            chosen(self._key.company, payments.sender),
            chosen(self._key.company, payments.receiver),
            dates(week * 7 + payments.day),
            payments.amount,
        )

    def campaign(self, campaign: Campaign) -> None:
        """The campaign and those invited to it."""
        name = self._new("M", "campaign", 1, 99)
        self._file["campaign"].write(
            name,
            [campaign.name],
            [campaign.channel],
            chosen(self._key.product, np.array([campaign.product])),
            dates(np.array([campaign.started])),
        )
        n = len(campaign.invited)
        self._file["campaign_member"].write(
            chosen(self._key.contact, campaign.invited),
            chosen(name, np.zeros(n, dtype=np.int64)),
            dates(np.full(n, campaign.started)),
            dates(campaign.responded, campaign.responded >= 0),
        )

    def _new(self, letter: str, table: str, n: int, most: int) -> pa.Array:
        start = self._count[table]
        self._count[table] += n
        return labels(letter, np.arange(start, start + n), most)
