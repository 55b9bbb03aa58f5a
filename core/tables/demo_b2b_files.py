"""Files of the relational demo bank, written piece by piece so that millions of rows need little memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from core.tables.demo_b2b_companies import FIRST_DAY, LAST_DAY, Ints

_FIRST = int(np.datetime64(FIRST_DAY, "D").astype(np.int64))
_LAST = int(np.datetime64(LAST_DAY, "D").astype(np.int64))
_KINDS = {"text": pa.string(), "day": pa.date32(), "whole": pa.int64(), "real": pa.float64()}


def labels(letter: str, numbers: Ints, most: int) -> pa.Array:
    """Keys such as `C-0042`, as wide as the largest needs."""
    digits = pc.utf8_lpad(pa.array(numbers + 1).cast(pa.string()), max(4, len(str(most))), "0")
    return pc.binary_join_element_wise(f"{letter}-", digits, "")


def dates(days: npt.NDArray[Any], known: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Days since `FIRST_DAY` as dates; empty after the last day and where not `known`."""
    since_1970 = (days + _FIRST).astype(np.int32)
    hidden = since_1970 > _LAST
    return pa.array(since_1970, mask=hidden if known is None else hidden | ~known).cast(pa.date32())


def chosen(words: pa.Array, place: Ints) -> pa.Array:
    """The words at these places."""
    return words.take(pa.array(place))


class CsvFile:
    """One table as comma-separated UTF-8 text, without quotes: no value of the demo bank needs them."""

    def __init__(self, folder: Path, name: str, columns: Mapping[str, str]) -> None:
        self.path = folder / f"{name}.csv"
        self._schema = pa.schema([(column, _KINDS[kind]) for column, kind in columns.items()])
        self._sink = pa.OSFile(str(self.path), "wb")
        self._sink.write((",".join(columns) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none", batch_size=1 << 16)
        self._writer = csv.CSVWriter(self._sink, self._schema, write_options=options)

    def write(self, *columns: Any) -> None:
        """Appends rows: one array for each column, in order."""
        arrays = [
            pa.array(column, type=field.type) for column, field in zip(columns, self._schema, strict=True)
        ]
        if len(arrays[0]):
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        """Ends the file."""
        self._writer.close()
        self._sink.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class TruthFile:
    """The parts of the log-odds, one row for each contact and month, as Parquet."""

    def __init__(self, folder: Path, contact_ids: pa.Array, parts: tuple[str, ...]) -> None:
        self._ids = contact_ids
        reals = [(name, pa.float32()) for name in (*parts, "chance")]
        self._schema = pa.schema([("contact_id", pa.string()), ("as_of", pa.date32()), *reals])
        self._writer = parquet.ParquetWriter(folder / "parts.parquet", self._schema, compression="zstd")

    def write(self, day: int, who: Ints, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Appends a month: `who` are the contacts, (n,), and each column is (n,)."""
        reals = [pa.array(np.round(column, 4).astype(np.float32)) for column in columns.values()]
        arrays = [chosen(self._ids, who), dates(np.full(len(who), day)), *reals]
        self._writer.write_table(pa.table(arrays, schema=self._schema))

    def close(self) -> None:
        """Ends the file."""
        self._writer.close()
