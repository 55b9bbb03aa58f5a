"""Where the parts of a query stand in its text, so that a mistake can be pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.record import Record

T = TypeVar("T")


@dataclass(frozen=True)
class Written(Generic[T]):
    """A piece of the text: what it means and the character where it begins."""

    value: T
    place: int


class Places:
    """Where the parts of one query stand in its text."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str], int] = {}
        self._kept: list[Record] = []  # an id is only a name while its object lives

    def put(self, part: Record, **fields: int) -> None:
        """Notes where a part begins (`start`) and where its fields stand."""
        self._kept.append(part)
        self._places.update({(id(part), field): place for field, place in fields.items()})

    def at(self, part: Record, field: str = "start") -> int:
        """The character where a field of a part stands; the part's beginning where the field is not written."""
        return self._places.get((id(part), field), self._places.get((id(part), "start"), 0))
