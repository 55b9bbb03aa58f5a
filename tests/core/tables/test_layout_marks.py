"""Marks that stand around and inside cells and mean nothing: frames, delimiters at line ends, quotation marks."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.tables.dialect import sniff
from core.tables.frames import unframed
from core.tables.inner_quotes import cells_as_meant
from core.tables.options import ReadOptions
from core.tables.reading import preview, read_table
from core.tables.table import Table

HEADER = ["lead_id", "source", "amount"]
ROWS = [[f"L{i:03}", ("Web", "Cold call")[i % 2], f"{i * 2.5}"] for i in range(12)]


def read(tmp_path: Path, text: str, options: ReadOptions | None = None) -> Table:
    path = tmp_path / "leads.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, options=options)
    assert preview(path, 3, options).columns.tolist() == [column.name for column in table.columns]
    return table


def check(table: Table, said: dict[str, int]) -> None:
    assert [column.name for column in table.columns] == HEADER
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
    assert table.frame()["amount"].tolist() == [float(row[2]) for row in ROWS]
    assert table.n_rejected == 0
    assert {one.kind: one.count for one in table.set_aside} == said


def barred(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


FRAMES = {
    "markdown": (barred([HEADER]) + "|---|:--:|---:|\n" + barred(ROWS), {"ruled rows": 1}),
    "markdown below a title": (
        "# Leads\n\n" + barred([HEADER]) + "| --- | --- | --- |\n" + barred(ROWS),
        {"preamble": 1, "ruled rows": 1},
    ),
    "a database's lines": (
        f"+---+---+---+\n{barred([HEADER])}+---+---+---+\n{barred(ROWS)}+---+---+---+\n12 rows in set (0.01 sec)\n",
        {"ruled rows": 3, "footer": 1},
    ),
    "bars between": (
        f" {' | '.join(HEADER)}\n-----+----+-----\n"
        + "".join(f" {' | '.join(row)}\n" for row in ROWS)
        + "(12 rows)\n",
        {"ruled rows": 1, "footer": 1},
    ),
}


@pytest.mark.parametrize("name", FRAMES)
def test_drawn_tables(tmp_path: Path, name: str) -> None:
    text, said = FRAMES[name]
    check(read(tmp_path, text), said)


def test_rules_are_kept_on_demand_and_signs_in_cells_stay() -> None:
    text = barred([HEADER]) + "|---|---|---|\n" + barred(ROWS)
    assert "---" in unframed(text, sniff(text, "utf-8"), ("ruled rows",))
    rated = "".join(f"L{i}|{'--' if i % 3 else '++'}|{i}\n" for i in range(9))
    assert unframed(rated, sniff(rated, "utf-8")) == rated


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{','.join(row)},\n" for row in [HEADER, *ROWS]),
        f"{','.join(HEADER)}\n" + "".join(f"{','.join(row)},\n" for row in ROWS),
        f"{','.join(HEADER)},\n" + "".join(f"{','.join(row)}\n" for row in ROWS),
        "".join(f",{','.join(row)}\n" for row in [HEADER, *ROWS]),
        "".join(
            f"{','.join(row)}\n" + (",\n   \n" if i % 4 == 2 else "") for i, row in enumerate([HEADER, *ROWS])
        ),
    ],
    ids=["both end", "rows end", "header ends", "all begin", "blank lines of blanks"],
)
def test_delimiters_that_part_nothing(tmp_path: Path, text: str) -> None:
    check(read(tmp_path, text), {})


def test_a_first_line_that_names_another_delimiter(tmp_path: Path) -> None:
    text = "sep=;\n" + "".join(f"{','.join(row)}\n" for row in [HEADER, *ROWS])
    check(read(tmp_path, text), {"preamble": 1})


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('a,"5" pipe, big",c', ["a", '5" pipe, big', "c"]),
        ('"a","the "big" one","c"', ["a", 'the "big" one', "c"]),
        ('"a","say "yes", ok","c"', ["a", 'say "yes", ok', "c"]),
        ('"Bob "B" Lee",b,c', ['Bob "B" Lee', "b", "c"]),
        ('a,"Cafe" am Ring,c', ["a", '"Cafe" am Ring', "c"]),
        ('a,"say ""x"" and "y"",c', ["a", 'say "x" and "y"', "c"]),
        ('a,b,"open', ["a", "b", '"open']),
        ('a,"b"x', None),
        ('a,"b,c,d', None),
        ("", None),
    ],
)
def test_cells_as_meant(line: str, cells: list[str] | None) -> None:
    assert cells_as_meant(line, ",", '"', 3) == cells


def test_marks_that_nothing_closes_cost_no_more_than_the_line_is_long() -> None:
    line = '"a,' * 100_000  # took minutes, as each mark was looked for up to the end
    for width in (3, 200_000):
        started = time.process_time()
        assert cells_as_meant(line, ",", '"', width) is None
        assert time.process_time() - started < 5


def test_quotation_marks_that_nobody_doubled(tmp_path: Path) -> None:
    rows = [
        [*row[:1], f'"{row[1]} "{i}" or, so"', row[2]] if i % 5 == 2 else row for i, row in enumerate(ROWS)
    ]
    table = read(tmp_path, "".join(f"{','.join(row)}\n" for row in [HEADER, *rows]))
    check(table, {"escapes": 2})
    assert table.frame()["source"].tolist()[2] == 'Web "2" or, so'
    assert table.set_aside[0].lines == (4, 9)


@pytest.mark.parametrize("header", ["name,visits,won,,", None], ids=["with a header", "without"])
def test_columns_without_a_name_and_a_value_are_counted(tmp_path: Path, header: str | None) -> None:
    rows = [f"{name},{i},{'yn'[i % 2]},," for i, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed", "Flo"])]
    (tmp_path / "t.csv").write_text("\n".join([*([header] if header else []), *rows]) + "\n")
    table = read_table(tmp_path / "t.csv")
    assert len(table.columns) == 3
    assert "2 columns have neither a name nor a value and are left out." in table.notes
