"""Objects of a customer system into tables: records as they come, then keys and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.connectors.connector import ConnectorError, ConnectorLostError
from core.errors import GraphLeadError
from core.tables.bundle import Bundle, Failure
from core.tables.derived import with_title_columns
from core.tables.measured_links import measured_link
from core.tables.parts import Report
from core.tables.table import Table
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.text_rows import table_of_text

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 5_000
Record = Mapping[str, Any]


class Gathered:
    """The tables read so far from one customer system, and what could not be read.

    Args:
        source: Where they come from, as it may be shown.
        n_objects: How many kinds of objects will be read.
        report: Is told what is being done and how far it is (0 … 1).

    Attributes:
        is_lost: The system does not answer any more; what was read stays.
    """

    def __init__(self, source: str, n_objects: int, report: Report | None) -> None:
        self.source = source
        self.is_lost = False
        self._n_objects = n_objects
        self._report = report or (lambda _phase, _share: None)
        self._tables: list[LinkedTable] = []
        self._failures: list[Failure] = []
        self._notes: list[str] = []
        self._n_tried = 0

    def add(self, name: str, columns: Sequence[str], records: Iterable[Record], key: str | None) -> bool:
        """Reads one kind of objects; False where it has none or cannot be read, which is noted.

        Args:
            name: The table's name.
            columns: Names of the columns.
            records: Column -> value; what is missing is missing.
            key: The column that names a row.
        """
        place, self._n_tried = self._n_tried, self._n_tried + 1
        self._report(f"reading {name}", min(1.0, place / self._n_objects))
        rows = iter(records)
        try:
            first = next(rows, None)
            if first is None:
                self._notes.append(f"{self.source} has no {name.replace('_', ' ')} that this token may see.")
                return False
            table = self._table(name, columns, _chained(first, rows), place)
        except GraphLeadError as error:
            self._failures.append((name, error))
            self.is_lost = isinstance(error, ConnectorLostError)
            return False
        why = f"It is the id of {self.source}." if key else ""
        self._tables.append(LinkedTable(table=table, primary_key=key, key_why=why))
        return True

    def note(self, sentence: str) -> None:
        """Adds a plain sentence on what was read."""
        self._notes.append(sentence)

    def bundle(self, links: Iterable[tuple[str, str, str]]) -> Bundle:
        """The tables with those of the links (table, column, table it points at) whose ends were read.

        Raises:
            ConnectorError: there is no table.
        """
        if not self._tables:
            raise (
                self._failures[0][1]
                if self._failures
                else ConnectorError(
                    f"{self.source} holds nothing that this token may see",
                    action="Give the token the right to read companies, contacts and deals",
                )
            )
        tables = with_title_columns(TableSet(tables=tuple(self._tables)))
        for table, column, to in links:
            if table in tables.names and to in tables.names and _has(tables.table(table), column):
                link = Link(table=table, column=column, to=to, why=f"So it is in {self.source}.")
                tables = tables.with_link(measured_link(tables, link))
        failed = [f"{name} could not be read: {error}" for name, error in self._failures]
        self._report("done", 1.0)
        return Bundle(tables.model_copy(update={"notes": (*self._notes, *failed)}), tuple(self._failures))

    def _table(self, name: str, columns: Sequence[str], records: Iterator[Record], place: int) -> Table:
        def told(phase: str, share: float) -> None:
            self._report(f"{name}: {phase}", min(1.0, (place + share) / self._n_objects))

        return table_of_text(name, self.source, columns, _batches(columns, records), told, drop_empty=True)


def _has(linked: LinkedTable, column: str) -> bool:
    """Whether a column is there and filled."""
    return any(one.name == column and one.n_distinct > 0 for one in linked.table.columns)


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _batches(columns: Sequence[str], records: Iterator[Record]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    schema = pa.schema([(column, pa.string()) for column in columns])
    while piece := list(islice(records, _BATCH)):
        cells = [pa.array([_text(one.get(column)) for one in piece], pa.string()) for column in columns]
        yield pa.RecordBatch.from_arrays(cells, schema=schema)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
