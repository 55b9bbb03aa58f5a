"""Any supported file into one checked, immutable Parquet table, once; the first rows at once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.storage import file_sha256, fingerprint, new_directory
from core.tables.delimited import as_utf8, load_delimited
from core.tables.dialect import detect_encoding, parse, read_sample, sniff
from core.tables.engine import engine, literal, scratch_folder
from core.tables.names import column_names
from core.tables.roles import describe
from core.tables.table import Role, Table
from core.tables.unpacking import unpack

READER_VERSION = 1


def read_table(path: Path, *, source_name: str | None = None, id_column: str | None = None) -> Table:
    """Reads a file into `tables/<content hash>/table.parquet`; a file that was read before is not read again.

    Args:
        path: The file as it came.
        source_name: Its name when it was uploaded.
        id_column: The column that identifies a client; None: guessed.

    Raises:
        TableError: the file cannot be used; the message says why and what to do.
    """
    from core.settings import load_settings

    name = source_name or path.name
    key = fingerprint([file_sha256(path), READER_VERSION])
    directory = load_settings().tables_dir / key
    if not (directory / "table.json").is_file():
        with scratch_folder() as scratch, new_directory(directory) as target, engine(scratch) as connection:
            found = unpack(path, scratch, name=name)
            encoding = detect_encoding(found.path)
            text = as_utf8(found.path, encoding, scratch)
            dialect = sniff(read_sample(text, "utf-8"), encoding)
            raw = load_delimited(connection, text, dialect, name=name)
            description = describe(connection, raw.names)
            connection.execute(
                f"COPY ({description.select}) TO {literal(str(target / 'table.parquet'))} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
            Table(
                content_hash=key,
                name=Path(name).name.split(".")[0],
                source_name=name,
                n_rows=description.n_rows,
                columns=description.columns,
                layout=description.layout,
                target_hint=description.target_hint,
                file_order_is_time=description.file_order_is_time,
                rejected=raw.rejected,
                n_rejected=raw.n_rejected,
                notes=(*found.notes, *raw.notes, *description.notes),
            ).save(target / "table.json")
    table = Table.load(directory / "table.json")
    if id_column is not None:
        table = table.with_roles({id_column: Role.ID})
    return table.model_copy(update={"source_name": name})


def preview(path: Path, n: int = 50) -> pd.DataFrame:
    """The first rows as text, before the whole file is read."""
    with scratch_folder() as scratch:
        found = unpack(path, scratch, name=path.name)
        encoding = detect_encoding(found.path)
        text = read_sample(found.path, encoding)
        dialect = sniff(text, encoding)
        rows = [row for row in parse(text, dialect.delimiter, dialect.quote, n + 1) if row]
    names, _ = column_names(rows[0] if dialect.has_header else [""] * len(rows[0]))
    body = rows[1:] if dialect.has_header else rows
    return pd.DataFrame([(row + [""] * len(names))[: len(names)] for row in body], columns=names)
