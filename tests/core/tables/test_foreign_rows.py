"""Ruled lines, page titles, other headers and second tables are no clients; rows that look like them stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import TableError
from core.tables import table_end
from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.table import Table
from tests.core.tables.lead_rows import read_leads, said

HEADER = ["lead_id", "industry", "visits", "won", "amount"]
N = 60
ROWS = [
    [f"L{i:03}", ("Care", "Food")[i % 2], str(i % 11), ("Yes", "No")[i % 2], str(37 + i * i % 89)]
    for i in range(N)
]
SECOND = [
    ["deal_id", "stage", "owner", "value", "day"],
    *([f"D{i}", "Won", "Ana", "many", "open"] for i in range(50)),
]


def read(tmp_path: Path, rows: list[list[str]], kind: str, options: ReadOptions | None = None) -> Table:
    return read_leads(tmp_path, HEADER, rows, kind, options)


FOREIGN = {
    "rules": ([["---", "---", "---", "---", "---"], ["*****", "", "", "", ""]], "ruled rows"),
    "single signs": ([["-", "-", "-", "-", "-"]], "ruled rows"),
    "nothing": ([["", "", "", "", ""]], None),  # the reader says of them on its own
    "the header": ([HEADER], "repeated header"),
    "the header, written otherwise": ([["Lead", "Branch", "Visits", "Result", "EUR"]], "repeated header"),
    "page titles": ([["Leads of Spring", "", "", "", ""], ["Page 2 of 3", "", "", "", ""]] * 2, "footer"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("name", FOREIGN)
def test_rows_that_hold_no_client(tmp_path: Path, name: str, kind: str) -> None:
    foreign, what = FOREIGN[name]
    table = read(tmp_path, [*ROWS[:30], *foreign[:2], *ROWS[30:50], *foreign[2:], *ROWS[50:]], kind)
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
    assert table.frame()["amount"].tolist() == [int(row[4]) for row in ROWS]
    assert said(table) == ({} if what is None else {what: len(foreign)})


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_second_table(tmp_path: Path, kind: str) -> None:
    for n in (3, 50):
        table = read(tmp_path, [*ROWS, *SECOND[: n + 1]], kind)
        assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
        assert said(table) == {"second table": n + 1}
        (second,) = (one for one in table.set_aside if one.kind == "second table")
        assert f"{n} rows are set aside" in second.sentence
        assert second.text.startswith("deal_id | stage")
    kept = read(tmp_path, [*ROWS, *SECOND], kind, ReadOptions(keep=("second table",)))
    assert kept.n_rows == N + 51
    closed = [*ROWS, ["Total", "", str(sum(i % 11 for i in range(N))), "", "4000"], *SECOND]
    assert said(read(tmp_path, closed, kind)) == {"second table": 51, "totals row": 1}


STAY = {
    "a dash for an id": ["-", "Care", "3", "No", "50"],
    "words for numbers": ["L900", "Care", "unknown", "No", "tbd"],
    "a name alone": ["Firm of Spring", "", "", "", ""],
    "open": ["L900", "Food", "open", "Yes", "open"],
    "words never seen elsewhere": ["Acme", "Steel", "several", "Maybe", "lots"],
}


@pytest.mark.parametrize("name", STAY)
def test_rows_that_stay(tmp_path: Path, name: str) -> None:
    table = read(tmp_path, [*ROWS[:30], STAY[name], *ROWS[30:]], "csv")
    assert (table.n_rows, said(table)) == (N + 1, {})


@pytest.mark.parametrize("cells", ["+-", "*~", ("**", "***"), ("-", "--", "+")])
def test_signs_that_are_answers_stay(tmp_path: Path, cells: Sequence[str]) -> None:
    path = tmp_path / "answers.csv"
    rows = [",".join(cells[(i * place) % len(cells)] for place in (1, 3, 5)) for i in range(60)]
    path.write_text("\n".join(["q1,q2,q3", *rows, ""]), encoding="utf-8")
    assert (read_table(path).n_rows, said(read_table(path)).get("ruled rows")) == (60, None)


def test_ruled_rows_can_be_kept(tmp_path: Path) -> None:
    rows = [*ROWS[:30], ["---"] * 5, *ROWS[30:]]
    assert said(read(tmp_path, rows, "csv")) == {"ruled rows": 1}
    kept = read(tmp_path, rows, "csv", ReadOptions(keep=("ruled rows",)))
    assert (kept.n_rows, said(kept)) == (N + 1, {})


def test_a_table_without_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_end, "rules", lambda rows: list(range(rows.n_rows)))
    with pytest.raises(TableError, match="looks like none"):
        read(tmp_path, ROWS, "csv")


@pytest.mark.parametrize("known", ["", "pending"])
def test_open_leads_sorted_to_the_end_are_no_second_table(tmp_path: Path, known: str) -> None:
    odd = ["Acme", "Steel", "several", "Maybe", "lots"]
    rows = [*ROWS, odd, *([f"M{i}", "Care", known, "", known] for i in range(59))]
    table = read(tmp_path, rows, "csv")
    assert (table.n_rows, said(table)) == (120, {})


def test_clients_of_whom_only_the_name_is_known_are_no_titles(tmp_path: Path) -> None:
    alone = ["John Smith", "", "", "", ""]
    table = read(tmp_path, [*ROWS[:20], alone, *ROWS[20:33], alone, *ROWS[33:]], "csv")
    assert (table.n_rows, said(table)) == (N + 2, {})
    pages = [
        row
        for start in range(0, N, 20)
        for row in ([["Leads of Spring", *[""] * 4], *ROWS[start : start + 20]])
    ]
    assert said(read(tmp_path, [*ROWS[:1], *pages], "csv")) == {"footer": 3}
