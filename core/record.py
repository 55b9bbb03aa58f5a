"""The base of every saved configuration: frozen, checked on creation, refusing unknown keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import StorageError
from core.storage import fingerprint, read_json, write_json


class Record(BaseModel):
    """A frozen value that is stored as JSON beside what it made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def key(self) -> str:
        """A short content hash; equal records have equal keys."""
        return fingerprint(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return self.model_dump(mode="json")

    def save(self, path: Path) -> None:
        """Writes the record whole or not at all."""
        write_json(path, self.to_json())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a record back.

        Raises:
            StorageError: missing, damaged, or made by another version.
        """
        try:
            return cls.model_validate(read_json(path))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise StorageError(
                f"{path.name} does not fit this version", found=f"{where}: {first['msg']}"
            ) from error
