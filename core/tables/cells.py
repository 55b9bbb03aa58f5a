"""The different cells of many columns in one long table, so that one query measures them all, however many they are."""
# ruff: noqa: S608 - its callers quote every name

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from core.tables.raw import raw_row

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 500_000  # cells that are gathered together: 2,000 columns of 600 rows are three groups
SAMPLE = 2_000
K = TypeVar("K")


@dataclass(frozen=True)
class Cells:
    """The DuckDB table `cells` of some columns of one type: `place`, `cell`, `n` and `first_row`.

    A row is a different filled cell of a column: the column's place in `names`, the cell, how often it occurs, and the
    row (from 0) in which it occurs first. A wide table costs DuckDB some work for each column in every query, and a
    query with an expression for each of 2,000 columns costs it gigabytes; grouped by place, an expression stands once.
    """

    connection: duckdb.DuckDBPyConnection
    names: tuple[str, ...]

    def measure(
        self, aggregates: str, places: Collection[int] | None = None, condition: str = "true"
    ) -> dict[int, tuple[Any, ...]]:
        """Aggregates of each column, by its place; columns without any such cell are not there.

        Args:
            aggregates: Expressions over `cell`, `n` and `first_row`, separated by commas.
            places: The columns; None: all.
            condition: Which of their cells.
        """
        rows = self.connection.execute(
            f"SELECT place, {aggregates} FROM cells WHERE {among(places)} AND {condition} GROUP BY place"
        ).fetchall()
        return {row[0]: row[1:] for row in rows}

    def grouped(
        self, key: str, places: Collection[int], condition: str = "true"
    ) -> dict[int, dict[Any, int]]:
        """How often the values of an expression over `cell` occur in each column, the most frequent first."""
        found: dict[int, dict[Any, int]] = {place: {} for place in places}
        rows = self.connection.execute(
            f"SELECT place, {key} AS key, sum(n) AS n FROM cells WHERE {among(places)} AND {condition} "
            "GROUP BY place, key ORDER BY n DESC, key"
        ).fetchall()
        for place, value, n in rows:
            found[place][value] = int(n)
        return found

    @staticmethod
    def counted(places: Collection[int]) -> str:
        """The SELECT that gives the cells of some columns with their counts: `place`, `cell` and `n`."""
        return f"SELECT place, cell, n FROM cells WHERE {among(places)}"

    def sample(self, n_distinct: Mapping[int, int]) -> dict[int, list[tuple[Any, int]]]:
        """About 2,000 cells of each column with their counts, from all over the file, always the same ones.

        Args:
            n_distinct: The different cells of the wanted columns, by place.
        """
        found: dict[int, list[tuple[Any, int]]] = {place: [] for place in n_distinct}
        if not found:
            return found
        wanted = among(n_distinct)
        if any(n > SAMPLE for n in n_distinct.values()):
            every = [-(-n_distinct.get(place, 0) // SAMPLE) or 1 for place in range(len(self.names))]
            wanted += f" AND hash(cell) % {every}[place + 1] = 0"
        columns = self.connection.execute(
            f"SELECT place, cell, n FROM cells WHERE {wanted} ORDER BY place, hash(cell)"
        ).fetchnumpy()  # whole columns are handed over in a third of the time of rows
        places, cells, counts = (columns[name].tolist() for name in ("place", "cell", "n"))
        for place, cell, n in zip(places, cells, counts, strict=True):
            found[place].append((cell, n))
        return found


def gathered(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    source: str = "raw",
    row: str | None = None,
) -> Iterator[Cells]:
    """Makes the table `cells` of one group of columns after the other; each takes the place of the one before.

    Args:
        connection: Holds the source.
        columns: The expressions, all of one type, that give the columns, by their names.
        source: A table, view or subquery.
        row: The expression that numbers its rows; None: the file order of `raw`.
    """
    row = raw_row(connection) if row is None else row
    for names, rows in long_rows(connection, columns, source, row):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE cells AS SELECT place, cell, count(*) AS n, min(row) AS first_row "
            f"FROM ({rows}) WHERE cell IS NOT NULL GROUP BY place, cell"
        )
        yield Cells(connection, names)
    connection.execute("DROP TABLE IF EXISTS cells")


def long_rows(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str], source: str, row: str = "0"
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Groups of columns, each with the SELECT that gives their cells below each other: `row`, `place` and `cell`."""
    ((n_rows,),) = connection.execute(f"SELECT count(*) FROM {source}").fetchall()
    size = max(1, AT_ONCE // max(1, n_rows))
    names = tuple(columns)
    for start in range(0, len(names), size):
        group = names[start : start + size]
        cells = [columns[name] for name in group]
        if len(group) == 1:  # nothing is to be put below each other, which takes time for a million rows
            yield group, f"SELECT {row} AS row, 0 AS place, {cells[0]} AS cell FROM {source}"
        else:
            places = f"unnest(range({len(group)}))::INTEGER AS place"
            listed = f"unnest([{', '.join(cells)}]) AS cell"
            yield group, f"SELECT {row} AS row, {places}, {listed} FROM {source}"


def alike(of_places: Mapping[int, K]) -> Iterable[tuple[K, list[int]]]:
    """The places that are to be read alike, each kind once."""
    groups: dict[K, list[int]] = defaultdict(list)
    for place, one in of_places.items():
        groups[one].append(place)
    return groups.items()


def among(places: Collection[int] | None) -> str:
    """The condition that a place is one of these; None: any."""
    if places is None:
        return "true"
    return f"place IN ({', '.join(map(str, sorted(places)))})" if places else "false"
