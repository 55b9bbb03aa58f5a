"""The days on which the question is asked: for learning, for the practice exam, for the final exam, and now."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from core.record import Record

MOST_DAYS = 24  # days asked on in all, now aside: more of them cost time and say little that is new


class SeedTimes(Record):
    """When each entity is asked about. Days are ISO dates such as 2026-11-25; a day means its first moment.

    An example is (entity, seed time t): inputs may use rows with time <= t, the answer looks at (t, t + horizon].
    Answers used for learning are known before the practice exam begins, and answers of the practice exam before
    the final exam begins; those that are not are left out, or kept where somebody said so.

    Attributes:
        kind: "rolling": everybody is asked on the same days, which lie at least a horizon apart between the
            parts. "own": each entity is asked once, at its own time; the parts are its time before
            `validation`, before `test`, and from there on.
        train: Days for learning, rising; empty for kind "own".
        validation: The first day of the practice exam ("own": where it begins).
        more_validation: Its further days, rising; empty for kind "own".
        test: The first day of the final exam ("own": where it begins).
        more_test: Its further days, rising; empty for kind "own".
        now: The day for which leads are scored: no answer is known yet.
        horizon_days: How far the answer looks ahead. Where the target is a column of the entity that nothing
            dates: after how many days it is taken as known; all that the data span: at their end only.
        most_days: Not more days than this were proposed, now aside.
        n_possible: How many days the history would hold; 0: it was not counted.
        overlap: What becomes of examples whose answer is not known when the next part begins.
        undated: Kind "own": whether entities without a time are asked as of now all the same.
        open_is: Kind "own", a column that is filled in later: what it means that it is empty after the horizon.
    """

    kind: Literal["rolling", "own"] = "rolling"
    train: tuple[str, ...] = ()
    validation: str
    more_validation: tuple[str, ...] = ()
    test: str
    more_test: tuple[str, ...] = ()
    now: str
    horizon_days: float = Field(gt=0)
    most_days: int = Field(MOST_DAYS, ge=3)
    n_possible: int = Field(0, ge=0)
    overlap: Literal["left out", "kept"] = "left out"
    undated: Literal["left out", "as of now"] = "left out"
    open_is: Literal["no answer yet", "no"] = "no answer yet"

    @property
    def validation_days(self) -> tuple[str, ...]:
        """All days of the practice exam."""
        return (self.validation, *self.more_validation)

    @property
    def test_days(self) -> tuple[str, ...]:
        """All days of the final exam."""
        return (self.test, *self.more_test)

    @property
    def days(self) -> tuple[str, ...]:
        """All days on which everybody is asked, rising, now the last."""
        return (*self.train, *self.validation_days, *self.test_days, self.now)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = self.days
        if list(days) != sorted(set(days)):
            raise ValueError(
                f"the days must rise: learning, practice exam, final exam, now; found {', '.join(days)}"
            )
        if self.kind == "rolling" and not self.train:
            raise ValueError("at least one day for learning is needed")
        if self.kind == "own" and (self.more_validation or self.more_test):
            raise ValueError(
                "where each row is asked on its own day, an exam has a beginning and no further days"
            )
        return self
