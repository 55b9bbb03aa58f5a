"""HubSpot: companies, contacts, deals and what was done with them, through HubSpot's own Python client.

Columns are called as in HubSpot's exports, so that both are read alike. Properties: HubSpot, default properties of
CRM objects.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from core.connectors.connector import ConnectorError, ConnectorLostError, Patience, said_seconds, without
from core.connectors.objects import Gathered
from core.errors import TableError
from core.tables.bundle import Bundle
from core.tables.parts import Report

_COMMON = {"createdate": "Create Date"}
_DONE = {"hs_timestamp": "Activity date", "hs_createdate": "Create Date"}
OBJECTS: dict[str, tuple[str, dict[str, str]]] = {  # name here -> name there, its properties and their labels
    "company": (
        "companies",
        {
            "name": "Company name",
            "domain": "Company Domain Name",
            "industry": "Industry",
            "numberofemployees": "Number of Employees",
            "annualrevenue": "Annual Revenue",
            "city": "City",
            "country": "Country/Region",
            "phone": "Phone Number",
            "lifecyclestage": "Lifecycle Stage",
            **_COMMON,
        },
    ),
    "contact": (
        "contacts",
        {
            "firstname": "First Name",
            "lastname": "Last Name",
            "email": "Email",
            "jobtitle": "Job Title",
            "phone": "Phone Number",
            "city": "City",
            "country": "Country/Region",
            "lifecyclestage": "Lifecycle Stage",
            "hs_lead_status": "Lead Status",
            "hs_v2_date_entered_customer": "Became a Customer Date",
            **_COMMON,
        },
    ),
    "deal": (
        "deals",
        {
            "dealname": "Deal Name",
            "pipeline": "Pipeline",
            "dealstage": "Deal Stage",
            "amount": "Amount",
            "dealtype": "Deal Type",
            "closedate": "Close Date",
            "hs_is_closed_won": "Is Closed Won",
            **_COMMON,
        },
    ),
    "call": (
        "calls",
        {"hs_call_title": "Call Title", "hs_call_duration": "Call Duration", "hs_call_direction": "Direction"}
        | {"hs_call_disposition": "Call Outcome"}
        | _DONE,
    ),
    "email": ("emails", {"hs_email_subject": "Subject", "hs_email_direction": "Direction"} | _DONE),
    "meeting": ("meetings", {"hs_meeting_title": "Title", "hs_meeting_outcome": "Meeting Outcome"} | _DONE),
    "note": ("notes", {"hs_note_body": "Note"} | _DONE),
    "task": (
        "tasks",
        {"hs_task_subject": "Subject", "hs_task_type": "Task Type", "hs_task_status": "Status"} | _DONE,
    ),
}
_KEY = "Record ID"
_NAMED = {  # what records are associated with: name there -> column, table
    "companies": ("Associated Company ID", "company"),
    "contacts": ("Associated Contact ID", "contact"),
    "deals": ("Associated Deal ID", "deal"),
}
_ASSOCIATED = {
    "company": (),
    "contact": ("companies",),
    "deal": ("companies", "contacts"),
    **dict.fromkeys(("call", "email", "meeting", "note", "task"), ("companies", "contacts", "deals")),
}
_PAGE = 100  # records in one answer, HubSpot's most
_SECONDS = 60  # for one answer


@dataclass(frozen=True)
class HubSpot:
    """One HubSpot account.

    Attributes:
        token: The access token of a private app; neither printed nor stored.
        patience: How long to wait where HubSpot asks for it.
        host: Where requests go; None: to HubSpot.
    """

    token: str = field(repr=False)
    patience: Patience = field(default_factory=Patience)
    host: str | None = None

    @property
    def shown(self) -> str:
        """Where it is."""
        return "HubSpot"

    def read(self, report: Report | None = None) -> Bundle:
        """Copies companies, contacts, deals, calls, emails, meetings, notes and tasks, with whom they belong to.

        A record names the first company, contact and deal it is associated with. Where some have several, a
        table of pairs holds all of them.

        Args:
            report: Is told what is being done and how far it is (0 … 1).

        Raises:
            ConnectorError: the token is refused, or nothing can be read.
            TableError: the client library is not installed.
        """
        if importlib.util.find_spec("hubspot") is None:
            raise TableError(
                "The client library for HubSpot is not installed",
                found="no module hubspot",
                action="Install it with: pip install -e '.[hubspot]'",
            )
        asking = _Asking(self)
        gathered = Gathered(self.shown, len(OBJECTS), report)
        links: list[tuple[str, str, str]] = []
        for name, (there, properties) in OBJECTS.items():
            named = [_NAMED[one] for one in _ASSOCIATED[name]]
            columns = [_KEY, *properties.values(), *(column for column, _ in named)]
            several: dict[str, list[dict[str, str]]] = {table: [] for _, table in named}
            was_read = gathered.add(name, columns, asking.records(name, there, properties, several), _KEY)
            links += [(name, column, table) for column, table in named]
            if gathered.is_lost:
                break
            for table, pairs in several.items():
                if was_read and _some_repeat(pairs, f"{name}_id"):
                    both = f"{name}_{table}"
                    gathered.add(both, [f"{name}_id", f"{table}_id"], pairs, None)
                    links += [(both, f"{name}_id", name), (both, f"{table}_id", table)]
        return gathered.bundle(links)


class _Asking:
    """Requests to one account, their errors explained."""

    def __init__(self, of: HubSpot) -> None:
        import hubspot
        from hubspot.crm.objects.exceptions import OpenApiException
        from urllib3.exceptions import HTTPError

        self._of = of
        known = {} if of.host is None else {"host": of.host}
        self._objects = hubspot.Client.create(
            access_token=of.token, retry=False, **known
        ).crm.objects.basic_api
        self._errors: tuple[type[Exception], ...] = (OpenApiException, HTTPError)

    def records(
        self, name: str, there: str, properties: dict[str, str], several: dict[str, list[dict[str, str]]]
    ) -> Iterator[dict[str, Any]]:
        """The records of one kind, page by page; `several` is filled with all pairs of associated records."""
        after: str | None = None
        while True:
            page = self._page(there, list(properties), list(_ASSOCIATED[name]), after)
            for one in page.results:
                record = {label: one.properties.get(prop) for prop, label in properties.items()}
                for kind, found in (one.associations or {}).items():
                    if kind not in _ASSOCIATED[name]:
                        continue
                    column, table = _NAMED[kind]
                    ids = list(dict.fromkeys(str(item.id) for item in found.results))
                    record[column] = ids[0] if ids else None
                    several[table] += [{f"{name}_id": str(one.id), f"{table}_id": other} for other in ids]
                yield {_KEY: one.id, **record}
            following = page.paging.next if page.paging is not None else None
            if following is None:
                return
            after = following.after

    def _page(self, there: str, properties: list[str], associations: list[str], after: str | None) -> Any:
        more: dict[str, Any] = {} if after is None else {"after": after}
        more |= {"associations": associations} if associations else {}

        def request() -> Any:
            return self._objects.get_page(
                object_type=there,
                limit=_PAGE,
                properties=properties,
                archived=False,
                _request_timeout=_SECONDS,
                **more,
            )

        said: ConnectorError | None = None
        try:
            return self._of.patience.ask(request, self._errors, _wait_for)
        except self._errors as error:
            said = self._explained(error, there)
        raise said  # outside of the block: the library's error may hold the request and with it the token

    def _explained(self, error: Exception, there: str) -> ConnectorError:
        status = getattr(error, "status", None)
        found = without(self._of.token, f"{getattr(error, 'reason', '') or type(error).__name__} ({status})")
        if status == 401:
            return ConnectorLostError(
                "HubSpot does not accept the token",
                found=found,
                action="Make a new access token of a private app and give it again",
            )
        if status is None or _wait_for(error) is not None:
            return ConnectorLostError(
                "HubSpot does not answer any more",
                found=found,
                action="Try again later; what was read before stays",
            )
        return ConnectorError(
            f"The {there} of HubSpot cannot be read",
            found=found,
            action=f"Give the private app the right to read {there}",
        )


def _wait_for(error: Exception) -> float | None:
    """Seconds to wait, where HubSpot is busy or its limit of requests is reached."""
    if getattr(error, "status", None) not in (429, 502, 503, 504):
        return None
    headers = getattr(error, "headers", None) or {}
    return said_seconds(headers.get("Retry-After"))


def _some_repeat(pairs: list[dict[str, str]], column: str) -> bool:
    """Whether a record is associated with several."""
    return len({pair[column] for pair in pairs}) < len(pairs)
