"""The command that opens the app listens on this machine only."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from core import cli_app
from core.cli import app


def test_the_app_is_started_on_this_machine_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def call(command: list[str], cwd: Path, env: dict[str, str]) -> int:
        assert (cwd / "app.py").is_file()
        started.append((command, env))
        return 0

    monkeypatch.setattr("core.cli_app.subprocess.call", call)
    result = CliRunner().invoke(app, ["app", "--port", "8777", "--home", str(tmp_path)])
    assert result.exit_code == 0, result.output
    ((command, env),) = started
    assert command[-4:] == ["--server.address", "127.0.0.1", "--server.port", "8777"]
    assert env["GRAPHLEADIQ_HOME"] == str(tmp_path)


def test_without_pages_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli_app, "_APP", tmp_path / "app.py")
    result = CliRunner().invoke(app, ["app"])
    assert result.exit_code == 2 and "make app" in result.stderr
