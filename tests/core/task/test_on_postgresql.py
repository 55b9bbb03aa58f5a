"""The same expressions give the same numbers on DuckDB and on a real PostgreSQL, started for this test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.tables.expressions import ROW, OpenTables, opened
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.task.aggregates import aggregated
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on, asked_on_days, attach
from core.task.conditions import compared
from core.task.data_span import data_span
from core.task.keyed_rows import KEY
from core.task.labels_as_of import ANSWER, only_where, with_answers
from core.task.query.ast import All, ColumnRef, Compare, Like, Query
from core.task.related_columns import choose_columns
from tests.core.task.crm_tables import ROLLING, asks, count, crm, is_value, random_frames
from tests.postgresql import postgres_server

QUERY = asks(
    count("opportunity", 0, 40, where=is_value("opportunity", "stage", "Won")),
    op=">",
    value=0,
    where=All(
        parts=(
            Compare(left=count("activity", -90, 0), op=">", value=0),
            Like(left=ColumnRef(table="company", column="industry"), pattern="%e%"),
        )
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The folder of the socket of a server of its own; skips where PostgreSQL is not installed."""
    with postgres_server() as running:
        yield running.folder


@pytest.fixture
def on_postgres(server: Path) -> Iterator[Any]:
    """An Ibis connection to the server."""
    import ibis

    backend = ibis.postgres.connect(host=str(server), user="tester", database="postgres")
    yield backend
    for name in backend.list_tables():
        backend.raw_sql(f'DROP TABLE IF EXISTS "{name}"').close()
    backend.disconnect()


def copied(backend: Any, tables: TableSet) -> OpenTables:
    """The tables as `opened` gives them, on another backend."""
    for linked in tables.tables:
        frame = linked.table.frame()
        for column in linked.table.columns:
            if column.role not in (Role.DATE, Role.NUMBER) or column.name == linked.primary_key:
                text = frame[column.name].astype("string")
                frame[column.name] = text.astype("object").where(text.notna(), None)
        frame[ROW] = np.arange(len(frame), dtype=np.int64)
        backend.create_table(linked.name, frame)
    return OpenTables(backend, tables)


def numbers(asked: Asked) -> dict[str, pd.DataFrame]:
    """Every block of columns, by its words."""
    related = choose_columns(asked.source, QUERY, asked, ROLLING.train[-1], most=500)
    found = {}
    for block in related.blocks:
        frame = aggregated(asked, block).execute()
        frame.columns = [KEY, SEED, *block.titles]
        found[block.words] = frame.sort_values([SEED, KEY]).reset_index(drop=True)
    return found


def answers(asked: Asked, query: Query) -> pd.DataFrame:
    rows = with_answers(only_where(asked, query.where), query, ROLLING).rows
    rows = attach(asked.with_rows(rows), {"_industry": ColumnRef(table="company", column="industry")}).rows
    frame = rows.select(ENTITY, SEED, ANSWER, "_industry").execute()
    return frame.sort_values([SEED, ENTITY]).reset_index(drop=True)


def test_answers_and_aggregates_are_the_same(on_postgres: Any) -> None:
    tables = crm(random_frames(31, n_contacts=60, n_activities=500))
    other = copied(on_postgres, tables)
    asking = (
        lambda source: asked_on(source, "contact", "2025-06-15"),
        lambda source: asked_on_days(source, "contact", ("2025-06-15", "2025-08-01")),
        lambda source: asked_at_own_time(source, "contact"),
    )
    with opened(tables) as source:
        assert data_span(source, QUERY) == data_span(other, QUERY)
        for ask in asking:
            here, there = answers(ask(source), QUERY), answers(ask(other), QUERY)
            assert len(here) > 10
            pd.testing.assert_frame_equal(here, there, check_dtype=False)
            mine, theirs = numbers(ask(source)), numbers(ask(other))
            assert list(mine) == list(theirs)
            assert len(mine) >= 4
            for words, frame in mine.items():
                pd.testing.assert_frame_equal(
                    frame.astype(dict.fromkeys(frame.columns[2:], float)),
                    theirs[words].astype(dict.fromkeys(frame.columns[2:], float)),
                    check_dtype=False,
                    rtol=1e-9,
                )


def test_true_and_false_are_the_same_words(on_postgres: Any) -> None:
    on_postgres.create_table("said", pd.DataFrame({"word": ["tak", " Ja ", "SÍ", "nie", "нет", "maybe"]}))
    word = on_postgres.table("said")["word"]
    for value, expected in ((True, [1, 1, 1, 0, 0, 0]), (False, [0, 0, 0, 1, 1, 0])):
        assert compared(word, "=", value, "said.word").execute().astype(int).tolist() == expected
