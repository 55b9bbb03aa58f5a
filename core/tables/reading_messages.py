"""What the app and the process that reads its files say to each other: lines of JSON, never a pickle."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core import errors
from core.errors import GraphLeadError, TableError, in_one_line
from core.tables.names import shown_name
from core.tables.options import ReadOptions
from core.tables.parts import Part
from core.tables.sheets import Sheet
from core.tables.table import Table
from core.tables.unpacking import SeveralFilesError

_KINDS: dict[str, type[GraphLeadError]] = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, GraphLeadError)
}
_PARTS_OF_AN_ERROR = ("problem", "found", "expected", "action")
_LONGEST = 2_000  # characters of a sentence that is shown
_Cell = str | int | float | None

MEMBERS = TypeAdapter(list[str | None])
SHEETS = TypeAdapter(list[Sheet])
TABLE = TypeAdapter(Table)
ROWS = TypeAdapter(tuple[list[_Cell], list[list[_Cell]]])  # names of the columns, cells by row


class MalformedError(ValueError):
    """What the other process said is no message; nobody vouches for a process that has opened such a file."""


def line(message: dict[str, Any]) -> bytes:
    """A message as one line; pure ASCII, so that names that are no UTF-8 pass as well."""
    return json.dumps(message).encode("ascii") + b"\n"


def error_json(error: GraphLeadError) -> dict[str, Any]:
    """An error as JSON."""
    said: dict[str, Any] = {name: getattr(error, name) for name in _PARTS_OF_AN_ERROR}
    if isinstance(error, SeveralFilesError):
        said |= {"name": error.name, "members": error.members}
    return {"kind": type(error).__name__, **said}


def message_of(said: bytes) -> dict[str, Any]:
    """The message that `line` wrote down.

    Raises:
        MalformedError: it is none.
    """
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise MalformedError(in_one_line(error)) from error
    if not isinstance(found, dict):
        raise MalformedError(f"{type(found).__name__} instead of a message")
    return found


def progress_of(message: dict[str, Any]) -> tuple[str, float]:
    """The phase, and the share of it that is done (0 to 1).

    Raises:
        MalformedError: it says something else.
    """
    share = message.get("share")
    if not isinstance(share, int | float) or math.isnan(share):
        raise MalformedError("progress without a share")
    return text_of(message, "phase"), float(min(max(share, 0), 1))


def text_of(said: dict[str, Any], name: str) -> str:
    """A sentence of a message, as it can be shown.

    Raises:
        MalformedError: it is missing or no text.
    """
    text = said.get(name)
    if not isinstance(text, str):
        raise MalformedError(f"{type(text).__name__} instead of text as {name}")
    return shown_name(text[:_LONGEST])


def error_of(said: object) -> GraphLeadError:
    """The error that `error_json` wrote down; of an unknown kind it is a TableError.

    Raises:
        MalformedError: it is no such error.
    """
    if not isinstance(said, dict):
        raise MalformedError(f"{type(said).__name__} instead of an error")
    if "members" in said:
        members = said["members"]
        if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
            raise MalformedError("members that are no names")
        return SeveralFilesError(text_of(said, "name"), members)
    problem, *others = _PARTS_OF_AN_ERROR
    more = {name: text_of(said, name) for name in others if said.get(name) is not None}
    return _KINDS.get(text_of(said, "kind"), TableError)(text_of(said, problem), **more)


def part_json(part: Part) -> dict[str, Any]:
    """A part as JSON."""
    return {**vars(part), "path": str(part.path), "options": part.options.to_json()}


def part_of(said: dict[str, Any]) -> Part:
    """The part that `part_json` wrote down."""
    options = ReadOptions.model_validate(said["options"])
    return Part(**{**said, "path": Path(said["path"]), "options": options})
