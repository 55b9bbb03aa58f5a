"""What the app and the process that reads its files say to each other: lines of JSON, never a pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core import errors
from core.errors import GraphLeadError, TableError
from core.tables.options import ReadOptions
from core.tables.parts import Part
from core.tables.unpacking import SeveralFilesError

_KINDS: dict[str, type[GraphLeadError]] = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, GraphLeadError)
}
_PARTS_OF_AN_ERROR = ("problem", "found", "expected", "action")


def line(message: dict[str, Any]) -> bytes:
    """A message as one line; pure ASCII, so that names that are no UTF-8 pass as well."""
    return json.dumps(message).encode("ascii") + b"\n"


def error_json(error: GraphLeadError) -> dict[str, Any]:
    """An error as JSON."""
    said: dict[str, Any] = {name: getattr(error, name) for name in _PARTS_OF_AN_ERROR}
    if isinstance(error, SeveralFilesError):
        said |= {"name": error.name, "members": error.members}
    return {"kind": type(error).__name__, **said}


def error_of(said: dict[str, Any]) -> GraphLeadError:
    """The error that `error_json` wrote down; of an unknown kind it is a TableError."""
    if "members" in said:
        return SeveralFilesError(str(said["name"]), [str(member) for member in said["members"]])
    problem, found, expected, action = (said.get(name) for name in _PARTS_OF_AN_ERROR)
    kind = _KINDS.get(str(said.get("kind")), TableError)
    return kind(str(problem), found=found, expected=expected, action=action)


def part_json(part: Part) -> dict[str, Any]:
    """A part as JSON."""
    return {**vars(part), "path": str(part.path), "options": part.options.to_json()}


def part_of(said: dict[str, Any]) -> Part:
    """The part that `part_json` wrote down."""
    options = ReadOptions.model_validate(said["options"])
    return Part(**{**said, "path": Path(said["path"]), "options": options})
