"""A real PostgreSQL for one test module: a fresh cluster in a temporary folder, run as a user without rights."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER = "tester"
_PLACES = [
    Path("/usr/lib/postgresql"),
    Path("/opt/homebrew/opt/postgresql"),
    Path("/usr/local/opt/postgresql"),
]
_QUIET = subprocess.DEVNULL  # the server inherits them: a pipe would never end


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        folder: Where its socket is.
        port: On 127.0.0.1, for servers with a password; else 5432, of the socket alone.
    """

    folder: Path
    port: int

    def start(self) -> None:
        """Starts it (again)."""
        listen = "127.0.0.1" if self.port != 5432 else ""
        options = f"-p {self.port} -c listen_addresses='{listen}' -c fsync=off"
        options += f" -c unix_socket_directories='{self.folder}'"
        self._control("-l", str(self.folder / "log"), "-o", options, "-w", "start", check=True)

    def stop(self) -> None:
        """Takes it away from whoever is connected."""
        self._control("-m", "immediate", "stop", check=False)

    def _control(self, *words: str, check: bool) -> None:
        command = _as_other([str(_program("pg_ctl")), "-D", str(self.folder / "data"), *words])
        subprocess.run(command, check=check, stdout=_QUIET, stderr=_QUIET, cwd=self.folder, timeout=120)


@contextmanager
def postgres_server(password: str | None = None) -> Iterator[Server]:
    """A server of its own that ends with the block; skips where PostgreSQL is not installed.

    Args:
        password: Of the user `USER`, who then has to give it; None: the socket lets everybody in.
    """
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if _program("initdb") is None or _program("pg_ctl") is None:
        pytest.skip("PostgreSQL (pg_ctl, initdb) is not installed")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    secret = folder / "secret"
    secret.write_text(password or "", encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(secret, "postgres")
    made = [str(_program("initdb")), "-D", str(folder / "data"), "-E", "UTF8", "--locale=C", "-U", USER]
    made += ["-A", "trust"] if password is None else ["-A", "scram-sha-256", f"--pwfile={secret}"]
    subprocess.run(_as_other(made), check=True, capture_output=True, cwd=folder, timeout=120)
    server = Server(folder, 5432 if password is None else _free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str | None:
    for place in _PLACES:
        found = sorted(place.glob(f"**/bin/{name}"))
        if found:
            return str(found[-1])
    return shutil.which(name)


def _as_other(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: then as its own user."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
