"""Where a run stands, judged: a run whose process is gone has crashed, whatever its status file says."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import psutil

from core import leftovers
from core.errors import RunError, StorageError
from core.record import Record
from core.runs.run import ACTIVE_STATES, Run, RunStatus
from core.storage import write_json

_SECONDS_TO_START = 15.0  # between making the directory and starting its process
_FULL_BYTES = 1 << 20
_LOG_TAIL = 600


class Worker(Record):
    """The process that works on a run; the creation time tells it from a later one with the same pid."""

    pid: int
    created: float


def this_process() -> Worker:
    """The process that asks."""
    return worker_of(os.getpid())


def worker_of(pid: int) -> Worker:
    """A living process by its pid; one that has just ended gets creation time 0 and counts as dead."""
    try:
        return Worker(pid=pid, created=psutil.Process(pid).create_time())
    except psutil.Error:
        return Worker(pid=pid, created=0.0)


def is_alive(worker: Worker) -> bool:
    """True while that very process runs; a zombie is dead."""
    return leftovers.is_alive(worker.pid, worker.created)


def claim(run: Run, worker: Worker) -> None:
    """Writes down which process works on the run."""
    worker.save(run.directory / "process.json")


def worker_on(run: Run) -> Worker | None:
    """The process that works or worked on the run, None while nobody has claimed it."""
    try:
        return Worker.load(run.directory / "process.json")
    except StorageError:
        return None


def stored_status(run: Run) -> RunStatus:
    """The status file as it stands, not judged.

    Raises:
        RunError: the run was deleted.
    """
    try:
        return RunStatus.load(run.directory / "status.json")
    except StorageError as error:
        if run.directory.is_dir():
            raise
        raise RunError(
            f"The run {run.id} is not there any more",
            action="It was deleted; choose another run on the Models page",
        ) from error


def read_status(run: Run) -> RunStatus:
    """Where a run stands now. Active runs whose process is dead are shown as cancelled or crashed.

    Raises:
        RunError: the run was deleted.
        StorageError: its status file is damaged.
    """
    status = stored_status(run)
    if status.state not in ACTIVE_STATES:
        return status
    worker = worker_on(run)
    if worker is None and time.time() - status.created < _SECONDS_TO_START:
        return status
    if worker is not None and is_alive(worker):
        return status.model_copy(update={"pid": worker.pid, "pid_created": worker.created})
    again = stored_status(run)  # it may have ended well between the two looks
    return again if again.state not in ACTIVE_STATES else _without_worker(run, again)


def write_status(run: Run, status: RunStatus) -> None:
    """Writes the status file whole or not at all.

    Raises:
        RunError: the run directory was deleted meanwhile; it is not made again.
        StorageError: the disk is full.
    """
    if not run.directory.is_dir():
        raise RunError(f"The run {run.id} was deleted while it was at work")
    write_json(run.directory / "status.json", status.to_json())


def write_last_status(run: Run, status: RunStatus) -> None:
    """Writes how a run ended even when the disk is full, by overwriting the old status file in place."""
    try:
        write_status(run, status)
    except StorageError:
        data = status.model_dump_json().encode()
        with (run.directory / "status.json").open("r+b") as handle:
            handle.write(data)
            handle.truncate()
    except RunError:
        return


def cancel_path(run: Run) -> Path:
    """The file whose presence asks the worker to stop."""
    return run.directory / "cancel"


def cancel_asked(run: Run) -> bool:
    """True when somebody asked to stop the run."""
    return cancel_path(run).exists()


def _without_worker(run: Run, status: RunStatus) -> RunStatus:
    if cancel_asked(run):
        return _ended(run, status, "cancelled", None)
    if worker_on(run) is None:
        return _ended(run, status, "crashed", "The training process was never started; start it again.")
    return _ended(run, status, "crashed", _last_words(run))


def _ended(run: Run, status: RunStatus, state: str, error: str | None) -> RunStatus:
    ended = (run.directory / "status.json").stat().st_mtime
    return status.model_copy(update={"state": state, "ended": ended, "error": error, "seconds_left": None})


def _last_words(run: Run) -> str:
    if shutil.disk_usage(run.directory).free < _FULL_BYTES:
        return "The disk is full. Free some space, then start the training again."
    said = ""
    if run.log_path.is_file():
        lines = run.log_path.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip().splitlines()
        said = f" The last line of its log: {lines[-1]}" if lines else ""
    return (
        "The training process ended without a word; it was killed, or the machine ran out of memory."
        f"{said} Start it again; nothing else was changed."
    )
