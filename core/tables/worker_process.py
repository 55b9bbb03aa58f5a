"""The started process that opens files which nobody vouches for: its pipes, its small environment and its end."""

from __future__ import annotations

import atexit
import os
import selectors
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

import core
from core.errors import TableError
from core.tables.reading_messages import MalformedError

_ROOT = Path(core.__file__).resolve().parent.parent
_END_SECONDS = 10  # for a process that says no more, or was ended, to be gone
_LONGEST_LINE = 256 << 20  # bytes of one answer
# What such a process gets of our environment; tokens and passwords are none of its business. The settings
# (GRAPHLEADIQ_*) come with each question.
_PASSED = frozenset(
    (
        *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
        *("PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"),
        *("HOME", "TMPDIR", "TMP", "TEMP"),
        *("LANG", "LANGUAGE", "TZ"),
        *("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    )
)
_PASSED_FAMILIES = ("LC_", "OMP_")
_spare: list[Worker] = []
_spare_lock = threading.Lock()


class Worker:
    """A started process, its pipes and what it wrote on standard error."""

    def __init__(self) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in `end`
        self._rest = bytearray()
        self.process = subprocess.Popen(  # our own interpreter and our own module
            [sys.executable, "-m", "core.tables.reading_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=_ROOT,
            env=_environment(),
            start_new_session=True,
        )
        self._ready = selectors.DefaultSelector()
        self._ready.register(self.answers, selectors.EVENT_READ)

    @property
    def questions(self) -> IO[bytes]:
        assert self.process.stdin is not None  # noqa: S101  # opened as a pipe above
        return self.process.stdin

    @property
    def answers(self) -> IO[bytes]:
        assert self.process.stdout is not None  # noqa: S101  # opened as a pipe above
        return self.process.stdout

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def heard(self, seconds: float) -> list[bytes] | None:
        """The whole lines it has answered, waited for so long; None when it says no more.

        Raises:
            MalformedError: a line without end.
        """
        if not self._ready.select(seconds):
            return []
        data = os.read(self.answers.fileno(), 1 << 20)
        if not data:
            return None
        self._rest += data
        if len(self._rest) > _LONGEST_LINE:
            raise MalformedError("an answer without end")
        if b"\n" not in data:
            return []
        *lines, self._rest = self._rest.split(b"\n")
        return [bytes(whole) for whole in lines]

    def memory(self) -> int:
        """Bytes in use."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def last_words(self) -> tuple[int | None, str]:
        """Its exit code and the end of what it wrote on standard error; no code where it had to be ended."""
        try:
            code = self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.end()
            return None, ""
        self.log.seek(0)
        return code, self.log.read()[-2_000:].decode(errors="replace")

    def end(self) -> None:
        """Ends it at once."""
        if self.alive:
            with suppress(ProcessLookupError):
                self.process.kill()
        with suppress(subprocess.TimeoutExpired):  # held by the system, as by a network drive that is gone
            self.process.wait(_END_SECONDS)
        self._ready.close()
        for pipe in (self.questions, self.answers, self.log):
            with suppress(OSError):
                pipe.close()


def _environment() -> dict[str, str]:
    """The environment of a new process."""
    passed = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED or name.startswith(_PASSED_FAMILIES)
    }
    search = os.pathsep.join([str(_ROOT), passed.get("PYTHONPATH", "")]).strip(os.pathsep)
    return {**passed, "PYTHONPATH": search, "PYTHONUNBUFFERED": "1"}


def warm() -> None:
    """Starts a process for the file that will probably come, so that nobody waits for its start."""
    with _spare_lock:
        _spare[:] = [worker for worker in _spare if worker.alive]
        if not _spare:
            _spare.append(Worker())


@atexit.register
def _end_spare() -> None:
    while _spare:
        _spare.pop().end()


def next_worker() -> Worker:
    """The spare process, or a new one.

    Raises:
        TableError: none can be started.
    """
    with _spare_lock:
        while _spare:
            worker = _spare.pop()
            if worker.alive:
                return worker
    try:
        return Worker()
    except OSError as error:
        raise TableError("The process that reads files could not be started", found=str(error)) from error
