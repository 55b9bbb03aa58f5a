"""Every format into the same table, compared with pandas; roles, layouts, rejected lines and caching."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.tables.options import ReadOptions
from core.tables.reading import preview, read_table
from core.tables.table import Role, Table

N = 240


@pytest.fixture(scope="module")
def clients() -> pd.DataFrame:
    """Clients with every kind of value; missing cells in each kind."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "client_id": [f"C{i:04d}" for i in range(N)],
            "age": rng.integers(18, 90, N),
            "balance": np.round(rng.normal(1000, 800, N), 2),
            "job": rng.choice(["Müller", "naïve café", "a;b", "c,d", 'say "hi"', "tab\there"], N),
            "contacted": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, N), "D"),
            "y": rng.choice(["yes", "no"], N),
        }
    )
    frame.loc[::17, "balance"] = np.nan
    frame.loc[5::19, "job"] = None
    return frame


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def assert_same(table: Table, frame: pd.DataFrame) -> None:
    """The table holds exactly the frame's rows, in order, typed."""
    got = table.frame()
    assert list(got.columns) == list(frame.columns)
    assert got["age"].tolist() == frame["age"].tolist()
    assert np.allclose(got["balance"], frame["balance"], equal_nan=True)
    assert (got["contacted"] == frame["contacted"]).all()
    for name in ("client_id", "job", "y"):
        assert got[name].astype(object).where(got[name].notna(), None).tolist() == [
            None if pd.isna(value) else value for value in frame[name]
        ]
    assert {c.name: c.role for c in table.columns} == {
        "client_id": Role.ID,
        "age": Role.NUMBER,
        "balance": Role.NUMBER,
        "job": Role.CATEGORY,
        "contacted": Role.DATE,
        "y": Role.TARGET,
    }
    assert table.n_rejected == 0
    assert [c.n_missing for c in table.columns] == frame.isna().sum().tolist()
    assert [c.n_distinct for c in table.columns] == frame.nunique().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_encodings(
    tmp_path: Path, clients: pd.DataFrame, encoding: str, delimiter: str
) -> None:
    text = clients.to_csv(index=False, sep=delimiter, date_format="%Y-%m-%d")
    assert_same(read_table(write(tmp_path / "clients.csv", text.encode(encoding))), clients)


def test_decimal_comma_thousands_and_single_quotes(tmp_path: Path, clients: pd.DataFrame) -> None:
    frame = clients.assign(
        balance=[
            "" if pd.isna(v) else f"{v:,.2f}".translate(str.maketrans(",.", ".,")) for v in clients["balance"]
        ],
        contacted=clients["contacted"].dt.strftime("%d.%m.%Y"),
    )
    text = frame.to_csv(index=False, sep=";", quotechar="'", quoting=1, lineterminator="\r\n")
    table = read_table(write(tmp_path / "clients.csv", text.encode()))
    assert_same(table, clients)
    assert any("is read as" in note for note in table.notes)


def test_parquet_keeps_types(tmp_path: Path, clients: pd.DataFrame) -> None:
    clients.to_parquet(tmp_path / "clients.parquet")
    assert_same(read_table(tmp_path / "clients.parquet"), clients)


def test_workbook_below_a_title(tmp_path: Path, clients: pd.DataFrame) -> None:
    with pd.ExcelWriter(tmp_path / "clients.xlsx", engine="xlsxwriter") as book:
        pd.DataFrame().to_excel(book, sheet_name="Notes")
        clients.to_excel(book, sheet_name="Clients", startrow=2, index=False)
        book.sheets["Clients"].write(0, 0, "Spring campaign")
    table = read_table(tmp_path / "clients.xlsx")
    assert_same(table, clients)
    assert any("'Clients'" in note and "Notes" in note for note in table.notes)


@pytest.mark.parametrize("inner", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_packed(tmp_path: Path, clients: pd.DataFrame, inner: str, packing: str) -> None:
    stream = io.BytesIO()
    if inner == "csv":
        stream.write(clients.to_csv(index=False).encode())
    elif inner == "parquet":
        clients.to_parquet(stream)
    else:
        clients.to_excel(stream, index=False)
    path = tmp_path / f"clients.{inner}.{packing}"
    if packing == "gz":
        path.write_bytes(gzip.compress(stream.getvalue()))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("folder/clients." + inner, stream.getvalue())
            archive.writestr("__MACOSX/._clients", b"x")
    assert_same(read_table(path), clients)
    assert len(preview(path, 10)) == 10


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "n_rows", "n_yes", "ordered", "never"),
    [
        ("bank.csv", 4_521, 521, False, -1.0),
        ("bank-full.csv.gz", 45_211, 5_289, True, -1.0),
        ("bank-additional.csv", 4_119, 451, False, 999.0),
        ("bank-additional-full.csv.gz", 41_188, 4_640, True, 999.0),
    ],
)
def test_uci_files(  # one argument a known fact
    bank_data: Path, file: str, n_rows: int, n_yes: int, ordered: bool, never: float
) -> None:
    table = read_table(bank_data / file)
    truth = pd.read_csv(bank_data / file, sep=";", keep_default_na=False)
    got = table.frame()
    assert table.n_rows == n_rows == len(got)
    assert (got["y"] == "yes").sum() == n_yes
    assert got.astype(str).equals(truth.astype(str))
    assert table.target_hint == ("y", "yes")
    assert table.column("y").role is Role.TARGET
    assert "only after the call" in str(table.column("duration").excluded_because)
    assert [c.name for c in table.columns if c.excluded_because] == ["duration"]
    assert table.column("pdays").never_values == (never,)
    assert table.file_order_is_time is ordered
    assert table.id_column is None
    assert table.ids()[:2].tolist() == ["#1", "#2"]


def test_shuffled_full_file_is_not_in_order_of_time(tmp_path: Path, bank_data: Path) -> None:
    frame = pd.read_csv(bank_data / "bank-full.csv.gz", sep=";").sample(frac=1, random_state=0)
    frame.to_csv(tmp_path / "shuffled.csv", sep=";", index=False)
    assert read_table(tmp_path / "shuffled.csv").file_order_is_time is False


def test_rejected_lines_have_the_editors_number_and_the_reason(tmp_path: Path) -> None:
    lines = [
        "a,b,c",
        "1,x,2",
        "3,y",
        '4,"two\nlines",5',
        "6,z,7,8",
        '9,"open 1',
        "10,u,11",
        '12,"x"y',
        "14,v,15",
    ]
    table = read_table(write(tmp_path / "ragged.csv", "\n".join(lines).encode()))
    assert table.frame()["a"].tolist() == [1, 4, 10, 14]
    assert [line.line for line in table.rejected] == [3, 6, 7, 9]
    assert table.n_rejected == 4
    assert table.rejected[0].reason == "too few values: 2 instead of 3"
    assert table.rejected[0].text == "3,y"
    assert table.rejected[1].reason == "too many values: 4 instead of 3"
    assert "quotation mark" in table.rejected[2].reason
    assert table.rejected[2].text == '9,"open 1'


def test_an_open_quote_swallows_no_rows(tmp_path: Path) -> None:
    rows = [f"{i},b{i % 3},c" for i in range(4_000)]
    rows[1_000] = '1000,"never closed'
    table = read_table(write(tmp_path / "open.csv", ("a,b,c\n" + "\n".join(rows)).encode()))
    assert table.n_rows == 3_999
    assert [line.line for line in table.rejected] == [1_002]


def test_many_rejected_lines_in_a_file_read_in_parallel(tmp_path: Path) -> None:
    bad = set(range(0, 300_000, 1_009))
    lines = [f"{i},{i % 7},{'x' * (i % 60)}" + (",more" if i in bad else "") for i in range(300_000)]
    table = read_table(write(tmp_path / "large.csv", ("a,b,c\n" + "\n".join(lines)).encode()))
    assert table.n_rejected == len(bad)
    assert [line.line for line in table.rejected] == [i + 2 for i in sorted(bad)]
    assert table.n_rows == 300_000 - len(bad)
    kept = np.array([i for i in range(300_000) if i not in bad])
    assert (table.frame(["a"])["a"].to_numpy() == kept).all()


def test_second_reading_uses_the_stored_table(tmp_path: Path, clients: pd.DataFrame) -> None:
    path = write(tmp_path / "clients.csv", clients.to_csv(index=False).encode())
    first = read_table(path, source_name="a.csv")
    stamp = first.parquet.stat().st_mtime_ns
    second = read_table(path, source_name="b.csv")
    assert second.parquet.stat().st_mtime_ns == stamp
    assert (first.content_hash, second.source_name) == (second.content_hash, "b.csv")
    other = read_table(path, options=ReadOptions(decimal=","))
    assert other.content_hash != first.content_hash


def test_options_overrule_the_guess(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", b"when;much\n03/04/2024;1.234\n05/06/2024;2.345\n")
    guessed = read_table(path)
    assert guessed.frame()["much"].tolist() == [1.234, 2.345]
    assert guessed.frame()["when"].tolist() == [pd.Timestamp(2024, 4, 3), pd.Timestamp(2024, 6, 5)]
    assert any("nothing tells day from month" in note for note in guessed.notes)
    told = read_table(path, options=ReadOptions(decimal=",", day_first=False))
    assert told.frame()["much"].tolist() == [1234, 2345]
    assert told.frame()["when"].tolist() == [pd.Timestamp(2024, 3, 4), pd.Timestamp(2024, 5, 6)]


def test_id_column_as_asked(tmp_path: Path, clients: pd.DataFrame) -> None:
    path = write(tmp_path / "clients.csv", clients.to_csv(index=False).encode())
    table = read_table(path, id_column="age")
    assert table.id_column == "age"
    assert table.column("client_id").role is Role.IGNORE


def test_first_rows_come_before_the_whole_file(tmp_path: Path) -> None:
    text = "a,b\n" + "".join(f"{i},x\n" for i in range(200_000))
    path = tmp_path / "many.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    first = preview(path, 3)
    assert first.to_dict("list") == {"a": ["0", "1", "2"], "b": ["x", "x", "x"]}


def test_head_equals_the_frames_first_rows(tmp_path: Path, clients: pd.DataFrame) -> None:
    table = read_table(write(tmp_path / "clients.csv", clients.to_csv(index=False).encode()))
    pd.testing.assert_frame_equal(table.head(7), table.frame().head(7))


def test_names_of_people_are_not_used_to_predict(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = "".join(
        f"{i},{'Ada' if i % 2 else 'Bo'},Müller {i % 5},Acme {i % 3},{i % 7}\n" for i in range(100)
    )
    path.write_text("id,First Name,last_name,company_name,visits\n" + rows, encoding="utf-8")
    table = read_table(path)
    assert table.column("First Name").role is Role.IGNORE
    assert "who somebody is" in table.column("last_name").why
    assert table.column("company_name").role is Role.CATEGORY


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_many_rows_stay_in_file_order(tmp_path: Path, kind: str) -> None:
    """More than one of the engine's groups of rows: on several threads it does not keep them in order by itself."""
    n = 300_000
    frame = pd.DataFrame({"place": np.arange(n), "word": np.where(np.arange(n) % 7 == 0, "a b", "n/a")})
    path = tmp_path / f"many.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.astype("str").to_parquet(path, index=False, row_group_size=50_000)
    table = read_table(path)
    assert np.array_equal(table.frame(["place"])["place"].to_numpy(dtype=np.int64), np.arange(n))
