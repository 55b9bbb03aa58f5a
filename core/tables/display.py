"""What columns, tables and values are called on screen and in exports: the one place where names become words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.errors import TableError
from core.storage import fingerprint
from core.tables.proposed_names import lower_first, proposed_name
from core.tables.table import Column, Table
from core.tables.table_set import LinkedTable, TableSet

_SINCE = re.compile(r"(days since (?:first |last )?)(.+)")
_LEVEL = re.compile(r"(share of )?(.+?) is (.+)")
_AMOUNT = re.compile(r"(total|average|largest|latest) (.+)")
_WINDOW = re.compile(r"last \d+ days")
_LONGEST = 80
_WORD = r"\w+(?:[.\-]\w+)*"
_NO_ORDINARY_WORD = re.compile(r"_|[a-z0-9][A-Z]")


@dataclass(frozen=True)
class Names:
    """What is shown for the names of a table, or of a set; without any, every name is shown as it is.

    Attributes:
        columns: Of the table in front of the person: column -> its shown name.
        tables: Table -> its shown name.
        linked: (table, column) -> the column's shown name, of a set.
        values: (column, value) -> the value's shown name.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    linked: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of_table(cls, table: Table) -> Names:
        """The names of one file."""
        shown = shown_columns(table)
        return cls(shown, {table.name: shown_table(table)}, {}, _values(table.columns))

    @classmethod
    def of_tables(cls, tables: TableSet, asked: str | None = None) -> Names:
        """The names of a set; columns without a table are those of the table that is asked about."""
        linked: dict[tuple[str, str], str] = {}
        values: dict[tuple[str, str], str] = {}
        for one in tables.tables:
            for name, shown in shown_columns(one.table, tables.layout).items():
                linked[one.name, name] = shown
            values |= _values(one.table.columns) if one.name == asked or asked is None else {}
        columns = {name: shown for (table, name), shown in linked.items() if table == asked}
        return cls(columns, {one.name: shown_table(one.table) for one in tables.tables}, linked, values)

    @property
    def key(self) -> str:
        """Names what is shown, for caches of texts; it is part of no key of models, graphs or tasks."""
        parts = (self.columns, self.tables, self.linked, self.values)
        return fingerprint([[[str(name), shown] for name, shown in part.items()] for part in parts], length=8)

    def column(self, name: str, table: str | None = None) -> str:
        """A column's shown name; that of a collected column, such as `company: num_emp`, part by part."""
        if table is not None:
            return self.linked.get((table, name)) or self.columns.get(name, name)
        known = self.columns.get(name)
        return known if known is not None else self._collected(name)

    def table(self, name: str) -> str:
        """A table's shown name."""
        return self.tables.get(name, name)

    def value(self, column: str, value: str) -> str:
        """A value's shown name; the value itself where it has none."""
        return self.values.get((column, value), value)

    def told(self, text: str, *about: str | None, table: str | None = None) -> str:
        """A sentence with the shown names of the columns and tables in it; what stands in quotes is a value and stays.

        Args:
            text: Says names as the file has them.
            about: The names that it is about: their first mention is meant even where it is an ordinary word. Other
                names are meant where they are none, such as `num_emp`, `numEmp` or `contact.title`.
            table: Whose columns are meant, of a set.
        """
        first = {name for name in about if name}
        named = "|".join(re.escape(name) for name in sorted(first, key=len, reverse=True))

        def shown(found: re.Match[str]) -> str:
            name = found.group(0)
            of, dot, column = name.partition(".")
            if dot and (of, column) in self.linked:
                return f"{self.table(of)}: {self.linked[of, column]}"
            if name in first:
                first.remove(name)
                said = self.column(name, table)
                said = said if said != name else self.table(name)
            elif not _NO_ORDINARY_WORD.search(name):
                return name
            else:
                said = self._said(name, table)
            return said if found.start() == 0 or said == name else lower_first(said)

        return re.sub(rf"(?<![\w.'\"“])(?:{named}{'|' if named else ''}{_WORD})(?!\w|\.\w)", shown, text)

    def _said(self, name: str, table: str | None) -> str:
        of_table = None if table is None else self.linked.get((table, name))
        return of_table or self.columns.get(name) or self.tables.get(name) or self._any(name)

    def _collected(self, name: str) -> str:
        """The parts of a name that was made of tables and columns (see `core.task.related_columns`)."""
        if not self.linked:
            return name
        since = _SINCE.fullmatch(name)
        start, rest = since.groups() if since else ("", name)
        way, colon, what = rest.partition(": ")
        if not colon and rest in self.columns:
            return _capital(start + lower_first(self.columns[rest]))
        told, last = self._way(way)
        if last is None:
            return name
        return _capital(f"{start}{told}{colon}{self._what(what, last)}")

    def _way(self, way: str) -> tuple[str, str | None]:
        """A way over tables in words, and the last table on it."""
        last = None

        def shown(found: re.Match[str]) -> str:
            nonlocal last
            last = found.group(0)
            return lower_first(self.tables[last])

        names = sorted(self.tables, key=len, reverse=True)
        if not names:
            return way, None
        told = re.sub(rf"(?<![\w(])(?:{'|'.join(map(re.escape, names))})(?![\w)])", shown, way)
        return re.sub(r"\((\w+)\)", lambda found: f"({lower_first(self._any(found.group(1)))})", told), last

    def _what(self, what: str, table: str) -> str:
        ever = ", ever" if what.endswith(", ever") else ""
        what = what.removesuffix(", ever")
        if what == "ever":
            return "number so far"
        if window := _WINDOW.fullmatch(what):
            return f"number in the {window[0]}"
        if level := _LEVEL.fullmatch(what):
            return f"{level[1] or ''}{self._inside(level[2], table)} is {level[3]}{ever}"
        if amount := _AMOUNT.fullmatch(what):
            return f"{amount[1]} {self._inside(amount[2], table)}{ever}"
        return self._inside(what, table) + ever

    def _inside(self, column: str, table: str) -> str:
        shown = self.linked.get((table, column))
        return lower_first(shown) if shown is not None else column

    def _any(self, column: str) -> str:
        return next((shown for (_, name), shown in self.linked.items() if name == column), column)


UNNAMED = Names()  # every name as the file has it


def shown_columns(table: Table, layout: str | None = None) -> dict[str, str]:
    """Column -> its shown name: the one that was given, else the proposed one; what would be shown twice stays."""
    wanted = {c.name: c.display_name or proposed_name(c.name, layout or table.layout) for c in table.columns}
    times = Counter(shown.casefold() for shown in wanted.values())
    given = {c.name for c in table.columns if c.display_name}
    return {n: s if n in given or times[s.casefold()] == 1 else n for n, s in wanted.items()}


def shown_table(table: Table) -> str:
    """A table's shown name."""
    return table.display_name or proposed_name(table.name)


def named_table(
    table: Table,
    columns: Mapping[str, str] | None = None,
    *,
    called: str | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    layout: str | None = None,
) -> Table:
    """The table with shown names; "" takes a name back, so that the proposed one is shown again.

    Args:
        table: Nothing of it changes but what is shown.
        columns: Column -> its shown name.
        called: The table's shown name; None leaves it.
        values: Column -> value -> what is shown for it.
        layout: Of the set of the table, see `shown_columns`.

    Raises:
        TableError: there is no such column, or two columns would be shown alike.
    """
    columns, values = dict(columns or {}), dict(values or {})
    known = [column.name for column in table.columns]
    for name in (*columns, *values):
        if name not in known:
            raise TableError(f"{table.name} has no column {name!r}", found=", ".join(known))
    changed = []
    for column in table.columns:
        update: dict[str, object] = {}
        if column.name in columns:
            update["display_name"] = tidy(columns[column.name])
        if column.name in values:
            told = {**dict(column.value_names), **values[column.name]}
            update["value_names"] = tuple((value, shown) for value, shown in told.items() if tidy(shown))
        changed.append(column.model_copy(update=update) if update else column)
    named = table.model_copy(update={"columns": tuple(changed)})
    if called is not None:
        named = named.model_copy(update={"display_name": tidy(called)})
    _check_different(named, layout)
    return named


def named_in_set(tables: TableSet, linked: LinkedTable, table: Table) -> TableSet:
    """The set with one table called otherwise."""
    return tables.with_table(linked.model_copy(update={"table": table}))


def without_names(tables: TableSet) -> TableSet:
    """The set without shown names: what keys are made of, so that a new name changes none of them."""
    for linked in tables.tables:
        columns = tuple(
            column.model_copy(update={"display_name": None, "value_names": ()})
            for column in linked.table.columns
        )
        table = linked.table.model_copy(update={"display_name": None, "columns": columns})
        tables = tables.with_table(linked.model_copy(update={"table": table}))
    return tables


def tidy(name: str) -> str | None:
    """A name as it is stored: on one line, not too long; None for an empty one."""
    return " ".join(name.split())[:_LONGEST] or None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _check_different(table: Table, layout: str | None) -> None:
    shown = shown_columns(table, layout)
    times = Counter(one.casefold() for one in shown.values())
    twice = [name for name, one in shown.items() if times[one.casefold()] > 1]
    if twice:
        raise TableError(
            f"Two columns of {table.name} would be shown as {shown[twice[0]]!r}",
            found=", ".join(twice),
            action="Give each a name of its own",
        )


def _values(columns: Iterable[Column]) -> dict[tuple[str, str], str]:
    return {(c.name, value): shown for c in columns for value, shown in c.value_names}
