"""Tables that are odd and no fault: names, ids, dates and numbers as exports bring them are read, and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.table import Role, Table


def read(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path)


def test_duplicate_and_missing_headers(tmp_path: Path) -> None:
    table = read(tmp_path, "age,,age,Age, job \n1,2,3,4,a\n5,6,7,8,b\n")
    assert [c.name for c in table.columns] == [
        "age",
        "column_2",
        "age_2",
        "Age_3",
        "job",
    ]
    assert any("column_2" in note for note in table.notes)
    assert table.frame()["Age_3"].tolist() == [4, 8]


def test_no_header_at_all(tmp_path: Path) -> None:
    table = read(tmp_path, "".join(f"{20 + i},blue,{i * 1.5}\n" for i in range(20)))
    assert [c.name for c in table.columns] == ["column_1", "column_2", "column_3"]
    assert table.n_rows == 20
    assert any("no header" in note for note in table.notes)


def test_row_names_without_header_as_r_writes_them(tmp_path: Path) -> None:
    table = read(tmp_path, "age,job\n" + "".join(f"r{i},{i},x{i % 3}\n" for i in range(30)))
    assert [c.name for c in table.columns] == ["column_1", "age", "job"]
    assert table.n_rejected == 0


def test_all_missing_and_constant_columns(tmp_path: Path) -> None:
    table = read(tmp_path, "a,empty,same,y\n" + "".join(f"{i},,x,{i % 2}\n" for i in range(50)))
    assert table.column("empty").role is Role.IGNORE
    assert table.column("same").role is Role.IGNORE
    assert (table.column("empty").n_missing, table.column("empty").n_distinct) == (50, 0)
    said = {f.column: f.sentence for f in quality_report(table).findings if f.kind == "constant"}
    assert said["empty"].startswith("empty has no value")
    assert said["same"].startswith("same has the same value")


def test_empty_rows_are_left_out_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1,x\n,\n2,y\n,\n")
    assert table.n_rows == 2
    assert any("2 rows without any value" in note for note in table.notes)


def test_ten_thousand_categories(tmp_path: Path) -> None:
    table = read(tmp_path, "shop,y\n" + "".join(f"shop {i % 10_000},{i % 3}\n" for i in range(25_000)))
    assert table.column("shop").role is Role.CATEGORY
    assert table.column("shop").n_distinct == 10_000
    (finding,) = [f for f in quality_report(table).findings if f.kind == "many levels"]
    assert "10,000 different values" in finding.sentence


def test_repeated_ids_stay_apart(tmp_path: Path) -> None:
    rows = [f"C{i},{i}" for i in range(100)] + ["C7,1", "C7,2", ",3"]
    table = read(tmp_path, "client_id,age\n" + "\n".join(rows) + "\n")
    assert table.id_column == "client_id"
    ids = table.ids()
    assert ids[100:].tolist() == ["C7 (2)", "C7 (3)", "#103"]
    assert len(set(ids)) == 103
    (finding,) = [f for f in quality_report(table).findings if f.kind == "repeated ids"]
    assert finding.count == 2


def test_infinite_numbers_count_as_missing(tmp_path: Path) -> None:
    table = read(
        tmp_path, "a,y\n" + "".join(f"{i}.5,0\n" for i in range(60)) + "inf,1\n-Infinity,1\n1e999,0\n"
    )
    values = table.frame()["a"]
    assert np.isfinite(values.dropna()).all()
    assert values.isna().sum() == 3 == table.column("a").n_missing
    assert any("3 infinite" in f.sentence for f in quality_report(table).findings)


def test_infinite_numbers_in_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5, np.inf, -np.inf, np.nan, 2.5], "b": list("uvwxy")})
    frame.to_parquet(tmp_path / "inf.parquet")
    table = read_table(tmp_path / "inf.parquet")
    assert table.column("a").n_missing == 3
    assert table.frame()["a"].dropna().tolist() == [1.5, 2.5]


def test_dates_in_three_formats(tmp_path: Path) -> None:
    cells = ["2024-01-31", "28/02/2024", '"Mar 15, 2024"', "2024-04-01T10:30:00", "05.05.2024"] * 20
    table = read(tmp_path, "when,n\n" + "".join(f"{cell},{i}\n" for i, cell in enumerate(cells)))
    assert table.column("when").role is Role.DATE
    assert table.frame()["when"].tolist()[:5] == [
        pd.Timestamp(2024, 1, 31),
        pd.Timestamp(2024, 2, 28),
        pd.Timestamp(2024, 3, 15),
        pd.Timestamp(2024, 4, 1, 10, 30),
        pd.Timestamp(2024, 5, 5),
    ]


def test_american_dates_are_known_by_their_days(tmp_path: Path) -> None:
    table = read(tmp_path, "when,n\n01/02/2024,1\n12/31/2023,2\n03/04/2024,3\n")
    assert table.frame()["when"].tolist() == [
        pd.Timestamp(2024, 1, 2),
        pd.Timestamp(2023, 12, 31),
        pd.Timestamp(2024, 3, 4),
    ]


def test_cells_that_are_no_numbers_are_reported_with_their_row(tmp_path: Path) -> None:
    cells = [str(i * 1.5) for i in range(100)]
    cells[41] = "see 60"
    table = read(tmp_path, "a,y\n" + "".join(f"{cell},{i % 2}\n" for i, cell in enumerate(cells)))
    assert table.column("a").role is Role.NUMBER
    assert table.column("a").n_unreadable == 1
    assert any("'see 60' in row 42" in note for note in table.notes)


def test_leading_zeros_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "branch,n\n" + "".join(f"00{i % 9},{i}\n" for i in range(40)))
    assert table.frame()["branch"].tolist()[:2] == ["000", "001"]
    assert table.column("branch").role is Role.CATEGORY


def test_names_that_look_like_code_stay_text(tmp_path: Path) -> None:
    names = [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://x")',
        'O\'Brien; "x"',
        "\u202e\u05e2\u05d1\u05e8\u05d9\u05ea",
    ]
    frame = pd.DataFrame({'col"umn; DROP TABLE raw': names * 5, "<b>n</b>": range(20)})
    frame.to_csv(tmp_path / "names.csv", index=False)
    table = read_table(tmp_path / "names.csv")
    assert table.frame().iloc[:, 0].tolist() == names * 5
    assert [c.name for c in table.columns] == list(frame.columns)
    assert quality_report(table).n_rows == 20
