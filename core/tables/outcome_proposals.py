"""What is proposed where no date says when something became known: columns after the outcome, times of named rows."""

from __future__ import annotations

from core.tables.list_tables import list_place
from core.tables.name_words import words
from core.tables.table import Role
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.time_names import meaning, says_outcome

_STANDING = frozenset(("product", "district", "user", "documentation"))  # kinds whose status is no outcome
_KEPT_OUT = (Role.ID, Role.DATE, Role.IGNORE)
_MOST_WITHOUT = 0.05  # share of rows that may name no dated row
_MARKS = "so {they} never an input; say on the Data page if {they_were} known with the row"


def with_outcomes_proposed(tables: TableSet, linked: LinkedTable) -> LinkedTable:
    """The table whose stage, probability, last change and the like are never an input, where no date tells their time.

    A status is written over as its row goes on, so what stands there today is the end, not what was known at first.
    """
    if linked.late_time is not None or linked.kind in _STANDING:
        return linked
    keys = {linked.primary_key, *(link.column for link in tables.links_from(linked.name))}
    columns = [column for column in linked.table.columns if column.name not in keys]
    stages = {one.name for one in columns if one.role not in _KEPT_OUT and says_outcome(one.name)}
    # the end of a call is known with it, that of a deal is not
    late = ("end", "changed") if stages else ("changed",)
    dates = {
        one.name
        for one in columns
        if one.role is Role.DATE and one.name != linked.time_column and meaning(one.name) in late
    }
    found = [one.name for one in columns if one.name in stages | dates]
    if not found:
        return linked
    one = len(found) == 1
    marks = _MARKS.format(they="it is" if one else "they are", they_were="it was" if one else "they were")
    why = f"Nobody can say when {', '.join(found)} came to stand there, {marks}."
    return linked.with_outcomes(found).model_copy(
        update={"time_why": " ".join(part for part in (linked.time_why, why) if part)}
    )


def with_times_of_named_rows(tables: TableSet) -> TableSet:
    """The set in which tables without a date take the time of the dated row that they name.

    Order lines were known since their order, results since their event. Of several dated rows the one that the table
    is called after counts, else that of the table with the most rows.
    """
    waiting = [one for one in tables.tables if one.waits_for_clock]
    while found := [(one, link) for one in waiting if (link := _timed_by(tables, one)) is not None]:
        for linked, link in found:
            tables = tables.with_table(timed_by(linked, link))
        waiting = [one for one in waiting if not tables.table(one.name).has_clock]
    return tables


def timed_by(linked: LinkedTable, link: Link) -> LinkedTable:
    """The table whose rows are known since the row that a key names."""
    _, _, rest = linked.time_why.partition("known always.")
    why = f"It has no date, so a row is known since the row of {link.to} that its {link.column} names."
    said = {"time_why": f"{why}{rest}", "time_confidence": 0.8}
    return linked.model_copy(update={"time_column": None, "time_from": link.column, **said})


def _timed_by(tables: TableSet, linked: LinkedTable) -> Link | None:
    dated = [
        link
        for link in tables.links_from(linked.name)
        if link.to != linked.name
        and tables.table(link.to).has_clock
        and link.column not in linked.not_with_row
        and _share_without(tables, link) <= _MOST_WITHOUT
    ]
    called, split = set(words(linked.name)), list_place(linked.table)
    return max(
        dated,
        key=lambda link: (
            split is not None and link.to == split[0],  # a list is known with the row that holds it
            bool(called & set(words(link.to))),
            tables.table(link.to).table.n_rows,
        ),
        default=None,
    )


def _share_without(tables: TableSet, link: Link) -> float:
    """The share of rows that name no row, and of the named rows without a date."""
    linked, named = tables.table(link.table), tables.table(link.to)
    n_empty = linked.column(link.column).n_missing + link.n_dangling
    undated = 0 if named.time_column is None else named.column(named.time_column).n_missing
    return n_empty / max(1, linked.table.n_rows) + undated / max(1, named.table.n_rows)
