"""Salesforce: its standard objects over the REST API, through the client library simple-salesforce.

Salesforce publishes no Python client for this API of its own; simple-salesforce is the maintained one. Objects and
fields: Salesforce, Object Reference for the Salesforce Platform.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.connectors.connector import ConnectorError, ConnectorLostError, Patience, said_seconds, without
from core.connectors.objects import Gathered
from core.errors import TableError
from core.tables.bundle import Bundle
from core.tables.parts import Report

if TYPE_CHECKING:
    import requests

_OWNED = "OwnerId CreatedDate"
OBJECTS: dict[str, tuple[str, str]] = {  # name here -> name there and its fields
    "user": ("User", "Name Email Title Department IsActive ManagerId CreatedDate"),
    "account": (
        "Account",
        "Name Type Industry AnnualRevenue NumberOfEmployees BillingCity BillingCountry Website Phone ParentId "
        + _OWNED,
    ),
    "contact": (
        "Contact",
        "FirstName LastName AccountId Title Department Email Phone LeadSource ReportsToId " + _OWNED,
    ),
    "lead": (
        "Lead",
        "FirstName LastName Company Title Email Phone Industry LeadSource Status Rating IsConverted ConvertedDate "
        "ConvertedAccountId ConvertedContactId ConvertedOpportunityId " + _OWNED,
    ),
    "campaign": ("Campaign", "Name Type Status StartDate EndDate IsActive BudgetedCost ParentId " + _OWNED),
    "opportunity": (
        "Opportunity",
        "Name AccountId ContactId CampaignId StageName Amount Probability Type LeadSource IsClosed IsWon CloseDate "
        + _OWNED,
    ),
    "campaign_member": (
        "CampaignMember",
        "CampaignId ContactId LeadId Status HasResponded FirstRespondedDate CreatedDate",
    ),
    "task": (
        "Task",
        "Subject WhoId WhatId AccountId Status Priority Type TaskSubtype ActivityDate CompletedDateTime IsClosed "
        + _OWNED,
    ),
    "event": (
        "Event",
        "Subject WhoId WhatId AccountId Type StartDateTime DurationInMinutes ActivityDate " + _OWNED,
    ),
}
# Fields that name rows of one object alone; WhoId and WhatId may name several and are left to the values.
LINKS: tuple[tuple[str, str, str], ...] = (
    *((name, "OwnerId", "user") for name in OBJECTS if name not in ("user", "campaign_member")),
    ("user", "ManagerId", "user"),
    ("account", "ParentId", "account"),
    ("campaign", "ParentId", "campaign"),
    ("contact", "ReportsToId", "contact"),
    *((name, "AccountId", "account") for name in ("contact", "opportunity", "task", "event")),
    ("opportunity", "ContactId", "contact"),
    ("opportunity", "CampaignId", "campaign"),
    ("campaign_member", "CampaignId", "campaign"),
    ("campaign_member", "ContactId", "contact"),
    ("campaign_member", "LeadId", "lead"),
    ("lead", "ConvertedAccountId", "account"),
    ("lead", "ConvertedContactId", "contact"),
    ("lead", "ConvertedOpportunityId", "opportunity"),
)
_SECONDS = 60  # for one answer


@dataclass(frozen=True)
class Salesforce:
    """One Salesforce organisation.

    Attributes:
        host: Such as mycompany.my.salesforce.com.
        token: An access token (session id); neither printed nor stored.
        patience: How long to wait where Salesforce asks for it.
        session: Sends the requests; None: an ordinary one.
    """

    host: str
    token: str = field(repr=False)
    patience: Patience = field(default_factory=Patience)
    session: requests.Session | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Where it is."""
        return f"Salesforce ({self.host})"

    def read(self, report: Report | None = None) -> Bundle:
        """Copies users, accounts, contacts, leads, campaigns, opportunities, members, tasks and events.

        Args:
            report: Is told what is being done and how far it is (0 … 1).

        Raises:
            ConnectorError: the token is refused, or nothing can be read.
            TableError: the client library is not installed.
        """
        if importlib.util.find_spec("simple_salesforce") is None:
            raise TableError(
                "The client library for Salesforce is not installed",
                found="no module simple_salesforce",
                action="Install it with: pip install -e '.[salesforce]'",
            )
        import requests
        from simple_salesforce.api import Salesforce as Client
        from simple_salesforce.exceptions import SalesforceError

        client = Client(
            instance_url=f"https://{self.host}",
            session_id=self.token,
            session=self.session or _session(),
        )
        asking = _Asking(self, client, (SalesforceError, requests.RequestException))
        gathered = Gathered(self.shown, len(OBJECTS), report)
        for name, (there, wanted) in OBJECTS.items():
            columns = ["Id", *wanted.split()]
            gathered.add(name, columns, asking.records(there, columns), "Id")
            if gathered.is_lost:
                break
        return gathered.bundle(LINKS)


def _session() -> requests.Session:
    """A session that does not wait for ever."""
    import requests
    from requests.adapters import HTTPAdapter

    class Bounded(HTTPAdapter):
        """Sends with a limit of time where none is given."""

        def send(self, *request: Any, **more: Any) -> requests.Response:
            return super().send(*request, **{**more, "timeout": more.get("timeout") or _SECONDS})

    session = requests.Session()
    session.mount("https://", Bounded())
    return session


@dataclass(frozen=True)
class _Asking:
    """Requests to one organisation, their errors explained."""

    of: Salesforce
    client: Any
    errors: tuple[type[Exception], ...]

    def records(self, there: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """The rows of one kind of objects, page by page; fields that this organisation lacks stay empty."""
        described = self._ask(lambda: getattr(self.client, there).describe(), there)
        known = {one["name"] for one in described["fields"]}
        fields = ", ".join(column for column in columns if column in known)
        page = self._ask(lambda: self.client.query(f"SELECT {fields} FROM {there} ORDER BY Id"), there)  # noqa: S608
        while True:
            yield from page["records"]
            if page.get("done", True) or not page.get("nextRecordsUrl"):
                return
            following = page["nextRecordsUrl"]
            page = self._ask(lambda following=following: self.client.query_more(following, True), there)

    def _ask(self, request: Any, what: str) -> Any:
        said: ConnectorError | None = None
        try:
            return self.of.patience.ask(request, self.errors, _wait_for)
        except self.errors as error:
            said = self._explained(error, what)
        raise said  # outside of the block: the library's error holds the request and with it the token

    def _explained(self, error: Exception, what: str) -> ConnectorError:
        status = getattr(error, "status", None)
        found = without(self.of.token, _content(error))
        if status == 401:
            return ConnectorLostError(
                "Salesforce does not accept the token",
                found=found,
                action="Make a new access token for this organisation and give it again",
            )
        if status is None or _wait_for(error) is not None:
            return ConnectorLostError(
                f"{self.of.shown} does not answer any more",
                found=found,
                action="Try again later; what was read before stays",
            )
        return ConnectorError(f"The objects {what} of {self.of.shown} cannot be read", found=found)


def _wait_for(error: Exception) -> float | None:
    """Seconds to wait, where Salesforce is busy or its limit of requests is reached."""
    status = getattr(error, "status", None)
    if status in (429, 502, 503, 504) or (status == 403 and "REQUEST_LIMIT_EXCEEDED" in _content(error)):
        return said_seconds(None)
    return None


def _content(error: Exception) -> str:
    """What Salesforce answered, without the address of the request."""
    content = getattr(error, "content", None)
    if isinstance(content, list) and content and isinstance(content[0], dict):
        return f"{content[0].get('errorCode', '')}: {content[0].get('message', '')}"
    return type(error).__name__ if content is None else str(content)
