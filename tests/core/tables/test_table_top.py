"""Title lines, header rows and descriptions above the rows, in texts and sheets, and what is none of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.options import ReadOptions
from core.tables.reading import preview, read_table
from core.tables.table import Table
from core.tables.table_top import find_top

HEADER = ["lead_id", "source", "visits", "amount", "day", "won"]
ROWS = [
    [
        f"L{i:03}",
        ("Web", "Fair", "Call")[i % 3],
        str(i % 7),
        f"{i * 2.5}",
        f"2024-0{1 + i % 9}-05",
        ["yes", "no"][i % 2],
    ]
    for i in range(40)
]
GROUPS = ["Lead", "", "Activity", "", "Deal", ""]


def read(
    tmp_path: Path, above: list[list[str]], kind: str = "csv", options: ReadOptions | None = None
) -> Table:
    """Rows below what stands above them, unpadded in a text and as wide as the sheet in a workbook."""
    path = tmp_path / f"leads.{kind}"
    rows = [*above, *ROWS]
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    elif kind == "padded":
        path.write_text("\n".join(";".join([*row, *[""] * 6][:6]) for row in rows) + "\n", encoding="utf-8")
    elif kind == "utf16":
        path.write_bytes("\r\n".join("\t".join(row) for row in rows).encode("utf-16"))
    else:
        pd.DataFrame(
            [[float(c) if c[:1].isdigit() and "-" not in c else c for c in row] for row in rows]
        ).to_excel(path, index=False, header=False)
    table = read_table(path, options=options)
    assert preview(path, 3, options).columns.tolist() == names(table)
    return table


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


PREAMBLES = {
    "titles and a blank": [
        ["Campaign report: Spring 2024"],
        ["Exported on 2024-05-03 by Mira Olsen"],
        [""],
        HEADER,
    ],
    "one title": [["Leads"], HEADER],
    "delimiters in it": [["Report: Spring", " 2024", " EMEA"], ["Filters: won", " open"], HEADER],
    "keys and values": [["Owner", "Mira Olsen"], ["Date", "2024-05-03"], ["Rows", "40"], [""], [""], HEADER],
    "a number": [["2024"], HEADER],
    "many": [*[[f"line {i} of the report"] for i in range(20)], HEADER],
    "keys and values as wide as the table": [
        ["Region:", "EMEA", "Owner:", "Ana", "2023", "x"],
        ["From:", "2023-01-01", "To:", "2023-12-31", "", ""],
        HEADER,
    ],
    "keys without a colon": [["Region", "EMEA", "Owner", "Ana", "Team", "North"], HEADER],
    "lists as wide as the table": [
        ["Filter: a", "b", "c", "d", "e", "f"],
        ["User: x", "y", "z", "1", "2", "3"],
        HEADER,
    ],
    "a wide title and a blank": [["Leads", "of", "Spring", "by", "Mira", ""], [""], HEADER],
}


@pytest.mark.parametrize("kind", ["csv", "padded", "utf16", "xlsx"])
@pytest.mark.parametrize("name", PREAMBLES)
def test_title_lines(tmp_path: Path, name: str, kind: str) -> None:
    above = PREAMBLES[name]
    table = read(tmp_path, above, kind)
    assert (names(table), table.n_rows, table.n_rejected) == (HEADER, 40, 0)
    assert table.frame()["amount"].tolist() == [i * 2.5 for i in range(40)]
    said = next(one for one in table.set_aside if one.kind == "preamble")
    assert said.count == sum(any(row) for row in above[:-1])
    assert said.lines[0] == 1
    assert said.text.startswith(above[0][0])


def test_a_line_that_names_the_delimiter_and_a_title(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    for title in ("", "Leads of 2023\n", "Leads of 2023\n\n", "Region;EMEA;Owner;Ana;Team;North\n"):
        rows = "\n".join(";".join(row) for row in [HEADER, *ROWS])
        path.write_text(f"sep=;\n{title}{rows}\n", encoding="utf-8")
        table = read_table(path)
        assert (names(table), table.n_rows, table.n_rejected) == (HEADER, 40, 0)
        assert preview(path, 3).columns.tolist() == HEADER
        (said,) = table.set_aside
        assert (said.kind, said.count) == ("preamble", 1 + bool(title))


@pytest.mark.parametrize(
    "above",
    [
        [
            ["region", "owner", "visits", "amount", "day", "won"],
            ["text", "text", "int", "int", "date", "bool"],
        ],
        [["Report", "Owner", "Visits", "Amount", "Day", "Won"]],
        [["Date:", "Owner:", "Visits:", "Amount:", "Day:", "Won:"]],
        [
            ["from", "to", "visits", "amount", "day", "won"],
            ["Where it came from", "Where it went to", "", "#", "", ""],
        ],
    ],
)
def test_names_that_look_like_keys_are_the_header(tmp_path: Path, above: list[list[str]]) -> None:
    assert names(read(tmp_path, above)) == above[0]


@pytest.mark.parametrize("second", ["Contact", ""])
@pytest.mark.parametrize(
    "first", ["Account Name", "Date", "Owner", "User", "Region", "Source", "View", "Contact: Name"]
)
def test_a_client_of_words_below_the_header_is_no_header(first: str, second: str) -> None:
    rows = [[f"Firm {i}", f"Ana {i}", f"{i}", f"{i}.5"] for i in range(30)]
    for words in (["unknown", "TBD"], ["pending", "n/a"], ["several", "lots"]):
        if words == ["several", "lots"] and not (second and ":" not in first):
            continue  # nothing tells it from names
        top = find_top([[first, second, "Visits", "Amount"], ["Acme Corp", "Jim Poe", *words], *rows])
        assert (top.n_above, top.n_header, top.names[0]) == (0, 1, first)


HEADERS = {
    "gaps": (
        [GROUPS, HEADER],
        ["Lead lead_id", "Lead source", "Activity visits", "Activity amount", "Deal day", "Deal won"],
    ),
    "repeats": (
        [["Lead", "Lead", "Act", "Act", "Deal", "Deal"], HEADER],
        ["Lead lead_id", "Lead source", "Act visits", "Act amount", "Deal day", "Deal won"],
    ),
    "below a title": (
        [["Report"], [""], GROUPS, HEADER],
        ["Lead lead_id", "Lead source", "Activity visits", "Activity amount", "Deal day", "Deal won"],
    ),
    "joined downwards": (
        [["lead_id", "source", "Activity", "", "day", "won"], ["", "", "visits", "amount", "", ""]],
        ["lead_id", "source", "Activity visits", "Activity amount", "day", "won"],
    ),
    "names repeat": (
        [["", "", "2023", "", "2024", ""], ["lead_id", "source", "visits", "amount", "day", "won"]],
        ["lead_id", "source", "2023 visits", "2023 amount", "2024 day", "2024 won"],
    ),
}


@pytest.mark.parametrize("kind", ["csv", "padded", "xlsx"])
@pytest.mark.parametrize("name", HEADERS)
def test_two_header_rows(tmp_path: Path, name: str, kind: str) -> None:
    above, expected = HEADERS[name]
    table = read(tmp_path, above, kind)
    assert (names(table), table.n_rows) == (expected, 40)
    assert "second header" in [one.kind for one in table.set_aside]


DESCRIPTIONS = {
    "types": ["string", "string", "int", "decimal(10)", "date", "bool"],
    "units": ["", "", "#", "EUR", "yyyy-mm-dd", ""],
    "sentences": [
        "The number of the lead in the system",
        "Where the lead came from",
        "Visits of the web site",
        "Money offered in euros",
        "The day of the first talk",
        "Whether the lead was won in the end",
    ],
    "labels": ["Lead number", "Lead source", "Visits on site", "Amount offered", "Day of talk", "Was it won"],
}


@pytest.mark.parametrize("kind", ["csv", "padded", "xlsx"])
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_row_that_describes_the_columns(tmp_path: Path, name: str, kind: str) -> None:
    table = read(tmp_path, [HEADER, DESCRIPTIONS[name]], kind)
    assert (names(table), table.n_rows) == (HEADER, 40)
    (said,) = [one for one in table.set_aside if one.kind == "description row"]
    assert (said.count, said.lines) == (1, (2,))
    kept = read(tmp_path, [HEADER, DESCRIPTIONS[name]], kind, ReadOptions(keep=("description row",)))
    assert kept.n_rows == 41


FIRST_ROWS = {
    "many empties": ["L900", "", "", "", "", ""],
    "words that stand for missing": ["L900", "Web", "unknown", "n/a", "tbd", "no"],
    "one odd cell": ["L900", "Web", "3", "about 20", "2024-01-01", "no"],
    "the same word": ["L900", "Web", "later", "later", "later", "no"],
}


@pytest.mark.parametrize("name", FIRST_ROWS)
@pytest.mark.parametrize("kind", ["csv", "padded", "xlsx"])
def test_a_row_is_no_description(tmp_path: Path, name: str, kind: str) -> None:
    table = read(tmp_path, [HEADER, FIRST_ROWS[name]], kind)
    assert (names(table), table.n_rows) == (HEADER, 41)
    assert [one for one in table.set_aside if one.kind not in ("sheet", "words for missing")] == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["id", "", "", "", "y"], *[[f"a{i}", "x", "b", f"{i}", "no"] for i in range(9)]], (0, 1, 0)),
        ([["name", "town"], ["Anna", "Berlin"], ["Bea", "Bern"]], (0, 1, 0)),
        ([["client", "2023", "2024"], ["x", "1", "2"], ["y", "3", "4"]], (0, 1, 0)),
        ([["Title"], [""], ["client", "2023", "2024"], *[["x", f"{i}", "2"] for i in range(9)]], (2, 1, 0)),
        ([[f"{i}", "x", "2024-01-01"] for i in range(9)], (0, 0, 0)),
        ([["Title"], [], *[[f"{i}", "x", "2024-01-01"] for i in range(9)]], (2, 0, 0)),
        ([["m", "s"], ["f", "t"], ["m", "t"], ["f", "s"], ["m", "s"]], (0, 0, 0)),
        ([["sex", "kind"], ["m", "s"], ["f", "t"], ["m", "t"], ["f", "s"], ["m", "s"]], (0, 1, 0)),
        ([["n", "text"], ["id", "date"], ["key", "long"], ["time", "real"]], (0, 1, 0)),
        ([["a", "b", "c"], ["1", "2"], ["1", "2"], ["1", "2"]], (0, 1, 0)),
        ([["key", "name"], ["ID", "varchar(255)"], ["C1", "Anna"], ["C2", "Bea"]], (0, 1, 1)),
    ],
)
def test_small_tops(rows: list[list[str]], expected: tuple[int, int, int]) -> None:
    top = find_top(rows)
    assert (top.n_above, top.n_header, top.n_description) == expected


def test_a_person_knows_better(tmp_path: Path) -> None:
    above = [["Report"], GROUPS, HEADER]
    one = read(tmp_path, above, "csv", ReadOptions(skip_lines=2, header_rows=1))
    assert (names(one), one.n_rows) == (HEADER, 40)
    none = read(tmp_path, [HEADER], "csv", ReadOptions(header_rows=0))
    assert (names(none)[0], none.n_rows) == ("column_1", 41)
    two = read(tmp_path, above, "xlsx", ReadOptions(skip_lines=1, header_rows=2))
    assert names(two)[:2] == ["Lead lead_id", "Lead source"]


def test_quotation_marks_above_the_table_hide_no_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('The "Spring campaign\n5" screens sold\n\n"a\nname",b\n' + "1,2\n" * 30, encoding="utf-8")
    table = read_table(path)
    assert (names(table), table.n_rows, table.n_rejected) == (["a name", "b"], 30, 0)


@pytest.mark.parametrize("gap", [" ", "   ", " \t", "\t  "])
def test_columns_parted_by_blanks(tmp_path: Path, gap: str) -> None:
    path = tmp_path / "t.data"
    path.write_text("\n".join(gap.join(row) for row in ROWS) + "\n", encoding="utf-8")
    table = read_table(path)
    assert (table.n_rows, table.n_rejected, len(table.columns)) == (40, 0, 6)
    assert names(table)[0] == "column_1"
    assert any("blanks" in note or "tab" in note for note in table.notes)


def test_columns_parted_by_two_blanks_may_hold_one(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    rows = [["lead id", "lead source", "amount"], *([f"L {i}", "cold call", f"{i}.5"] for i in range(30))]
    path.write_text("\n".join(f"{a:12}{b:15}{c}" for a, b, c in rows) + "\n", encoding="utf-8")
    table = read_table(path)
    assert names(table) == rows[0]
    assert table.frame()["lead source"].tolist() == ["cold call"] * 30


def test_two_header_rows_over_years() -> None:
    group = ["Customer", "Contact", "", "Sales", "", "", "Won"]
    header = ["", "Phone", "City", "2022", "2023", "2024", ""]
    rows = [[f"K{i}", f"+49 30 {5550100 + i}", "Ulm", str(i * 7 % 90), "40", "16", "yes"] for i in range(30)]
    named = ("Customer", "Contact Phone", "Contact City", "Sales 2022", "Sales 2023", "Sales 2024", "Won")
    top = find_top([group, header, *rows])
    assert (top.n_header, top.n_description, top.names) == (2, 0, named)
    founded = [
        ["Customer", "", "Founded", "", "", "", "Won"],
        *([*row[:2], "1998", *row[3:]] for row in rows),
    ]
    assert find_top(founded).n_header == 1  # the first row holds a year, as all do
