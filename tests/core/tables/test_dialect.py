"""Delimiter, quote, header and encoding as found in the beginning of a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.dialect import line_ends_fit, parse, sniff
from core.tables.escapes import unescaped
from core.tables.names import column_names
from core.tables.reading import read_table

CELLS = st.text(st.characters(codec="utf-8", categories=["L", "Nd", "Zs", "Po"]), max_size=12)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, st.integers(0, 99)), min_size=3, max_size=12), st.sampled_from(",;\t|")
)
def test_rows_come_back_whatever_they_hold(rows: list[tuple[str, str, int]], delimiter: str) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["name", "place", "age"])
    writer.writerows(rows)
    found = sniff(stream.getvalue(), "utf-8")
    assert (found.delimiter, found.quote, found.has_header) == (delimiter, '"', True)
    got = parse(stream.getvalue(), found.delimiter, found.quote, 100)[1:]
    assert got == [[a, b, str(n)] for a, b, n in rows]


@pytest.mark.parametrize(
    ("text", "delimiter", "header", "skip"),
    [
        ("sep=;\na;b\n1;2\n", ";", True, 1),
        ('a,b\n"1,5",2\n"2,5",3\n', ",", True, 0),
        ("a;b\n1,5;2\n2,5;3\n", ";", True, 0),
        ("when;what\n12:30:01;x\n12:31:02;y\n", ";", True, 0),
        ("1,2,3\n4,5,6\n", ",", False, 0),
        ("2024-01-01,x\n2024-01-02,y\n", ",", False, 0),
        ("client,2023,2024\nx,1,2\ny,3,4\n", ",", True, 0),
        ("name,town\nAnna,Berlin\nBea,Bern\n", ",", True, 0),
    ],
)
def test_examples(text: str, delimiter: str, header: bool, skip: int) -> None:
    found = sniff(text, "utf-8")
    assert (found.delimiter, found.has_header, found.n_above) == (delimiter, header, skip)


def test_names_are_unique_whatever_their_case() -> None:
    names, notes = column_names(["a", "A", "a_2", "", " b\n c ", "x" * 500])
    assert len({name.lower() for name in names}) == 6
    assert names[0] == "a"
    assert names[3:5] == ["column_4", "b c"]
    assert len(names[5]) == 120
    assert len(notes) == 3


@pytest.mark.parametrize("n", [3, 100, 400])
def test_times_of_day_are_no_delimiters(n: int) -> None:
    lines = [f"{i},2024-01-{1 + i % 28:02} 10:{i % 60:02}:00,2024-02-01 11:{i % 60:02}:00" for i in range(n)]
    found = sniff("\n".join(["id,created,updated", *lines, ""]), "utf-8")
    assert (found.delimiter, found.has_header) == (",", True)


def test_returns_end_lines_where_the_few_feeds_stand_inside_cells() -> None:
    rows = [f'L{i};"note\n{i}";1;2;3' if i % 9 == 4 else f"L{i};note;1;2;3" for i in range(20)]
    assert line_ends_fit("\r".join(["id;text;a;b;c", *rows, "20 records"]))


@pytest.mark.parametrize("cell", ['said \\"maybe\\" and left', '"said \\"maybe\\" and left"'])
def test_backslashes_before_quotation_marks_that_fit_either_way(cell: str) -> None:
    text = f"id,note,n\n1,{cell},2\n" + "".join(f"{i},good,3\n" for i in range(2, 12))
    found = sniff(text, "utf-8")
    assert parse(unescaped(text, found), ",", '"', 2)[1] == ["1", 'said "maybe" and left', "2"]
    beside = text.replace("good", '"good, or"').replace("1,said", '"1, 2",said')
    assert parse(unescaped(beside, found), ",", '"', 2)[1][1:] == ['said "maybe" and left', "2"]


def test_a_backslash_that_ends_a_cell_is_no_escape() -> None:
    text = 'id,folder\n1,"C:\\data\\"\n' + "".join(f'{i},"D:\\"\n' for i in range(2, 12))
    assert unescaped(text, sniff(text, "utf-8")) == text


def test_backslashes_in_lines_that_end_with_returns_and_feeds(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    lines = [
        f'{i},said \\"maybe\\" and left,{i % 3}' if i % 5 == 2 else f"{i},good,{i % 3}" for i in range(20)
    ]
    path.write_bytes("\r\n".join(["id,note,n", *lines, ""]).encode())
    table = read_table(path)
    assert table.n_rows == 20
    assert table.frame()["note"].tolist()[2] == 'said "maybe" and left'
