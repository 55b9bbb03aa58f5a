"""How values are spread: every row stands in one bar, and bars count what pandas counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.tables.column_shape import MOST_BINS, MOST_LEVELS, ColumnShape, can_be_drawn, column_shapes
from core.tables.reading import read_table
from core.tables.table import Column, Role, Table

N = 2_000


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Values with gaps, long tails, odd names, and a column named like the answers."""
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "client_id": [f"C{n}" for n in range(N)],
            "balance": np.round(rng.lognormal(5, 2, N), 2),
            "calls": rng.integers(0, 9, N).astype(float),
            'city "x"': rng.choice([f"town {n}" for n in range(30)], N),
            "answer": rng.choice(["a", "empty", "others"], N),
            "seen": pd.Timestamp("2023-01-05") + pd.to_timedelta(rng.integers(0, 700, N), unit="D"),
            "y": rng.choice(["yes", "no"], N),
        }
    )
    frame.loc[::7, "balance"] = np.nan
    frame.loc[::9, "answer"] = None
    frame.loc[3, "seen"] = pd.Timestamp("1900-01-01")
    return frame


@pytest.fixture
def table(rows: pd.DataFrame, tmp_path: Path) -> Table:
    """The rows as read from a file."""
    rows.to_csv(tmp_path / "t.csv", index=False, date_format="%Y-%m-%d")
    return read_table(tmp_path / "t.csv")


def shapes(table: Table, answers: np.ndarray | None = None) -> dict[str, ColumnShape]:
    """All columns that can be drawn, by name."""
    names = [column.name for column in table.columns if can_be_drawn(column)]
    return {shape.name: shape for shape in column_shapes(table, names, answers)}


def test_every_row_stands_in_one_bar(table: Table, rows: pd.DataFrame) -> None:
    y = np.where(rows["y"] == "yes", 1, 0).astype(np.int8)
    y[:100] = -1
    for shape in shapes(table, y).values():
        assert sum(bar.n for bar in shape.bars) == N
        assert shape.n_answered == N - 100
        assert shape.n_yes == int((y == 1).sum())
        assert len(shape.bars) <= 2 * MOST_BINS + 4


def test_ranges_count_what_pandas_counts(table: Table, rows: pd.DataFrame) -> None:
    y = np.where(rows["y"] == "yes", 1, 0).astype(np.int8)
    found = shapes(table, y)
    for name in ("balance", "calls"):
        for bar in found[name].bars:
            if bar.kind == "value":
                inside = rows[name].ge(bar.low) & rows[name].lt(bar.high)
                assert (bar.n, bar.n_yes) == (int(inside.sum()), int(y[inside].sum()))
    (above,) = [bar for bar in found["balance"].bars if bar.kind == "above"]
    last = max(bar.high or 0 for bar in found["balance"].bars if bar.kind == "value")
    assert above.n == int((rows["balance"] >= last).sum()) > 0
    assert [bar.n for bar in found["calls"].bars] == rows["calls"].value_counts().sort_index().tolist()
    quartiles = rows["balance"].quantile([0.25, 0.5, 0.75]).tolist()
    assert found["balance"].quartiles == pytest.approx(quartiles)


def test_dates_are_counted_by_the_calendar_and_one_odd_year_is_a_tail(
    table: Table, rows: pd.DataFrame
) -> None:
    shape = shapes(table)["seen"]
    assert shape.unit == "month"
    assert shape.bars[0].kind == "below" and shape.bars[0].n == 1
    starts = pd.to_datetime([bar.low for bar in shape.bars if bar.kind == "value"], unit="s")
    counts = rows["seen"][rows["seen"] > "1950"].dt.to_period("M").value_counts().sort_index()
    assert [bar.n for bar in shape.bars if bar.kind == "value"] == counts.tolist()
    assert starts.to_period("M").tolist() == counts.index.tolist()


def test_levels_keep_the_most_frequent_and_count_the_others(table: Table, rows: pd.DataFrame) -> None:
    shape = shapes(table)['city "x"']
    counts = rows['city "x"'].value_counts()
    values = [bar for bar in shape.bars if bar.kind == "value"]
    assert len(values) == MOST_LEVELS
    assert [bar.n for bar in values] == sorted(counts.tolist(), reverse=True)[:MOST_LEVELS]
    assert shape.bars[-1].kind == "others"
    assert shape.bars[-1].n == N - sum(bar.n for bar in values)


def test_values_named_like_our_own_bars_stay_values(table: Table, rows: pd.DataFrame) -> None:
    shape = shapes(table, np.zeros(N, np.int8))["answer"]
    counts = {bar.label: bar.n for bar in shape.bars if bar.kind == "value"}
    assert counts == rows["answer"].value_counts().to_dict()
    assert shape.bars[-1].kind == "empty" and shape.bars[-1].n == int(rows["answer"].isna().sum())


def test_never_values_have_a_bar_of_their_own(table: Table) -> None:
    columns = tuple(
        column.model_copy(update={"never_values": (0.0,)}) if column.name == "calls" else column
        for column in table.columns
    )
    shape = shapes(table.model_copy(update={"columns": columns}))["calls"]
    (never,) = [bar for bar in shape.bars if bar.kind == "never"]
    assert never.n == int((table.frame(["calls"])["calls"] == 0).sum())
    assert min(bar.low for bar in shape.bars if bar.low is not None) == 1


def test_ids_and_free_text_have_no_picture(table: Table) -> None:
    assert not can_be_drawn(table.column("client_id"))
    assert can_be_drawn(table.column("balance"))


def test_codes_that_are_left_aside_have_no_picture_and_a_few_values_do() -> None:
    code = Column(name="Deal No.", role=Role.IGNORE, guessed_role=Role.IGNORE, n_distinct=900)
    assert not can_be_drawn(code)
    assert can_be_drawn(code.model_copy(update={"n_distinct": 8}))
