"""The one door for files that nobody vouches for: they are read in a process that may die of them, within limits.

A workbook can abort its library, a small file can unpack to gigabytes. Whatever happens there, the asker gets the table
or one clear error, and the process and its folders are gone.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from core.errors import GraphLeadError, TableError, in_one_line
from core.leftovers import sweep, sweep_home
from core.settings import load_settings
from core.tables.names import shown_name
from core.tables.options import ReadOptions
from core.tables.parts import Part, Report
from core.tables.reading_messages import (
    MEMBERS,
    ROWS,
    SHEETS,
    TABLE,
    MalformedError,
    error_of,
    line,
    message_of,
    part_json,
    progress_of,
    text_of,
)
from core.tables.sheets import Sheet
from core.tables.table import Table
from core.tables.worker_process import Worker, next_worker

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
_LOOK_SECONDS = 0.05  # between two looks at the memory
_TELL_SECONDS = (
    0.5  # between two reports while nothing is heard: a report is where a person can stop the work
)
_MB = 1 << 20


class ReadingProcess:
    """Reads files in a process of its own, which is started when it is needed and again after it died."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def members(self, path: Path) -> list[str | None]:
        """See `core.tables.parts.members_of`."""
        return self._ask("members", path, {"path": _place(path)}, MEMBERS)

    def sheets(self, path: Path, member: str | None) -> list[Sheet]:
        """See `core.tables.parts.sheets_of`."""
        return self._ask("sheets", path, {"path": _place(path), "member": member}, SHEETS)

    def read_part(self, part: Part, report: Report) -> Table:
        """See `core.tables.parts.read_part`."""
        asked = {"part": {**part_json(part), "path": _place(part.path)}}
        return self._ask("read_part", part.path, asked, TABLE, report)

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
            "path": _place(path),
            "source_name": source_name,
            "id_column": id_column,
            "options": (options or ReadOptions()).to_json(),
        }
        return self._ask("read_table", path, asked, TABLE, report)

    def preview(
        self, path: Path, n: int = 50, options: ReadOptions | None = None, report: Report | None = None
    ) -> pd.DataFrame:
        """See `core.tables.reading.preview`."""
        import pandas as pd

        asked = {"path": _place(path), "n": n, "options": (options or ReadOptions()).to_json()}
        columns, rows = self._ask("preview", path, asked, ROWS, report)
        return pd.DataFrame(rows, columns=columns, dtype="string")

    def close(self) -> None:
        """Ends the process."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None
            sweep(load_settings().tables_dir)  # a process that is ended cannot tidy up

    def _ask(
        self,
        call: str,
        path: Path,
        asked: dict[str, Any],
        shape: TypeAdapter[T],
        report: Report | None = None,
    ) -> T:
        """One question and its answer, checked against its shape; whatever else happens is one clear error.

        Raises:
            TableError: too much memory or time, no answer of that shape, or the process died.
            GraphLeadError: what the reader says of the file.
        """
        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = next_worker()
        try:
            return _Question(self._worker, path, report).ask({"call": call, **asked}, shape)
        except GraphLeadError:
            if not self._worker.alive:
                self.close()
            raise
        except BaseException:
            self.close()  # stopped by a person
            raise


class _Question:
    """One question to a worker, watched until it is answered."""

    def __init__(self, worker: Worker, path: Path, report: Report | None) -> None:
        settings = load_settings()
        self._worker = worker
        self._name = shown_name(path.name)
        self._report = report or (lambda _phase, _share: None)
        self._megabytes = settings.max_reading_mb
        size = path.stat().st_size if path.is_file() else 0
        self._seconds = settings.max_reading_seconds + size // _MB
        self._phase, self._share, self._peak = "opening the file", 0.0, 0

    def ask(self, asked: dict[str, Any], shape: TypeAdapter[T]) -> T:
        """Sends it and waits for an answer of that shape."""
        asked |= {"settings": load_settings().as_environment(), "megabytes": self._megabytes + 512}
        until = time.monotonic() + self._seconds
        with suppress(BrokenPipeError):  # it is gone; what it said before is still heard
            self._worker.questions.write(line(asked))
            self._worker.questions.flush()
        try:
            for message in self._messages(until):
                if "answer" in message:
                    return shape.validate_python(message["answer"])
                self._raise_for(message)
        except (MalformedError, ValidationError) as error:
            self._worker.end()
            raise self._not_understood(error) from error
        raise self._died()

    def _messages(self, until: float) -> Iterator[dict[str, Any]]:
        """What the worker says besides its progress, until it ends."""
        told = time.monotonic()
        while (lines := self._worker.heard(_LOOK_SECONDS)) is not None:
            for said in lines:
                message = message_of(said)
                if "phase" not in message:
                    yield message
                    continue
                self._phase, self._share = progress_of(message)
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
            found=f"something unforeseen while {self._phase}: {text_of(message, 'unexpected')}",
            expected="a table as spreadsheet programs and databases write it",
            action=_SAVE_ANEW,
        )

    def _not_understood(self, error: ValueError) -> TableError:
        return TableError(
            f"{self._name} could not be read: the reading program gave no answer that makes sense",
            found=f"{in_one_line(error)}, while {self._phase}",
            expected="a table as spreadsheet programs and databases write it",
            action=f"{_SAVE_ANEW}; restart the app where it was brought up to date while it ran",
        )

    def _too_much_memory(self) -> TableError:
        return TableError(
            f"{self._name} needs more memory than reading a file may use",
            found=f"{self._peak // _MB:,} MB and more asked for, while {self._phase}",
            expected=f"at most {self._megabytes:,} MB",
            action="Leave out long text columns, bring a part of the file, or raise GRAPHLEADIQ_MAX_READING_MB",
        )

    def _died(self) -> TableError:
        code, words = self._worker.last_words()
        if code is not None and "memory allocation of" in words:
            return self._too_much_memory()
        how = _how_it_ended(code)
        if how == "SIGKILL":  # not by us: what we end says why
            return TableError(
                f"{self._name} could not be read: the reading program was ended from outside",
                found=f"{how} while {self._phase}, with {self._peak // _MB:,} MB in use",
                action="Systems do so when memory runs short: free some, then try again",
            )
        return TableError(
            f"{self._name} could not be read: it broke the reading program off",
            found=f"{how} while {self._phase}",
            expected="a table as spreadsheet programs and databases write it",
            action=_SAVE_ANEW,
        )


def _place(path: Path) -> str:
    """Where a file lies, for a process that works in another folder."""
    return str(path.absolute())


def _how_it_ended(code: int | None) -> str:
    """The name of the signal that ended a process, or its exit code."""
    if code is None:
        return "no more answers"
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:  # some have no name
        return f"signal {-code}"


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
