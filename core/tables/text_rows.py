"""Rows that come as text from elsewhere than a file, piece by piece, into a table like that of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.settings import load_settings
from core.storage import explaining_disk_errors
from core.tables.engine import scratch_folder
from core.tables.name_words import slugged
from core.tables.names import check_width
from core.tables.reading import read_table
from core.tables.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

Report = Callable[[str, float], None]


def table_of_text(
    name: str,
    source: str,
    columns: Sequence[str],
    batches: Iterable[pa.RecordBatch],
    report: Report,
    n_rows: int | None = None,
    *,
    drop_empty: bool = False,
) -> Table:
    """Writes rows to a file and reads it as an upload is read: types are found out, and equal rows are kept once.

    Args:
        name: What the table is called where it comes from.
        source: Where that is, as it may be shown.
        columns: Names of the columns.
        batches: The rows, all cells text.
        report: Is told what is being done and how far it is (0 … 1).
        n_rows: How many will come, where that is known.
        drop_empty: Leaves columns out that no row fills.

    Raises:
        TableError: too many rows or columns, or none.
        StorageError: the disk is full.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    title = f"{name} of {source}"
    check_width(len(columns), title)
    check_rows(title, n_rows or 0)
    with scratch_folder() as scratch:
        path, done, filled = scratch / "copy.parquet", 0, set[str]()
        schema = pa.schema([(column, pa.string()) for column in columns])
        with explaining_disk_errors(path), pq.ParquetWriter(path, schema, compression="zstd") as file:
            for batch in batches:
                file.write_batch(batch)
                done += batch.num_rows
                filled |= {name for name in columns if batch[name].null_count < batch.num_rows}
                check_rows(title, done)
                report("copying", 0.5 * min(1.0, done / max(n_rows or 4 * done, 1)))
        if drop_empty and 1 < len(filled) < len(columns):
            path = _narrowed(path, [column for column in columns if column in filled])
        table = read_table(
            path, source_name=title, report=lambda phase, part: report(phase, 0.5 + 0.5 * part)
        )
    notes = (f"Copied from {source}.", *(note for note in table.notes if note != "The file is Parquet."))
    return table.model_copy(update={"name": slugged(name) or "table", "notes": notes})


def _narrowed(path: Path, columns: list[str]) -> Path:
    """A file of some columns of another one."""
    import pyarrow.parquet as pq

    narrow = path.with_name("narrow.parquet")
    with pq.ParquetFile(path) as whole, explaining_disk_errors(narrow):
        batches = whole.iter_batches(columns=columns)
        first = next(batches)
        with pq.ParquetWriter(narrow, first.schema, compression="zstd") as file:
            file.write_batch(first)
            for batch in batches:
                file.write_batch(batch)
    return narrow


def check_rows(title: str, n_rows: int) -> None:
    """Refuses more rows than a table may have.

    Raises:
        TableError: more than the setting `max_rows`.
    """
    limit = load_settings().max_rows
    if n_rows > limit:
        raise TableError(
            f"{title} has too many rows",
            found=f"{n_rows:,} rows",
            expected=f"at most {limit:,}",
            action="Bring a part of it, such as a view, or raise GRAPHLEADIQ_MAX_ROWS",
        )


def named_apart(names: Sequence[str]) -> list[str]:
    """The names, those that repeat an earlier one with a number."""
    taken: set[str] = set()
    apart = []
    for wanted in names:
        name, place = wanted, 1
        while name in taken:
            place += 1
            name = f"{wanted}_{place}"
        taken.add(name)
        apart.append(name)
    return apart
