"""Several tables and how they hang together: keys, links between tables, and when each row was known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pydantic import Field, model_validator

from core.errors import TableError
from core.record import Record
from core.storage import fingerprint
from core.tables.merges import Merge, final_keys
from core.tables.recoding import ColumnRecoding
from core.tables.table import Column, Table


class Link(Record):
    """A foreign key: each value of `table.column` names one row of the table `to` by its primary key.

    Attributes:
        table, column: Where the key stands.
        to: The table it points at.
        confidence: 0 … 1, how sure the proposal is; 1 where a person said so.
        why: One plain sentence on why it was proposed.
        n_dangling: Filled values that name no row of `to`.
    """

    table: str
    column: str
    to: str
    confidence: float = Field(1.0, ge=0, le=1)
    why: str = ""
    n_dangling: int = 0

    @property
    def name(self) -> str:
        """The link in one word, such as `contact.company_id`."""
        return f"{self.table}.{self.column}"


_TIMES = (
    "time_column",
    "time_from",
    "time_why",
    "time_confidence",
    "time_by_hand",
    "late_time",
    "late_columns",
    "outcome_columns",
)


class LinkedTable(Record):
    """One table of a set, its key and its clock.

    A row may be written in two steps: an opportunity is opened with some columns, and its stage and value are
    filled in when it is closed. `late_columns` are known only from `late_time` on; everything else from
    `time_column` on. What was written after the outcome, nobody can say when, is never an input. Without a time
    column a row counts as known always, or from the time of the dated row that it names (`time_from`).

    Attributes:
        table: The rows; `table.name` is the name used in links and queries.
        primary_key: The column that names a row; None: rows have no name.
        time_column: The date column that says when a row became known.
        late_time: The date column that says when the late columns were filled in.
        late_columns: Columns known only from `late_time` on (`late_time` itself is one of them).
        outcome_columns: Columns written after the outcome at an unknown time; they are never an input.
        time_from: The foreign key whose row's time is the time of this table's rows, where they have no date of
            their own: order lines are known since their order is.
        kind: What the rows are, where a template recognised them: contact, company, activity, opportunity, …
        time_why: One plain sentence on why the time column was proposed.
        time_confidence: 0 … 1.
        time_by_hand: A person said when its rows were known.
        key_why: One plain sentence on why the primary key was proposed.
        key_confidence: 0 … 1.
        short_ids: Columns whose Salesforce ids of 15 characters are read as those of 18 that other columns hold.
    """

    table: Table
    primary_key: str | None = None
    time_column: str | None = None
    late_time: str | None = None
    late_columns: tuple[str, ...] = ()
    outcome_columns: tuple[str, ...] = ()
    time_from: str | None = None
    kind: str | None = None
    time_why: str = ""
    time_confidence: float = Field(1.0, ge=0, le=1)
    time_by_hand: bool = False
    key_why: str = ""
    key_confidence: float = Field(1.0, ge=0, le=1)
    short_ids: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def named_by(self) -> tuple[str | None, tuple[str, ...], str, ColumnRecoding | None]:
        """What decides by which values its rows are named."""
        key, table = self.primary_key, self.table
        made_of = next((column.made_of for column in table.columns if column.name == key), ())
        return key, made_of, table.file_hash, None if key is None else table.value_change(key)

    @property
    def has_clock(self) -> bool:
        """Whether its rows have a time, their own or that of a row they name."""
        return self.time_column is not None or self.time_from is not None

    @model_validator(mode="before")
    @classmethod
    def _of_before(cls, given: Any) -> Any:
        """In workspaces of before a sentence of ours says that a person set the time."""
        if isinstance(given, dict) and "time_by_hand" not in given:
            return {**given, "time_by_hand": str(given.get("time_why", "")).startswith("Set ")}
        return given

    @property
    def waits_for_clock(self) -> bool:
        """Whether a time may be proposed: it has none, and nobody said that it is known always."""
        return not (self.has_clock or self.time_by_hand or self.kind == "documentation")

    @property
    def without_times(self) -> LinkedTable:
        """The table before anything was said of when its cells were known."""
        left = {name: type(self).model_fields[name].get_default() for name in _TIMES}
        return self.model_copy(update=left)

    @property
    def not_with_row(self) -> frozenset[str]:
        """The columns that are not known with the row: filled in late, or after the outcome."""
        late = () if self.late_time is None else (self.late_time,)
        return frozenset((*self.late_columns, *late, *self.outcome_columns))

    @property
    def clock_key(self) -> list[str | list[str] | None]:
        """What decides when each cell was known, for the keys of what is computed from it."""
        late, after = sorted(self.late_columns), sorted(self.outcome_columns)
        return [self.time_column, self.late_time, late, after, self.time_from]

    def with_outcomes(self, names: Iterable[str]) -> LinkedTable:
        """The table with more columns that are never an input."""
        added = dict.fromkeys((*self.outcome_columns, *names))
        return self.model_copy(update={"outcome_columns": tuple(added)})

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            TableError: there is none; the message lists those there are.
        """
        for column in self.table.columns:
            if column.name == name:
                return column
        raise TableError(
            f"The table {self.name} has no column {name!r}",
            found=", ".join(column.name for column in self.table.columns),
        )


class TakenBack(Record):
    """What a repair of keys that somebody took back was made of, so that it can be made again.

    Attributes:
        name: The repair, as `TableSet.declined` has it.
        table, columns: What it was made of.
        to: Of a column of lists, the table whose keys it holds; None: it was a made key.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    to: str | None = None


class TableSet(Record):
    """Tables with unique names, and the links between them.

    Attributes:
        tables: In the order in which they were brought.
        links: The foreign keys in force.
        layout: The name of a recognised template (such as "B2B CRM"), or None.
        notes: Plain sentences on how the tables were read and joined.
        merges: Rows that count as one because somebody said so, in the order in which it was said.
        declined: Repairs of keys that somebody took back, by name; they are not made again by themselves.
        taken_back: What these were made of.
    """

    tables: tuple[LinkedTable, ...] = ()
    links: tuple[Link, ...] = ()
    layout: str | None = None
    notes: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    declined: tuple[str, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = self.names
        if len(set(names)) != len(names):
            raise ValueError(f"each table needs a name of its own, found {', '.join(names)}")
        return self

    @property
    def content_key(self) -> str:
        """Names what can be computed from the set: rows, roles, keys, times and links, whatever is said of them."""
        told = {
            "time_why",
            "time_confidence",
            "time_by_hand",
            "key_why",
            "key_confidence",
            "table",
            "short_ids",
        }
        return fingerprint(
            [
                [
                    [t.name, self.rows_key(t.name), t.model_dump(mode="json", exclude=told)]
                    for t in self.tables
                ],
                [[link.table, link.column, link.to] for link in self.links],
            ]
        )

    def rows_key(self, name: str) -> str:
        """Names the rows of a table as they are in force: its file, read with its roles, after merges."""
        linked, merged = self.table(name), final_keys(self.merges, name)
        parts = [
            linked.table.typed_key,
            *(fingerprint(part, length=8) for part in (merged, linked.short_ids) if part),
        ]
        return "-".join(parts)

    @property
    def names(self) -> list[str]:
        """The tables' names in order."""
        return [table.name for table in self.tables]

    def table(self, name: str) -> LinkedTable:
        """The table of that name.

        Raises:
            TableError: there is none; the message lists those there are.
        """
        for table in self.tables:
            if table.name == name:
                return table
        raise TableError(f"There is no table {name!r}", found=", ".join(self.names) or "no tables")

    def links_from(self, name: str) -> tuple[Link, ...]:
        """The foreign keys that stand in a table."""
        return tuple(link for link in self.links if link.table == name)

    def links_to(self, name: str) -> tuple[Link, ...]:
        """The foreign keys that point at a table."""
        return tuple(link for link in self.links if link.to == name)

    def with_table(self, changed: LinkedTable) -> TableSet:
        """The set with one table exchanged, or added where there is none of its name.

        Merges name rows by their keys: another file, another primary key or other values of the key leave those of
        the table.
        """
        if changed.name not in self.names:
            return self.model_copy(update={"tables": (*self.tables, changed)})
        before = self.table(changed.name)
        tables = tuple(changed if table.name == changed.name else table for table in self.tables)
        same = before.named_by == changed.named_by
        merges = tuple(merge for merge in self.merges if same or merge.table != changed.name)
        return self.model_copy(update={"tables": tables, "merges": merges})

    def joined(self, others: TableSet) -> TableSet:
        """The set with more tables; another file of the same name takes the place of the one before, whose links go."""
        kept = self
        for table in others.tables:
            if table.name in self.names and not _is_same_file(self.table(table.name).table, table.table):
                kept = kept.without_table(table.name)
            if table.name not in kept.names:
                kept = kept.with_table(table)
        known = {link.name for link in kept.links}
        links = (*kept.links, *(link for link in others.links if link.name not in known))
        return kept.model_copy(update={"links": links, "notes": (*self.notes, *others.notes)})

    def without_table(self, name: str) -> TableSet:
        """The set without a table and its links."""
        return self.model_copy(
            update={
                "tables": tuple(table for table in self.tables if table.name != name),
                "links": tuple(link for link in self.links if name not in (link.table, link.to)),
                "merges": tuple(merge for merge in self.merges if merge.table != name),
            }
        )

    def with_link(self, link: Link) -> TableSet:
        """The set with a link; another link of the same column goes.

        Raises:
            TableError: a table or column is unknown, or the target has no primary key.
        """
        self.table(link.table).column(link.column)
        if self.table(link.to).primary_key is None:
            raise TableError(
                f"The table {link.to} has no primary key, so nothing can point at its rows",
                action=f"Choose the column that names a row of {link.to} first",
            )
        kept = tuple(one for one in self.links if one.name != link.name)
        return self.model_copy(update={"links": (*kept, link)})

    def without_link(self, table: str, column: str) -> TableSet:
        """The set without the link of that column."""
        kept = tuple(link for link in self.links if (link.table, link.column) != (table, column))
        tables = tuple(
            one.model_copy(update={"time_from": None})
            if (one.name, one.time_from) == (table, column)
            else one
            for one in self.tables
        )
        return self.model_copy(update={"links": kept, "tables": tables})

    def with_merge(self, merge: Merge) -> TableSet:
        """The set with rows of a table counted as one.

        Raises:
            TableError: the table has no primary key, or one of the rows was merged before.
        """
        if self.table(merge.table).primary_key is None:
            raise TableError(
                f"The table {merge.table} has no primary key, so its rows cannot be named and merged",
                action=f"Choose the column that names a row of {merge.table} first",
            )
        gone = final_keys(self.merges, merge.table)
        twice = [key for key in (merge.kept, *merge.merged) if key in gone]
        if twice:
            raise TableError(
                f"{twice[0]!r} of {merge.table} was merged into {gone[twice[0]]!r} already",
                action="Undo that merge first",
            )
        return self.model_copy(update={"merges": (*self.merges, merge)})

    def without_merge(self, merge: Merge) -> TableSet:
        """The set with those rows apart again, exactly as they were."""
        return self.model_copy(update={"merges": tuple(one for one in self.merges if one != merge)})


def _is_same_file(before: Table, now: Table) -> bool:
    """Whether a file that is brought again holds what was read before; a table of an older workspace is known by its
    own hash, with the columns that were read out of others.
    """
    return before.file_hash in (now.file_hash, now.base_hash)
