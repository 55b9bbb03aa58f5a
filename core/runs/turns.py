"""Taking turns: runs are worked on one after another, first come first served, however many were started.

Each waiting run has a ticket file named by its time; the right to work is a file lock that the operating
system takes back when the process dies, so a killed run never blocks the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import RunError
from core.runs.run import ACTIVE_STATES, Run
from core.runs.status import read_status
from core.settings import load_settings
from core.storage import explaining_disk_errors

_LOOK_SECONDS = 0.2


def draw_ticket(run: Run) -> None:
    """Puts the run at the end of the queue."""
    folder = _folder()
    with explaining_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{time.time_ns():020d}.{run.id}").touch()


def runs_before(run: Run) -> list[Run]:
    """The runs that are working or will work before this one, next one first."""
    before: list[Run] = []
    for ticket in _tickets():
        other = Run(id=ticket.name.partition(".")[2])
        if other.id == run.id:
            return before
        if _lives(other):
            before.append(other)
        else:
            ticket.unlink(missing_ok=True)
    return before


@contextmanager
def turn(run: Run, waiting: Callable[[list[Run]], None], should_stop: Callable[[], bool]) -> Iterator[bool]:
    """Waits until it is this run's turn and holds it while the block runs.

    Args:
        run: A run that has a ticket.
        waiting: Called with the runs before this one whenever their number changes.
        should_stop: Asked while waiting; when it says True the block gets False and must do no work.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "turn.lock")
    shown = -1
    try:
        while True:
            if should_stop():
                yield False
                return
            before = runs_before(run)
            if not before and _taken(lock):
                break
            if len(before) != shown:
                shown = len(before)
                waiting(before)
            time.sleep(_LOOK_SECONDS)
        yield True
    finally:
        leave(run)
        lock.release(force=True)


def leave(run: Run) -> None:
    """Takes the run out of the queue."""
    for ticket in _tickets():
        if ticket.name.partition(".")[2] == run.id:
            ticket.unlink(missing_ok=True)


def _folder() -> Path:
    return load_settings().runs_dir / ".queue"


def _tickets() -> list[Path]:
    folder = _folder()
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name[:20].isdigit())


def _lives(run: Run) -> bool:
    try:
        return read_status(run).state in ACTIVE_STATES
    except RunError:
        return False


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True
