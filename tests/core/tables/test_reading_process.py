"""The door for files that nobody vouches for: whatever they do to the process behind it, one clear error comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import psutil
import pytest

from core.background import StoppedError
from core.errors import TableError
from core.leftovers import mark, sweep_home
from core.settings import load_settings
from core.tables.bundle import is_several, read_bundle
from core.tables.options import ReadOptions
from core.tables.reading import preview, read_table
from core.tables.reading_process import ReadingProcess, reading_process
from core.tables.unpacking import SeveralFilesError
from tests.conftest import ROOT

ROWS = "a,b,when\n" + "".join(f"{i},x{i % 3},2026-01-{1 + i % 28:02d}\n" for i in range(60))


@pytest.fixture(scope="module")
def reader() -> Iterator[ReadingProcess]:
    """One process for the tests that do not end it."""
    with reading_process() as opened:
        yield opened


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


def far_corner(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (("a", "b"), (1, 2), (3, 4)):
        book.active.append(row)
    book.active["XFD1048576"] = "far"
    book.save(path)
    return path


def test_a_table_read_behind_the_door_is_the_one_read_here(reader: ReadingProcess, rows: Path) -> None:
    told: list[str] = []
    table = reader.read_table(
        rows, source_name="first.csv", id_column="a", report=lambda phase, _: told.append(phase)
    )
    assert table == read_table(rows, source_name="first.csv", id_column="a")
    assert told
    shown = reader.preview(rows, 5)
    assert shown.equals(preview(rows, 5).astype("string"))
    assert reader.preview(rows, 5, ReadOptions(delimiter=";")).shape[1] == 1


def test_errors_come_through_as_they_are(reader: ReadingProcess, tmp_path: Path, rows: Path) -> None:
    with pytest.raises(TableError, match=r"There is no column 'gone' in rows\.csv\. Found: a, b, when\."):
        reader.read_table(rows, id_column="gone")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("x.csv", ROWS)
        archive.writestr("y.csv", ROWS)
    assert is_several([tmp_path / "two.zip"], reader=reader)
    with pytest.raises(SeveralFilesError) as asked:
        reader.read_table(tmp_path / "two.zip")
    assert asked.value.members == ["x.csv", "y.csv"]


def test_a_cell_at_the_far_corner_is_one_error_and_the_other_files_are_read(
    reader: ReadingProcess, tmp_path: Path, rows: Path
) -> None:
    bad = far_corner(tmp_path / "far.xlsx")
    for call in (reader.preview, reader.read_table):
        with pytest.raises(TableError, match=r"far\.xlsx"):
            call(bad)
    bundle = read_bundle([bad, rows], reader=reader)
    assert bundle.tables.names == ["rows"]
    assert [name for name, _ in bundle.failures] == ["far.xlsx"]
    assert [path.name for path in load_settings().tables_dir.iterdir()] == [
        bundle.tables.tables[0].table.content_hash
    ]


def test_too_much_memory_and_too_much_time_are_said(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading_process() as reader:
        monkeypatch.setenv("GRAPHLEADIQ_MAX_READING_MB", "20")
        with pytest.raises(
            TableError, match=r"rows\.csv needs more memory.*Expected: at most 20 MB.*MAX_READING_MB"
        ):
            reader.read_table(rows)
        monkeypatch.setenv("GRAPHLEADIQ_MAX_READING_MB", "2000")
        monkeypatch.setenv("GRAPHLEADIQ_MAX_READING_SECONDS", "0")
        with pytest.raises(TableError, match=r"rows\.csv takes too long to read.*MAX_READING_SECONDS"):
            reader.read_table(rows)
        monkeypatch.setenv("GRAPHLEADIQ_MAX_READING_SECONDS", "45")
        assert reader.read_table(rows).n_rows == 60  # a new process has taken the place of the dead ones


def test_a_person_can_stop_it(home: Path, rows: Path) -> None:
    def stop(_phase: str, _share: float) -> None:
        raise StoppedError("enough")

    with reading_process() as reader:
        with pytest.raises(StoppedError):
            reader.read_table(rows, report=stop)
        assert list(home.rglob(".*")) == []


def test_a_killed_import_leaves_no_process_and_what_it_left_on_disk_is_swept(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{i % 7},text {i}\n" for i in range(400_000)))
    code = f"""
from pathlib import Path
from core.tables.reading_process import reading_process
with reading_process() as reader:
    def told(phase, share):
        print(reader._worker.process.pid, share, flush=True)
    reader.read_table(Path({str(path)!r}), report=told)
"""
    asker = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert asker.stdout is not None
    pid = int(asker.stdout.readline().split()[0])
    while float(asker.stdout.readline().split()[1]) < 0.04:
        pass
    asker.send_signal(signal.SIGKILL)
    asker.wait()
    asker.stdout.close()
    until = time.monotonic() + 20
    while psutil.pid_exists(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
    assert [left.name for left in (home / "tables").iterdir()] != []
    mine = home / "tables" / f".scratch{mark()}at-work"
    mine.mkdir()
    queue = home / "runs" / ".queue"
    queue.mkdir(parents=True)
    former = home / "tables" / ".scratch-abcd1234"
    former.mkdir()
    for path in (queue, former):
        os.utime(path, (0, 0))
    assert sweep_home() > 1
    assert list((home / "tables").iterdir()) == [mine]
    assert queue.is_dir()  # it is hidden and old, and nobody's leftover
