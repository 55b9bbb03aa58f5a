"""Salesforce over a stand-in server: pages, links, limits, a bad token, and the token in nothing that is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core.connectors.connector import ConnectorError, Patience
from core.connectors.salesforce import OBJECTS, Salesforce
from core.settings import load_settings
from core.tables.link_proposals import propose_links
from core.workspace import create_workspace
from tests.core.connectors.stub_server import Answer, Stub, running

requests = pytest.importorskip("requests")
pytest.importorskip("simple_salesforce", reason="simple-salesforce is not installed")

TOKEN = "00Dx!secret-token"  # noqa: S105 - of a stand-in
REFUSED = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
LIMIT = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
ROWS: dict[str, list[dict[str, Any]]] = {
    "User": [{"Id": "U1", "Name": "Rep One", "IsActive": True, "CreatedDate": "2023-01-01T00:00:00.000+0000"}],
    "Account": [
        {"Id": f"A{i}", "Name": f"Firm {i}", "Industry": "Energy", "OwnerId": "U1", "NumberOfEmployees": 10 * i,
         "CreatedDate": f"2024-01-{1 + i % 28:02d}T10:00:00.000+0000"}
        for i in range(1, 8)
    ],
    "Contact": [
        {"Id": f"C{i}", "FirstName": "Ann", "LastName": f"L{i}", "AccountId": f"A{1 + i % 7}", "Title": title,
         "Email": f"a{i}@firm.com", "OwnerId": "U1", "CreatedDate": f"2024-02-{1 + i:02d}T10:00:00.000+0000"}
        for i, title in enumerate(["CFO", "Sales Manager", "Head of IT", "Buyer"] * 3)
    ],
    "Opportunity": [
        {"Id": f"O{i}", "Name": f"Deal {i}", "AccountId": f"A{1 + i % 7}", "CloseDate": f"2024-06-{1 + i:02d}",
         "IsWon": bool(i % 2), "IsClosed": i % 2 == 1, "Amount": 1000.5 * i, "OwnerId": "U1",
         "StageName": "Closed Won" if i % 2 else "Open", "CreatedDate": f"2024-03-{1 + i:02d}T10:00:00.000+0000"}
        for i in range(12)
    ],
}  # fmt: skip


def respond(path: str, parameters: dict[str, list[str]]) -> Answer:
    name = path.rstrip("/").split("/")[-2]
    if path.endswith("/describe"):
        if name == "Event":  # this organisation has no such object
            return 404, [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}], {}
        wanted = next(fields for there, fields in OBJECTS.values() if there == name).split()
        fields = ["Id", *wanted] if name != "Account" else ["Id", *ROWS["Account"][0]]
        return 200, {"fields": [{"name": field} for field in fields]}, {}
    if "/query/next-" in path:
        name, place = path.rpartition("next-")[2].split("-")
        return page(name, int(place))
    select = parameters["q"][0]
    name = select.partition(" FROM ")[2].split()[0]
    if name == "Account":
        assert "Website" not in select  # the description does not have it
    return page(name, 0)


def page(name: str, place: int) -> Answer:
    rows = ROWS.get(name, [])
    found: dict[str, Any] = {
        "totalSize": len(rows),
        "records": rows[place : place + 5],
        "done": place + 5 >= len(rows),
    }
    if not found["done"]:
        found["nextRecordsUrl"] = f"/services/data/v59.0/query/next-{name}-{place + 5}"
    return 200, found, {}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running(Stub(TOKEN, respond), REFUSED) as one:
        yield one


def salesforce(stub: Stub, token: str = TOKEN) -> tuple[Salesforce, list[float]]:
    """The connector, talking to the stand-in, and what it waited."""
    from requests.adapters import HTTPAdapter

    class Plain(HTTPAdapter):
        """The client speaks HTTPS alone, the stand-in HTTP."""

        def send(self, request: Any, *rest: Any, **more: Any) -> Any:
            request.url = request.url.replace("https://", "http://")
            return super().send(request, *rest, **more)

    session, waited = requests.Session(), []
    session.mount("https://", Plain())
    patience = Patience(tries=3, longest=5, sleep=waited.append)
    return Salesforce(f"127.0.0.1:{stub.port}", token, patience, session), waited


def test_standard_objects_with_pages_keys_and_links(stub: Stub) -> None:
    said: list[tuple[str, float]] = []
    connector, waited = salesforce(stub)
    bundle = connector.read(lambda phase, share: said.append((phase, share)))
    tables = bundle.tables
    assert tables.names == ["user", "account", "contact", "opportunity"] and waited == []
    assert [linked.table.n_rows for linked in tables.tables] == [1, 7, 12, 12]
    assert {linked.primary_key for linked in tables.tables} == {"Id"}
    links = {(link.name, link.to): (link.confidence, link.n_dangling) for link in tables.links}
    assert links[("contact.AccountId", "account")] == links[("opportunity.AccountId", "account")] == (1, 0)
    assert ("account.OwnerId", "user") in links and ("account.ParentId", "account") not in links
    frame = tables.table("contact").table.frame()
    assert frame["Id"].tolist()[:6] == ["C0", "C1", "C2", "C3", "C4", "C5"]  # over the border of a page
    assert frame["department"].tolist()[:3] == ["finance", "sales", "IT"]
    assert [name for name, _ in bundle.failures] == ["event"]
    assert any("has no campaign member" in note for note in tables.notes)
    shares = [share for _, share in said]
    assert shares == sorted(shares) and shares[-1] == 1
    proposed = propose_links(tables)
    assert proposed.layout == "Salesforce export"
    deal = proposed.table("opportunity")
    assert (deal.kind, deal.time_column, deal.late_time) == ("opportunity", "CreatedDate", "CloseDate")
    assert {"StageName", "Amount", "IsWon"} <= set(deal.late_columns)


def test_the_same_rows_give_the_same_tables(stub: Stub) -> None:
    first, second = (salesforce(stub)[0].read().tables for _ in range(2))
    assert first.tables == second.tables


@pytest.mark.parametrize("answer", [(403, LIMIT, {}), (503, [], {}), (429, [], {})])
def test_it_waits_when_asked_to(stub: Stub, answer: Answer) -> None:
    stub.before = [answer, answer]
    connector, waited = salesforce(stub)
    assert len(connector.read().tables.tables) == 4
    assert waited == [1, 2]


def test_patience_ends_and_what_was_read_stays(stub: Stub) -> None:
    connector, waited = salesforce(stub)

    def break_down(phase: str, _share: float) -> None:
        if phase == "reading contact":
            stub.before = [(503, [], {})] * 3

    bundle = connector.read(break_down)
    assert bundle.tables.names == ["user", "account"]
    assert [name for name, _ in bundle.failures] == ["contact"]
    assert "does not answer any more" in str(bundle.failures[0][1]) and sum(waited) <= 10


def test_a_bad_token_is_one_error_without_it(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connector, waited = salesforce(stub, "wrong-secret")
    with pytest.raises(ConnectorError, match="does not accept the token") as caught:
        connector.read()
    told = f"{caught.value} {caught.value.__cause__} {caught.value.__context__} {caplog.text} {connector!r}"
    assert "wrong-secret" not in told and waited == [] and stub.requests == []


def test_nobody_is_there() -> None:
    with running(Stub(TOKEN, respond), REFUSED) as gone:
        pass
    connector, _ = salesforce(gone)
    with pytest.raises(ConnectorError, match="does not answer") as caught:
        connector.read()
    assert TOKEN not in f"{caught.value} {caught.value.__context__}"


def test_the_token_is_kept_nowhere(
    stub: Stub, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    bundle = salesforce(stub)[0].read()
    create_workspace("crm").with_tables(propose_links(bundle.tables)).store()
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err + caplog.text
    files = [path for path in load_settings().home.rglob("*") if path.is_file()]
    assert len(files) > 4 and not [path for path in files if TOKEN.encode() in path.read_bytes()]
