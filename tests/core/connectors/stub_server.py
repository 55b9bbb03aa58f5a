"""A stand-in for a customer system on this machine: answers from a table of paths, and remembers requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any, dict[str, str]]  # status, JSON, headers
Respond = Callable[[str, dict[str, list[str]]], Answer]


@dataclass
class Stub:
    """A running stand-in.

    Attributes:
        token: What requests must bear.
        respond: (path, parameters) -> answer.
        before: Answers given first, one a request, whatever is asked.
        requests: (path, parameters) of all requests with the right token.
    """

    token: str
    respond: Respond
    before: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    port: int = 0


@contextmanager
def running(stub: Stub, refused: Any) -> Iterator[Stub]:
    """Starts it on a free port of 127.0.0.1.

    Args:
        stub: What it does.
        refused: The JSON of the answer to a wrong token.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if self.headers.get("Authorization") != f"Bearer {stub.token}":
                self._answer(401, refused, {})
                return
            stub.requests.append((parts.path, parse_qs(parts.query)))
            answer = stub.before.pop(0) if stub.before else stub.respond(parts.path, parse_qs(parts.query))
            self._answer(*answer)

        def _answer(self, status: int, value: Any, headers: dict[str, str]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            for name, text in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
