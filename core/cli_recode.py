"""The command that changes how values of a stored table are read: what is proposed, what is accepted, the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console import Home, InWorkspace, answer, quiet_stdout
from core.errors import TableError

if TYPE_CHECKING:
    from core.tables.table import Table
    from core.workspace import Workspace


def recode(
    *,
    workspace: InWorkspace,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            help="A proposal, named as it is listed: COL or COL=KIND (of several tables TABLE.COL); can be repeated.",
        ),
    ] = None,
    accept_all: Annotated[bool, typer.Option("--accept-all", help="All that is recommended.")] = False,
    undo: Annotated[
        list[str] | None,
        typer.Option("--undo", help="A column whose values are to be as they came; can be repeated."),
    ] = None,
    home: Home = None,
) -> None:
    """Lists what is proposed about values (numbers that are dates, words for missing), accepts it, or undoes it."""
    from core.workspace import open_workspace

    opened = open_workspace(workspace)
    if not _tables(opened):
        raise TableError(f"The workspace {opened.name!r} has no table", action="Import a file into it")
    before = opened
    with quiet_stdout():
        for name in undo or ():
            opened = _undone(opened, name)
        if accept or accept_all:
            opened = _accepted(opened, accept or (), recommended=accept_all)
        if undo or accept or accept_all:
            opened.store()
        found = {
            "workspace": opened.name,
            **proposals_summary(_tables(opened), several=opened.tables is not None),
        }
    if said := before.said_of_question(opened):
        found["question"] = said
    answer(found)


def proposals_summary(tables: Sequence[Table], *, several: bool) -> dict[str, Any]:
    """What is proposed about the values of tables, and what is in force, as JSON.

    Args:
        tables: The tables.
        several: Columns are named with their table.
    """
    from core.tables.proposal_search import find_proposals
    from core.tables.reading_proposals import in_words

    return {
        "proposals": [
            {
                "accept": _prefix(table, several=several) + one.option,
                "kind": one.kind,
                "cells": one.count,
                "recommended": one.recommended,
                "sentence": one.sentence,
            }
            for table in tables
            for one in find_proposals(table)
        ],
        "changed": [
            _prefix(table, several=several) + in_words(change)
            for table in tables
            if table.recoding is not None
            for change in table.recoding.columns
        ],
    }


def with_recommended(table: Table) -> Table:
    """The table with all that is recommended about its values accepted."""
    from core.tables.proposal_search import find_proposals
    from core.tables.reading_proposals import accepted
    from core.tables.recoded import recoded

    return recoded(table, accepted(find_proposals(table)))


def proposal_lines(tables: Sequence[Table], *, several: bool) -> list[str]:
    """The same as lines of text."""
    found = proposals_summary(tables, several=several)
    lines = [f"proposal: {one['sentence']} (recode --accept '{one['accept']}')" for one in found["proposals"]]
    return [*lines, *(f"changed: {one}" for one in found["changed"])]


def _tables(opened: Workspace) -> list[Table]:
    if opened.tables is not None:
        return [linked.table for linked in opened.tables.tables]
    return [] if opened.table is None else [opened.table]


def _prefix(table: Table, *, several: bool) -> str:
    return f"{table.name}." if several else ""


def _accepted(opened: Workspace, options: Sequence[str], *, recommended: bool) -> Workspace:
    """The workspace with proposals accepted: those that are named and, if asked, all that are recommended.

    Of two ways to read a column the named one counts.
    """
    from core.tables.proposal_search import find_proposals
    from core.tables.reading_proposals import accepted
    from core.tables.recoded import recoded
    from core.tables.recoding import Recoding

    several = opened.tables is not None
    left = list(options)
    for table in _tables(opened):
        prefix = _prefix(table, several=several)
        mine = [one.removeprefix(prefix) for one in left if one.startswith(prefix)]
        if not mine and not recommended:
            continue
        left = [one for one in left if not one.startswith(prefix)]
        proposals = find_proposals(table)
        usual = accepted(proposals) if recommended else Recoding()
        changed = recoded(table, usual.joined(accepted(proposals, mine)))
        if changed != table:
            opened = opened.with_values(changed)
    if left:
        known = ", ".join(f"{table.name}.COL" for table in _tables(opened))
        raise TableError(f"{left[0]!r} names no column of a table", expected=known)
    return opened


def _undone(opened: Workspace, name: str) -> Workspace:
    """The workspace with the values of one column as they came."""
    from core.tables.recoded import restored

    several = opened.tables is not None
    for table in _tables(opened):
        column = (
            name.removeprefix(_prefix(table, several=several))
            if name.startswith(_prefix(table, several=several))
            else None
        )
        if column is not None and table.value_change(column) is not None:
            return opened.with_values(restored(table, [column]))
    changed = [
        _prefix(table, several=several) + one.column
        for table in _tables(opened)
        if table.recoding is not None
        for one in table.recoding.columns
    ]
    raise TableError(
        f"Nothing was changed in the values of {name}",
        found=", ".join(changed) or "no changes",
        action="Name one of these",
    )
