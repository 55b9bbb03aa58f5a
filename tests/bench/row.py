"""One row of the table that `make bench` prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, what was asked, what was reached.

    Attributes:
        what: The figure in words.
        wanted: The figure asked for.
        measured: What this run measured, with n or interval.
        reached: True or False, or None where the row only informs.
    """

    what: str
    wanted: str
    measured: str
    reached: bool | None = None

    def line(self) -> str:
        """The row as a line of a Markdown table."""
        verdict = {True: "reached", False: "**not reached**", None: ""}[self.reached]
        return f"| {self.what} | {self.wanted} | {self.measured} | {verdict} |"
