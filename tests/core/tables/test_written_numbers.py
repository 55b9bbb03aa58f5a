"""Columns of numbers and ids as real files write them, read through the one door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.leads.export import to_csv, to_xlsx
from core.tables.proposal_search import find_proposals
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.reading_proposals import accepted
from core.tables.recoded import recoded, restored
from core.tables.table import Role, Table

N = 200
AMOUNTS = [1330.71 + 13.5 * i for i in range(N)]


def read(path: Path, **columns: list[Any]) -> Table:
    rows = pd.DataFrame({**columns, "visits": [i % 7 for i in range(N)], "won": ["yes", "no"] * (N // 2)})
    if path.suffix == ".csv":
        rows.to_csv(path, index=False)
    elif path.suffix == ".xlsx":
        rows.to_excel(path, index=False)
    else:
        rows.to_parquet(path)
    return read_table(path)


def said(table: Table, name: str) -> str:
    """The notes on a column."""
    return " ".join(note for note in table.notes if note.startswith(f"{name}: "))


def test_brackets_are_negative(tmp_path: Path) -> None:
    signed = [amount if i % 3 else -amount for i, amount in enumerate(AMOUNTS)]
    table = read(tmp_path / "t.csv", flow=[f"{x:,.2f}" if x > 0 else f"({-x:,.2f})" for x in signed])
    assert table.frame(["flow"])["flow"].tolist() == pytest.approx(signed)


def test_three_cells_of_another_habit_among_thousands_are_not_lost(tmp_path: Path) -> None:
    rows = 6_000  # more than are looked at closely
    wanted = [float(i) if i not in (17, 3000, 5999) else -float(i) for i in range(rows)]
    frame = pd.DataFrame(
        {"flow": [f"${x:,.2f}" if x >= 0 else f"-${-x:,.2f}" for x in wanted], "k": range(rows)}
    )
    frame.loc[5998, "flow"], wanted[5998] = "(5,998.00)", -5998.0
    frame.to_csv(tmp_path / "t.csv", index=False)
    table = read_table(tmp_path / "t.csv")
    assert table.column("flow").n_missing == 0
    assert table.frame(["flow"])["flow"].tolist() == pytest.approx(wanted)


def test_the_currency_is_noted_and_a_mixture_said(tmp_path: Path) -> None:
    table = read(
        tmp_path / "t.csv",
        brl=[f"R$ {x:,.2f}".translate(str.maketrans(",.", ".,")) for x in AMOUNTS],
        paid=[f"{'€' if i % 2 else 'USD '}{x:.2f}" for i, x in enumerate(AMOUNTS)],
        short=[f"{x / 1000:.1f}K" for x in AMOUNTS],
    )
    assert table.frame(["brl"])["brl"].tolist() == pytest.approx(AMOUNTS)
    assert table.column("brl").currencies == (("BRL", N),)
    assert "brl: amounts in BRL." in table.notes
    assert "several currencies" in said(table, "paid")
    assert table.frame(["short"])["short"].tolist()[0] == 1300
    kinds = {(one.kind, one.column) for one in quality_report(table).findings}
    assert ("several currencies", "paid") in kinds
    assert ("several currencies", "brl") not in kinds


def test_bounds_are_said(tmp_path: Path) -> None:
    table = read(tmp_path / "t.csv", rate=["<1%" if i % 10 == 0 else f"{i % 40 + 1}%" for i in range(N)])
    assert table.column("rate").role is Role.NUMBER
    assert "20 cells are bounds or rough" in said(table, "rate")


@pytest.mark.parametrize(
    ("what", "cells"),
    [
        (
            "numbers",
            [str(x) if i % 4 else ("fax", "mail", "later")[i // 4 % 3] for i, x in enumerate(AMOUNTS)],
        ),
        (
            "dates",
            [
                f"2023-03-{1 + i % 28:02d}" if i % 4 else ("soon", "May?", "later")[i // 4 % 3]
                for i in range(N)
            ],
        ),
    ],
)
def test_mostly_numbers_or_dates_are_said_with_what_stands_in_the_way(
    tmp_path: Path, what: str, cells: list[str]
) -> None:
    table = read(tmp_path / "t.csv", x=cells)
    assert table.column("x").role not in (Role.NUMBER, Role.DATE)
    (finding,) = [one for one in quality_report(table).findings if one.kind == f"almost {what}"]
    assert finding.column == "x"
    assert finding.count == 50
    others = {cell for i, cell in enumerate(cells) if i % 4 == 0}
    assert all(f"'{other}' (1" in finding.sentence for other in others)


IDS = [120_210_000_000_000_001 + i for i in range(N)]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_long_ids_stay_apart_and_are_exported_as_they_came(tmp_path: Path, suffix: str) -> None:
    ids: list[Any] = IDS if suffix != "xlsx" else [str(one) for one in IDS]
    table = read(tmp_path / f"t.{suffix}", lead_id=ids)
    assert table.id_column == "lead_id"
    assert table.column("lead_id").n_distinct == N
    assert table.ids().tolist() == [str(one) for one in IDS]
    exported = to_csv(table.frame()).decode("utf-8-sig")
    assert exported.splitlines()[1].startswith("120210000000000001,")
    assert "e+" not in exported.lower()
    assert to_xlsx(table.frame())


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_digits_that_the_file_itself_lost_are_said(tmp_path: Path, suffix: str) -> None:
    table = read(tmp_path / f"t.{suffix}", lead_id=[float(one) for one in IDS])
    assert "different ids may look the same" in said(table, "lead_id")
    assert table.frame(["lead_id"])["lead_id"].tolist()[0] == "120210000000000000"


def test_leading_zeros_even_a_few_keep_clients_apart(tmp_path: Path) -> None:
    numbers = [str(86_000_000 + 37 * i) for i in range(N)]
    numbers[3:5] = ["00451234", "451234"]
    table = read(tmp_path / "t.csv", customer_no=numbers)
    assert table.frame(["customer_no"])["customer_no"].tolist() == numbers
    assert table.column("customer_no").role is Role.ID


def test_one_padded_or_huge_cell_does_not_make_words_of_amounts(tmp_path: Path) -> None:
    table = read(
        tmp_path / "t.csv",
        amount=["007" if i == 5 else f"{x:.2f}" for i, x in enumerate(AMOUNTS)],
        views=["03" if i == 5 else str(i % 30) for i in range(N)],
        balance=["99999999999999999999" if i == 5 else f"{x:.2f}" for i, x in enumerate(AMOUNTS)],
    )
    assert {table.column(name).role for name in ("amount", "views", "balance")} == {Role.NUMBER}


def test_ids_that_a_spreadsheet_shortened_are_said(tmp_path: Path) -> None:
    table = read(tmp_path / "t.csv", account_id=[f"1.2021{i % 10}E+17" for i in range(N)])
    assert "a spreadsheet shortened them" in said(table, "account_id")
    assert table.frame(["account_id"])["account_id"].tolist()[1] == "1.20211E+17"


def test_one_unit_is_said_and_several_are_no_numbers(tmp_path: Path) -> None:
    table = read(
        tmp_path / "t.csv",
        way=[f"{i} km" if i % 4 else str(i) for i in range(N)],
        term=[f"{i % 40} {('months', 'years', 'days')[i % 3]}" for i in range(N)],
    )
    assert table.frame(["way"])["way"].tolist() == pytest.approx(list(range(N)))
    assert "unit km; 50 carry none" in said(table, "way")
    almost = table.column("term").almost
    assert almost is not None and "several units" in almost.sentence
    assert {unit for unit, _ in almost.units} == {"months", "years", "days"}


def test_a_mark_that_could_be_either_is_said_and_the_other_reading_can_be_chosen_and_undone(
    tmp_path: Path,
) -> None:
    table = read(
        tmp_path / "t.csv",
        weight=[f"{1 + i % 9}.{(i * 37) % 1000:03d}" for i in range(N)],
        steps=[f"{1 + i % 9},{(i * 37) % 1000:03d}" for i in range(N)],
        pay=[f"{30 + i},{(0, 500)[i % 2]:03d}" for i in range(N)],
        plain=[f"{i}.5" for i in range(N)],
    )
    assert (
        table.column("weight").unsure_mark == "decimals" and table.column("steps").unsure_mark == "thousands"
    )
    assert table.column("pay").unsure_mark is table.column("plain").unsure_mark is None
    assert "could be the mark of thousands" in said(table, "weight")
    offered = {one.option: one for one in find_proposals(table)}
    assert set(offered) == {"weight=thousands", "steps=decimals"}
    changed = recoded(table, accepted(list(offered.values()), ["weight=thousands", "steps=decimals"]))
    cells = changed.frame(["weight", "steps"])
    assert list(cells["weight"][:2]) == [1000, 2037] and list(cells["steps"][:2]) == pytest.approx([1, 2.037])
    assert not find_proposals(changed)
    back = restored(changed)
    assert list(back.frame(["weight"])["weight"][:2]) == pytest.approx([1, 2.037])
    assert back.column("weight").unsure_mark == "decimals"


def test_whole_numbers_beside_groups_of_three_tell_that_the_mark_is_one_of_thousands(tmp_path: Path) -> None:
    wanted = [120 * i for i in range(N)]
    table = read(tmp_path / "t.csv", turnover=[f"{x:,}".replace(",", ".") for x in wanted])
    assert table.frame(["turnover"])["turnover"].tolist() == wanted
    zeros = read(tmp_path / "z.csv", rate=[f"0.{100 + i}" if i % 2 else f"1.{100 + i}" for i in range(N)])
    assert zeros.frame(["rate"])["rate"][1] == pytest.approx(0.101)
    assert zeros.column("rate").unsure_mark is None


def test_a_zero_or_a_word_does_not_settle_what_the_mark_is(tmp_path: Path) -> None:
    """Weights in three decimals beside a bare 0 are no thousands, and one "tbc" does not end the doubt."""
    weights = [f"{1 + i % 9}.{(250 * i) % 1000:03d}" for i in range(N)]
    table = read(
        tmp_path / "t.csv",
        weight=["0", *weights[1:]],
        net=["tbc", *weights[1:]],
        two=["5", "7", *weights[2:]],
    )
    for name in ("weight", "net", "two"):
        assert table.frame([name])[name][5] == pytest.approx(6.25), name
        assert table.column(name).unsure_mark == "decimals", name
        assert "could be the mark of thousands" in said(table, name)


def test_thousands_told_by_few_whole_numbers_can_be_read_as_decimals(tmp_path: Path) -> None:
    cells = ["981", "120", "455", *[f"{1 + i % 9}.{(250 * i) % 1000:03d}" for i in range(3, N)]]
    table = read(tmp_path / "t.csv", turnover=cells)
    assert table.frame(["turnover"])["turnover"][:4].tolist() == [981, 120, 455, 4750]
    (choice,) = find_proposals(table)
    assert choice.option == "turnover=decimals" and "the first as 4,750" in choice.sentence
    changed = recoded(table, accepted([choice], [choice.option]))
    assert changed.frame(["turnover"])["turnover"][:4].tolist() == pytest.approx([981, 120, 455, 4.75])


def test_a_few_leading_zeros_that_are_read_as_numbers_are_said(tmp_path: Path) -> None:
    table = read(tmp_path / "t.csv", visits_no=["05", *[str(i % 30) for i in range(N - 1)]])
    assert "stay as they are" in said(table, "visits_no")
    counts = read(tmp_path / "c.csv", count=["05", *[str(i % 30) for i in range(N - 1)]])
    assert counts.column("count").role is Role.NUMBER and "05 as 5" in said(counts, "count")


def test_long_ids_with_a_point_and_a_zero_are_the_ids_of_the_other_file(tmp_path: Path) -> None:
    ids = [str(9_139_358_987_723_001 + 7 * i) for i in range(N)]
    table = read(
        tmp_path / "t.csv", ref=[f"{one}.0" for one in ids], short=[f"{12_345 + i}.0" for i in range(N)]
    )
    assert table.frame(["ref"])["ref"].tolist() == ids
    assert table.frame(["short"])["short"].tolist() == list(range(12_345, 12_345 + N))


@pytest.mark.parametrize("n_marked", [1, 3, 20])
def test_plain_numbers_of_four_digits_beside_marked_ones_leave_a_doubt(tmp_path: Path, n_marked: int) -> None:
    """1.310 among 1320 and 0 is no 1.31 in silence."""
    wanted = [0 if i % 3 and i > 3 * n_marked else 1_310 + 11 * i for i in range(N)]
    cells = [f"{x:,}".replace(",", ".") if i < n_marked else str(x) for i, x in enumerate(wanted)]
    table = read(tmp_path / "t.csv", turnover=cells)
    assert table.column("turnover").unsure_mark == "decimals"
    assert "could be the mark of thousands" in said(table, "turnover")
    (choice,) = find_proposals(table)
    assert choice.option == "turnover=thousands" and "it would be 1,310" in choice.sentence
    changed = recoded(table, accepted([choice], [choice.option]))
    assert changed.frame(["turnover"])["turnover"].tolist() == wanted


def test_marks_of_thousands_that_are_read_so_beside_plain_numbers_leave_none(tmp_path: Path) -> None:
    wanted = [1_310 + 11 * i for i in range(N)]
    cells = [f"{x:,}" if i % 4 else str(x) for i, x in enumerate(wanted)]
    table = read(tmp_path / "t.csv", turnover=cells, part=[f"{x}.125" for x in wanted])
    assert table.frame(["turnover"])["turnover"].tolist() == wanted
    assert table.column("turnover").unsure_mark is table.column("part").unsure_mark is None
