"""What is proposed about the values of columns: each with its reason and the change that it stands for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.errors import TableError
from core.record import Record
from core.tables.recoding import ColumnRecoding, Recoding


class Proposal(Record):
    """One change to the values of a column that a person may accept.

    Attributes:
        column: Its name.
        kind: "hidden missing", "excel serial", "epoch", "dates", "day and month", "period", "thousands", …
        sentence: What is proposed and why, in plain words.
        count: The cells concerned.
        change: The change it stands for.
        recommended: "Accept all" takes it; otherwise it is a choice that is only offered.
    """

    column: str
    kind: str
    sentence: str
    count: int
    change: ColumnRecoding
    recommended: bool = True

    @property
    def option(self) -> str:
        """How the command line names it: the column, and which of several choices where it is not the usual one."""
        return self.column if self.recommended else f"{self.column}={self.kind}"


def accepted(proposals: Sequence[Proposal], options: Collection[str] | None = None) -> Recoding:
    """The changes of proposals.

    Args:
        proposals: Those that are made.
        options: Which to accept, as `Proposal.option` names them; None: all that are recommended.

    Raises:
        TableError: an option names none of them.
    """
    if options is None:
        chosen = [one for one in proposals if one.recommended]
    else:
        known = {one.option for one in proposals} | {f"{one.column}={one.kind}" for one in proposals}
        if unknown := [option for option in options if option not in known]:
            raise TableError(
                f"Nothing is proposed for {unknown[0]}",
                found=", ".join(one.option for one in proposals) or "no proposals",
                action="Name one of these after --accept",
            )
        named = set(options)
        chosen = [one for one in proposals if named & {one.option, f"{one.column}={one.kind}"}]
    recoding = Recoding()
    for one in chosen:
        recoding = recoding.joined(Recoding(columns=(one.change,)))
    return recoding


_READ_AS: dict[str, str] = {
    "text": "as text",
    "numbers": "as numbers",
    "thousands": "with a mark of thousands, 1.234 as 1234",
    "decimals": "with a decimal mark, 1,234 as 1.234",
    "dates": "as dates",
    "excel serial": "as dates: days as spreadsheets count them",
    "excel serial 1904": "as dates: days since 1904, as old spreadsheets count them",
    "epoch seconds": "as times: seconds since 1970",
    "epoch milliseconds": "as times: milliseconds since 1970",
    "epoch microseconds": "as times: millionths of a second since 1970",
    "epoch nanoseconds": "as times: billionths of a second since 1970",
}


def in_words(change: ColumnRecoding) -> str:
    """A change that is in force, in a plain sentence."""
    said = []
    if change.empty:
        said.append(
            f"{', '.join(map(repr, change.empty))} {'counts' if len(change.empty) == 1 else 'count'} as empty"
        )
    if change.read_as is not None:
        order = {None: "", True: ", day first", False: ", month first"}[change.day_first]
        said.append(f"read {_READ_AS[change.read_as]}{order}")
    return f"{change.column}: {'; '.join(said)}."
