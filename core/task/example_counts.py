"""What was counted while examples were made: each day, who is not scored and why, and answers that came too late."""

from __future__ import annotations

from typing import Literal

from core.record import Record
from core.task.query.ast import Condition
from core.task.query.text import condition_text

NotScoredKind = Literal[
    "no time", "not yet known", "answered", "answer without a date", "filter", "not asked for", "left out"
]


class DayCount(Record):
    """The examples of one seed day; of a month where each entity has a time of its own.

    Attributes:
        asked_on: ISO day; the first of the month for own times.
        part: "learning", "practice exam", "final exam" or "now".
        n, n_yes, n_no: Examples that are used. Those of "now" have no answer.
        n_unknown: Asked and not used, because nobody knows the answer.
    """

    asked_on: str
    part: str
    n: int
    n_yes: int
    n_no: int
    n_unknown: int = 0


class NotScored(Record):
    """Entities that are not on the list of leads, for one reason; every entity is scored or counted once.

    Attributes:
        n: How many.
        kind: The reason, for the machine.
        reason: In plain words, following "n are not scored: ".
        action: What would bring them in; empty: nothing would.
    """

    n: int
    kind: NotScoredKind
    reason: str
    action: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.n:,} {self.reason}.{f' {self.action}.' if self.action else ''}"


class Overlap(Record):
    """Examples whose answer was not known yet when the next part began.

    Attributes:
        n: How many.
        kept: Whether they are used all the same.
        why: "asked": somebody chose that; "few": too few would remain without them; "assumed": nothing says when
            an answer was known, so that nobody can tell; "": they are left out.
        sentence: In plain words.
    """

    n: int
    kept: bool
    why: Literal["", "asked", "few", "assumed"] = ""
    sentence: str


class FilterProposal(Record):
    """A filter that somebody may want, and whom it leaves out.

    Attributes:
        kind: "gone": silent for years. "once": what is asked about came already, and comes to nobody twice.
        n, n_of: So many of those asked about now would be left out.
        days: "gone": silent for so long, at least.
        tables: The tables that say so.
        condition: What holds for those who are left.
    """

    kind: Literal["gone", "once"] = "gone"
    n: int
    n_of: int
    days: int
    tables: tuple[str, ...]
    condition: Condition

    @property
    def where(self) -> str:
        """What to write after WHERE."""
        return condition_text(self.condition)

    @property
    def reason(self) -> str:
        """Whom it leaves out, in plain words."""
        rows, who = " or ".join(self.tables), f"{self.n:,} of {self.n_of:,}"
        if self.kind == "once":
            return f"{who} have a row in {rows} already, and nobody has two: their answer can only be no."
        return f"{who} have had no row in {rows} for {self.days // 365} years: they may be long gone."

    @property
    def sentence(self) -> str:
        return f"{self.reason} WHERE {self.where} leaves them out."
