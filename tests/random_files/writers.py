"""Tables into files as programs write them: text of every kind, workbooks, Parquet, and what stands around the rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.random_files.amounts import plain
from tests.random_files.customs import Custom
from tests.random_files.truth import MadeFile, TrueColumn, TrueTable, chance

_TITLES = ("Sales report", "Leads export 2024", "Report: contacts, all regions", "Created by: admin", "Umsatz 2023",
           "Filters: none", "Confidential", "Period: 01/01/2024 - 31/12/2024")  # fmt: skip
_FOOTERS = ("Generated on 2024-05-01 12:00", "© 2024 Example Ltd", "Confidential", "End of report",
            "{n} records", "Source: CRM", "Page 1 of 1")  # fmt: skip
_KINDS = {"number": ("Number", "numeric", "decimal"), "date": ("Date", "datetime", "yyyy-mm-dd"),
          "text": ("Text", "string", "varchar(255)"), "code": ("ID", "string", "text")}  # fmt: skip


@dataclass
class _Sheet:
    """Rows as they will stand in the file, what was put around them, and the customs chosen."""

    rows: list[list[str]]
    n_header: int = 1
    n_above: int = 0
    n_below: int = 0
    habits: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def body(self) -> slice:
        return slice(self.n_above + self.n_header, len(self.rows) - self.n_below)


def written_file(rng: Random, table: TrueTable, custom: Custom, decimal: str, number: int) -> MadeFile:
    """The table as one file, in one of the ways of its country and its program."""
    way = rng.choice(("text",) * 7 + ("workbook",) * 2 + ("parquet",))
    if way == "parquet":
        return _parquet(rng, _typed(table), number)
    sheet = _framed(rng, table, decimal)
    made = (
        _workbook(rng, sheet, _typed(table), number)
        if way == "workbook"
        else _text(rng, sheet, table, custom, number)
    )
    if sheet.names == [column.name for column in table.columns]:
        return made
    columns = [
        TrueColumn(**{**column.__dict__, "name": name})
        for column, name in zip(made.table.columns, sheet.names, strict=True)
    ]
    return MadeFile(made.name, made.data, TrueTable(columns, table.n_rows), made.habits, made.asides)


def _typed(table: TrueTable) -> TrueTable:
    return TrueTable([column.as_typed for column in table.columns], table.n_rows)


def _framed(rng: Random, table: TrueTable, decimal: str) -> _Sheet:
    """The rows with a header, and in some files titles, second headers, descriptions, totals and footers."""
    columns = table.columns
    names = [column.name for column in columns]
    sheet = _Sheet(
        [names, *(list(row) for row in zip(*(column.cells for column in columns), strict=True))], names=names
    )
    if chance(rng, 0.08) and len(columns) > 4:
        _group(rng, sheet)
    elif chance(rng, 0.08):
        sheet.rows.insert(1, [rng.choice(_KINDS[column.kind]) for column in columns])
        sheet.n_header += 1
        sheet.habits.append("description row")
        sheet.asides.append("description row")
    if chance(rng, 0.12):
        _total(rng, sheet, table, decimal)
    if chance(rng, 0.1):
        for line in rng.sample(_FOOTERS, rng.choice((1, 2))):
            sheet.rows.append([line.format(n=table.n_rows)])
            sheet.n_below += 1
        sheet.habits.append("footer")
        sheet.asides.append("footer")
    if chance(rng, 0.15):
        titles = [[title] for title in rng.sample(_TITLES, rng.choice((1, 2, 3)))]
        if chance(rng, 0.6):
            titles.append([])
        sheet.rows = [*titles, *sheet.rows]
        sheet.n_above = len(titles)
        sheet.habits.append("title lines")
        sheet.asides.append("preamble")
    return sheet


def _group(rng: Random, sheet: _Sheet) -> None:
    """A second header row above the first: groups that begin at some columns."""
    width = len(sheet.rows[0])
    cuts = sorted({0, *rng.sample(range(1, width), rng.choice((1, 2)))})
    words = rng.sample(("Contact", "Deal", "Finance", "Status", "Details"), len(cuts))
    top = [""] * width
    groups = []
    for cut, word in zip(cuts, words, strict=True):
        top[cut] = word
    for cell in top:
        groups.append(cell or groups[-1])
    sheet.names = [f"{group} {name}" for group, name in zip(groups, sheet.rows[0], strict=True)]
    sheet.rows.insert(0, top)
    sheet.n_header = 2
    sheet.habits.append("two header rows")
    sheet.asides.append("second header")


def _total(rng: Random, sheet: _Sheet, table: TrueTable, decimal: str) -> None:
    """A last row with the sums of the numbers."""
    sums = {}
    for place, column in enumerate(table.columns):
        numbers = [one for one in column.values if isinstance(one, float)]
        if column.kind == "number" and "plain numbers" in column.habits and len(numbers) > table.n_rows / 2:
            sums[place] = plain(round(sum(numbers), 2), 2, decimal)
    if not sums:
        return
    row = [sums.get(place, "") for place in range(len(table.columns))]
    row[0] = rng.choice(
        ("Total", "TOTAL", "Grand Total", "Sum", "Summe", "Gesamt", "Total:", "合計", "Итого")
    )
    sheet.rows.append(row)
    sheet.n_below += 1
    sheet.habits.append("totals row")
    sheet.asides.append("totals row")


def _encoding(rng: Random, text: str, custom: Custom) -> str:
    """One of the encodings in which the text can be written."""
    likely = ("utf-8", "utf-8", "utf-8-sig", "utf-16", *custom.code_pages * 2)
    able = []
    for codec in likely:
        try:
            text.encode(codec)
        except UnicodeEncodeError:
            continue
        able.append(codec)
    return rng.choice(able)


def _text(rng: Random, sheet: _Sheet, table: TrueTable, custom: Custom, number: int) -> MadeFile:
    delimiter = rng.choice(custom.delimiters) if chance(rng, 0.9) else rng.choice(",;\t|")
    habits = [*sheet.habits, f"delimiter {delimiter!r}"]
    quoting, escape = rng.choice((csv.QUOTE_MINIMAL,) * 3 + (csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)), None
    if quoting != csv.QUOTE_MINIMAL:
        habits.append("quoted cells")
    doubled = not (any('"' in cell for row in sheet.rows for cell in row) and chance(rng, 0.3))
    if not doubled:
        escape, quoting = "\\", csv.QUOTE_ALL if chance(rng, 0.5) else csv.QUOTE_MINIMAL
        habits.append("backslash escapes")
    width = len(table.columns)
    padded = chance(rng, 0.5)
    rows = [[*row, *[""] * (width - len(row))] if padded else row for row in sheet.rows]
    ends = rng.choice(("\n", "\n", "\r\n", "\r\n", "\r\n", "\r", "mixed"))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, doublequote=doubled, escapechar=escape,
                        lineterminator="\x1e")  # fmt: skip
    writer.writerows(rows)
    lines = stream.getvalue().split("\x1e")[:-1]
    if ends == "mixed":
        at = rng.randrange(2, len(lines))
        before, after = rng.choice((("\r\n", "\n"), ("\n", "\r\n"), ("\r", "\r\n"), ("\n", "\r")))
        text = before.join(lines[:at]) + before + after.join(lines[at:]) + after
        habits.append(f"line ends {before!r} and {after!r}")
    else:
        text = ends.join(lines) + (ends if chance(rng, 0.8) else "")
        habits.append(f"line ends {ends!r}")
    codec = _encoding(rng, text, custom)
    habits.append(codec)
    asides = list(sheet.asides)
    if any(
        not char.isprintable() and char not in "\n\t\r\u00a0\u202f"
        for row in rows
        for cell in row
        for char in cell
    ):
        asides.append("control characters")
    name = f"table{number}" + (".tsv" if delimiter == "\t" and chance(rng, 0.5) else ".csv")
    return MadeFile(name, text.encode(codec, errors="strict"), table, tuple(habits), tuple(asides))


def _workbook(rng: Random, sheet: _Sheet, table: TrueTable, number: int) -> MadeFile:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    habits = [*sheet.habits, "workbook"]
    day = book.add_format(
        {"num_format": rng.choice(("yyyy-mm-dd", "dd/mm/yyyy", "m/d/yy h:mm", "d. mmm yyyy"))}
    )
    asides = list(sheet.asides)
    if chance(rng, 0.25):
        cover = book.add_worksheet(rng.choice(("Cover", "README", "Info")))
        for place, line in enumerate(("Sales report", "Prepared by the team", "Version 3")):
            cover.write(place * 2, 1, line)
        habits.append("cover sheet")
        asides.append("sheet")
    page = book.add_worksheet(rng.choice(("Data", "Sheet1", "Export")))
    down, right = (rng.choice((0, 0, 0, 2)), rng.choice((0, 0, 0, 1)))
    if down or right:
        habits.append("does not begin at A1")
    body = sheet.body
    for place, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            typed = table.columns[column].typed if body.start <= place < body.stop else None
            value: Any = cell if typed is None else typed[place - body.start]
            _put(page, place + down, column + right, value, day)
    if sheet.n_below:
        _put_total(page, sheet, down, right)
    book.close()
    return MadeFile(f"table{number}.xlsx", stream.getvalue(), table, tuple(habits), tuple(asides))


def _put(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value)
    else:
        page.write_string(
            row, column, "".join(char for char in value if char.isprintable() or char in "\n\t")
        )


def _put_total(page: Any, sheet: _Sheet, down: int, right: int) -> None:
    """Sums are numbers where they can be."""
    for place in range(len(sheet.rows) - sheet.n_below, len(sheet.rows)):
        for column, cell in enumerate(sheet.rows[place][1:], start=1):
            try:
                page.write_number(place + down, column + right, float(cell.replace(",", ".")))
            except ValueError:
                continue


def _parquet(rng: Random, table: TrueTable, number: int) -> MadeFile:
    arrays = [_array(rng, column) for column in table.columns]
    sink = io.BytesIO()
    names = [column.name for column in table.columns]
    pq.write_table(pa.table(arrays, names=names), sink)
    return MadeFile(f"table{number}.parquet", sink.getvalue(), table, ("Parquet",))


def _array(rng: Random, column: TrueColumn) -> pa.Array:
    if column.typed is None:
        kept: Sequence[str | None] = [cell or None for cell in column.cells]
        array = pa.array(kept, type=pa.string())
        return array.dictionary_encode() if chance(rng, 0.2) else array
    if column.kind == "date":
        return pa.array(column.typed, type=pa.timestamp(rng.choice(("ms", "us", "ns"))))
    return pa.array(column.typed)
