from pathlib import Path

import pytest

from core.tables.names import column_names
from core.tables.reading import read_table
from core.tables.table import Role, Table

N = 20


def _read(tmp_path: Path, lines: list[str]) -> Table:
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path)


def _said(table: Table) -> dict[str, int]:
    return {one.kind: one.count for one in table.set_aside}


def test_formulas_of_text_lose_their_marks_ids_keep_their_zeros_and_amounts_become_numbers(tmp_path: Path):
    rows = [f'="{i:07d}";="{i},50";N ""{i};="{i * 7}"' for i in range(N)]
    table = _read(tmp_path, ['="Kd-Nr";Betrag;Name;Stück', *rows, f'="{N:07d}";="";N;="1"'])
    frame = table.frame()
    assert list(frame["Kd-Nr"]) == [f"{i:07d}" for i in range(N + 1)]
    assert list(frame["Betrag"])[:-1] == [i + 0.5 for i in range(N)] and frame["Betrag"].isna().sum() == 1
    assert list(frame["Stück"])[:-1] == [i * 7 for i in range(N)]
    assert table.column("Betrag").role is Role.NUMBER
    assert _said(table)["forced text"] == 3 * (N + 1)


def test_formulas_of_text_inside_quoted_cells_lose_their_marks(tmp_path: Path):
    table = _read(tmp_path, ["Account,Amount", *(f'"=""{i:07d}""",{i}' for i in range(N))])
    assert list(table.frame()["Account"]) == [f"{i:07d}" for i in range(N)]
    (said,) = (one.sentence for one in table.set_aside)
    assert said == (
        "20 cells in 1 column carry marks that make spreadsheets take them as text, such as '=\"0000000\"'; "
        "the marks are taken off: Account (20)."
    )


def test_apostrophes_before_digits_are_taken_off_and_those_of_words_stay(tmp_path: Path):
    rows = [
        f"'{i:07d},'+4989467495{i:02d},{i},{'Model' if i else chr(39) + '85'},'n Deal,'{i:026d}'"
        for i in range(N)
    ]
    table = _read(tmp_path, ["Account,Phone,Amount,Word,Note,Rachunek", *rows])
    frame = table.frame()
    assert list(frame["Account"]) == [f"{i:07d}" for i in range(N)]
    assert frame["Phone"][3] == "+498946749503" and frame["Rachunek"][3] == f"{3:026d}"
    assert frame["Word"][0] == "'85" and frame["Note"][0] == "'n Deal"
    assert _said(table) == {"forced text": 3 * N}


def test_an_apostrophe_on_a_few_ids_only_makes_no_others_of_them(tmp_path: Path):
    ids = [f"'{i:05d}" if i < 3 else f"{70000 + i}" for i in range(N)]
    table = _read(tmp_path, ["Id,Amount", *(f"{one},{i}" for i, one in enumerate(ids))])
    assert list(table.frame()["Id"]) == [one.removeprefix("'") for one in ids]


@pytest.mark.parametrize("cell", ["=1+2", '="a"&"b"', "'", "''", "'tis"])
def test_other_cells_stay(tmp_path: Path, cell: str):
    quoted = cell.replace('"', '""')
    table = _read(tmp_path, ["Name,Amount", *(f'"{quoted}",{i}' for i in range(N))])
    assert set(table.frame()["Name"]) == {cell} and not table.set_aside


def test_names_lose_the_marks_too():
    assert column_names(['="Kd-Nr"', '="A ""B"""', "=x"])[0] == ["Kd-Nr", 'A "B"', "=x"]
