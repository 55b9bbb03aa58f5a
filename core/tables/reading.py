"""Any supported file into one checked, immutable Parquet table, once; the first rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.errors import TableError
from core.settings import load_settings
from core.storage import explaining_disk_errors, file_sha256, fingerprint, new_directory
from core.tables.delimited import load_delimited
from core.tables.dialect import records as records_of
from core.tables.dialect import sniff
from core.tables.encoding_doubt import guessed_encoding
from core.tables.encodings import detect_encoding
from core.tables.engine import engine, explaining_engine_errors, in_file_order, literal, scratch_folder
from core.tables.escapes import unescaped, unescaped_copy
from core.tables.forced_text import without_forced_text
from core.tables.frames import unframed, unframed_copy
from core.tables.mending import beginning, plain_copy
from core.tables.missing_cells import empty_words
from core.tables.names import check_width, column_names, shown_name
from core.tables.options import ReadOptions
from core.tables.parquet import load_parquet
from core.tables.parquet_check import check_parquet
from core.tables.raw import RawTable
from core.tables.roles import describe
from core.tables.table import Role, Table
from core.tables.table_end import set_rows_aside
from core.tables.unpacking import Unpacked, unpack
from core.tables.workbook import below_header, load_workbook, sheet_rows

if TYPE_CHECKING:
    import duckdb

READER_VERSION = 32
Report = Callable[[str, float], None]


def read_table(
    path: Path,
    *,
    source_name: str | None = None,
    id_column: str | None = None,
    options: ReadOptions | None = None,
    report: Report | None = None,
) -> Table:
    """Reads a file into `tables/<content hash>/table.parquet`; a file that was read before is not read again.

    Args:
        path: The file as it came.
        source_name: Its name when it was uploaded.
        id_column: The column that identifies a client; None: guessed.
        options: How to read the file where the reader's guess is wrong.
        report: Is told what is being done and how far it is (0 … 1).

    Raises:
        TableError: the file cannot be used; the message says why and what to do.
        StorageError: the disk is full or may not be written.
    """
    name = shown_name(source_name or path.name)
    options = options or ReadOptions()
    tell = report or (lambda _phase, _share: None)
    tell("checking the file", 0.0)
    key = fingerprint([_sha256(path, name), options.to_json(), READER_VERSION])
    directory = load_settings().tables_dir / key
    if not (directory / "table.json").is_file():
        with scratch_folder() as scratch, engine(scratch) as connection, new_directory(directory) as target:
            with explaining_engine_errors(name):
                tell("unpacking and reading the rows", 0.05)
                found = unpack(path, scratch, name=name, member=options.member)
                raw = _load(connection, found, scratch, name, options)
                forced = without_forced_text(connection)
                words = empty_words(connection, options.keep)
                aside = set_rows_aside(connection, raw.names, options.keep)
                raw = replace(
                    raw,
                    set_aside=(*raw.set_aside, *forced, *aside, *words.set_aside),
                    notes=(*raw.notes, *words.notes),
                )
                _check_size(connection, name)
                described = describe(
                    connection, options, lambda share: tell("looking at each column", 0.3 + 0.5 * share)
                )
                tell("storing the table", 0.85)
                _write_parquet(connection, described.select, target / "table.parquet")
            Table(
                content_hash=key,
                name=Path(name).name.split(".")[0] or "table",
                source_name=name,
                n_rows=described.n_rows,
                columns=described.columns,
                layout=described.layout,
                target_hint=described.target_hint,
                file_order_is_time=described.file_order_is_time,
                rejected=raw.rejected,
                n_rejected=raw.n_rejected,
                set_aside=(*raw.set_aside, *described.set_aside),
                decimal=described.decimal,
                notes=(*found.notes, *raw.notes, *described.notes),
            ).save(target / "table.json")
    tell("done", 1.0)
    table = Table.load(directory / "table.json").model_copy(update={"source_name": name})
    return table if id_column is None else _with_id(table, id_column)


def preview(path: Path, n: int = 50, options: ReadOptions | None = None) -> pd.DataFrame:
    """The first `n` rows as text, before the whole file is read.

    Raises:
        TableError: the file cannot be used.
    """
    options = options or ReadOptions()
    with scratch_folder() as scratch:
        found = unpack(path, scratch, name=path.name, member=options.member, only_head=True)
        if found.kind == "parquet":
            import pyarrow.parquet as pq

            check_parquet(found.path, path.name)
            with _damaged_parquet(path.name):
                file = pq.ParquetFile(found.path)
                check_width(len(file.schema_arrow.names), path.name)
                batches = file.iter_batches(batch_size=n)
                first: pd.DataFrame | None = next((batch.to_pandas() for batch in batches), None)
            return pd.DataFrame() if first is None else first.map(_shown).astype("string")
        if found.kind == "workbook":
            sheet = sheet_rows(found.path, name=path.name, sheet=options.sheet)
            table = below_header(sheet, path.name, options)
            header = table.header
            records = [[row[i] for i in table.places] for row in islice(table.body, n)]
        else:
            codec = options.encoding or detect_encoding(found.path, path.name).name
            text = beginning(found.path, codec)
            text = unescaped(text, sniff(text, codec, options))
            text = unframed(text, sniff(text, codec, options), options.keep)
            dialect = sniff(text, codec, options)
            body = records_of(text, dialect)[dialect.top.n_skipped :]
            records = [list(row) for row in body if any(row)][:n]
            width = max((len(row) for row in records), default=0)
            header = list(dialect.top.names) or [""] * width
    check_width(len(header), path.name)
    names, _ = column_names(header)
    whole = [(row + [""] * len(names))[: len(names)] for row in records]
    frame = pd.DataFrame(whole, columns=names)
    places = [
        i for i, cell in enumerate(header) if cell.strip() or not records or any(row[i] for row in whole)
    ]
    return frame.iloc[:, places] if len(places) > 1 else frame


def _load(
    connection: duckdb.DuckDBPyConnection, found: Unpacked, scratch: Path, name: str, options: ReadOptions
) -> RawTable:
    if found.kind == "parquet":
        return load_parquet(connection, found.path, name=name)
    if found.kind == "workbook":
        return load_workbook(connection, found.path, name=name, options=options)
    encoding = detect_encoding(found.path, name)
    codec = options.encoding or encoding.name
    text, mended = plain_copy(found.path, encoding, codec, scratch)
    dialect = sniff(beginning(text), codec, options)
    text, escapes = unescaped_copy(text, dialect, scratch)
    whole = text
    text, frame = unframed_copy(text, dialect, scratch, options.keep)
    if escapes is not None or text != whole:
        dialect = sniff(beginning(text), codec, options)
        mended = (*mended, *(one for one in (escapes, frame) if one is not None))
    raw = load_delimited(connection, text, dialect, scratch, name=name, keep=options.keep)
    guessed = guessed_encoding(encoding) if options.encoding is None else ()
    return replace(raw, set_aside=(*raw.set_aside, *mended, *guessed))


def _shown(cell: Any) -> str | None:
    """A cell as text; bytes that are no text are shown as such, lists and records as they print."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    return None if pd.api.types.is_scalar(cell) and pd.isna(cell) else str(cell)


def _check_size(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    limit = load_settings().max_rows
    ((n_rows,),) = connection.execute("SELECT count(*) FROM raw").fetchall()
    if n_rows > limit:
        raise TableError(
            f"{name} has too many rows",
            found=f"{n_rows:,} rows",
            expected=f"at most {limit:,}",
            action="Upload a part of it, or raise GRAPHLEADIQ_MAX_ROWS",
        )


def _write_parquet(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    with explaining_disk_errors(path), in_file_order(connection):
        connection.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def _sha256(path: Path, name: str) -> str:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise TableError(f"{name} is a device or a pipe", expected="a file")
    try:
        return file_sha256(path)
    except FileNotFoundError as error:
        raise TableError(f"There is no file {name}", found=str(path)) from error
    except IsADirectoryError as error:
        raise TableError(f"{name} is a folder", expected="a file") from error


def _with_id(table: Table, id_column: str) -> Table:
    known = [column.name for column in table.columns]
    if id_column not in known:
        raise TableError(
            f"There is no column {id_column!r} in {table.source_name}", found=", ".join(known[:40])
        )
    roles = {c.name: Role.IGNORE for c in table.columns if c.role is Role.ID}
    return table.with_roles({**roles, id_column: Role.ID})


@contextmanager
def _damaged_parquet(name: str) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise TableError(
            f"{name} is a damaged Parquet file", found=str(error)[:200], expected="a complete Parquet file"
        ) from error
