"""Which layout of a CRM or bank a set of tables has, and which of its columns a template means."""

from __future__ import annotations

from core.tables.crm_layouts import CRM_LAYOUTS, TableTemplate
from core.tables.name_words import words
from core.tables.table_set import LinkedTable, TableSet


def recognise_layout(tables: TableSet) -> tuple[str | None, dict[str, TableTemplate]]:
    """The layout that fits most tables (at least two), and the template of each table that is recognised.

    Tables that the layout does not know may be recognised by another one's templates.
    """
    found = {name: _matches(tables, templates) for name, templates in CRM_LAYOUTS.items()}
    best = max(found, key=lambda name: len(found[name]))
    if len(found[best]) < 2:
        return None, {}
    known = dict(found[best])
    for others in found.values():
        known = {**others, **known}
    return best, known


def column_named(linked: LinkedTable, names: str) -> str | None:
    """The first of the alternatives that is a column of the table, as the table writes it."""
    return next((column for column, _ in columns_named(linked, names)), None)


def columns_named(linked: LinkedTable, names: str) -> list[tuple[str, str]]:
    """All alternatives that are columns of the table: as the table writes them, and as given."""
    there = {words(column.name): column.name for column in reversed(linked.table.columns)}
    asked = [name for name in names.split("|") if name]
    return [(there[words(name)], name) for name in asked if words(name) in there]


def _matches(tables: TableSet, templates: tuple[TableTemplate, ...]) -> dict[str, TableTemplate]:
    found = {}
    for linked in tables.tables:
        ranked = [(rank, -place) for place, item in enumerate(templates) if (rank := _rank(linked, item))]
        if ranked:
            found[linked.name] = templates[-max(ranked)[1]]
    return found


def _rank(linked: LinkedTable, template: TableTemplate) -> int:
    """How well a table fits: 0 not at all, 1 by its columns alone, more by its name, the longer the better."""
    if any(column_named(linked, group) is None for group in template.columns):
        return 0
    own = words(linked.name)
    best = 1 if template.by_columns else 0
    for name in template.names.split("|"):
        asked = words(name)
        if own[-len(asked) :] == asked or (own[: len(asked)] == asked and len(own) > len(asked)):
            best = max(best, 2 * len(asked) + 1 + (own[-len(asked) :] == asked) + 10 * (own == asked))
    return best
