"""Wide files: the same values and as many queries for 10 columns as for hundreds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from core.tables import quality, reading
from core.tables.cells import gathered
from core.tables.missing_cells import empty_words
from core.tables.missing_words import OF_COMPUTERS
from core.tables.quality import quality_report
from core.tables.raw import RawCells, cleaned
from core.tables.reading import read_table
from core.tables.table import Role, Table

KINDS = 8
N = 60


def column(kind: int, rng: np.random.Generator) -> list[str]:
    """60 cells of one of eight habits."""
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=int(day)) for day in rng.integers(0, 700, N)]
    return [
        [f"{x:.2f}" for x in rng.normal(100, 30, N)],
        [str(x) for x in rng.integers(0, 1000, N)],
        [str(x) for x in rng.choice(["red", "green", "N/A", " blue "], N)],
        [str(x) for x in rng.choice(["yes", "no"], N)],
        [day.strftime("%d/%m/%Y") for day in days],
        [day.isoformat() for day in days],
        [f"€ {x:,}.50" for x in rng.integers(1000, 99999, N)],
        [f"note {a} about {b}" for a, b in rng.integers(0, 999, (N, 2))],
    ][kind]


def frame(n_columns: int) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    return pd.DataFrame({f"c{k}": column(k % KINDS, rng) for k in range(n_columns)})


def written(folder: Path, n_columns: int, suffix: str) -> Path:
    path, rows = folder / f"wide{n_columns}.{suffix}", frame(n_columns)
    if suffix == "csv":
        rows.to_csv(path, index=False)
    elif suffix == "parquet":
        rows.to_parquet(path)
    else:
        rows.to_excel(path, index=False)
    return path


class Counting:
    """A connection that counts its queries."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection, self.n = connection, 0

    def execute(self, *arguments: Any) -> duckdb.DuckDBPyConnection:
        self.n += 1
        return self.connection.execute(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    """The connections that reading and measuring open."""
    opened: list[Counting] = []
    for module in (reading, quality):
        engine = module.engine

        @contextmanager
        def counting(spill: Path, engine: Any = engine) -> Iterator[Counting]:
            with engine(spill) as connection:
                opened.append(Counting(connection))
                yield opened[-1]

        monkeypatch.setattr(module, "engine", counting)
    return opened


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_queries_do_not_grow_with_the_columns(tmp_path: Path, counted: list[Counting], suffix: str) -> None:
    numbers = []
    for n_columns in (2 * KINDS, 20 * KINDS):
        table = read_table(written(tmp_path, n_columns, suffix))
        quality_report(table)
        assert len(table.columns) == n_columns
        numbers.append([one.n for one in counted])
        counted.clear()
    few, many = numbers
    assert few == many or sum(many) <= sum(few) + 5  # a rare way of writing may need a query more


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, pd.DataFrame]:
    """A file of 500 columns, and its values as they were stored."""
    folder = tmp_path_factory.mktemp("wide")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHLEADIQ_HOME", str(folder))
        table = read_table(written(folder, 500, "csv"))
        return table, pd.read_parquet(table.parquet)


def test_the_same_values_at_10_and_at_500_columns(wide: tuple[Table, pd.DataFrame], tmp_path: Path) -> None:
    many, values = wide
    frame(500).iloc[:, :10].to_csv(tmp_path / "few.csv", index=False)
    few = read_table(tmp_path / "few.csv")
    assert few.columns == many.columns[:10]
    pd.testing.assert_frame_equal(pd.read_parquet(few.parquet), values.iloc[:, :10])


def test_every_value_of_500_columns_comes_back(wide: tuple[Table, pd.DataFrame]) -> None:
    values, cells = wide[1], frame(500)
    for place, name in enumerate(cells):
        kind, raw, got = place % KINDS, cells[name], values[name]
        if kind in (0, 1):
            assert got.tolist() == [float(cell) for cell in raw]
        elif kind in (4, 5):
            assert got.tolist() == pd.to_datetime(raw, dayfirst=kind == 4).tolist()
        elif kind == 6:
            assert got.tolist() == [float(cell.removeprefix("€ ").replace(",", "")) for cell in raw]
        else:
            kept = raw.str.strip().where(raw.str.strip() != "N/A", None)
            assert got.where(got.notna(), None).tolist() == kept.tolist()


def test_words_for_missing_and_blanks_around_are_cleaned_whatever_the_column_is_called() -> None:
    connection = duckdb.connect()
    cells = [f" {word.upper() if word != 'nat' else 'NaT'} " for word in ("", *OF_COMPUTERS)] + [
        " kept ",
        "nap",
        "0",
    ]
    connection.execute('CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS "cell", 1.5 AS "x y"', [cells])
    select = cleaned([RawCells("x y", '"x y"', is_text=False), RawCells("cell", '"cell"')], "t")
    connection.execute(f"CREATE TABLE raw AS {select}")
    (said,) = empty_words(connection).set_aside
    rows = connection.execute('SELECT "x y", "cell" FROM raw ORDER BY rowid').fetchall()
    assert said.count == len(OF_COMPUTERS)
    assert [cell for _, cell in rows] == [None] * (1 + len(OF_COMPUTERS)) + ["kept", "nap", "0"]
    assert {number for number, _ in rows} == {1.5}


def test_gathered_cells_equal_python_s_counts() -> None:
    connection = duckdb.connect()
    rng = np.random.default_rng(3)
    data = {name: [str(x) if x else None for x in rng.integers(0, 5, 40)] for name in "abc"}
    connection.register("data", pd.DataFrame(data))
    connection.execute("CREATE TABLE raw AS SELECT * FROM data")
    found = next(gathered(connection, {name: name for name in data}))
    rows = connection.execute("SELECT place, cell, n, first_row FROM cells").fetchall()
    wanted = {
        (place, cell, values.count(cell), values.index(cell))
        for place, values in enumerate(data.values())
        for cell in set(values) - {None}
    }
    assert set(rows) == wanted
    assert len(rows) == len(wanted)
    assert found.names == ("a", "b", "c")


def test_columns_called_like_the_engine_s_own_words_are_read(tmp_path: Path) -> None:
    """Names that stand in the SQL: lambda parameters, places, and the long table's columns."""
    names = ["cell", "place", "n", "row", "p", "x", "first_row", "raw", "cells", "texts", 'a"b', "date"]
    path = tmp_path / "names.csv"
    pd.DataFrame({name: [f"{k}.5" for k in range(30)] for name in names}).to_csv(path, index=False)
    table = read_table(path)
    assert [column.name for column in table.columns] == names
    assert {column.role for column in table.columns} <= {Role.NUMBER, Role.ID}
    assert (pd.read_parquet(table.parquet).sum() == 450).all()
    assert all(one.maximum == 29.5 for one in quality_report(table).columns)
