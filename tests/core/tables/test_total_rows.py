"""Rows that sum up others are known by their arithmetic, whatever they are called; clients with such names stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.table import Table
from tests.core.tables.lead_rows import read_leads, said

HEADER = ["lead_id", "industry", "visits", "won", "amount"]
N = 60
ROWS = [
    [
        f"L{i:03}",
        ("Care", "Food", "Steel")[i // 20],
        str(i * 7 % 11),
        ("Yes", "No", "No")[i % 3],
        str(37 + i * i % 89),
    ]
    for i in range(N)
]
KINDS = ["csv", "xlsx", "parquet"]


def sums(rows: list[list[str]]) -> tuple[str, str]:
    return str(sum(int(row[2]) for row in rows)), str(sum(int(row[4]) for row in rows))


def largest(place: int) -> str:
    return str(max(int(row[place]) for row in ROWS))


VISITS, AMOUNT = sums(ROWS)


def read(
    tmp_path: Path, rows: list[list[str]], kind: str = "csv", options: ReadOptions | None = None
) -> Table:
    return read_leads(tmp_path, HEADER, rows, kind, options)


TOTAL = ["Total", "", VISITS, "", AMOUNT]
CLOSING = {
    "a count below": [TOTAL, ["Count", "60", "60", "", "60"]],
    "a count above": [["Count", "60", "60", "", "60"], TOTAL],
    "a count alone": [["Count", "60", "60", "60", "60"]],
    "how many said yes": [["Total", "60", VISITS, "20 Yes", AMOUNT]],
    "a share": [["Total", "60 leads", VISITS, "33.3 % yes", AMOUNT]],
    "so many of so many": [["Totals", "3 industries", VISITS, "20 of 60", AMOUNT]],
    "a word nobody knows": [["Zusammenzählung", "", VISITS, "", AMOUNT]],
    "all": [["All", "All", VISITS, "All", AMOUNT]],
    "all, in another column": [["", "All", VISITS, "", AMOUNT]],
    "records": [["Total Records", "60", "", "", ""]],
    "in brackets": [["[Total]", "", VISITS, "", AMOUNT]],
    "a description": [
        ["mean", "", f"{int(VISITS) / N:.4f}", "", f"{int(AMOUNT) / N:.4f}"],
        ["std", "", "3.2", "", "24.5"],
        ["min", "", "0", "", "37"],
        ["25%", "", "2", "", "51"],
        ["50%", "", "5", "", "75"],
        ["max", "", largest(2), "", largest(4)],
    ],
    "the largest, by the alphabet too": [["Max", "Steel", largest(2), "Yes", largest(4)]],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CLOSING)
def test_rows_that_close_the_table(tmp_path: Path, name: str, kind: str) -> None:
    table = read(tmp_path, [*ROWS, *CLOSING[name]], kind)
    assert said(table) == {"totals row": len(CLOSING[name])}
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
    if kind == "csv":
        kept = read(tmp_path, [*ROWS, *CLOSING[name]], kind, ReadOptions(keep=("totals row",)))
        assert (kept.n_rows, said(kept)) == (N + len(CLOSING[name]), {})


@pytest.mark.parametrize(
    "word",
    [
        "Ukupno",
        "Σύνολο",
        "Разом",
        "المجموع الكلي",
        "รวม",
        "Totais",
        "Somma",
        "总和",
        "計",
        "TTL",
        "Tot.",
        "Total (EUR)",
    ],
)
def test_totals_that_are_off_in_more_languages(tmp_path: Path, word: str) -> None:
    table = read(tmp_path, [*ROWS, [word, "", "9", "", "12"]])
    assert (table.n_rows, said(table)) == (N, {"totals row": 1})


@pytest.mark.parametrize(
    "word",
    [
        "Ø",
        "Moyenne générale",
        "Średnia",
        "Média",
        "Medelvärde",
        "Gemiddelde",
        "Průměr",
        "Average per client",
        "Среднее значение",
        "Target",
        "Benchmark",
        "Vorjahr",
        "Prior year",
        "All",
        "Anzahl: 60",
        "*",
        "#Saldo końcowe",
    ],
)
def test_means_goals_and_balances_are_no_clients(tmp_path: Path, word: str) -> None:
    table = read(tmp_path, [*ROWS, [word, "", "5.1", "", "81.3"]])
    assert (table.n_rows, said(table)) == (N, {"totals row": 1})


@pytest.mark.parametrize("word", ["Ø", "Target", "All", "*", "Balance"])
def test_rows_called_so_that_name_something_else_stay(tmp_path: Path, word: str) -> None:
    for row in ([word, "Care", "5", "Yes", "81"], [word, "Care", "5", "", ""]):
        assert (read(tmp_path, [*ROWS, row]).n_rows, row) == (N + 1, row)


def test_a_mark_that_many_rows_begin_with_sums_up_none(tmp_path: Path) -> None:
    marked = [["*" if i % 3 else "!", *row[1:]] for i, row in enumerate(ROWS)]
    assert read(tmp_path, [*marked, ["*", "", "5", "", "81"]]).n_rows == N + 1


def test_a_sign_of_sums_below_amounts_with_a_trailing_minus(tmp_path: Path) -> None:
    amounts = [1200 - 37 * i if i % 5 else -898 for i in range(40)]
    lines = [f"|K{i:03}|0{1 + i % 9}.03.2024|{_ledger(amount)}|A|" for i, amount in enumerate(amounts)]
    path = tmp_path / "list.txt"
    path.write_text(
        "\n".join(["|Debitor|Datum|Betrag|ZB|", *lines, f"|*||{_ledger(sum(amounts))}||"]), encoding="utf-8"
    )
    table = read_table(path)
    assert (table.n_rows, said(table)) == (40, {"totals row": 1})


def _ledger(amount: int) -> str:
    """898 below zero as ledgers print it: 898,00-."""
    return f"{abs(amount)},00{'-' if amount < 0 else ' '}"


@pytest.mark.parametrize("at_top", [False, True])
@pytest.mark.parametrize("label", ["Kontostand", "Closing balance", "Opening balance"])
def test_balances_with_their_day(tmp_path: Path, label: str, at_top: bool) -> None:
    rows = [
        f"2024-01-{1 + i % 28:02};2024-01-{1 + i % 28:02};Firma {i};{i * 7 % 50 - 20}.5" for i in range(40)
    ]
    balance = f"{label};2024-12-31;;-6628.29"
    path = tmp_path / "account.csv"
    body = [balance, *rows] if at_top else [*rows, balance]
    path.write_text("\n".join(["Booked;Value day;Party;Amount", *body]) + "\n", encoding="utf-8")
    table = read_table(path)
    assert (table.n_rows, said(table)) == (40, {"totals row": 1})
    assert table.column("Booked").role == "date"


SUBTOTALS = {
    "named by another column": lambda group, visits, amount: ["Subtotal", group, visits, "", amount],
    "a compound word": lambda group, visits, amount: [f"Zwischensumme {group}", "", visits, "", amount],
    "without a word": lambda _, visits, amount: ["", "", visits, "", amount],
    "the group's name alone": lambda group, visits, amount: ["", group, visits, "", amount],
    "one number": lambda group, _, amount: [f"{group} Total", "", "", "", amount],
    "a word nobody knows": lambda group, visits, amount: [f"Teilbetrag {group}", "", visits, "", amount],
    "counts": lambda group, _, __: ["", f"{group} Count", "20", "", ""],
}


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("name", SUBTOTALS)
def test_subtotals_between_the_rows(tmp_path: Path, name: str, closed: bool, above: bool) -> None:
    rows: list[list[str]] = []
    for start in range(0, N, 20):
        part = ROWS[start : start + 20]
        subtotal = SUBTOTALS[name](part[0][1], *sums(part))
        rows += [subtotal, *part] if above else [*part, subtotal]
    table = read(tmp_path, [*rows, TOTAL] if closed else rows)
    assert said(table) == {"totals row": 3 + closed}
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]


def test_a_total_of_each_page_of_one_row_and_of_pages(tmp_path: Path) -> None:
    rows: list[list[str]] = []
    for start, stop in ((0, 20), (20, 21), (21, 40), (40, 60)):
        part = ROWS[start:stop]
        rows += [*part, ["", "", sums(part)[0], "", sums(part)[1]]]
        if stop == 40:
            rows.append(["Half", "", *(sums(ROWS[:40])[0], "", sums(ROWS[:40])[1])])
    table = read(tmp_path, rows)
    assert said(table) == {"totals row": 5}
    assert table.n_rows == N


CLIENTS = {
    "Total Energies": ["Total Energies", "Energy", "5", "Yes", "120"],
    "without an answer": ["Total Energies", "Energy", "5", "", "120"],
    "nothing but a name": ["Total Energies", "", "", "", ""],
    "an id and Total": ["L900", "Total", "5", "Yes", "120"],
    "a person called Max": ["Max", "", "5", "", "55"],
    "Summa": ["Summa Ventures", "", "4", "", "55"],
    "New Balance": ["New Balance", "", "5", "", "120"],
    "Target, with nothing known": ["Target", "", "", "", ""],
    "All Bar One": ["All Bar One", "", "5", "", "120"],
    "no id": ["", "Care", "5", "Yes", "120"],
    "nearly empty": ["", "", "5", "", "120"],
    "much": ["L900", "Care", "70", "Yes", "9000"],
}


@pytest.mark.parametrize("name", CLIENTS)
def test_clients_stay(tmp_path: Path, name: str) -> None:
    for place in (0, 30, N):
        rows = [*ROWS[:place], CLIENTS[name], *ROWS[place:]]
        assert (read(tmp_path, rows).n_rows, place) == (N + 1, place)
    closed = read(tmp_path, [*ROWS[:30], CLIENTS[name], *ROWS[30:], TOTAL])
    assert (closed.n_rows, said(closed)) == (N + 1, {"totals row": 1})


def test_many_gaps_are_no_subtotals(tmp_path: Path) -> None:
    rows = [["" if i % 3 else "x", "", "1", "", "1"] if i % 4 == 0 else row for i, row in enumerate(ROWS)]
    assert read(tmp_path, rows).n_rows == N
    flags = [[row[0], row[1], str(int(i % 9 == 0)), "", "2"] for i, row in enumerate(ROWS)]
    assert read(tmp_path, flags).n_rows == N
