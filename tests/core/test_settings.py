"""Settings follow the environment, and nobody can change those that others have."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.settings import load_settings


def test_settings_are_those_of_the_environment_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for rows in (7, 8, 7):
        monkeypatch.setenv("GRAPHLEADIQ_MAX_ROWS", str(rows))
        assert load_settings().max_rows == rows
    monkeypatch.delenv("GRAPHLEADIQ_MAX_ROWS")
    monkeypatch.setenv("graphleadiq_home", str(tmp_path / "lower"))
    monkeypatch.delenv("GRAPHLEADIQ_HOME")
    assert (load_settings().max_rows, load_settings().home) == (1_000_000, tmp_path / "lower")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load_settings().max_rows = 1  # type: ignore[misc]
