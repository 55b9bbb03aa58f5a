"""Numbers as people write them, read cell by cell."""
# ruff: noqa: S608 - the SQL is the code under test and its names are fixed

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.currencies import are_mixed, currency_of
from core.tables.numbers import NumberStyle, number_style

HABITS = [
    (["R$ 1.330,71", "R$ 5,00", "-R$ 2,10"], [1330.71, 5, -2.1]),
    (["₹1,331", "₹2,000"], [1331, 2000]),
    (["1331 kr", "12 kr.", "-7 Kr"], [1331, 12, -7]),
    (["1330.71 zł", "2 zł"], [1330.71, 2]),
    (["CA$1,330.71", "A$ 2.50", "US$3", "C$ 4"], [1330.71, 2.5, 3, 4]),
    (["CHF 1'330.71", "CHF 1’330.–", "1'330.-", "Fr. 5.--"], [1330.71, 1330, 1330, 5]),
    (["72:-", "106 038:-", "5:- kr"], [72, 106038, 5]),
    (["€1,330", "€ 5.5", "5.5 €", "EUR 7", "7 EUR", "7EUR", "usd 8"], [1330, 5.5, 5.5, 7, 7, 7, 8]),
    (["1.330,71 €", "€ 1.330,-", "-1,5 €"], [1330.71, 1330, -1.5]),
    (["£12", "¥1,200", "￥5", "₺ 3.50", "R 1 330.71"], [12, 1200, 5, 3.5, 1330.71]),
    (["(1,330.71)", "5.00", "($3.50)", "$(4)", "(-6)"], [-1330.71, 5, -3.5, -4, -6]),
    (["1.015,62 Euro", "1.000,00 Euros", "5 EURO"], [1015.62, 1000, 5]),
    (["Rs. 1,016/-", "₹ 2,016.50 /-", "KES 1,016/=", "1016/- only"], [1016, 2016.5, 1016, 1016]),
    (["▲1,200", "△ 5", "¥▲7", "900"], [-1200, -5, -7, 900]),
    (["▲1,200", "▼ 5", "▲ 3.2%"], [1200, -5, 3.2]),
    (["1.2万", "3億", "1,234万円", "5千"], [12000, 3e8, 12340000, 5000]),
    (["1,2 млн руб.", "5 тыс.", "1,5 млрд"], [1.2e6, 5000, 1.5e9]),
    (["2,3000E+04", "1,5", "5,0000E-02"], [23000, 1.5, 0.05]),
    (["1,234.50 (USD)", "人民币1,234.00", "E£5"], [1234.5, 1234, 5]),
    (["EUR 1 234,50", "EUR -1 234,50", "1.234,- €"], [1234.5, -1234.5, 1234]),
    (["1,330.71-", "8 €-", "-$5", "$-6", "- $ 7", "€ 9"], [-1330.71, -8, -5, -6, -7, 9]),
    (
        ["1.3K", "2k", "1.2m", "3 Mio", "1.5bn", "1,3 Mio.", "2 Mrd"],
        [1300, 2000, 1.2e6, 3e6, 1.5e9, 1.3e6, 2e9],
    ),
    (["$1.3K", "€1.2m", "1.3K €", "$1.2M USD", "$3B"], [1300, 1.2e6, 1300, 1.2e6, 3e9]),
    (["1,33,071", "12,33,071", "1,00,00,000", "5"], [133071, 1233071, 10000000, 5]),
    (["₹ 5 lakh", "₹ 1.5 Cr", "₹ 70,000"], [5e5, 1.5e7, 70000]),
    (["<1%", ">100", "~5", "10+", "ca. 7", "< 0.5 %", "≥ 3", "<$5"], [1, 100, 5, 10, 7, 0.5, 3, 5]),
    (["12%", "7.5 %", "% 3", "4 percent"], [12, 7.5, 3, 4]),
    (["1\u00a0330,71", "1\u202f330,71 €", "2\u2009000,5"], [1330.71, 1330.71, 2000.5]),
    (["−5", "–6", "7"], [-5, -6, 7]),
    (["１２３", "٣٤", "５６．５"], [123, 34, 56.5]),
    (["+5", "+ 6", "7"], [5, 6, 7]),
    (["47.098,89- €", "5,50 €", "1,00-€"], [-47098.89, 5.5, -1]),
    (["[1,234.50]", "5.00", "7.25"], [-1234.5, 5, 7.25]),
    (["1,234.00 DR", "5.50 CR", "6 Cr", "7Dr."], [-1234, 5.5, 6, -7]),
    (["1,234.00 CR", "5.50", "7"], [-1234, 5.5, 7]),
    (["(5%)", "3%"], [-5, 3]),
    (["1½", "½", "2.5", "3¾"], [1.5, 0.5, 2.5, 3.75]),
    (["1 ½", "-2 ¼", "½", "3 ¾", "7"], [1.5, -2.25, 0.5, 3.75, 7]),
    (["1 ½ km", "2½km", "3 km"], [1.5, 2.5, 3]),
    (["12 months", "1 month", "3mths"], [12, 1, 3]),
    (["10+ years", "< 1 year", "3 years"], [10, 1, 3]),
    (["5,2 km", "17km"], [5.2, 17]),
    (["12 дней", "1 день"], [12, 1]),
]


def read(cells: list[str], style: NumberStyle) -> list[float | None]:
    """The cells through the style's SQL."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS cell", [cells])
    return [row[0] for row in connection.execute(f"SELECT {style.sql('cell')} FROM t").fetchall()]


@pytest.mark.parametrize(("cells", "wanted"), HABITS, ids=[cells[0] for cells, _ in HABITS])
def test_habits(cells: list[str], wanted: list[float]) -> None:
    style = number_style(cells, ".")
    assert style is not None
    assert read(cells, style) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "cells",
    [
        ["Region 5", "Region 6"],
        ["top 5", "all 3", "try 4"],
        ["12b", "14a", "3c"],
        ["10-20", "20-50"],
        ["2024-01-03", "2024-02-04"],
        ["12.05.2023", "13.06.2024"],
        ["12:30", "13:45"],
        ["1.2.3", "10.11.12"],
        ["(blank)", "(none)"],
        ["R2D2", "C3PO"],
        ["+41 79 123 45 67", "+41 44 987 65 43"],
        ["503807;501574", "503807;501575"],
        ["[1]", "[1,2]", "[7]"],  # lists
        ["12 CR", "14 CR"],  # credits of nobody knows what sign
        ["55 dB in the hall", "60 dB in the hall"],
    ],
)
def test_what_is_no_number(cells: list[str]) -> None:
    assert number_style(cells, ".") is None


def test_a_column_of_plain_numbers_learns_the_habits_of_a_few_cells() -> None:
    style = number_style([str(i) for i in range(50)], ".")
    assert style == NumberStyle()
    wider = style.widened(["-$1,330.71", "(5)", "n/a"])
    assert read(["12", "-$1,330.71", "(5)", "n/a"], wider) == [12, -1330.71, -5, None]
    assert wider.widened(["tbc", "Region 5"]) == wider


def test_cells_that_tell_are_read_as_they_say_and_the_others_as_most_do() -> None:
    german = number_style(["1,5", "2,75", "3,25", "1.50", "1.234"], ".")
    assert german is not None
    assert read(["1,5", "1.50", "1.234", "1,234"], german) == [1.5, 1.5, 1234, 1.234]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.decimals(-(10**7), 10**7, places=2), min_size=2, max_size=12),
    st.sampled_from(["{} €", "EUR {}", "{} zł", "R$ {}", "{} kr", "$ {}", "{}"]),
    st.sampled_from(["minus", "brackets", "trailing"]),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u202f", ",")]),
)
def test_amounts_come_back(numbers: list[float], money: str, sign: str, marks: tuple[str, str]) -> None:
    wanted = [float(number) for number in numbers]
    cells = []
    for number in wanted:
        digits = f"{abs(number):,.2f}".translate(str.maketrans(",.", "".join(marks)))
        body = money.format(digits)
        cells.append(
            body
            if number >= 0
            else {"minus": f"-{body}", "brackets": f"({body})", "trailing": f"{body}-"}[sign]
        )
    style = number_style(cells, ".")
    assert style is not None
    assert read(cells, style) == pytest.approx(wanted)


def test_marks_of_one_currency_are_one() -> None:
    assert [currency_of(mark) for mark in ("R$", "€", "eur", "zł", "Fr.", "kr", "$")] == (
        ["BRL", "EUR", "EUR", "PLN", "CHF", "kr", "$"]
    )
    assert are_mixed(("EUR", "USD"))
    assert are_mixed(("$", "USD", "CAD"))
    assert not are_mixed(("$", "USD"))
    assert not are_mixed(("kr", "SEK"))
    assert not are_mixed(("EUR",))
    assert not are_mixed(())
