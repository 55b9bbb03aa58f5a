"""Addresses of databases: which door they lead through, and how they are shown without what is secret in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from core.errors import TableError

_SECRET = re.compile(r"pass|pwd|token|secret|key|credential", re.IGNORECASE)
HIDDEN = "***"


@dataclass(frozen=True)
class Door:
    """One kind of database that Ibis opens.

    Attributes:
        title: What it is called.
        driver: The module that must be there.
        errors: What the driver raises, as "module:class".
        extra: The extra of this package that brings the driver; "": it is always there.
        is_file: The address names a file.
    """

    title: str
    driver: str
    errors: tuple[str, ...]
    extra: str = ""
    is_file: bool = False


_POSTGRES = Door("PostgreSQL", "psycopg", ("psycopg:Error",), "postgres")
DOORS: Mapping[str, Door] = MappingProxyType(
    {
        "sqlite": Door("SQLite", "sqlite3", ("sqlite3:Error",), is_file=True),
        "duckdb": Door("DuckDB", "duckdb", ("duckdb:Error",), is_file=True),
        "postgresql": _POSTGRES,
        "postgres": _POSTGRES,
        "snowflake": Door(
            "Snowflake", "snowflake.connector", ("snowflake.connector.errors:Error",), "snowflake"
        ),
        "bigquery": Door(
            "BigQuery",
            "google.cloud.bigquery",
            ("google.api_core.exceptions:GoogleAPIError", "google.auth.exceptions:GoogleAuthError"),
            "bigquery",
        ),
        "pyspark": Door("Spark", "pyspark", ("pyspark.errors:PySparkException",), "spark"),
    }
)


@dataclass(frozen=True)
class Address:
    """Where a database is. It prints without its password; so do texts that went through `hide`.

    Attributes:
        scheme: One of `DOORS`.
        shown: The address as it may be seen: without user, password and parameters.
        url: The address for the driver, without the password.
        password: None where the address has none.
        path: The file, for databases that are one.
    """

    scheme: str
    shown: str
    url: str = field(repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    path: Path | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def door(self) -> Door:
        return DOORS[self.scheme]

    def hide(self, text: str) -> str:
        """A text of the driver without anything secret of the address."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return text


def is_address(text: str) -> bool:
    """True for what is written like an address rather than like a file's name."""
    return re.match(r"[a-z][a-z0-9+.-]+://", text, re.IGNORECASE) is not None


def parse_address(text: str, password: str | None = None) -> Address:
    """Takes an address apart.

    Args:
        text: Such as postgresql://user@host/database, sqlite:///folder/file.db, duckdb:///folder/file.duckdb.
        password: The password, where it is not in the address.

    Raises:
        TableError: no such kind of database, or not written like an address. The message never repeats the
            address as it came.
    """
    text = text.strip()
    scheme = text.partition("://")[0].lower()
    if not is_address(text) or scheme not in DOORS:
        raise TableError(
            "This is no address of a database that can be read",
            found=f"{scheme}://" if is_address(text) and scheme.isalnum() else None,
            expected=", ".join(f"{one}://" for one in DOORS if one != "postgres"),
        )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _unreadable(scheme) from None  # the reason would repeat the address
    if DOORS[scheme].is_file:
        return _file_address(scheme, text)
    if not host and scheme != "pyspark":
        raise _unreadable(scheme)
    secrets = [value for name, value in parse_qsl(parts.query) if _SECRET.search(name)]
    given = password or (None if parts.password is None else unquote(parts.password))
    secrets += [part for part in (parts.password, given, quote(given or "", safe="")) if part]
    at = f"{host}:{port}" if port is not None else host
    user = None if parts.username is None else unquote(parts.username)
    named = at if parts.username is None else f"{parts.username}@{at}"
    return Address(
        scheme=scheme,
        shown=f"{scheme}://{at}{parts.path}",
        url=urlunsplit((scheme, named, parts.path, parts.query, "")),
        user=user,
        password=given,
        secrets=tuple(sorted(set(secrets), key=len, reverse=True)),
    )


def _file_address(scheme: str, text: str) -> Address:
    """sqlite:////folder/file.db and sqlite:///folder/file.db are both taken for what exists."""
    name = unquote(text.partition("://")[2].partition("?")[0])
    rooted = Path("/" + name.lstrip("/"))
    path = rooted if name.startswith("/") and rooted.is_file() else Path(name.lstrip("/"))
    if not path.is_file():
        raise TableError(
            f"There is no file {name}",
            expected=f"an existing database, such as {scheme}:///folder/file.{'db' if scheme == 'sqlite' else scheme}",
        )
    path = path.absolute()
    return Address(scheme=scheme, shown=f"{scheme}://{path}", url=f"{scheme}://{path}", path=path)


def _unreadable(scheme: str) -> TableError:
    return TableError(
        f"The address of the {DOORS[scheme].title} database is not understood",
        expected=f"{scheme}://user@host:port/database",
        action="Write signs such as @, / and # in a password as %40, %2F and %23, or give it in its own field",
    )
