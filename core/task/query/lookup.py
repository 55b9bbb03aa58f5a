"""Names of a query looked up in tables, whatever their case; what is not there is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from core.record import Record
from core.tables.table import Column
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef
from core.task.query.errors import QueryError, quoted
from core.task.query.fitting import Problem
from core.task.query.places import Places
from core.task.query.synonyms import columns_named, meant_names, same_names

_SHOWN = 12  # names listed in a message
_MOST_MEANT = 3


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
        keyed = [one.name for one in self.tables.tables if find_name(name, [one.primary_key or ""])]
        near: Sequence[str] = keyed if len(keyed) == 1 else same_names(name, self.tables.names)
        near = near or [f"{table}.{column}" for table, column in self.elsewhere(name)]
        near = near or meant_names(name, self.tables.names)
        raise self._unknown(f"There is no table {quoted(name)}", _or(near), self.tables.names, part, field)

    def column(self, linked: LinkedTable, ref: ColumnRef) -> Column:
        """The column of a table that a reference names."""
        names = [column.name for column in linked.table.columns]
        found = find_name(ref.column, names)
        if found is not None:
            return linked.column(found)
        key_first = sorted(names, key=lambda name: name != linked.primary_key)
        elsewhere = [f"{table}.{column}" for table, column in self.elsewhere(ref.column, linked)]
        near: Sequence[str] = [*same_names(ref.column, key_first)[:1], *elsewhere]
        near = near or meant_names(ref.column, names)
        raise self._unknown(
            f"{linked.name} has no column {quoted(ref.column)}", _or(near), names, ref, "column"
        )

    def elsewhere(self, name: str, linked: LinkedTable | None = None) -> list[tuple[str, str]]:
        """The columns of that name in the tables other than one, those linked to it first."""
        here = "" if linked is None else linked.name
        near = {link.to for link in self.tables.links_from(here)}
        near |= {link.table for link in self.tables.links_to(here)}
        others = [one for one in self.tables.tables if one.name != here]
        others.sort(key=lambda one: one.name not in near)
        return columns_named(
            name, [(one.name, [column.name for column in one.table.columns]) for one in others]
        )

    def _unknown(
        self, problem: str, near: str | None, known: Sequence[str], part: Record, field: str
    ) -> QueryError:
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


def _or(names: Sequence[str]) -> str | None:
    return " or ".join(names[:_MOST_MEANT]) or None


def find_name(name: str, known: Sequence[str]) -> str | None:
    """The known name that is written so, or so in another case where only one is."""
    if name in known:
        return name
    folded = [one for one in known if one.casefold() == name.casefold()]
    return folded[0] if len(folded) == 1 else None
