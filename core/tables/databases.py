"""Tables of a database into a set of tables: copied once into immutable files, with the keys the database tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import GraphLeadError, TableError
from core.tables.bundle import MAX_TABLES, Bundle, Failure
from core.tables.database_address import Address, parse_address
from core.tables.database_connection import DatabaseError, answers, connected, explained
from core.tables.database_keys import DatabaseKeys, ForeignKey, database_keys, listed
from core.tables.derived import with_title_columns
from core.tables.measured_links import measured_link
from core.tables.names import column_names
from core.tables.parts import Report
from core.tables.table import Table
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.text_rows import named_apart, table_of_text

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BATCH_ROWS = 50_000  # in memory at once


@dataclass(frozen=True)
class _Copied:
    """One table that was read: what it is called there and here, and its columns there and here."""

    there: str
    table: Table
    columns: dict[str, str]


def tables_from_database(
    url: str,
    names: Sequence[str] | None = None,
    report: Report | None = None,
    *,
    password: str | None = None,
) -> Bundle:
    """Copies tables of a database, each as it is now; later changes there change nothing here.

    Values come as text and get their types as those of a file do. Real primary and foreign keys are taken over
    with confidence 1.

    Args:
        url: Such as postgresql://user@host/database, sqlite:///file.db, duckdb:///file.duckdb; also Snowflake,
            BigQuery and Spark where their drivers are installed.
        names: The tables (or views) to read; None: all tables, no views.
        report: Is told what is being done and how far it is (0 … 1).
        password: The password, where it is not in the address.

    Raises:
        DatabaseError: the database cannot be reached, or went away before anything was read.
        TableError: the address or a driver is wrong, there are too many tables, or none can be used.
        StorageError: the disk is full.
    """
    tell = report or (lambda _phase, _share: None)
    address = parse_address(url, password)
    tell(f"connecting to {address.shown}", 0.0)
    with connected(address) as backend:
        with explained(address, f"The tables of {address.shown} cannot be listed"):
            found = (
                listed(backend, address.scheme, views=False)
                if names is None
                else _asked_for(backend, address, names)
            )
            keys = database_keys(backend, address.scheme, found)
        _check_number(address, found)
        copied, failures = _copy(backend, address, found, keys, tell)
    if not copied:
        raise failures[0][1] if failures else TableError(f"{address.shown} has no tables")
    tables = _linked(copied, keys)
    notes = [f"{title} could not be read: {error}" for title, error in failures]
    tell("done", 1.0)
    return Bundle(tables.model_copy(update={"notes": (*tables.notes, *notes)}), tuple(failures))


def _copy(
    backend: Any, address: Address, asked: Sequence[str], keys: DatabaseKeys, tell: Report
) -> tuple[list[_Copied], list[Failure]]:
    copied: list[_Copied] = []
    failures: list[Failure] = []
    for place, name in enumerate(asked):

        def told(phase: str, share: float, name: str = name, place: int = place) -> None:
            tell(f"{name}: {phase}", (place + share) / len(asked))

        try:
            copied.append(_table(backend, address, name, keys.primary.get(name, ()), told))
        except GraphLeadError as error:
            if isinstance(error, DatabaseError) and not answers(backend, address):
                failures.append((name, _gone(address, name, error, len(copied), len(asked))))
                break
            failures.append((name, error))
    names = named_apart([one.table.name for one in copied])
    for place, name in enumerate(names):
        renamed = copied[place].table.model_copy(update={"name": name})
        copied[place] = _Copied(copied[place].there, renamed, copied[place].columns)
    return copied, failures


def _table(backend: Any, address: Address, name: str, key: tuple[str, ...], tell: Report) -> _Copied:
    problem = f"The table {name} of {address.shown} cannot be read"
    tell("copying", 0.0)
    with explained(address, problem):
        expression, left_out = _as_text(backend.table(name), key)
        n_rows = int(backend.execute(expression.count()))
    names = list(expression.columns)
    batches = _explained_batches(backend, address, expression, problem)
    table = table_of_text(name, address.shown, names, batches, tell, n_rows)
    if left_out:
        note = f"{', '.join(left_out)}: left out, for they hold no text, numbers or dates."
        table = table.model_copy(update={"notes": (*table.notes, note)})
    renamed, _ = column_names(names)
    return _Copied(name, table, dict(zip(names, renamed, strict=True)))


def _explained_batches(
    backend: Any, address: Address, expression: ir.Table, problem: str
) -> Iterator[pa.RecordBatch]:
    with explained(address, problem):
        yield from _batches(backend, address.scheme, expression)


def _as_text(table: ir.Table, key: tuple[str, ...]) -> tuple[ir.Table, list[str]]:
    """The table with all cells as text, in the order of its key, and the columns that cannot be written so."""
    left_out = [name for name, kind in table.schema().items() if kind.is_binary() or kind.is_geospatial()]
    if key:
        table = table.order_by([table[name] for name in key])
    text = {name: table[name].cast("string") for name in table.columns if name not in left_out}
    return table.select(**text), left_out


def _batches(backend: Any, scheme: str, expression: ir.Table) -> Iterator[pa.RecordBatch]:
    """The rows, piece by piece, so that a large table needs little memory."""
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in expression.columns])
    if scheme == "sqlite":
        yield from _from_cursor(backend, expression, schema)
        return
    batches = (
        # the way of Ibis calls what this version of DuckDB has under another name
        backend.con.sql(backend.compile(expression)).to_arrow_reader(BATCH_ROWS)
        if scheme == "duckdb"
        else backend.to_pyarrow_batches(expression, chunk_size=BATCH_ROWS)
    )
    for batch in batches:
        yield batch.cast(schema)


def _from_cursor(backend: Any, expression: ir.Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Ibis takes all rows of SQLite at once; its cursor does not."""
    import pyarrow as pa

    backend.con.text_factory = _text
    cursor = backend.raw_sql(backend.compile(expression))
    try:
        while rows := cursor.fetchmany(BATCH_ROWS):
            columns = [pa.array(map(_text, column), pa.string()) for column in zip(*rows, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
    finally:
        cursor.close()


def _text(cell: Any) -> str | None:
    """A cell of SQLite, whose columns hold values of any type."""
    if cell is None or isinstance(cell, str):
        return cell
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)


def _linked(copied: list[_Copied], keys: DatabaseKeys) -> TableSet:
    """The tables with the keys and links that the database tells, as far as they have one column."""
    by_name = {one.there: one for one in copied}
    linked, notes = [], []
    for one in copied:
        key = keys.primary.get(one.there, ())
        known: dict[str, Any] = {}
        if len(key) == 1 and key[0] in one.columns:
            known = {"primary_key": one.columns[key[0]], "key_why": "It is the primary key of the database."}
        elif len(key) > 1:
            notes.append(
                f"{one.table.name}: {' and '.join(key)} name a row together. A key of several columns is not used."
            )
        linked.append(LinkedTable(table=one.table, **known))
    tables = with_title_columns(TableSet(tables=tuple(linked), notes=tuple(notes)))
    for foreign in keys.foreign:
        link = _link(tables, by_name, foreign)
        if link is not None:
            tables = tables.with_link(measured_link(tables, link))
    return tables


def _link(tables: TableSet, by_name: dict[str, _Copied], key: ForeignKey) -> Link | None:
    """A foreign key as a link; None where one of its ends was not read or has several columns."""
    child, parent = by_name.get(key.table), by_name.get(key.to)
    if child is None or parent is None or len(key.columns) != 1 or len(key.to_columns) != 1:
        return None
    to = tables.table(parent.table.name)
    column = child.columns.get(key.columns[0])
    if column is None or to.primary_key is None or to.primary_key != parent.columns.get(key.to_columns[0]):
        return None
    why = "It is a foreign key of the database."
    return Link(table=child.table.name, column=column, to=to.name, why=why)


def _asked_for(backend: Any, address: Address, names: Sequence[str]) -> list[str]:
    known = listed(backend, address.scheme, views=True)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise TableError(
            f"The database has no table {unknown[0]!r}", found=", ".join(sorted(known)[:40]) or "none"
        )
    return list(dict.fromkeys(names))


def _gone(address: Address, name: str, error: DatabaseError, n_read: int, n_tables: int) -> DatabaseError:
    return DatabaseError(
        f"The database {address.shown} went away while {name} was read",
        found=error.found,
        action=f"{n_read} of {n_tables} tables were read before that and stay; connect again for the others"
        if n_read
        else "Connect again when the database runs",
    )


def _check_number(address: Address, names: Sequence[str]) -> None:
    if len(names) > MAX_TABLES:
        raise TableError(
            f"{address.shown} has too many tables",
            found=f"{len(names):,} tables",
            expected=f"at most {MAX_TABLES}",
            action="Name those that have to do with the question",
        )
