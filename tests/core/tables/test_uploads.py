"""Uploads kept as they came, the template, and the public file."""

from __future__ import annotations

import errno
import hashlib
import http.server
import io
import os
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import StorageError, TableError
from core.settings import load_settings
from core.tables import uci
from core.tables.reading import read_table
from core.tables.table import Role
from core.tables.template import COLUMNS, template_csv
from core.tables.uploads import find_upload, keep_upload, move_upload, safe_name


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\bank.csv", "bank.csv"),
        ("<b>x</b>.csv", "b_.csv"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("...", "upload"),
        ("x" * 300 + ".csv.gz", "x" * 100 + ".gz"),
    ],
)
def test_names_cannot_leave_the_folder(name: str, wanted: str) -> None:
    assert safe_name(name) == wanted


def test_upload_is_kept_byte_for_byte_and_a_second_one_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    for data in (b"first", b"second"):
        move_upload(keep_upload(io.BytesIO(data), "t.csv"), folder)
    assert (folder / "t.csv").read_bytes() == b"first"
    assert (folder / "t (2).csv").read_bytes() == b"second"
    os.utime(folder / "t.csv", (1, 1))
    assert find_upload(folder, "t.csv") == folder / "t (2).csv"
    assert find_upload(folder, "other.csv") is None
    assert list((load_settings().home / "incoming").iterdir()) == []


def test_forgotten_uploads_go_after_a_day() -> None:
    old = keep_upload(io.BytesIO(b"x"), "old.csv").parent
    os.utime(old, (time.time() - 2 * 86_400,) * 2)
    new = keep_upload(io.BytesIO(b"y"), "new.csv").parent
    assert not old.exists()
    assert new.exists()


def test_full_disk_while_uploading(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("core.tables.uploads.shutil.copyfileobj", full)
    with pytest.raises(StorageError, match="disk is full"):
        keep_upload(io.BytesIO(b"x"), "t.csv")
    assert list((load_settings().home / "incoming").iterdir()) == []


def test_template_is_a_table_that_the_reader_understands(tmp_path: Path) -> None:
    (tmp_path / "template.csv").write_bytes(template_csv())
    table = read_table(tmp_path / "template.csv")
    assert [column.name for column in table.columns] == list(COLUMNS)
    assert table.n_rows == 5
    assert table.id_column == "client_id"
    assert table.target_hint == ("subscribed", "yes")
    assert table.column("subscribed").n_missing == 1
    assert table.column("contact_date").role is Role.DATE
    assert table.column("has_mortgage").role is Role.YES_NO


@pytest.fixture
def served() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A small web server and what it gives."""
    files: dict[str, bytes] = {}

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in files else 404)
            self.end_headers()
            self.wfile.write(files.get(self.path, b""))

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", files
    server.shutdown()


def packed(text: bytes) -> bytes:
    """A zip in a zip, as UCI packs them."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("bank-full.csv", text)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("bank.zip", inner.getvalue())
    return outer.getvalue()


def test_public_file_is_checked_before_it_is_kept(
    served: tuple[str, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, files = served
    files["/bank.zip"] = packed(b"a;b\n1;2\n")
    with pytest.raises(TableError, match="not the known file"):
        uci.fetch_bank(tmp_path / "uci", url=f"{url}/bank.zip")
    assert not (tmp_path / "uci").exists()
    monkeypatch.setitem(uci.SHA256, "bank-full.csv", hashlib.sha256(b"a;b\n1;2\n").hexdigest())
    path = uci.fetch_bank(tmp_path / "uci", url=f"{url}/bank.zip")
    assert path.read_bytes() == b"a;b\n1;2\n"
    files.clear()  # the copy that is there is enough
    assert uci.fetch_bank(tmp_path / "uci", url=f"{url}/bank.zip") == path


def test_offline_and_odd_answers_are_said(served: tuple[str, dict[str, bytes]], tmp_path: Path) -> None:
    url, files = served
    files["/text"] = b"<html>maintenance</html>"
    for address, said in ((f"{url}/gone", "could not be fetched"), (f"{url}/text", "no zip file")):
        with pytest.raises(TableError, match=said):
            uci.fetch_bank(tmp_path, url=address)
    with pytest.raises(TableError, match="demo bank, which needs no internet"):
        uci.fetch_bank(tmp_path, url="http://127.0.0.1:9/bank.zip")
    with pytest.raises(TableError, match="no https address"):
        uci.fetch_bank(tmp_path, url="file:///etc/passwd")


def test_known_sums_are_those_of_the_real_files(bank_data: Path) -> None:
    for name in ("bank.csv", "bank-additional.csv"):
        assert hashlib.sha256((bank_data / name).read_bytes()).hexdigest() == uci.SHA256[name]
