"""Types of Parquet come in whole: moments in zones and nanoseconds, wide whole numbers, text in bytes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.tables.engine import engine
from core.tables.parquet import load_parquet
from core.tables.reading import preview, read_table
from core.tables.table import Table

N = 60


def read(tmp_path: Path, values: list[object], kind: pa.DataType, **options: object) -> Table:
    path = tmp_path / "t.parquet"
    column = pa.array(values, kind)
    pq.write_table(pa.table({"id": [f"a{i}" for i in range(len(values))], "x": column}), path, **options)
    assert len(preview(path, 5)) == 5
    return read_table(path)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York"])
def test_moments(tmp_path: Path, unit: str, zone: str | None) -> None:
    moments = [pd.Timestamp(2023, 11, 14, 22, 13, i) for i in range(N)]
    table = read(
        tmp_path, [m.tz_localize("UTC") if zone else m for m in moments], pa.timestamp(unit, tz=zone)
    )
    assert table.frame()["x"].tolist() == moments
    assert any("America/New_York" in note for note in table.notes) is (zone == "America/New_York")


def test_old_moments_of_96_bits(tmp_path: Path) -> None:
    moments = [pd.Timestamp(2023, 11, 14, 22, 13, i) for i in range(N)]
    table = read(tmp_path, moments, pa.timestamp("ns"), use_deprecated_int96_timestamps=True)
    assert table.frame()["x"].tolist() == moments


def test_days_and_moments_far_away(tmp_path: Path) -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(N)]
    assert read(tmp_path, days, pa.date32()).frame()["x"].tolist() == [pd.Timestamp(day) for day in days]
    far = [1_700_000_000_000_000] * (N - 1) + [2_534_023_008_000_000_000]
    table = read(tmp_path, far, pa.timestamp("us"))
    assert table.column("x").n_missing == 1


@pytest.mark.parametrize("kind", [pa.uint64(), pa.decimal128(20, 0), pa.decimal128(38, 0)])
def test_wide_whole_numbers_lose_no_digit(tmp_path: Path, kind: pa.DataType) -> None:
    wide = [2**63 + 10**15 + 2 * i + 1 for i in range(N)]
    for numbers in (wide, [*range(N)], [*wide[:5], *range(N)]):
        path = tmp_path / "t.parquet"
        values = [Decimal(n) for n in numbers] if pa.types.is_decimal(kind) else numbers
        pq.write_table(pa.table({"id": [*map(str, numbers)], "x": pa.array(values, kind)}), path)
        with engine(tmp_path) as connection:
            load_parquet(connection, path, name="t")
            got = connection.execute("SELECT x FROM raw ORDER BY rowid").fetchall()
        assert [int(cell) for (cell,) in got] == numbers


def test_other_kinds(tmp_path: Path) -> None:
    money = read(tmp_path, [Decimal(f"{i}.25") for i in range(N)], pa.decimal128(10, 2))
    assert money.frame()["x"].tolist() == [i + 0.25 for i in range(N)]
    assert read(tmp_path, ["é", "b"] * 30, pa.dictionary(pa.int8(), pa.string())).frame()["x"][0] == "é"
    assert read(tmp_path, ["é".encode(), b"b"] * 30, pa.binary()).frame()["x"][0] == "é"
    assert read(tmp_path, [dt.time(10, i) for i in range(N)], pa.time32("s")).frame()["x"][1] == "10:01:00"
    assert read(tmp_path, [[1, 2], None] * 30, pa.list_(pa.int64())).frame()["x"][0] == "[1, 2]"
