"""Rows that reports print around clients: footers in many languages, rates, groups, pages; and clients stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.end_words import is_footer, is_total_label
from core.tables.reading import read_table
from core.tables.table import Table

HEADER = ["lead_id", "source", "visits", "amount", "won"]
ROWS = [
    [f"L{i:03}", ("Web", "Fair")[i // 20], f"{i % 7}", f"{i * 2.5}", ("yes", "no")[i % 2]] for i in range(40)
]


def read(tmp_path: Path, rows: list[list[str]], *, padded: bool) -> Table:
    path = tmp_path / "leads.csv"
    full = [[*row, *[""] * 5][:5] if padded else row for row in [HEADER, *rows]]
    path.write_text("".join(f"{','.join(row)}\n" for row in full), encoding="utf-8")
    return read_table(path)


def said(table: Table) -> dict[str, int]:
    assert table.frame()["lead_id"].tolist() == [row[0] for row in ROWS]
    assert table.n_rejected == 0
    return {one.kind: one.count for one in table.set_aside}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Конец отчёта",
            "*** Fine del rapporto ***",
            "以上",
            "报告结束",
            "Koniec raportu",
            "Fim do relatório",
        ),
        *("Streng vertraulich", "Confidentiel - ne pas diffuser", "社外秘", "Конфиденциально"),
        *(
            "Сформировано 03.05.2024",
            "Wygenerowano 2024-05-03",
            "出力日時：2024-05-03",
            "Exporté le 03/05/2024",
        ),
        *(
            "Filtered By: Owner equals Mira",
            "Источник: CRM",
            "来源：CRM",
            "Всего записей: 40",
            "全40件",
            "共 40 条",
        ),
    ],
)
def test_footers_in_many_languages(text: str) -> None:
    assert is_footer(text)


@pytest.mark.parametrize(
    "name", ["Fine Foods Ltd", "Slut Ltd", "Fonte Nova", "Show Biz", "Бюро записей", "以上商事", "End Co"]
)
def test_names_of_clients_are_no_footers(name: str) -> None:
    assert not is_footer(name)
    assert not is_total_label(name)


@pytest.mark.parametrize(
    "label",
    [
        "Conversion rate",
        "Win rate %",
        "Share of yes:",
        "Abschlussquote",
        "Taux de succès",
        "成約率",
        "Web 合計",
        "Fair Razem",
    ],
)
def test_rates_and_sums_of_groups_are_figures(label: str) -> None:
    assert is_total_label(label)


@pytest.mark.parametrize("padded", [True, False])
@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([["Conversion rate", "", "", "", "33%"]], {"totals row": 1}),
        ([["Total", "", "117", "1950", ""], ["Win rate", "", "", "", "50%"]], {"totals row": 2}),
        ([["Total: Account", "--", "", "", ""]], {"totals row": 1}),
        ([["Filtered By: Owner equals Mira"], ["Show: All leads"], ["Acme Ltd"]], {"footer": 3}),
    ],
)
def test_what_closes_a_report(
    tmp_path: Path, rows: list[list[str]], kinds: dict[str, int], *, padded: bool
) -> None:
    assert said(read(tmp_path, [*ROWS, *rows], padded=padded)) == kinds


GROUPS = {
    "keys": (["Came by: Web"], ["Came by: Fair"]),
    "counts": (["Web (20 records)"], ["Fair (20 records)"]),
    "words above codes": (["Web leads"], ["Fair leads"]),
    "what the rows say too": (["Web"], ["Fair"]),
}


@pytest.mark.parametrize("name", GROUPS)
def test_rows_that_name_groups(tmp_path: Path, name: str) -> None:
    first, second = GROUPS[name]
    assert said(read(tmp_path, [first, *ROWS[:20], second, *ROWS[20:]], padded=True)) == {"group row": 2}


@pytest.mark.parametrize("places", [(0, 21), (5, 21), (0,), (0, 1), (0, 40)])
def test_clients_of_whom_only_the_name_is_known_are_no_groups(
    tmp_path: Path, places: tuple[int, ...]
) -> None:
    rows = [[f"Firm {'abcdefghij'[i % 10]}{i // 10}", *row[1:]] for i, row in enumerate(ROWS)]
    for count, place in enumerate(places):
        rows.insert(place, [f"Bare {'xyz'[count]}7"])
    table = read(tmp_path, rows, padded=True)
    assert (table.n_rows, table.set_aside) == (len(rows), ())


@pytest.mark.parametrize("padded", [True, False])
def test_titles_and_footers_of_pages(tmp_path: Path, *, padded: bool) -> None:
    path = tmp_path / "leads.csv"
    rows = [[f"L{i:03}", *ROWS[i % 40][1:]] for i in range(120)]
    pages: list[list[str]] = []
    for page in range(3):
        pages += [["Lead report"], HEADER, *rows[40 * page : 40 * page + 40], [f"Page {page + 1} of 3"]]
    full = [[*row, *[""] * 5][:5] if padded else row for row in pages]
    path.write_text("".join(f"{','.join(row)}\n" for row in full), encoding="utf-8")
    table = read_table(path)
    assert table.frame()["lead_id"].tolist() == [row[0] for row in rows]
    assert {one.kind: one.count for one in table.set_aside} == {
        "preamble": 1,
        "repeated header": 2,
        "footer": 5,
    }


def test_remarks_between_the_lines(tmp_path: Path) -> None:
    rows = [*ROWS[:20], ["# second page"], *ROWS[20:], ["# eof"]]
    assert said(read(tmp_path, rows, padded=False)) == {"footer": 2}
