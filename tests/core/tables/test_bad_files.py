"""What cannot be used is refused in words, and what is odd is read with nothing lost."""

from __future__ import annotations

import errno
import gzip
import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import StorageError, TableError
from core.settings import load_settings
from core.tables.options import ReadOptions
from core.tables.reading import preview, read_table
from core.tables.unpacking import SeveralFilesError
from tests.hostile_made import changed_sheet, hostile_files, repeatable, workbook

NOISE = bytes(np.random.default_rng(0).integers(0, 256, 5_000, dtype=np.uint8))
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def encrypted_flag(data: bytes) -> bytes:
    """The same zip, saying that its first member is encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.index(mark) + offset
        changed[at : at + 2] = struct.pack("<H", struct.unpack("<H", changed[at : at + 2])[0] | 1)
    return bytes(changed)


REFUSED = {
    "empty.csv": (b"", "is empty"),
    "spaces.csv": (b"\n \n\n", "has no lines|only one column"),
    "header.csv": (b"a,b,c\n", "has a header and no rows"),
    "one.csv": (b"a\n1\n2\n3\n", "only one column"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + NOISE, "not a text table"),
    "zeros.csv": (bytes(5_000), "not a text table"),
    "cut.csv.gz": (gzip.compress(b"a,b\n" + NOISE)[:300], "damaged"),
    "cut.zip": (zipped(**{"t.csv": b"a,b\n1,2\n" * 500})[:60], "damaged"),
    "cut.parquet": (b"PAR1" + NOISE, "could not be read|damaged"),
    "up.zip": (zipped(**{"../../etc/t.csv": b"a,b\n1,2\n"}), "points outside"),
    "root.zip": (zipped(**{"/t.csv": b"a,b\n1,2\n"}), "points outside"),
    "drive.zip": (zipped(**{"C:\\t.csv": b"a,b\n1,2\n"}), "points outside"),
    "nothing.zip": (zipped(), "holds no table"),
    "nested.zip": (
        zipped(**{"a.zip": zipped(**{"b.zip": zipped(**{"c.csv": b"a,b\n1,2\n"})})}),
        "packed more",
    ),
    "locked.zip": (encrypted_flag(zipped(**{"t.csv": b"a,b\n1,2\n"})), "protected with a password"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
    "broken.xls": (OLE, "no readable Excel workbook"),
    "fake.xlsx": (zipped(**{"xl/workbook.xml": b"<no>"}), "no readable Excel workbook"),
    "unfit.csv": (b"a,b,c\n1,2\n1,2\n1,2\n", "No line of unfit.csv fits its header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    data, said = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(TableError, match=said) as refusal:
        read_table(path)
    assert name in str(refusal.value)
    if name not in ("spaces.csv", "header.csv", "one.csv", "unfit.csv"):  # these have a beginning to show
        with pytest.raises(TableError):
            preview(path)
    assert list(load_settings().tables_dir.iterdir()) == []  # no half-made table, no scratch folder
    assert path.read_bytes() == data


def test_zip_bomb_is_stopped_by_its_announcement_and_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UNPACKED_MB", "3")
    bomb = b"a,b\n" + b"1,2\n" * 1_200_000
    (tmp_path / "bomb.zip").write_bytes(zipped(**{"t.csv": bomb}))
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bomb))
    for name in ("bomb.zip", "bomb.csv.gz"):
        with pytest.raises(TableError, match="would unpack to too much"):
            read_table(tmp_path / name)


def test_workbook_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UPLOAD_MB", "1")
    (tmp_path / "bomb.xlsx").write_bytes(
        zipped(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(3_000_000)})
    )
    with pytest.raises(TableError, match="would unpack to too much"):
        read_table(tmp_path / "bomb.xlsx")


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"a,b\n" + b"1234567,x\n" * 120_000)
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UPLOAD_MB", "1")
    with pytest.raises(TableError, match=r"too large.*Found: 1 MB.*at most 1 MB"):
        read_table(path)
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UPLOAD_MB", "10")
    monkeypatch.setenv("GRAPHLEADIQ_MAX_ROWS", "100000")
    with pytest.raises(TableError, match=r"too many rows.*120,000 rows.*at most 100,000"):
        read_table(path)


SAID = {
    "far corner": "a cell far away from its table.*XFD1048576",
    "broken place": "place that no sheet has|no readable Excel workbook|far away",
    "many members": "too many files",
    "zip names no utf8": "damaged zip",
    "parquet footer": "could not be read|damaged",
    "password workbook": "protected with a password",
    "fifo": "is a device or a pipe",
    "folder": "is a folder",
    "device": "is a device or a pipe",
    "link to nowhere": "no file",
}


@pytest.mark.parametrize("kind", SAID)
def test_hostile_files_are_refused_in_words(tmp_path: Path, kind: str) -> None:
    ((_, path),) = hostile_files(tmp_path / "made", 1, kinds=(kind,))
    with pytest.raises(TableError, match=SAID[kind]):
        read_table(path)
    folder = load_settings().tables_dir
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_format_far_away_is_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "styled.xlsx"
    style = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    path.write_bytes(
        changed_sheet(workbook(repeatable("0")), lambda sheet: sheet.replace(b"</sheetData>", style))
    )
    assert read_table(path).n_rows == 59


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    for place, (_, path) in enumerate(hostile_files(tmp_path / "made", 8, kinds=("no utf8 name",))):
        table = read_table(path)
        assert table.source_name.startswith(f"\ufffd\ufffdf{place}.")
        assert preview(path).shape[0] > 0


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_too_many_columns_are_refused_before_a_row_is_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"wide.{kind}"
    frame = pd.DataFrame([["x"] * 5_000], columns=[f"c{i}" for i in range(5_000)])
    {"csv": frame.to_csv, "parquet": frame.to_parquet, "xlsx": frame.to_excel}[kind](path, index=False)
    for call in (read_table, preview):
        with pytest.raises(TableError, match=r"too many columns.*5,000 columns.*at most 2,000"):
            call(path)


def test_lists_records_and_bytes_in_parquet_are_shown_as_text(tmp_path: Path) -> None:
    path = tmp_path / "nested.parquet"
    pd.DataFrame({"l": [[1, 2], None], "r": [{"x": "1"}, None], "b": [b"\xff!", None]}).to_parquet(path)
    first = preview(path)
    assert first.iloc[0].tolist() == ["[1 2]", "{'x': '1'}", "\\xff!"]
    assert first.iloc[1].isna().all()
    assert read_table(path).n_rows >= 1


def test_zip_with_several_tables_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    path.write_bytes(zipped(**{"x.csv": b"a,b\n1,2\n", "y.csv": b"c,d\n3,4\n5,6\n", "read.me": b"hello"}))
    with pytest.raises(SeveralFilesError) as asked:
        read_table(path)
    assert asked.value.members == ["x.csv", "y.csv"]
    assert read_table(path, options=ReadOptions(member="y.csv")).n_rows == 2


def test_wrong_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name,y\nMüller,1\nJosé,0\n".encode("latin-1"))
    assert read_table(path).frame()["name"].tolist() == ["Müller", "José"]
    with pytest.raises(TableError, match="not written in utf-8"):
        read_table(path, options=ReadOptions(encoding="utf-8"))


def test_a_few_damaged_bytes_do_not_spoil_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv"
    path.write_bytes(b"name,y\n" + "Müller,1\nJosé,0\n".encode() * 50 + b"Fran\xe7ois,1\n")
    table = read_table(path)
    assert table.frame()["name"].tolist()[-2:] == ["José", "Fran\ufffdois"]
    assert [(one.kind, one.count) for one in table.set_aside] == [("damaged characters", 1)]


def test_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("core.storage.os.fdopen", full)
        with pytest.raises(StorageError, match="disk is full"):
            read_table(path)
    assert list(load_settings().tables_dir.iterdir()) == []
    assert read_table(path).n_rows == 2


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no file"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(TableError, match="is a folder"):
        read_table(tmp_path)
