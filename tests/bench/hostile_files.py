"""Broken or hostile files and model archives, by command line and by upload: does the program live and say one line?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from streamlit.testing.v1 import AppTest

from core.runs.archive import archive_bytes
from core.runs.execute import train_now
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import create_workspace
from tests.bench.row import Row
from tests.broken_archives import KINDS as ARCHIVES
from tests.broken_archives import broken_archive
from tests.conftest import ROOT
from tests.hostile_made import KINDS, NOT_UPLOADED, hostile_files
from tests.tiny_runs import make_table

N_FILES = int(os.environ.get("GRAPHLEADIQ_BENCH_FILES", "500"))
N_ARCHIVES = int(os.environ.get("GRAPHLEADIQ_BENCH_ARCHIVES", "150"))
N_UPLOADS = int(os.environ.get("GRAPHLEADIQ_BENCH_UPLOADS", "30"))
_MODELS = ("lightgbm", "xgboost", "logistic", "points", "gat")
HANG_SECONDS = 60.0
PEAK_GIB = 3.0
_RUNNER = """
import contextlib, io, json, sys, time
from core.cli import app
for line in sys.stdin:
    place, command = json.loads(line)
    began, said = time.monotonic(), io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = app(command, standalone_mode=False)
        end = {None: "read", 0: "read", 2: "refused"}.get(code, f"code {code}")
    except BaseException as error:
        end = f"trace {type(error).__name__}: {error}"
    if "Traceback" in said.getvalue():
        end = "trace"
    words = (said.getvalue().strip().splitlines() or [""])[-1]
    print(json.dumps([place, end, time.monotonic() - began, words]), flush=True)
"""


class Peak:
    """The highest memory of a process with those it started, in bytes."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._process = psutil.Process(pid)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        with suppress(psutil.Error):
            while self._process.is_running():
                used = 0
                for one in [self._process, *self._process.children(recursive=True)]:
                    with suppress(psutil.Error):
                        used += one.memory_info().rss
                self.bytes = max(self.bytes, used)
                time.sleep(0.05)


@dataclass(frozen=True)
class Ended:
    """How one command ended.

    Attributes:
        kind: Of the file.
        end: "read", "refused", "crash …", or "trace …".
        seconds: From the call to its end.
        words: The last line said.
        peak: Memory until then, in bytes.
    """

    kind: str
    end: str
    seconds: float
    words: str
    peak: int


def commanded(commands: Sequence[tuple[str, list[str]]], home: Path) -> Iterator[Ended]:
    """Runs each command by the command line's own path, in one process as long as that lives."""
    waiting = list(enumerate(commands))
    while waiting:
        runner = subprocess.Popen(
            [sys.executable, "-c", _RUNNER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "GRAPHLEADIQ_HOME": str(home), "OMP_NUM_THREADS": "1"},
        )
        peak = Peak(runner.pid)
        assert runner.stdin is not None and runner.stdout is not None
        while waiting:
            place, (kind, command) = waiting.pop(0)
            runner.stdin.write(json.dumps([place, command]).encode() + b"\n")
            runner.stdin.flush()
            line = runner.stdout.readline()
            if not line:
                yield Ended(kind, f"crash {runner.wait()}", 0.0, command[1], peak.bytes)
                break
            _, end, seconds, words = json.loads(line)
            yield Ended(kind, end, seconds, words, peak.bytes)
        runner.stdin.close()
        runner.wait()


def row_of(what: str, ended: Iterable[Ended], home: Path) -> Row:
    """Counts of what must not happen."""
    counts: Counter[str] = Counter()
    longest = peak = 0.0
    for one in ended:
        counts[one.end.partition(" ")[0]] += 1
        longest, peak = max(longest, one.seconds), max(peak, one.peak / 2**30)
        if os.environ.get("GRAPHLEADIQ_BENCH_SAY"):
            print(f"{one.kind:16} {one.end[:200]:8} {one.seconds:5.1f} s {one.words[:300]}", flush=True)
    left = [path for path in home.rglob("*") if ".by-" in path.name]
    bad = sum(count for end, count in counts.items() if end not in ("read", "refused"))
    return Row(
        what,
        "0 crashes, 0 traces, 0 over 60 s, under 3 GiB, nothing left behind",
        f"{counts['refused']} refused in one line, {counts['read']} read, {counts['crash']} crashes, "
        f"{bad - counts['crash']} traces; longest {longest:.0f} s, peak {peak:.1f} GiB, {len(left)} things left",
        bad == 0 and longest < HANG_SECONDS and peak < PEAK_GIB and not left,
    )


def files_row(folder: Path, n: int) -> Row:
    """Files by `import`."""
    made = hostile_files(folder / "files", n)
    commands = [
        (kind, ["import", str(path), "--workspace", f"w{place}"]) for place, (kind, path) in enumerate(made)
    ]
    home = folder / "home"
    return row_of(f"{n} broken or hostile files by command line", commanded(commands, home), home)


def archives_row(folder: Path, n: int) -> Row:
    """Model archives by `import-model`, of a model of each kind."""
    home = folder / "models"
    os.environ["GRAPHLEADIQ_HOME"] = str(home)
    table = make_table()
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    workspace = create_workspace("tiny").with_table(table).with_task(task).store()
    good = [archive_bytes(train_now(workspace, TrainConfig.for_model(name, epochs=4))) for name in _MODELS]
    commands = []
    for place in range(n):
        kind, path = ARCHIVES[place % len(ARCHIVES)], folder / f"a{place}.zip"
        path.write_bytes(broken_archive(good[place % len(good)], kind, str(place)))
        commands.append(
            (f"{kind}, {_MODELS[place % len(good)]}", ["import-model", str(path), "--workspace", "tiny"])
        )
    return row_of(f"{n} broken model archives by command line", commanded(commands, home), home)


def uploads_row(folder: Path, n: int) -> Row:
    """Files dropped on the Data page, through app.py."""
    home = folder / "pages"
    kinds = tuple(kind for kind in KINDS if kind not in NOT_UPLOADED)
    made = hostile_files(
        folder / "uploads", n, seed=1, kinds=tuple(kinds[place % len(kinds)] for place in range(0, 2 * n, 2))
    )
    os.environ["GRAPHLEADIQ_HOME"] = str(home)
    return row_of(f"{n} of them by upload", uploaded(made), home)


def uploaded(files: Sequence[tuple[str, Path]]) -> Iterator[Ended]:
    """Drops each file on the Data page of one app."""
    peak = Peak(os.getpid())
    for kind, path in files:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.switch_page("pages/data.py")
        app.run()
        began = time.monotonic()
        app.file_uploader(key="data.upload").upload(path.name, path.read_bytes(), "application/octet-stream")
        app.run()
        words = " ".join(str(box.value) for box in app.error)[:300]
        end = "trace" if app.exception else "refused" if app.error else "read"
        seconds = time.monotonic() - began
        if app.error:  # taken away again, as a person would
            app.file_uploader(key="data.upload").set_value([])
            app.run()
        yield Ended(kind, end, seconds, words, peak.bytes)


def rows() -> Iterator[Row]:
    """One row a way in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if N_FILES:
            yield files_row(folder, N_FILES)
        if N_ARCHIVES:
            yield archives_row(folder, N_ARCHIVES)
        if N_UPLOADS:
            yield uploads_row(folder, N_UPLOADS)
