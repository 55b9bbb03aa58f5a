"""A connection to a database through Ibis: bounded waits, and errors that never tell the password."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import TableError
from core.tables.database_address import Address
from core.tables.database_keys import fetched
from core.tables.engine import MEMORY_LIMIT, first_line

_SECONDS = 10  # to wait for a server


class DatabaseError(TableError):
    """A database cannot be reached or went away; its password is in no message."""


@contextmanager
def connected(address: Address) -> Iterator[Any]:
    """An Ibis connection that ends with the block.

    Raises:
        TableError: the driver is not installed.
        DatabaseError: the database cannot be reached.
    """
    import ibis

    door = address.door
    if not _is_installed(door.driver):
        raise TableError(
            f"The driver for {door.title} is not installed",
            found=f"no module {door.driver}",
            action=f"Install it with: pip install -e '.[{door.extra}]'",
        )
    known: dict[str, Any] = {}
    if address.scheme == "duckdb":
        known = {"read_only": True, "memory_limit": MEMORY_LIMIT, "autoinstall_known_extensions": False}
    elif address.scheme in ("postgresql", "postgres"):
        known = {"connect_timeout": _SECONDS}
        known |= {} if address.user is None else {"user": address.user}
    if address.password is not None:
        known["password"] = address.password
    with explained(address, f"The database {address.shown} cannot be reached"):
        if address.path is not None:
            module = ibis.sqlite if address.scheme == "sqlite" else ibis.duckdb
            backend = module.connect(str(address.path), **known)
        else:
            backend = ibis.connect(address.url, **known)
        if address.scheme in ("postgresql", "postgres"):
            backend.raw_sql("SET TIME ZONE 'UTC'").close()  # times with zones are written in UTC
    try:
        yield backend
    finally:
        with _silent(address):
            backend.disconnect()


@contextmanager
def explained(address: Address, problem: str) -> Iterator[None]:
    """What a driver says, as one clear error without the password.

    The driver's own error is not kept as the cause: its text may hold the address.
    """
    said = None
    try:
        yield
    except _driver_errors(address) as error:
        said = first_line(address.hide(str(error)))
    if said is not None:
        raise DatabaseError(
            problem, found=said, action="Check address, user and password, and that the database runs"
        )


@contextmanager
def _silent(address: Address) -> Iterator[None]:
    """Closing a connection that is gone needs no words."""
    try:
        yield
    except _driver_errors(address):
        return


def _driver_errors(address: Address) -> tuple[type[Exception], ...]:
    from ibis.common.exceptions import IbisError, TableNotFound

    found: list[type[Exception]] = [IbisError, TableNotFound, OSError]
    for name in address.door.errors:
        module, _, error = name.partition(":")
        if _is_installed(module):
            found.append(getattr(importlib.import_module(module), error))
    return tuple(found)


def _is_installed(module: str) -> bool:
    """Whether a module can be imported, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # a package above it is missing
        return False


def answers(backend: Any, address: Address) -> bool:
    """Whether a database still answers."""
    try:
        with explained(address, ""):
            fetched(backend, "SELECT 1")
    except DatabaseError:
        return False
    return True
