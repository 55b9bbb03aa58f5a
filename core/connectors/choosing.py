"""From an address to what reads it: a customer system by its connector, everything else as a database."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from core.connectors.connector import Connector, ConnectorError
from core.connectors.hubspot import HubSpot
from core.connectors.salesforce import Salesforce
from core.tables.bundle import Bundle
from core.tables.parts import Report

TOKENS = {"salesforce": "SALESFORCE_TOKEN", "hubspot": "HUBSPOT_TOKEN"}  # environment variables
_TITLES = {"salesforce": "Salesforce", "hubspot": "HubSpot"}
_HOST = re.compile(r"[a-z0-9.-]+\.[a-z]+(:\d+)?", re.IGNORECASE)


def tables_from(
    address: str,
    names: Sequence[str] | None = None,
    report: Report | None = None,
    *,
    secret: str | None = None,
) -> Bundle:
    """Copies tables from a customer system or a database.

    Args:
        address: salesforce://mycompany.my.salesforce.com, hubspot://, or the address of a database.
        names: Of a database, the tables to read; None: all.
        report: Is told what is being done and how far it is (0 … 1).
        secret: The access token or password; None: as the environment or the address has it.

    Raises:
        TableError: it cannot be read; the message never holds the secret.
        StorageError: the disk is full.
    """
    connector = connector_for(address, secret)
    if connector is not None:
        return connector.read(report)
    from core.tables.databases import tables_from_database

    return tables_from_database(address, names, report, password=secret)


def title_of(address: str) -> str:
    """What a workspace for the tables of an address may be called.

    Raises:
        TableError: the address is not understood.
    """
    scheme = _scheme(address)
    if scheme in TOKENS:
        return scheme
    from core.tables.database_address import parse_address

    return parse_address(address).shown.rstrip("/").rpartition("/")[2]


def connector_for(address: str, token: str | None = None) -> Connector | None:
    """The connector of an address; None where it is none of a customer system.

    Args:
        address: salesforce://mycompany.my.salesforce.com or hubspot://.
        token: The access token; None: the environment variable of `TOKENS`.

    Raises:
        ConnectorError: there is no token, or no organisation is named.
    """
    scheme = _scheme(address)
    if scheme not in TOKENS:
        return None
    token = (token or os.environ.get(TOKENS[scheme], "")).strip()
    if not token or not token.isascii() or not token.isprintable():
        raise ConnectorError(
            f"An access token for {_TITLES[scheme]} is needed"
            if not token
            else "The access token is damaged",
            expected="letters, digits and signs of ASCII in one line" if token else None,
            action=f"Give it in the field for it, or in the environment variable {TOKENS[scheme]}",
        )
    if scheme == "hubspot":
        return HubSpot(token)
    host = address.strip().partition("://")[2].strip("/")
    if not _HOST.fullmatch(host):
        raise ConnectorError(
            "The address names no Salesforce organisation",
            expected="salesforce://mycompany.my.salesforce.com, without user and password",
        )
    return Salesforce(host, token)


def _scheme(address: str) -> str:
    return address.strip().partition("://")[0].lower()
