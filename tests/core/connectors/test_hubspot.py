"""HubSpot over a stand-in server: pages, associations, limits, a bad token, and the token in nothing that is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core.connectors.choosing import connector_for, tables_from, title_of
from core.connectors.connector import ConnectorError, Patience
from core.connectors.hubspot import HubSpot
from core.errors import TableError
from core.settings import load_settings
from core.tables.link_proposals import propose_links
from core.workspace import create_workspace
from tests.core.connectors.stub_server import Answer, Stub, running

pytest.importorskip("hubspot", reason="hubspot-api-client is not installed")

TOKEN = "pat-secret-token"  # noqa: S105 - of a stand-in
REFUSED = {
    "status": "error",
    "message": "Authentication credentials not found",
    "category": "INVALID_AUTHENTICATION",
}
N = 130  # more than one page


def record(number: int, properties: dict[str, Any], **associated: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(number),
        "properties": properties,
        "createdAt": "2024-01-01T00:00:00Z",
        "updatedAt": "2024-01-01T00:00:00Z",
        "archived": False,
    }
    if associated:
        found["associations"] = {
            kind: {"results": [{"id": str(one), "type": "a_to_b"} for one in ids]}
            for kind, ids in associated.items()
        }
    return found


ROWS = {
    "companies": [
        record(i, {"name": f"Firm {i}", "domain": f"firm{i}.com", "createdate": "2024-01-05T10:00:00Z"})
        for i in range(1, 11)
    ],
    "contacts": [
        record(
            100 + i,
            {"firstname": "Ann", "lastname": f"L{i}", "email": f"a{i}@firm.com",
             "jobtitle": ["Head of Purchasing", "Buyer"][i % 2],
             "lifecyclestage": "lead", "createdate": f"2024-02-{1 + i % 28:02d}T10:00:00Z"},
            companies=[1 + i % 10],
        )
        for i in range(N)
    ],
    "deals": [
        record(
            500 + i,
            {"dealname": f"D{i}", "dealstage": "closedwon", "amount": str(10 * i),
             "closedate": f"2024-06-{1 + i:02d}T00:00:00Z", "createdate": f"2024-03-{1 + i:02d}T10:00:00Z"},
            companies=[1 + i % 10],
            contacts=[100 + i, 101 + i] if i % 2 else [100 + i],
        )
        for i in range(12)
    ],
    "calls": [
        record(900 + i, {"hs_call_title": "Intro", "hs_timestamp": "2024-04-01T09:00:00Z"}, contacts=[100 + i])
        for i in range(6)
    ],
}  # fmt: skip


def respond(path: str, parameters: dict[str, list[str]]) -> Answer:
    kind = path.rpartition("/")[2]
    if kind == "emails":  # the private app may not read these
        return 403, {"status": "error", "message": "This app hasn't been granted all required scopes"}, {}
    rows, start, limit = (
        ROWS.get(kind, []),
        int(parameters.get("after", ["0"])[0]),
        int(parameters["limit"][0]),
    )
    answer: dict[str, Any] = {"results": rows[start : start + limit]}
    if start + limit < len(rows):
        answer["paging"] = {"next": {"after": str(start + limit), "link": "x"}}
    return 200, answer, {}


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running(Stub(TOKEN, respond), REFUSED) as one:
        yield one


def hubspot(stub: Stub, token: str = TOKEN) -> tuple[HubSpot, list[float]]:
    waited: list[float] = []
    patience = Patience(tries=3, longest=5, sleep=waited.append)
    return HubSpot(token, patience, f"http://127.0.0.1:{stub.port}"), waited


def test_objects_pages_and_associations(stub: Stub) -> None:
    bundle = hubspot(stub)[0].read()
    tables = bundle.tables
    assert tables.names == ["company", "contact", "deal", "deal_contact", "call"]
    assert tables.table("contact").table.n_rows == N
    links = {(link.name, link.to): (link.confidence, link.n_dangling) for link in tables.links}
    assert links[("contact.Associated Company ID", "company")] == (1, 0)
    assert links[("deal.Associated Contact ID", "contact")] == (1, 0)
    assert links[("deal_contact.contact_id", "contact")] == links[("deal_contact.deal_id", "deal")] == (1, 0)
    assert ("call.Associated Contact ID", "contact") in links
    assert ("call.Associated Deal ID", "deal") not in links  # no call names a deal
    pairs = tables.table("deal_contact").table.frame()
    assert len(pairs) == 18 and pairs.iloc[1:3].to_numpy().astype(int).tolist() == [[501, 101], [501, 102]]
    contact = tables.table("contact").table.frame()
    assert set(contact["department"]) == {"purchasing"}
    assert [name for name, _ in bundle.failures] == ["email"]
    assert "right to read emails" in str(bundle.failures[0][1])
    proposed = propose_links(tables)
    assert proposed.layout == "HubSpot export"
    deal = proposed.table("deal")
    assert (deal.kind, deal.time_column, deal.late_time) == ("opportunity", "Create Date", "Close Date")
    assert "Deal Stage" in deal.late_columns and proposed.table("company").kind == "company"


def test_it_waits_as_long_as_it_is_told_and_no_longer_than_bounded(stub: Stub) -> None:
    stub.before = [(429, {"message": "too many"}, {"Retry-After": "3"}), (429, {}, {"Retry-After": "900"})]
    connector, waited = hubspot(stub)
    assert len(connector.read().tables.tables) == 5
    assert waited == [3, 5]


def test_patience_ends(stub: Stub) -> None:
    stub.before = [(429, {}, {})] * 3
    connector, waited = hubspot(stub)
    with pytest.raises(ConnectorError, match="does not answer any more"):
        connector.read()
    assert waited == [1, 2]


def test_a_bad_token_is_one_error_without_it(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connector, waited = hubspot(stub, "wrong-secret")
    with pytest.raises(ConnectorError, match="does not accept the token") as caught:
        connector.read()
    told = f"{caught.value} {caught.value.__cause__} {caught.value.__context__} {caplog.text} {connector!r}"
    assert "wrong-secret" not in told and waited == []


def test_the_token_is_kept_nowhere(
    stub: Stub, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    bundle = hubspot(stub)[0].read()
    create_workspace("crm").with_tables(propose_links(bundle.tables)).store()
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err + caplog.text
    files = [path for path in load_settings().home.rglob("*") if path.is_file()]
    assert len(files) > 4 and not [path for path in files if TOKEN.encode() in path.read_bytes()]


def test_addresses_of_customer_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUBSPOT_TOKEN", raising=False)
    assert connector_for("sqlite:///a.db") is None
    with pytest.raises(ConnectorError, match="HUBSPOT_TOKEN"):
        tables_from("hubspot://")
    monkeypatch.setenv("HUBSPOT_TOKEN", TOKEN)
    assert connector_for("HubSpot://") == HubSpot(TOKEN)
    assert title_of("hubspot://") == "hubspot"
    salesforce = connector_for("salesforce://my.salesforce.com/", "t0ken")
    assert salesforce is not None and salesforce.shown == "Salesforce (my.salesforce.com)"
    for bad in ("salesforce://", "salesforce://me:s3cr3t@my.salesforce.com"):
        with pytest.raises(ConnectorError, match="names no Salesforce organisation") as caught:
            connector_for(bad, "t0ken")
        assert "s3cr3t" not in str(caught.value)
    with pytest.raises(ConnectorError, match="damaged") as caught:
        connector_for("hubspot://", "s3cr3t\nHost: x")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("system", ["salesforce", "hubspot"])
def test_a_missing_library_names_the_extra(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(TableError, match=rf"pip install -e '\.\[{system}\]'"):
        tables_from(f"{system}://my.salesforce.com", secret="t0ken")  # noqa: S106 - of nobody
