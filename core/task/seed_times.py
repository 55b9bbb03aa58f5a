"""The days on which the question is asked: for learning, for the practice exam, for the final exam, and now."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from core.record import Record


class SeedTimes(Record):
    """When each entity is asked about. Days are ISO dates such as 2026-11-25; a day means its first moment.

    An example is (entity, seed time t): inputs may use rows with time <= t, the answer looks at (t, t + horizon].
    Every answer used for learning is known before the practice exam begins, and every answer of the practice
    exam before the final exam begins.

    Attributes:
        kind: "rolling": everybody is asked on the same days, which lie at least a horizon apart between the
            parts. "own": each entity is asked once, at its own time; the parts are its time before
            `validation`, before `test`, and from there on.
        train: Days for learning, rising; empty for kind "own".
        validation: The day of the practice exam ("own": where it begins).
        test: The day of the final exam ("own": where it begins).
        now: The day for which leads are scored: no answer is known yet.
        horizon_days: How far the answer looks ahead.
    """

    kind: Literal["rolling", "own"] = "rolling"
    train: tuple[str, ...] = ()
    validation: str
    test: str
    now: str
    horizon_days: float = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = (*self.train, self.validation, self.test, self.now)
        if list(days) != sorted(set(days)):
            raise ValueError(
                f"the days must rise: learning, practice exam, final exam, now; found {', '.join(days)}"
            )
        if self.kind == "rolling" and not self.train:
            raise ValueError("at least one day for learning is needed")
        return self
