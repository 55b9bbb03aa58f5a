"""Which table holds the accounts, which the people in them, and which tables tell what happened."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import LeadError
from core.tables.job_titles import is_title_column
from core.tables.logical import LogicalTable, logical_tables
from core.tables.name_words import singular, slugged
from core.tables.table import Column, Role
from core.tables.table_set import Link, TableSet

_ACCOUNT_KINDS = ("company", "account", "household")
_PERSON_KINDS = ("contact", "client", "lead")
_NAME_WORDS = ("name", "full_name", "company_name", "account_name", "title", "label")


@dataclass(frozen=True)
class Happened:
    """A table whose rows happen to a person or an account.

    Attributes:
        logical: The (late half of a) table.
        column: Its column that names the person or account.
        whose: "person" or "account".
    """

    logical: LogicalTable
    column: str
    whose: str


@dataclass(frozen=True)
class AccountShape:
    """How accounts stand in a set of tables.

    Attributes:
        tables: The set.
        account: The table of accounts.
        person: The table of people; None where there is none.
        link: How a person names its account; None without people.
        entity: The table that the model scores: accounts, people, or something else of theirs, such as deals.
        scored_link: How a scored row names its account; None where accounts are scored.
        events: What happens to them, with a time.
    """

    tables: TableSet
    account: str
    person: str | None
    link: Link | None
    entity: str
    scored_link: Link | None
    events: tuple[Happened, ...]

    @property
    def scores_people(self) -> bool:
        return self.entity == self.person

    def title_column(self) -> str | None:
        """The people's column that holds job titles."""
        if self.person is None:
            return None
        columns = self.tables.table(self.person).table.columns
        return next((column.name for column in columns if is_title_column(column.name)), None)

    def name_column(self, table: str) -> str | None:
        """The column by which rows of a table are called; None: only their key."""
        columns = self.tables.table(table).table.columns
        texts = [c for c in columns if c.role in (Role.CATEGORY, Role.TEXT, Role.ID, Role.IGNORE)]
        if table == self.person:  # a title says what they do
            texts = [column for column in texts if not is_title_column(column.name)]
        for word in (f"{singular(slugged(table))}_name", f"{slugged(table)}_name", *_NAME_WORDS):
            for column in texts:
                if slugged(column.name) == word:
                    return column.name
        return None

    def peer_column(self) -> str | None:
        """The accounts' column that says what kind of business they are, such as the industry."""
        columns = self.tables.table(self.account).table.columns
        named = [
            c for c in columns if c.name.lower() in ("industry", "sector", "segment", "branch", "branche")
        ]
        kinds = [c for c in columns if c.role is Role.CATEGORY and _groups(c)]
        return next((column.name for column in (*named, *kinds)), None)


def account_shape(tables: TableSet, entity: str) -> AccountShape:
    """Finds accounts and people around the table that a model scores.

    Args:
        tables: The tables and their links.
        entity: The scored table.

    Raises:
        LeadError: nothing groups the scored rows, and nobody belongs to them.
    """
    account, person, link = _around(tables, entity)
    if account is None:
        raise LeadError(
            f"No table groups the rows of {entity} into accounts",
            found=", ".join(tables.names),
            expected="a link from people to companies, or from people to the scored table",
            action="Add such a link on the Data page",
        )
    scored = next((one for one in tables.links_from(entity) if one.to == account), None)
    events = _events(tables, account, person)
    return AccountShape(tables, account, person, link, entity, None if entity == account else scored, events)


def _around(tables: TableSet, entity: str) -> tuple[str | None, str | None, Link | None]:
    """(account, person, link from person to account)."""
    up = [link for link in tables.links_from(entity) if link.to != entity]
    kinds = {linked.name: linked.kind for linked in tables.tables}
    to_account = next((link for link in up if kinds[link.to] in _ACCOUNT_KINDS), next(iter(up), None))
    if _is_person(tables, entity) and to_account is not None:
        return to_account.to, entity, to_account
    account = entity if to_account is None or kinds[entity] in _ACCOUNT_KINDS else to_account.to
    people = next((one for one in tables.links_to(account) if _is_person(tables, one.table)), None)
    if people is not None:
        return account, people.table, people
    if to_account is not None and account != entity:
        return account, None, None
    return (entity, None, None) if kinds[entity] in _ACCOUNT_KINDS else (None, None, None)


def _is_person(tables: TableSet, name: str) -> bool:
    linked = tables.table(name)
    return linked.kind in _PERSON_KINDS or any(
        is_title_column(column.name) for column in linked.table.columns
    )


def _events(tables: TableSet, account: str, person: str | None) -> tuple[Happened, ...]:
    """What happens in each table with a time: to the people it names, else to the accounts (payer and payee apart).

    A row that has its time from the person or account itself tells of nothing that happened to them.
    """
    found = []
    for logical in logical_tables(tables):
        timed_by = None if logical.time_from is None else logical.time_from.to
        if not logical.has_clock or {logical.table, timed_by} & {account, person}:
            continue
        for whose, table in (("person", person), ("account", account)):
            links = [one for one in logical.links if one.to == table]
            found += [Happened(logical, link.column, whose) for link in links]
            if links:
                break
    return tuple(found)


def _groups(column: Column) -> bool:
    return 3 <= column.n_distinct <= 60
