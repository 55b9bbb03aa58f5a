"""Names of a query looked up in tables, whatever their case; what is not there is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from core.record import Record
from core.tables.table import Column
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef
from core.task.query.errors import QueryError, nearest, quoted
from core.task.query.fitting import Problem
from core.task.query.reading import Places

_SHOWN = 12  # names listed in a message


class Lookup:
    """The tables, and the text that mistakes point into.

    Args:
        text: The query as written.
        places: Where its parts stand.
        tables: What names are looked up in.

    Attributes:
        pinned: Where mistakes are shown that lie in a definition's meaning and not in the text.
    """

    def __init__(self, text: str, places: Places, tables: TableSet) -> None:
        self.text, self.places, self.tables = text, places, tables
        self.pinned: int | None = None

    def table(self, name: str, part: Record, field: str = "start") -> LinkedTable:
        """The table of that name."""
        found = find_name(name, self.tables.names)
        if found is not None:
            return self.tables.table(found)
        raise self._unknown(f"There is no table {quoted(name)}", name, self.tables.names, part, field)

    def column(self, linked: LinkedTable, ref: ColumnRef) -> Column:
        """The column of a table that a reference names."""
        names = [column.name for column in linked.table.columns]
        found = find_name(ref.column, names)
        if found is not None:
            return linked.column(found)
        raise self._unknown(
            f"{linked.name} has no column {quoted(ref.column)}", ref.column, names, ref, "column"
        )

    def _unknown(self, problem: str, name: str, known: Sequence[str], part: Record, field: str) -> QueryError:
        near = nearest(name, known)
        shown = ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
        return self.error(
            problem, part, field, expected=shown or None, action=f"Did you mean {near}" if near else None
        )

    def refuse(self, problem: Problem | None, part: Record, field: str) -> None:
        """Raises a problem, where there is one."""
        if problem is not None:
            raise self.error(problem[0], part, field, action=problem[1])

    def error(
        self,
        problem: str,
        part: Record,
        field: str = "start",
        *,
        found: str | None = None,
        expected: str | None = None,
        action: str | None = None,
    ) -> QueryError:
        """A mistake, pointed at where a field of a part stands."""
        place = self.pinned if self.pinned is not None else self.places.at(part, field)
        return QueryError(
            problem, text=self.text, position=place, found=found, expected=expected, action=action
        )


def find_name(name: str, known: Sequence[str]) -> str | None:
    """The known name that is written so, or so in another case where only one is."""
    if name in known:
        return name
    folded = [one for one in known if one.casefold() == name.casefold()]
    return folded[0] if len(folded) == 1 else None
