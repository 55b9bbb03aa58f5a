"""What a Parquet file says of its size, before anything of it is unpacked."""

from __future__ import annotations

from pathlib import Path

from core.errors import TableError
from core.settings import load_settings

MAX_CELLS = 400_000_000


def check_parquet(path: Path, name: str) -> None:
    """Refuses what would be too much, by the file's own account.

    Raises:
        TableError: too many rows or cells, too large unpacked, or no readable account.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            said = file.metadata
            groups = [said.row_group(place) for place in range(said.num_row_groups)]
            unpacked = sum(
                group.column(place).total_uncompressed_size
                for group in groups
                for place in range(group.num_columns)
            )
            n_rows, n_cells = said.num_rows, said.num_rows * said.num_columns
    except (pa.ArrowException, OSError) as error:
        raise TableError(
            f"{name} is a damaged Parquet file", found=str(error)[:200], expected="a complete Parquet file"
        ) from error
    settings = load_settings()
    if n_rows > settings.max_rows:
        raise _too_much(name, f"{n_rows:,} rows", f"at most {settings.max_rows:,}", "GRAPHLEADIQ_MAX_ROWS")
    if n_cells > MAX_CELLS:
        raise _too_much(name, f"{n_cells:,} cells", f"at most {MAX_CELLS:,}", None)
    if unpacked > settings.max_unpacked_mb << 20:
        raise _too_much(
            name,
            f"{unpacked / 2**20:,.0f} MB unpacked",
            f"at most {settings.max_unpacked_mb:,} MB",
            "GRAPHLEADIQ_MAX_UNPACKED_MB",
        )


def _too_much(name: str, found: str, expected: str, setting: str | None) -> TableError:
    return TableError(
        f"{name} has too many rows" if "rows" in found else f"{name} holds too much",
        found=found,
        expected=expected,
        action="Upload a part of it" + (f", or raise {setting}" if setting else ", with fewer columns"),
    )
