"""Totals, footers and repeated headers are set aside in texts, sheets and Parquet; rows that look like them stay."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.end_words import is_total_label
from core.tables.expressions import opened
from core.tables.made_keys import with_made_key
from core.tables.options import ReadOptions
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.table import Table
from core.tables.table_set import LinkedTable, TableSet

HEADER = ["lead_id", "company", "visits", "amount", "won"]
N = 30
ROWS = [
    [f"L{i:03}", f"Firm {i % 9}", str(i % 7 + 1), f"{i * 2.5 + 1}", ("yes", "no")[i % 2]] for i in range(N)
]
VISITS, AMOUNT = str(sum(i % 7 + 1 for i in range(N))), str(sum(i * 2.5 + 1 for i in range(N)))
KINDS = ["csv", "xlsx", "parquet"]


def read(
    tmp_path: Path, rows: list[list[str]], kind: str = "csv", options: ReadOptions | None = None
) -> Table:
    path = tmp_path / f"leads.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in [HEADER, *rows]) + "\n", encoding="utf-8")
    else:
        frame = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=HEADER).astype("str")
        frame = frame.where(frame != "None")
        frame.to_parquet(path) if kind == "parquet" else frame.to_excel(path, index=False)
    return read_table(path, options=options)


def said(table: Table) -> dict[str, int]:
    return {one.kind: one.count for one in table.set_aside if one.kind != "sheet"}


TOTALS = {
    "Total": ["Total", "", VISITS, AMOUNT, ""],
    "in another column": ["", "Grand total:", VISITS, AMOUNT, ""],
    "Summe": ["Summe", "", "", AMOUNT, ""],
    "with a count": ["Total (30 rows)", "", VISITS, AMOUNT, ""],
    "without a word": ["", "", VISITS, AMOUNT, ""],
    "sums that are off": ["Gesamt", "", "999", "12345", ""],
    "averages": ["Average", "", "3.9", "37.25", ""],
    "nothing but the word": ["TOTAL", "", "", "", ""],
    "合計": ["合計", "", VISITS, AMOUNT, ""],
    "grouped": ["Total", "", VISITS, f'"{float(AMOUNT):,.2f}"', ""],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TOTALS)
def test_totals_at_the_end(tmp_path: Path, name: str, kind: str) -> None:
    total = TOTALS[name] if kind == "csv" else [cell.replace('"', "") for cell in TOTALS[name]]
    table = read(tmp_path, [*ROWS, total], kind)
    assert (table.n_rows, said(table)) == (N, {"totals row": 1})
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
    finding = next(one for one in quality_report(table).findings if one.kind == "set aside")
    assert "holds totals and no client" in finding.sentence
    kept = read(tmp_path, [*ROWS, total], kind, ReadOptions(keep=("totals row",)))
    assert (kept.n_rows, said(kept)) == (N + 1, {})


@pytest.mark.parametrize("kind", KINDS)
def test_totals_in_the_first_row(tmp_path: Path, kind: str) -> None:
    table = read(tmp_path, [["Total", "", VISITS, AMOUNT, ""], *ROWS], kind)
    assert (table.n_rows, said(table)) == (N, {"totals row": 1})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "label", ["Subtotal", "Subtotal Firm {}", "Firm {} Total", "Total for Firm {}", "Firm {} Ergebnis"]
)
def test_subtotals_between_the_rows(tmp_path: Path, label: str, kind: str) -> None:
    rows: list[list[str]] = []
    for start in range(0, N, 10):
        part = ROWS[start : start + 10]
        rows += [*part, [label.format(start), "", str(sum(int(row[2]) for row in part)), "", ""]]
    rows.append(["Grand total", "", VISITS, "", ""])
    table = read(tmp_path, rows, kind)
    assert (table.n_rows, said(table)) == (N, {"totals row": 4})
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]


WORDS = (
    *("Total", "Totals", "Subtotal", "Sub-total", "Column total", "Totals of 2023", "Sum", "Sum of visits"),
    *("Summe", "Gesamt", "Gesamtsumme", "Insgesamt", "Zwischensumme", "Ergebnis", "Endbetrag"),
    *("Sous-total", "Total général", "Totale", "Somme", "Totaal", "Subtotaal", "Suma", "Suma total", "Razem"),
    *("Ogółem", "Celkem", "Spolu", "Summa", "Toplam", "Totalt", "Yhteensä", "Összesen"),
    *(
        "Итого",
        "ИТОГО по маю",
        "Всего",
        "ВСЕГО:",
        "Сумма",
        "合計",
        "総計",
        "小計",
        "总计",
        "小计",
        "總計",
        "합계",
        "소계",
    ),
    *(
        "Average",
        "Avg",
        "Mean",
        "Mittelwert",
        "Durchschnitt",
        "Moyenne",
        "Promedio",
        "Media",
        "Среднее",
        "平均",
    ),
)


@pytest.mark.parametrize("word", WORDS)
def test_subtotals_in_every_language(tmp_path: Path, word: str) -> None:
    assert is_total_label(word)
    rows = [*ROWS[:10], [word, "", "40", "", ""], *ROWS[10:], [word, "", "120", "", ""]]
    table = read(tmp_path, rows)
    assert (table.n_rows, said(table)) == (N, {"totals row": 2})


FOOTERS = {
    "generated": ["Generated by Salesforce on 2024-05-03"],
    "rows": ["(30 rows affected)"],
    "records": ["30 records"],
    "confidential": ["Confidential Information - Do Not Distribute"],
    "copyright": ["Copyright © 2024 Firm Ltd. All rights reserved"],
    "source": ["Source: CRM"],
    "a sentence": ["The figures of this list were checked in May by the controlling department"],
    "end": ["*** End of report ***"],
    "rule": ["-----------"],
}


@pytest.mark.parametrize("kind", ["csv", "padded", "xlsx", "parquet"])
@pytest.mark.parametrize("name", FOOTERS)
def test_footers(tmp_path: Path, name: str, kind: str) -> None:
    footer = FOOTERS[name] if kind == "csv" else [*FOOTERS[name], "", "", "", ""]
    kind = kind.replace("padded", "csv")
    table = read(tmp_path, [*ROWS, footer], kind)
    assert (table.n_rows, table.n_rejected, said(table)) == (N, 0, {"footer": 1})
    with_total = read(tmp_path, [*ROWS, ["Total", "", VISITS, AMOUNT, ""], footer], kind)
    assert (with_total.n_rows, said(with_total)) == (N, {"footer": 1, "totals row": 1})


def test_a_block_of_text_below_a_blank_line(tmp_path: Path) -> None:
    block = [
        [""],
        ["Filters:", "open"],
        ["Owner", "Mira Olsen"],
        ["Date", "2024"],
        [""],
        ["Generated by CRM"],
    ]
    table = read(tmp_path, [*ROWS, *block])
    assert (table.n_rows, table.n_rejected, said(table)) == (N, 0, {"footer": 4})
    (footer,) = table.set_aside
    assert footer.lines == (33, 34, 35, 37)
    short = read(tmp_path, [*ROWS, ["Total", VISITS]])
    assert (short.n_rows, short.n_rejected, said(short)) == (N, 0, {"totals row": 1})


def test_files_joined_with_their_headers(tmp_path: Path) -> None:
    table = read(tmp_path, [*ROWS[:10], HEADER, *ROWS[10:]])
    assert (table.n_rows, said(table)) == (N, {"repeated header": 1})
    assert table.frame()["amount"].tolist() == [i * 2.5 + 1 for i in range(N)]


LAST_ROWS = {
    "Total Ltd": ["L900", "Total Ltd", "3", "20.5", "no"],
    "a company called Total": ["L900", "Total", "3", "20.5", "no"],
    "many empties": ["L900", "", "", "", ""],
    "few values": ["L900", "Total", "", "", ""],
    "no id": ["", "Firm 3", "3", "20.5", "no"],
    "two numbers": ["", "", "3", "20.5", ""],
    "a small firm": ["L900", "30 rows", "3", "20.5", ""],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", LAST_ROWS)
def test_rows_that_stay(tmp_path: Path, name: str, kind: str) -> None:
    table = read(tmp_path, [*ROWS, LAST_ROWS[name]], kind)
    assert (table.n_rows, said(table)) == (N + 1, {})
    table = read(tmp_path, [LAST_ROWS[name], *ROWS], kind)
    assert (table.n_rows, said(table)) == (N + 1, {})


def test_rows_cut_off_stay_rejected(tmp_path: Path) -> None:
    for cut in (["L900", "Firm"], ["L90"]):
        table = read(tmp_path, [*ROWS, cut])
        assert (table.n_rows, table.n_rejected, said(table)) == (N, 1, {})


def test_numbers_as_names_and_flags_are_no_totals(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{i},{('all', 'sum', 'mean')[i % 3]},{int(i == 3)},1" for i in range(40)]
    path.write_text("\n".join(["client,plan,flag,one", *rows, "40,total,1,1", ""]), encoding="utf-8")
    assert read_table(path).n_rows == 41


@pytest.mark.parametrize("word", ["Max", "Min", "Count", "Median", "I alt", "Σ", "Jumlah", "الإجمالي"])
def test_other_figures_below_the_total(tmp_path: Path, word: str) -> None:
    total = ["TOTAL GERAL", "", VISITS, AMOUNT, ""]
    table = read(tmp_path, [*ROWS, total, [word, "", "7", "73.5", ""]])
    assert (table.n_rows, said(table)) == (N, {"totals row": 2})
    person = read(tmp_path, [*ROWS, ["31", word, "7", "", ""]])
    assert person.n_rows == N + (word in ("Max", "Min", "Count", "Median"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["rowid", "ROWID", "file_row_number", "file_index", "filename"])
def test_a_column_called_as_the_engine_calls_its_own(tmp_path: Path, name: str, kind: str) -> None:
    frame = pd.DataFrame(
        {
            name: [
                *range(N, 0, -1),
                N,
            ],  # as a place in the file it would name the first row beside the total
            "firm": [f"Firm {i}" for i in range(N)] + ["Total"],
            "visits": [i % 7 + 1.0 for i in range(N)] + [float(VISITS)],
            "won": ["yes", "no"] * (N // 2) + [None],
        }
    )
    frame.loc[N, name] = None
    frame[name] = frame[name].astype("Int64")
    path = tmp_path / f"leads.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path) if kind == "parquet" else frame.to_excel(path, index=False)
    table = read_table(path)
    assert (table.n_rows, said(table)) == (N, {"totals row": 1})
    read_again = table.frame()
    assert read_again[name].astype(int).tolist() == list(range(N, 0, -1))
    assert read_again["firm"].tolist() == [f"Firm {i}" for i in range(N)]
    linked = LinkedTable(table=table, primary_key="firm")
    with opened(TableSet(tables=(linked,))) as tables:
        rows = tables.numbered(linked.name).execute()
    assert rows[name].astype(int).tolist() == list(range(N, 0, -1))
    assert with_made_key(linked, [name, "firm"]).table.frame()[name].astype(int).tolist() == list(
        range(N, 0, -1)
    )
