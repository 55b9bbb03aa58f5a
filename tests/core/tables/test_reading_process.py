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


def says(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Puts a program of our own in the place of the one that reads, as a file that took it over would."""
    started = subprocess.Popen

    def instead(command: list[str], **others: object) -> object:
        return started(
            [command[0], "-c", f"import os, signal, sys, time\nsys.stdin.readline()\n{code}"], **others
        )  # type: ignore[call-overload]

    monkeypatch.setattr("core.tables.worker_process.subprocess.Popen", instead)
    monkeypatch.setattr("core.tables.worker_process._spare", [])
    monkeypatch.setattr("core.tables.worker_process._END_SECONDS", 1)


NO_SENSE = [
    "half a line {",
    "[" * 5000,
    "[]",
    "3",
    '"phase"',
    '{"phase": {}, "share": 0.5}',
    '{"phase": "reading"}',
    '{"phase": "reading", "share": "half"}',
    '{"phase": "reading", "share": NaN}',
    '{"error": 3}',
    '{"error": {"kind": "TableError"}}',
    '{"error": {"kind": "TableError", "problem": "p", "found": []}}',
    '{"error": {"name": "a.zip", "members": 3}}',
    '{"unexpected": {}}',
    '{"answer": 3}',
    '{"answer": {"rows": []}}',
]


@pytest.mark.parametrize("said", NO_SENSE)
def test_a_living_process_that_makes_no_sense_is_ended_and_said_so(
    said: str, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, f"print({said!r}, flush=True)\ntime.sleep(60)")
    before, begun = psutil.Process().children(), time.monotonic()
    with (
        reading_process() as reader,
        pytest.raises(TableError, match=r"^rows\.csv could not be read.*no answer that makes sense"),
    ):
        reader.read_table(rows)
    assert time.monotonic() - begun < 15
    assert psutil.Process().children() == before


@pytest.mark.parametrize("call", ["members", "sheets", "preview"])
def test_an_answer_of_another_shape_is_one_error(
    call: str, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, """print('{"answer": {"columns": 3}}', flush=True)\ntime.sleep(60)""")
    with reading_process() as reader, pytest.raises(TableError, match="no answer that makes sense"):
        getattr(reader, call)(rows, *([None] if call == "sheets" else []))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("os.close(1); time.sleep(60)", "broke the reading program off. Found: no more answers while"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "was ended from outside. Found: SIGKILL while"),
        ("os.kill(os.getpid(), signal.SIGRTMIN + 1)", "broke the reading program off. Found: signal "),
        ("os.kill(os.getpid(), signal.SIGABRT)", "broke the reading program off. Found: SIGABRT while"),
        ("sys.exit(7)", "broke the reading program off. Found: exit code 7 while"),
        (
            "sys.stderr.write('memory allocation of 99 bytes failed'); sys.exit(7)",
            "needs more memory than reading a file may use",
        ),
    ],
)
def test_the_end_of_the_process_is_said_as_it_was(
    code: str, found: str, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, code)
    with reading_process() as reader, pytest.raises(TableError) as raised:
        reader.read_table(rows)
    assert found in str(raised.value)


def test_a_line_without_end_is_not_kept(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.worker_process._LONGEST_LINE", 1 << 20)
    says(monkeypatch, "while True: sys.stdout.write('x' * 65536)")
    with reading_process() as reader, pytest.raises(TableError, match="an answer without end"):
        reader.read_table(rows)


def test_what_a_person_is_told_is_not_taken_for_the_end_of_the_process(
    reader: ReadingProcess, rows: Path
) -> None:
    def nobody_listens(_phase: str, _share: float) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        reader.read_table(rows, report=nobody_listens)


def test_the_process_gets_the_settings_and_none_of_the_secrets(
    rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tables.worker_process._spare", [])
    for name in ("SALESFORCE_TOKEN", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "GRAPHLEADIQ_PASSWORD"):
        monkeypatch.setenv(name, "hush-hush")
    monkeypatch.setenv("LC_NUMERIC", "C")
    with reading_process() as reader:
        reader.members(rows)
        assert reader._worker is not None
        given = psutil.Process(reader._worker.process.pid).environ()
    assert "hush-hush" not in given.values()
    assert {"PATH", "PYTHONPATH", "LC_NUMERIC"} <= set(given)
    monkeypatch.setenv("GRAPHLEADIQ_MAX_ROWS", "10")
    assert "hush-hush" not in load_settings().as_environment().values()
    with reading_process() as reader, pytest.raises(TableError, match="GRAPHLEADIQ_MAX_ROWS"):
        reader.read_table(rows)


def test_places_are_those_of_whoever_asks(
    reader: ReadingProcess, tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRAPHLEADIQ_HOME", "kept-here")
    assert reader.members(Path("rows.csv")) == [None]
    assert reader.preview(Path("rows.csv"), 2).shape == (2, 3)
    table = reader.read_table(Path("rows.csv"))
    assert (tmp_path / "kept-here" / "tables" / table.content_hash).is_dir()
