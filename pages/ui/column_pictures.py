"""Columns in pictures: how the values of each are spread and how many say yes, a page at a time or those searched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from core.tables.column_shape import can_be_drawn
from core.tables.display import Names
from core.tables.table import Column, Role, Table
from pages.ui import words
from pages.ui.cache_shapes import shapes_of
from pages.ui.figures import show
from pages.ui.masking import masked

if TYPE_CHECKING:
    from core.tables.column_shape import ColumnShape
    from core.task.prediction_task import PredictionTask

_PAGE = 6
_PLACES = {Role.TARGET: 0, Role.IGNORE: 2}  # all others between them


def column_pictures(table: Table, task: PredictionTask | None, key: str, called: Names) -> None:
    """A picture a column, six at a time.

    Args:
        table: Of a file, or one of a set.
        task: What is asked of this table; None where nothing is, or of another.
        key: Of the widgets; a page shows one table at a time.
        called: What its columns and values are called.

    Raises:
        TableError: the table's file is damaged.
    """
    drawn = [column for column in table.columns if can_be_drawn(column)]
    names = _chosen(drawn, key, called)
    left_out = len(table.columns) - len(drawn)
    if left_out:
        st.caption(
            f"{words.count(left_out)} without a picture: ids, codes, free text and what is empty in every row."
        )
    if not names:
        return
    said = "yes" if task is None else called.value(task.target, task.positive)
    places = st.columns(2, gap="medium")
    hidden = _hidden(table)
    from core.plots.column_shape import shape_figure, shape_table

    answers = () if task is None else (task.target, task.settled_by)
    shapes = [
        _named(shape.without_answers() if shape.name in answers else shape, called)
        for shape in shapes_of(table, names, task)
    ]
    for place, shape in enumerate(shapes):
        hide = shape.name in hidden
        with places[place % 2]:
            figure = shape_figure(shape, called.column(shape.name), said, among=len(drawn), masked=hide)
            show(figure, shape_table(shape, masked=hide), f"column-{place}", key=f"{key}.{place}")


def _named(shape: ColumnShape, called: Names) -> ColumnShape:
    """The shape with its values as they are called."""
    bars = (bar.model_copy(update={"label": called.value(shape.name, bar.label)}) for bar in shape.bars)
    return shape.model_copy(update={"bars": tuple(bars)})


def _hidden(table: Table) -> frozenset[str]:
    from core.leads.masking import naming_columns

    return naming_columns(table) if masked() else frozenset()


def _chosen(columns: list[Column], key: str, called: Names) -> tuple[str, ...]:
    """Those that were picked, else a page of all: the target, the inputs, and last what is left aside."""
    columns = sorted(columns, key=lambda column: _PLACES.get(column.role, 1))
    names = [column.name for column in columns]
    picked = st.multiselect(
        "Columns",
        names,
        format_func=called.column,
        key=f"{key}.columns",
        placeholder=f"All {words.count(len(names))}, or choose some",
    )
    if picked:
        names = [str(name) for name in picked]
    pages = math.ceil(len(names) / _PAGE)
    page = st.pagination(pages, key=f"{key}.page") if pages > 1 else 1
    start = (min(page, max(1, pages)) - 1) * _PAGE
    return tuple(names[start : start + _PAGE])
