"""The command that opens the app in a browser, on this machine only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.console import Home, progress
from core.errors import GraphLeadError
from core.settings import load_settings

_APP = Path(__file__).resolve().parent.parent / "app.py"
_ADDRESS = "127.0.0.1"


def open_app(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where it listens.")] = 8501,
    home: Home = None,
) -> None:
    """Opens the app: it listens on this machine only, until it is stopped with Ctrl+C."""
    if not _APP.is_file():
        raise GraphLeadError(
            "The app's pages are not beside this program",
            found=f"no file {_APP}",
            action="Start it from a checkout of the repository, with make app",
        )
    progress(f"GraphLeadIQ at http://{_ADDRESS}:{port}")
    code = subprocess.call(  # noqa: S603  # our own program, an address of ours and a checked number
        app_command(port), cwd=_APP.parent, env=app_environment()
    )
    raise typer.Exit(code)


def app_command(port: int) -> list[str]:
    """The command line of the server."""
    server = ["--server.address", _ADDRESS, "--server.port", str(port)]
    return [sys.executable, "-m", "streamlit", "run", str(_APP), *server]


def app_environment() -> dict[str, str]:
    """The settings in force, with folders that do not depend on where it was started."""
    return {**os.environ, **load_settings().as_environment()}
