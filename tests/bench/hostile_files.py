"""Broken or hostile files by command line: does the program live, say one line, keep to its limits, leave nothing?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from tests.bench.row import Row
from tests.hostile_made import hostile_files

N_FILES = int(os.environ.get("GRAPHLEADIQ_BENCH_FILES", "500"))
HANG_SECONDS = 60.0
PEAK_GIB = 3.0
_RUNNER = """
import contextlib, io, json, sys, time
from core.cli import app
for line in sys.stdin:
    place, path = json.loads(line)
    began, said = time.monotonic(), io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = app(["import", path, "--workspace", f"w{place}"], standalone_mode=False)
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


def imported(files: list[tuple[str, Path]], home: Path) -> Iterator[tuple[str, str, float, str, int]]:
    """Imports each file by the command line's own path, in one process while it lives.

    Yields:
        The kind, how it ended, its seconds, the last line said, and the peak of memory until then in bytes.
    """
    waiting = list(enumerate(files))
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
            place, (kind, path) = waiting.pop(0)
            runner.stdin.write(json.dumps([place, str(path)]).encode() + b"\n")
            runner.stdin.flush()
            line = runner.stdout.readline()
            if not line:
                yield kind, f"crash {runner.wait()}", 0.0, path.name, peak.bytes
                break
            _, end, seconds, words = json.loads(line)
            yield kind, end, seconds, words, peak.bytes
        runner.stdin.close()
        runner.wait()


def rows() -> list[Row]:
    """One row: counts of what must not happen."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        files = hostile_files(Path(name) / "files", N_FILES)
        counts: Counter[str] = Counter()
        longest = peak = 0.0
        for kind, end, seconds, words, used in imported(files, home):
            counts[end.partition(" ")[0]] += 1
            longest, peak = max(longest, seconds), max(peak, used / 2**30)
            if os.environ.get("GRAPHLEADIQ_BENCH_SAY"):
                print(
                    f"{kind:20} {end[:200]:8} {seconds:5.1f} s {used / 2**30:.2f} GiB {words[:300]}",
                    flush=True,
                )
        left = [path for path in home.rglob("*") if path.name.startswith((".", "upload."))]
    bad = sum(count for end, count in counts.items() if end not in ("read", "refused"))
    return [
        Row(
            f"{N_FILES} broken or hostile files by command line",
            "0 crashes, 0 traces, 0 over 60 s, under 3 GiB, nothing left behind",
            f"{counts['refused']} refused in one line, {counts['read']} read, {counts['crash']} crashes, "
            f"{bad - counts['crash']} traces; longest {longest:.0f} s, peak {peak:.1f} GiB, {len(left)} things left",
            bad == 0 and longest < HANG_SECONDS and peak < PEAK_GIB and not left,
        )
    ]
