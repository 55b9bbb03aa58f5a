"""Links with the number of their values that name no row, counted in the engine."""

from __future__ import annotations

from core.tables.key_overlap import KeyMeasure, measuring
from core.tables.table_set import Link, TableSet


def measured(measure: KeyMeasure, tables: TableSet, link: Link) -> Link:
    """A link with the number of its values that name no row."""
    key = tables.table(link.to).primary_key
    if key is None:
        return link
    overlap = measure.overlap((link.table, link.column), (link.to, key))
    return link.model_copy(update={"n_dangling": overlap.n_dangling})


def measured_link(tables: TableSet, link: Link) -> Link:
    """A link with the number of its values that name no row.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    with measuring(tables) as measure:
        return measured(measure, tables, link)


def measured_anew(tables: TableSet, name: str) -> TableSet:
    """The set with the links from and to a table counted anew, after its values changed.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    for link in (*tables.links_from(name), *tables.links_to(name)):
        tables = tables.with_link(measured_link(tables, link))
    return tables
