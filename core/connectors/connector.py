"""What a connector to a customer system is, and how it waits for a service that asks for patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from core.errors import TableError
from core.tables.bundle import Bundle
from core.tables.parts import Report

Answer = TypeVar("Answer")


class ConnectorError(TableError):
    """A customer system cannot be read; its token is in no message."""


class ConnectorLostError(ConnectorError):
    """A customer system does not answer any more, or does not let this token in: nothing else can be read."""


class Connector(Protocol):
    """Reads the standard objects of one customer system."""

    @property
    def shown(self) -> str:
        """Where they are, as it may be shown."""

    def read(self, report: Report | None = None) -> Bundle:
        """Copies the standard objects, with their keys and links.

        Args:
            report: Is told what is being done and how far it is (0 … 1).

        Raises:
            ConnectorError: the token is refused, or nothing can be read.
            TableError: the client library is not installed.
        """


@dataclass(frozen=True)
class Patience:
    """How long to wait where a service says "too many requests".

    Attributes:
        tries: Requests at most for one answer.
        longest: Seconds to wait at most before the next one.
        sleep: Waits.
    """

    tries: int = 6
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep

    def ask(
        self,
        request: Callable[[], Answer],
        errors: tuple[type[Exception], ...],
        wait_for: Callable[[Exception], float | None],
    ) -> Answer:
        """The answer to a request that is sent again where the service asks to wait.

        Waits are what the service says, else 1, 2, 4, … seconds; never more than `longest`.

        Args:
            request: Sends it.
            errors: What may be raised.
            wait_for: Seconds the service says to wait, 0 where it only says to wait; None: waiting does not help.

        Raises:
            Exception: one of `errors`, the last one, when patience ends or waiting does not help.
        """
        for attempt in range(self.tries - 1):
            try:
                return request()
            except errors as error:
                seconds = wait_for(error)
                if seconds is None:
                    raise
            self.sleep(min(self.longest, seconds or 2.0**attempt))
        return request()


def said_seconds(text: str | None) -> float:
    """The seconds of a Retry-After header; 0 where it is missing or a date."""
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0


def without(token: str, text: str) -> str:
    """A text without a token, in one line of at most 300 characters."""
    return " ".join(text.replace(token, "***").split())[:300] if token else " ".join(text.split())[:300]
