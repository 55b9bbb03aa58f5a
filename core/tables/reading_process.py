"""The one door for files that nobody vouches for: they are read in a process that may die of them, within limits.

A workbook can abort its library, a small file can unpack to gigabytes. Whatever happens there, the asker gets the table
or one clear error, and the process and its folders are gone.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import psutil
from pydantic import ValidationError

import core
from core.errors import GraphLeadError, TableError, in_one_line
from core.leftovers import sweep, sweep_home
from core.settings import load_settings
from core.tables.names import shown_name
from core.tables.options import ReadOptions
from core.tables.parts import Part, Report
from core.tables.reading_messages import error_of, line, part_json
from core.tables.reading_worker import PREFIX
from core.tables.sheets import Sheet
from core.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd

_ROOT = Path(core.__file__).resolve().parent.parent
_LOOK_SECONDS = 0.05  # between two looks at the memory
_TELL_SECONDS = (
    0.5  # between two reports while nothing is heard: a report is where a person can stop the work
)
_MB = 1 << 20
_spare: list[_Worker] = []
_spare_lock = threading.Lock()


class _Worker:
    """A started process, its pipes and what it wrote on standard error."""

    def __init__(self) -> None:
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in `end`
        self._rest = b""
        search = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
        self.process = subprocess.Popen(  # our own interpreter and our own module
            [sys.executable, "-m", "core.tables.reading_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": search, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )

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
        """The whole lines it has answered, waited for so long; None when it has ended."""
        ready, _, _ = select.select([self.answers], [], [], seconds)
        if not ready:
            return []
        data = os.read(self.answers.fileno(), 1 << 20)
        if not data:
            return None
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines

    def memory(self) -> int:
        """Bytes in use."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def end(self) -> None:
        """Ends it at once."""
        if self.alive:
            with suppress(ProcessLookupError):
                self.process.kill()
        self.process.wait()
        for pipe in (self.questions, self.answers, self.log):
            with suppress(OSError):
                pipe.close()


def warm() -> None:
    """Starts a process for the file that will probably come, so that nobody waits for its start."""
    with _spare_lock:
        _spare[:] = [worker for worker in _spare if worker.alive]
        if not _spare:
            _spare.append(_Worker())


@atexit.register
def _end_spare() -> None:
    while _spare:
        _spare.pop().end()


def _next_worker() -> _Worker:
    with _spare_lock:
        while _spare:
            worker = _spare.pop()
            if worker.alive:
                return worker
    try:
        return _Worker()
    except OSError as error:
        raise TableError("The process that reads files could not be started", found=str(error)) from error


class ReadingProcess:
    """Reads files in a process of its own, which is started when it is needed and again after it died."""

    def __init__(self) -> None:
        self._worker: _Worker | None = None

    def members(self, path: Path) -> list[str | None]:
        """See `core.tables.parts.members_of`."""
        return list(self._ask("members", path, {"path": str(path)}))

    def sheets(self, path: Path, member: str | None) -> list[Sheet]:
        """See `core.tables.parts.sheets_of`."""
        found = self._ask("sheets", path, {"path": str(path), "member": member})
        return [Sheet.model_validate(sheet) for sheet in found]

    def read_part(self, part: Part, report: Report) -> Table:
        """See `core.tables.parts.read_part`."""
        return self._table("read_part", part.path, {"part": part_json(part)}, report)

    def read_table(
        self,
        path: Path,
        *,
        source_name: str | None = None,
        id_column: str | None = None,
        options: ReadOptions | None = None,
        report: Report | None = None,
    ) -> Table:
        """See `core.tables.reading.read_table`."""
        asked = {
            "path": str(path),
            "source_name": source_name,
            "id_column": id_column,
            "options": (options or ReadOptions()).to_json(),
        }
        return self._table("read_table", path, asked, report)

    def preview(
        self, path: Path, n: int = 50, options: ReadOptions | None = None, report: Report | None = None
    ) -> pd.DataFrame:
        """See `core.tables.reading.preview`."""
        import pandas as pd

        asked = {"path": str(path), "n": n, "options": (options or ReadOptions()).to_json()}
        found = self._ask("preview", path, asked, report)
        return pd.DataFrame(found["rows"], columns=found["columns"], dtype="string")

    def close(self) -> None:
        """Ends the process."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
            sweep(load_settings().tables_dir)  # a process that is ended cannot tidy up

    def _table(self, call: str, path: Path, asked: dict[str, Any], report: Report | None) -> Table:
        """The table that was read; what the process says is checked like anything that nobody vouches for."""
        found = self._ask(call, path, asked, report)
        try:
            return Table.model_validate(found)
        except ValidationError as error:
            self.close()
            raise TableError(
                f"{shown_name(path.name)} could not be read",
                found=in_one_line(error),
                expected="a table",
                action="Try again; restart the app where it was brought up to date while it ran",
            ) from error

    def _ask(self, call: str, path: Path, asked: dict[str, Any], report: Report | None = None) -> Any:
        """One question and its answer; whatever else happens is one clear error.

        Raises:
            TableError: too much memory or time, or the process died.
            GraphLeadError: what the reader says of the file.
        """
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = _next_worker()
        try:
            return _Question(self._worker, path, report).ask({"call": call, **asked})
        except GraphLeadError:
            if not self._worker.alive:
                self.close()
            raise
        except BaseException:
            self.close()  # stopped by a person
            raise


class _Question:
    """One question to a worker, watched until it is answered."""

    def __init__(self, worker: _Worker, path: Path, report: Report | None) -> None:
        settings = load_settings()
        self._worker = worker
        self._name = shown_name(path.name)
        self._report = report or (lambda _phase, _share: None)
        self._megabytes = settings.max_reading_mb
        size = path.stat().st_size if path.is_file() else 0
        self._seconds = settings.max_reading_seconds + size // _MB
        self._phase, self._share, self._peak = "opening the file", 0.0, 0

    def ask(self, asked: dict[str, Any]) -> Any:
        """Sends it and waits."""
        settings = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
        asked |= {"settings": settings, "megabytes": self._megabytes + 512}
        until = time.monotonic() + self._seconds
        try:
            self._worker.questions.write(line(asked))
            self._worker.questions.flush()
            for message in self._messages(until):
                if "answer" in message:
                    return message["answer"]
                self._raise_for(message)
        except (BrokenPipeError, ValueError):  # ValueError: half a line of JSON
            pass
        raise self._died()

    def _messages(self, until: float) -> Iterator[dict[str, Any]]:
        """What the worker says besides its progress, until it ends."""
        told = time.monotonic()
        while (lines := self._worker.heard(_LOOK_SECONDS)) is not None:
            for said in lines:
                message = json.loads(said)
                if "phase" not in message:
                    yield message
                    continue
                self._phase, self._share = str(message["phase"]), float(message["share"])
                told = 0.0
            self._watch(until)
            if time.monotonic() - told > _TELL_SECONDS:
                self._report(self._phase, self._share)
                told = time.monotonic()

    def _watch(self, until: float) -> None:
        used = self._worker.memory()
        self._peak = max(self._peak, used)
        if used > self._megabytes * _MB:
            self._worker.end()
            raise self._too_much_memory()
        if time.monotonic() > until:
            self._worker.end()
            raise TableError(
                f"{self._name} takes too long to read",
                found=f"no end after {self._seconds:,} seconds, while {self._phase}",
                expected="a file that is read within that time",
                action="Export it anew as CSV or Parquet with less in it, or raise GRAPHLEADIQ_MAX_READING_SECONDS",
            )

    def _raise_for(self, message: dict[str, Any]) -> None:
        if "error" in message:
            raise error_of(message["error"])
        if "memory" in message:
            raise self._too_much_memory()
        raise TableError(
            f"{self._name} could not be read",
            found=f"something unforeseen while {self._phase}: {message.get('unexpected')}",
            expected="a table as spreadsheet programs and databases write it",
            action=_SAVE_ANEW,
        )

    def _too_much_memory(self) -> TableError:
        return TableError(
            f"{self._name} needs more memory than reading a file may use",
            found=f"{self._peak // _MB:,} MB and more asked for, while {self._phase}",
            expected=f"at most {self._megabytes:,} MB",
            action="Leave out long text columns, bring a part of the file, or raise GRAPHLEADIQ_MAX_READING_MB",
        )

    def _died(self) -> TableError:
        code = self._worker.process.wait()
        self._worker.log.seek(0)
        words = self._worker.log.read()[-2_000:].decode(errors="replace").strip().splitlines()
        if any("memory allocation of" in word for word in words) or code == -signal.SIGKILL:
            return self._too_much_memory()
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return TableError(
            f"{self._name} could not be read: it broke the reading program off",
            found=f"{how} while {self._phase}",
            expected="a table as spreadsheet programs and databases write it",
            action=_SAVE_ANEW,
        )


_SAVE_ANEW = "Open it in the program it came from, save it again, as CSV if in doubt, and bring that"


@contextmanager
def reading_process() -> Iterator[ReadingProcess]:
    """A reader in a process of its own, which is gone at the end of the block."""
    sweep_home()
    reader = ReadingProcess()
    try:
        yield reader
    finally:
        reader.close()
