"""Rows that people said are the same: which key is kept, and which keys lead to it from then on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import model_validator

from core.record import Record


class Merge(Record):
    """Rows of one table that count as one. The files are never touched: without the merge all is as before.

    Keys are text as the primary key column holds them, whole numbers without ".0".

    Attributes:
        table: The table.
        kept: The key of the row that stays.
        merged: The keys of the rows that disappear; foreign keys that name them name `kept` instead.
        is_spelling: No row has the merged keys: they are other ways in which `kept` is written.
    """

    table: str
    kept: str
    merged: tuple[str, ...]
    is_spelling: bool = False

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not self.merged or self.kept in self.merged or len(set(self.merged)) != len(self.merged):
            raise ValueError("a merge needs one kept row and other, different rows")
        return self


def final_keys(merges: Iterable[Merge], table: str) -> dict[str, str]:
    """Merged key -> the key that is kept in the end (a kept row may have been merged once more later on)."""
    step = {key: merge.kept for merge in merges if merge.table == table for key in merge.merged}
    found: dict[str, str] = {}
    for key, next_key in step.items():
        end, seen = next_key, {key}
        while end in step and end not in seen:
            seen.add(end)
            end = step[end]
        found[key] = end
    return found
