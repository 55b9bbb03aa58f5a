"""How far the values of one column are keys of another table, measured in the engine."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.storage import fingerprint
from core.tables.engine import engine, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.expressions import key_cell, key_sql, stored_types
from core.tables.merges import final_keys
from core.tables.salesforce_ids import NO_ID
from core.tables.table_set import LinkedTable, TableSet

if TYPE_CHECKING:
    import duckdb

NEAR = 0.8  # Jaro-Winkler similarity from which a name counts as a misspelling of another
_NUMBERS = ("BIGINT", "DOUBLE")
_MOST_NEAR = 20_000  # keys searched for a nearest one
Place = tuple[str, str]  # table, column


@dataclass(frozen=True)
class KeyValues:
    """The filled values of one column.

    Attributes:
        relation: The temporary table of distinct values: `word` as written, `number` without leading zeros
            and ".0", and `n` rows.
        n_rows: Rows in which it is filled.
        n_distinct: Different values.
        is_number: They are stored as numbers.
        is_whole: They are whole numbers, or no numbers at all.
        mean_length: Mean number of characters.
        has_letters: Some of them hold letters.
    """

    relation: str
    n_rows: int
    n_distinct: int
    is_number: bool
    is_whole: bool
    mean_length: float
    has_letters: bool


@dataclass(frozen=True)
class Overlap:
    """How the values of a foreign key meet the keys they should name.

    Attributes:
        n_distinct, n_found: Different values, and those that are keys.
        n_rows, n_dangling: Filled rows, and those whose value is no key.
        n_keys: Different keys.
    """

    n_distinct: int
    n_found: int
    n_rows: int
    n_dangling: int
    n_keys: int

    @property
    def share(self) -> float:
        """Share of the different values that are keys."""
        return self.n_found / max(1, self.n_distinct)


class KeyMeasure:
    """Measures columns of a set of tables; each column is read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: TableSet) -> None:
        self.connection = connection
        self._tables = tables
        self._stored: dict[str, dict[str, str]] = {}
        self._values: dict[tuple[str, str, bool], KeyValues] = {}

    def of(self, tables: TableSet) -> KeyMeasure:
        """The same measure, from now on of these tables; columns that it has read are not read again."""
        self._tables = tables
        return self

    def stored(self, linked: LinkedTable) -> dict[str, str]:
        """The stored type of each column."""
        content = linked.table.content_hash
        if content not in self._stored:
            self._stored[content] = stored_types(self.connection, linked)
        return self._stored[content]

    def values(self, place: Place) -> KeyValues:
        """The values of one column."""
        linked, name = self._tables.table(place[0]), place[1]
        known = (linked.table.content_hash, name, name in linked.short_ids)
        if known not in self._values:
            self._values[known] = self._read(linked, name)
        return self._values[known]

    def overlap(self, child: Place, parent: Place) -> Overlap:
        """How many values of `child` are values of `parent`."""
        values, keys = self.values(child), self.values(parent)
        cell = _cell(values, keys)
        n_distinct, n_found, n_rows, n_dangling = self.one(
            f"WITH keys AS ({self._known(parent, cell)}), "
            f"used AS (SELECT {cell} AS k, sum(n) AS n FROM {values.relation} GROUP BY ALL) "
            "SELECT count(*), count(keys.k), coalesce(sum(n), 0), coalesce(sum(n) FILTER (keys.k IS NULL), 0) "
            "FROM used LEFT JOIN keys ON used.k = keys.k"
        )
        return Overlap(int(n_distinct), int(n_found), int(n_rows), int(n_dangling), keys.n_distinct)

    def dangling(self, child: Place, parent: Place, limit: int = 3) -> list[tuple[str, int, str | None]]:
        """The most frequent values that are no key: the value, its rows, and the nearest key if one is near."""
        values, keys = self.values(child), self.values(parent)
        cell = _cell(values, keys)
        near = "NULL"
        if keys.has_letters and keys.n_distinct <= _MOST_NEAR:
            # letters and digits alone, so that "GTXPro" and "GTX Pro" are the same
            bare = "lower(regexp_replace({}, '[^\\p{{L}}\\p{{N}}]', '', 'g'))"
            likeness = f"jaro_winkler_similarity({bare.format('lost.k')}, {bare.format('word')})"
            near = (
                f"(SELECT CASE WHEN max({likeness}) >= {NEAR} THEN arg_max(word, {likeness}) END "
                f"FROM {keys.relation})"
            )
        rows = self.all(
            f"WITH lost AS (SELECT {cell} AS k, sum(n) AS n FROM {values.relation} GROUP BY ALL "
            f"HAVING {cell} NOT IN ({self._known(parent, cell)}) ORDER BY n DESC, k LIMIT {limit}) "
            f"SELECT k, n, {near} FROM lost ORDER BY n DESC, k"
        )
        return [(str(word), int(n), nearest) for word, n, nearest in rows]

    def lost(self, child: Place, parent: Place, limit: int) -> list[tuple[str, int]]:
        """The most frequent values that are no key, with their rows."""
        values, keys = self.values(child), self.values(parent)
        cell = _cell(values, keys)
        rows = self.all(
            f"SELECT {cell} AS k, sum(n) AS n FROM {values.relation} GROUP BY ALL "
            f"HAVING {cell} NOT IN ({self._known(parent, cell)}) ORDER BY n DESC, k LIMIT {limit}"
        )
        return [(str(word), int(n)) for word, n in rows]

    def keys(self, child: Place, parent: Place) -> list[str]:
        """The keys of a table as the values of a column are compared with them."""
        keys = self.values(parent)
        cell = _cell(self.values(child), keys)
        return [
            str(key) for (key,) in self.all(f"SELECT DISTINCT {cell} AS k FROM {keys.relation} ORDER BY k")
        ]

    def _known(self, parent: Place, cell: str) -> str:
        """The keys of a table as a query for `k`, those that lead to another one with them."""
        known = f"SELECT DISTINCT {cell} AS k FROM {self.values(parent).relation}"
        linked = self._tables.table(parent[0])
        merged = final_keys(self._tables.merges, parent[0]) if linked.primary_key == parent[1] else {}
        if not merged:
            return known
        relation = f"merged_{fingerprint([parent[0], sorted(merged)])}"
        self.connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {relation} AS SELECT {key_sql('key', 'VARCHAR', False)} AS word, "
            f"{key_sql('key', 'VARCHAR', True)} AS number FROM (SELECT unnest(?) AS key)",
            [list(merged)],
        )
        return f"{known} UNION SELECT {cell} FROM {relation}"

    def repeated(self, place: Place, limit: int = 3) -> tuple[int, list[tuple[str, int]]]:
        """Rows that repeat an earlier row's value, and the values that repeat most."""
        values = self.values(place)
        rows = self.all(
            f"SELECT word, n FROM {values.relation} WHERE n > 1 ORDER BY n DESC, word LIMIT {limit}"
        )
        return values.n_rows - values.n_distinct, [(str(word), int(n)) for word, n in rows]

    def n_empty_ids(self, place: Place) -> int:
        """Rows that hold Salesforce's id of nothing."""
        linked, name = self._tables.table(place[0]), place[1]
        if self.stored(linked)[name] != "VARCHAR":
            return 0
        empty = ", ".join(map(literal, NO_ID))
        (n,) = self.one(f"SELECT count(*) FROM {parquet_sql(linked)} WHERE trim({quoted(name)}) IN ({empty})")
        return int(n)

    def names_itself(self, linked: LinkedTable, column: str, key: str) -> bool:
        """True where a column mostly repeats its own row's key, so that it names no other row."""
        same = f"CAST({quoted(column)} AS VARCHAR) = CAST({quoted(key)} AS VARCHAR)"
        n_same, n = self.one(
            f"SELECT count(*) FILTER ({same}), count({quoted(column)}) FROM {parquet_sql(linked)}"
        )
        return bool(n and n_same > 0.5 * n)

    def n_different(self, linked: LinkedTable, columns: tuple[str, ...]) -> int:
        """Rows that differ in these columns, those left out that lack one."""
        cells = ", ".join(quoted(column) for column in columns)
        filled = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
        (n,) = self.one(
            f"SELECT count(*) FROM (SELECT DISTINCT {cells} FROM {parquet_sql(linked)} WHERE {filled})"
        )
        return int(n)

    def one(self, sql: str) -> tuple[Any, ...]:
        """The one row of an answer."""
        return self.all(sql)[0]

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return list(self.connection.execute(sql).fetchall())

    def _read(self, linked: LinkedTable, name: str) -> KeyValues:
        stored = self.stored(linked)[name]
        relation = f"values_{len(self._values)}"
        self.connection.execute(
            f"CREATE TEMP TABLE {relation} AS SELECT word, number, count(*) AS n FROM ("
            f"SELECT {key_cell(linked, name, stored, False)} AS word, {key_cell(linked, name, stored, True)} AS number "
            f"FROM {parquet_sql(linked)}) WHERE word IS NOT NULL GROUP BY ALL"
        )
        n_rows, n_distinct, length, n_letters, n_broken = self.one(
            f"SELECT coalesce(sum(n), 0), count(*), coalesce(avg(length(word)), 0), "
            "count(*) FILTER (regexp_matches(word, '\\p{L}')), count(*) FILTER (contains(word, '.')) "
            f"FROM {relation}"
        )
        is_number = stored in _NUMBERS
        return KeyValues(
            relation=relation,
            n_rows=int(n_rows),
            n_distinct=int(n_distinct),
            is_number=is_number,
            is_whole=not (is_number and n_broken),
            mean_length=float(length),
            has_letters=n_letters > 0,
        )


@contextmanager
def measuring(tables: TableSet) -> Iterator[KeyMeasure]:
    """A measure on a private engine that ends with the block.

    Raises:
        TableError: a table's file is damaged or gone, or needs more memory than is allowed.
    """
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors("The tables"):
        yield KeyMeasure(connection, tables)


def parquet_sql(linked: LinkedTable) -> str:
    """A table's rows as SQL."""
    return f"read_parquet({literal(str(linked.table.parquet))})"


def _cell(values: KeyValues, keys: KeyValues) -> str:
    return "number" if values.is_number or keys.is_number else "word"
