"""The first and last rows of `raw` as text, and what most rows have in common: what others differ from."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from core.tables.engine import quoted
from core.tables.first_rows import is_value
from core.tables.missing_words import STANDS_FOR_MISSING
from core.tables.raw import raw_row

if TYPE_CHECKING:
    import duckdb

Row = tuple[str, ...]
TOP = 3  # rows in which totals may open a table
_FIRST, _LAST = 120, 40  # rows looked at
_USUALLY = 0.9
_FEW = 10
_ASKED = 12  # of the columns that are usually filled, in one query


class BodyRows:
    """Rows of `raw` by their place, which counts from 0.

    Attributes:
        names: The columns.
        n_rows: All rows.
        first, last: The first and last rows.
        body: The rows of both that are likely to be rows.
        usual: The columns that nearly every row fills.
        values: The columns of numbers, amounts or dates.
        asked: How many of the usual columns are asked for in one query.
        fill: How many cells a row usually fills.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: Sequence[str], n_rows: int) -> None:
        self.connection, self.names, self.n_rows = connection, list(names), n_rows
        self.row = raw_row(connection)
        kinds = {name: kind for name, kind, *_ in connection.execute("DESCRIBE raw").fetchall()}
        # a cast of each of 2,000 columns takes seconds to plan
        self._texts = {
            name: quoted(name) if kinds[name] == "VARCHAR" else f"CAST({quoted(name)} AS VARCHAR)"
            for name in names
        }
        self.known: dict[int, Row] = {}
        self.first = self.fetch(f"{self.row} < {min(_FIRST, n_rows)}")
        self.last = self.fetch(f"{self.row} >= {max(0, n_rows - _LAST)}")
        self.asked = _ASKED
        self._measure()

    def _measure(self) -> None:
        top = min(TOP, self.n_rows - 2)
        self.body = [row for place, row in (self.first | self.last).items() if place >= top]
        # a second table may stand in the other half
        half = max(_FEW, self.n_rows // 2)
        most = [row for place, row in self.first.items() if top <= place < half]
        self.usual = [
            i
            for i in range(len(self.names))
            if sum(bool(row[i]) for row in most) >= _USUALLY * (len(most) - 1)
        ]
        self.values = [i for i in range(len(self.names)) if _are_values([row[i] for row in most if row[i]])]
        self.fill = median(sum(map(bool, row)) for row in most)

    def text(self, place: int) -> str:
        """The expression that gives a column as text."""
        return self._texts[self.names[place]]

    def fetch(self, where: str, limit: int | None = None) -> dict[int, Row]:
        """Rows by their place, in order; they are known from then on."""
        sql = f"SELECT {self.row} FROM raw WHERE {where} ORDER BY {self.row}"
        asked = self.connection.execute(sql if limit is None else f"{sql} LIMIT {limit}").fetchall()
        places = [int(place) for (place,) in asked]
        self._read([place for place in places if place not in self.known])
        return {place: self.known[place] for place in places}

    def _read(self, places: Sequence[int]) -> None:
        """Rows with all their cells: of 2,000 columns that takes a moment, so each is read once."""
        if places:
            cells = ", ".join(self._texts.values())
            within = ", ".join(map(str, places))
            sql = f"SELECT {self.row}, {cells} FROM raw WHERE {self.row} IN ({within})"
            for place, *row in self.connection.execute(sql).fetchall():
                self.known[int(place)] = tuple((cell or "").strip() for cell in row)

    def cut(self, n_rows: int) -> None:
        """The rows from there on are gone."""
        self.n_rows = n_rows
        self.first = {place: row for place, row in self.first.items() if place < n_rows}
        self.last = self.fetch(f"{self.row} >= {max(0, n_rows - _LAST)}")
        self._measure()

    def missing(self, row: Row) -> list[int]:
        """The columns that a row leaves empty and others do not."""
        return [i for i in self.usual if not row[i]]

    def n_missing_sql(self) -> str:
        """The expression that counts them, of the first such columns."""
        return " + ".join(f"({quoted(self.names[i])} IS NULL)::INT" for i in self.usual[:_ASKED]) or "0"


def _are_values(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if cell.lower() not in STANDS_FOR_MISSING]
    return bool(known) and sum(map(is_value, known)) >= _USUALLY * len(known)
