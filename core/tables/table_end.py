"""What stands among and below the rows of a table and is none of them: totals, repeated headers, footers."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING

from core.tables.end_words import is_figure_label, is_footer, is_mean_label, is_total_label, total_label_sql
from core.tables.engine import literal, quoted
from core.tables.missing_words import STANDS_FOR_MISSING
from core.tables.numbers import number_style
from core.tables.raw import raw_row
from core.tables.set_aside import SetAside, SetAsideKind, aside, many
from core.tables.table_top import is_value

if TYPE_CHECKING:
    import duckdb

Row = tuple[str, ...]
_FIRST, _LAST = 120, 40  # rows looked at
_TOP = 3  # rows in which totals may open a table
_MIN_ROWS = 4
_EMPTY = frozenset(("", *STANDS_FOR_MISSING))
_USUALLY = 0.9
_MAX_SUBTOTALS = 20_000
_LABELS_AT = 4  # the columns that may name subtotals, besides the one that names the total


def set_rows_aside(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], keep: Collection[SetAsideKind] = ()
) -> tuple[SetAside, ...]:
    """Takes totals, repeated headers and footers out of `raw`, and says what it took.

    Args:
        connection: Holds the table `raw` as it was read.
        names: Its columns.
        keep: Kinds that are rows after all.
    """
    ((n_rows,),) = connection.execute("SELECT count(*) FROM raw").fetchall()
    if n_rows < _MIN_ROWS or len(names) < 2:
        return ()
    rows = _Rows(connection, list(names), n_rows)
    found: dict[SetAsideKind, list[int]] = {}
    if "repeated header" not in keep:
        found["repeated header"] = rows.repeated_headers()
    totals, footers = rows.at_the_end()
    if "footer" not in keep:
        found["footer"] = footers
    if "totals row" not in keep:
        found["totals row"] = rows.all_totals(totals)
    said = [rows.said(kind, places) for kind, places in found.items() if places]
    gone = sorted({place for places in found.values() for place in places})
    if gone:
        connection.execute(f"DELETE FROM raw WHERE {rows.row} IN ({', '.join(map(str, gone))})")
    return tuple(said)


class _Rows:
    """The first and last rows of `raw`, what most of them have in common, and how the others differ from them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: list[str], n_rows: int) -> None:
        self._connection, self._names, self._n_rows = connection, names, n_rows
        self.row = raw_row(connection)
        kinds = {name: kind for name, kind, *_ in connection.execute("DESCRIBE raw").fetchall()}
        self._cells = ", ".join(  # a cast of each of 2,000 columns takes seconds to plan
            quoted(name) if kinds[name] == "VARCHAR" else f"CAST({quoted(name)} AS VARCHAR)" for name in names
        )
        self.first = self._fetch(f"{self.row} < {min(_FIRST, n_rows)}")
        self.last = self._fetch(f"{self.row} >= {max(0, n_rows - _LAST)}")
        self._known = self.first | self.last
        body = [row for place, row in self._known.items() if place >= min(_TOP, n_rows - 2)]
        self._usual = [
            i for i in range(len(names)) if sum(bool(row[i]) for row in body) >= _USUALLY * (len(body) - 1)
        ]
        self._fill = median(sum(map(bool, row)) for row in body)
        self._body = body

    def at_the_end(self) -> tuple[list[int], list[int]]:
        """The totals and footers that close the table, from the last row upwards."""
        totals: list[int] = []
        footers: list[int] = []
        for place in sorted(self.last, reverse=True):
            row = self.last[place]
            if not any(row):
                continue
            if self._is_footer(row):
                footers.append(place)
            elif self._is_total(row, place, totals, unlabelled=True):
                totals.append(place)
            else:
                break
        return totals, footers[::-1]

    def all_totals(self, totals: list[int]) -> list[int]:
        """Those at the end, those that open the table, and, where there are any, the subtotals between the rows."""
        found = [
            *totals,
            *(
                place
                for place in sorted(self.first)[:_TOP]
                if self._is_total(self.first[place], place, totals)
            ),
        ]
        if not found:
            return []
        labels = {label for place in found if (label := _label(self._known[place])) is not None}
        columns = [self._names[i] for i in sorted(labels | set(range(min(_LABELS_AT, len(self._names)))))]
        sign = " OR ".join(total_label_sql(f"CAST({quoted(name)} AS VARCHAR)") for name in columns)
        between = self._fetch(
            f"({sign}) AND {self.row} NOT IN ({', '.join(map(str, found))}) LIMIT {_MAX_SUBTOTALS}"
        )
        found += [place for place, row in between.items() if self._is_total(row, place, found, sums=False)]
        self._known |= between
        return sorted(set(found))

    def repeated_headers(self) -> list[int]:
        """Rows that repeat the names of the columns, as in files that were joined."""
        likely = self._names[:2]
        where = " AND ".join(f"CAST({quoted(name)} AS VARCHAR) = {literal(name)}" for name in likely)
        rows = self._fetch(where)
        found = [
            place
            for place, row in rows.items()
            if sum(cell == name for cell, name in zip(row, self._names, strict=True)) >= 0.8 * len(row)
        ]
        self._known |= rows
        return found

    def said(self, kind: SetAsideKind, places: list[int]) -> SetAside:
        """The record of rows that are taken out."""
        text = " | ".join(cell for cell in self._known[places[0]] if cell)
        count = len(places)
        it_is = "it is" if count == 1 else "they are"
        words = {
            "totals row": f"{many(count, 'row')} {'holds' if count == 1 else 'hold'} totals and no client",
            "footer": f"{many(count, 'row')} below the table {'is a footer' if count == 1 else 'are footers'}",
            "repeated header": f"{many(count, 'row')} {'repeats' if count == 1 else 'repeat'} the header",
        }[kind]
        return aside(kind, count, f"{words}: {text[:80]!r}; {it_is} set aside.", text=text)

    def _fetch(self, where: str) -> dict[int, Row]:
        """Rows by their place in the table, in order."""
        limit = where.partition(" LIMIT ")
        sql = f"SELECT {self.row}, {self._cells} FROM raw WHERE {limit[0]} ORDER BY {self.row}"
        rows = self._connection.execute(f"{sql} LIMIT {limit[2]}" if limit[2] else sql).fetchall()
        return {int(row[0]): tuple((cell or "").strip() for cell in row[1:]) for row in rows}

    def _is_footer(self, row: Row) -> bool:
        """Whether a row is a line of text below the table that has been given the table's width."""
        filled = [i for i, cell in enumerate(row) if cell]
        if len(filled) > max(1, min(2, 0.34 * self._fill)) or self._fill < 2:
            return False
        text = row[filled[0]]
        others = [other[filled[0]] for other in self._body if other[filled[0]] and other != row]
        if any(cell == text for cell in others):
            return False
        n_words = max((len(cell.split()) for cell in others), default=0)
        longest = max(map(len, others), default=0)
        is_sentence = len(filled) == 1 and self._fill > 2 and len(text.split()) > max(2, 1.5 * n_words)
        return is_footer(text) or (is_sentence and len(text) > longest)

    def _is_total(
        self, row: Row, place: int, known: Collection[int], *, unlabelled: bool = False, sums: bool = True
    ) -> bool:
        """Whether a row sums up others: it says so or its numbers do, and what names a row is missing in it.

        Args:
            row: Its cells.
            place: Its place.
            known: Other such rows, which no sum counts.
            unlabelled: It may be one without saying so.
            sums: Its numbers are compared with the columns' where little else tells.
        """
        label = _label(row)
        cells = {
            i: cell
            for i, cell in enumerate(row)
            if cell and i != label and cell.lower() not in STANDS_FOR_MISSING
        }
        numbers = [i for i, cell in cells.items() if is_value(cell)]
        if any(i not in numbers and not is_total_label(cell) for i, cell in cells.items()):
            return False  # something else is named
        if label is not None and is_figure_label(row[label]) and any(row[:label]):
            return False  # a person called Max behind a number of their own
        missing = [i for i in self._usual if not row[i]]
        if label is not None and len(missing) >= max(2, 0.3 * len(self._usual)):
            return True
        if label is None and not (unlabelled and missing and (len(numbers) > 1 or len(missing) > 2)):
            return False
        if not sums or not numbers:
            return label is not None and bool(missing)
        hits = self._matching(
            row, numbers, {place, *known}, mean=label is not None and is_mean_label(row[label])
        )
        return hits >= max(
            1 if missing else 0.5 * len(numbers), 1 if label is not None else 0.5 * len(numbers)
        )

    def _matching(self, row: Row, places: Iterable[int], without: set[int], *, mean: bool) -> int:
        """How many of a row's numbers are the sums (or means) of their columns."""
        styles = {i: number_style([cells[i] for cells in self._body if cells[i]], ".") for i in places}
        asked = {
            i: (style.sql(f"CAST({quoted(self._names[i])} AS VARCHAR)"), style.sql(literal(row[i])))
            for i, style in styles.items()
            if style is not None
        }
        if not asked:
            return 0
        kind = "avg" if mean else "sum"
        left = f"{self.row} NOT IN ({', '.join(map(str, sorted(without)))})"
        sql = ", ".join(
            f"{kind}({column}) FILTER ({left}), any_value({own})" for column, own in asked.values()
        )
        (figures,) = self._connection.execute(f"SELECT {sql} FROM raw").fetchall()
        return sum(_near(own, figure) for figure, own in zip(figures[::2], figures[1::2], strict=True))


def _label(row: Row) -> int | None:
    """The place of the cell that says that its row holds totals."""
    return next((i for i, cell in enumerate(row) if cell and is_total_label(cell)), None)


def _near(value: float | None, figure: float | None) -> bool:
    """Equal but for rounding, or half of it: subtotals count every row twice; nothing sums up to nothing."""
    if value is None or figure is None or value == 0:
        return False
    return any(abs(value - one) <= max(0.006, 1e-4 * abs(one)) for one in (figure, figure / 2))
