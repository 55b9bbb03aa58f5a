"""Line ends of every kind, control characters, marks inside and escaped quotation marks: read, counted and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.mending import Mender
from core.tables.reading import preview, read_table
from core.tables.table import Table

ROWS = [f"L{i:03},Web,{i * 1.5},{'yes' if i % 3 else 'no'}" for i in range(60)]
HEADER = "lead_id,source,amount,converted"


def read(tmp_path: Path, data: bytes) -> Table:
    path = tmp_path / "leads.csv"
    path.write_bytes(data)
    table = read_table(path)
    assert preview(path, 5).columns.tolist() == [column.name for column in table.columns]
    return table


def joined(*ends: str) -> bytes:
    """The rows with these line ends, each for its part of the file."""
    lines = [HEADER, *ROWS]
    return "".join(line + ends[i * len(ends) // len(lines)] for i, line in enumerate(lines)).encode()


@pytest.mark.parametrize(
    "ends",
    [
        ("\r",),
        ("\r", "\r\n"),
        ("\r\n", "\n"),
        ("\n", "\r"),
        ("\r\r\n",),
        ("\n", "\r\n", "\r"),
        ("\r\n", "\r"),
    ],
)
def test_line_ends_of_any_kind_and_mixture(tmp_path: Path, ends: tuple[str, ...]) -> None:
    table = read(tmp_path, joined(*ends))
    assert (table.n_rows, table.n_rejected) == (60, 0)
    assert table.frame()["amount"].tolist() == [i * 1.5 for i in range(60)]
    said = [one for one in table.set_aside if one.kind == "line ends"]
    assert bool(said) is (len(ends) > 1 and "\r" in ends)
    assert sum(one.count for one in said) in (0, 61)


def test_returns_inside_cells_are_no_line_ends(tmp_path: Path) -> None:
    rows = [f"L{i:03},{'a' + chr(13) + 'b' if i % 9 == 0 else 'ab'},{i},no" for i in range(60)]
    table = read(tmp_path, "\r\n".join([HEADER, *rows]).encode())
    assert (table.n_rows, table.n_rejected) == (60, 0)
    assert table.frame()["source"][0] == "a b"
    assert [(one.kind, one.count) for one in table.set_aside] == [("control characters", 7)]


def test_control_characters_are_dropped_and_counted(tmp_path: Path) -> None:
    rows = [*ROWS]
    rows[3] = "L003,W\0e\0b,4.5,yes"
    rows[40] = "L040,Web,60.0,\x07yes"
    table = read(tmp_path, "\n".join([HEADER, *rows, "\x1a"]).encode())
    assert (table.n_rows, table.n_rejected) == (60, 0)
    assert set(table.frame()["source"]) == {"Web"}
    (said,) = table.set_aside
    assert (said.kind, said.count, said.lines) == ("control characters", 4, (5, 42, 62))
    assert "4 control characters" in said.sentence


def test_files_joined_with_their_marks(tmp_path: Path) -> None:
    data = f"\ufeff{HEADER}\n" + "\n".join([*ROWS[:30], "\ufeff" + ROWS[30], *ROWS[31:], ""])
    table = read(tmp_path, data.encode())
    assert table.frame()["lead_id"].tolist() == [row[:4] for row in ROWS]
    assert [one.count for one in table.set_aside] == [1]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_pieces_of_any_size_give_the_same_text(size: int) -> None:
    text = "a,b\r\nc,d\re,f\n\r\ng\0,h\r\r\ni,j\r"
    whole = Mender()
    expected = whole.feed(text, last=True)
    assert expected == b"a,b\nc,d\ne,f\n\ng,h\ni,j\n"
    pieces = Mender()
    pieces._return_ends = True  # what a piece of a few characters cannot tell
    got = b"".join(
        pieces.feed(text[i : i + size], last=i + size >= len(text)) for i in range(0, len(text), size)
    )
    assert got == expected
    assert pieces.set_aside(0, "utf-8") == whole.set_aside(0, "utf-8")


@pytest.mark.parametrize(
    ("delimiter", "quote", "cell", "expected"),
    [
        (",", '"', r'"said \"call me\", later"', 'said "call me", later'),
        (";", '"', r'"a \"b\"; c"', 'a "b"; c'),
        (",", "'", r"'it\'s, fine'", "it's, fine"),
        (",", '"', r'"C:\\temp \"x, y\""', r'C:\temp "x, y"'),
        ("\t", '"', '"a \\"b\\"\tc"', 'a "b"\tc'),
    ],
)
def test_backslash_escapes(tmp_path: Path, delimiter: str, quote: str, cell: str, expected: str) -> None:
    rows = [[f"L{i:03}", "fine", str(i)] for i in range(90)]
    lines = [delimiter.join(quote + one + quote for one in row) for row in [["id", "note", "n"], *rows]]
    for place in (3, 50):
        lines[place] = delimiter.join([f"{quote}L{place - 1:03}{quote}", cell, f"{quote}7{quote}"])
    table = read(tmp_path, "\n".join([*lines, ""]).encode())
    assert (table.n_rows, table.n_rejected) == (90, 0)
    assert table.frame()["note"][2] == table.frame()["note"][49] == expected
    (said,) = table.set_aside
    assert (said.kind, said.count, said.lines) == ("escapes", 2, (4,))


def test_delimiters_escaped_without_quotation_marks(tmp_path: Path) -> None:
    lines = [
        "id,note,n",
        *(f"L{i},{'Smith' + chr(92) + ', John' if i % 10 == 0 else 'x'},{i}" for i in range(50)),
    ]
    table = read(tmp_path, "\n".join(lines).encode())
    assert (table.n_rows, table.n_rejected) == (50, 0)
    assert table.frame()["note"][0] == "Smith, John"


def test_paths_that_end_in_a_backslash_are_no_escapes(tmp_path: Path) -> None:
    lines = ["id,folder,n", *(f'"L{i}","C:\\data\\","{i}"' for i in range(50))]
    table = read(tmp_path, "\n".join(lines).encode())
    assert (table.n_rows, table.n_rejected, table.set_aside) == (50, 0, ())
    assert table.frame()["folder"][0] == "C:\\data\\"
