"""Settings from the environment (GRAPHLEADIQ_*) and where things are kept."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "GRAPHLEADIQ_"


class Settings(BaseSettings):
    """Limits and folders; every field can be set as GRAPHLEADIQ_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    home: Path = Path.home() / ".graphleadiq"
    max_rows: int = 1_000_000
    max_upload_mb: int = 1024
    max_unpacked_mb: int = 4096
    max_reading_mb: int = 2048  # memory of the process that reads a file
    max_reading_seconds: int = 45  # and its time, with a second more for each megabyte of the file
    threads: int = 0  # 0: as many as the machine has cores
    tabpfn_weights: Path | None = None  # read where the package tabpfn is installed; never downloaded

    def as_environment(self) -> dict[str, str]:
        """These settings as environment variables, for a process that works elsewhere; folders are absolute."""
        said = self.model_copy(update={"home": self.home.resolve()}).model_dump(
            mode="json", exclude_none=True
        )
        return {f"{PREFIX}{name.upper()}": str(value) for name, value in said.items()}

    @property
    def workspaces_dir(self) -> Path:
        return self.home / "workspaces"

    @property
    def tables_dir(self) -> Path:
        return self.home / "tables"

    @property
    def table_sets_dir(self) -> Path:
        return self.home / "table_sets"

    @property
    def graphs_dir(self) -> Path:
        return self.home / "graphs"

    @property
    def runs_dir(self) -> Path:
        return self.home / "runs"


def load_settings() -> Settings:
    """The settings as the environment has them now (looked up anew, so tests and --home can change them)."""
    return _settings(frozenset(item for item in os.environ.items() if item[0].upper().startswith(PREFIX)))


@lru_cache(maxsize=8)
def _settings(_said: frozenset[tuple[str, str]]) -> Settings:
    """Checked once for each state of the environment: they are asked for a thousand times in one question."""
    return Settings()
