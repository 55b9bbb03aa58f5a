"""Long work in the background of the app: progress, time left, cancel; a reload sees the same job."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable

from core.errors import GraphLeadError
from core.settings import load_settings
from core.storage import explaining_disk_errors

THREAD = "background-job"  # name of the threads jobs run in
_LOG = logging.getLogger(__name__)
Report = Callable[[dict[str, object]], None]


def where(error: BaseException) -> str:
    """Where an error came from, line by line of code; without its message, which may hold a customer's value."""
    return "".join(traceback.format_tb(error.__traceback__))


class StoppedError(GraphLeadError):
    """The person stopped the work."""


class BackgroundJob:
    """One piece of work in a thread of its own; what it makes lies on disk when it has ended well.

    Args:
        work: Does it; reports {"phase": words, "progress": 0…1} often, since a report is where it can be stopped.
        what: What cannot be done when something unexpected goes wrong, as in "The graph could not be built".

    Attributes:
        phase: What is done now, in words.
        progress: 0…1.
        error: What went wrong, once it has.
        made: What the work gave, once it has ended well.
    """

    def __init__(self, work: Callable[[Report], object], what: str) -> None:
        self.phase = "starting"
        self.progress = 0.0
        self.error: GraphLeadError | None = None
        self.made: object = None
        self._what = what
        self._started = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True, name=THREAD)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    @property
    def seconds_left(self) -> float | None:
        """From the speed so far; None while too little is done to tell."""
        if self.progress < 0.1:
            return None
        return (time.monotonic() - self._started) * (1 - self.progress) / self.progress

    def cancel(self) -> None:
        """Stops at the next report; nothing half-made is kept."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Waits for the end, at most so long; True when it has ended."""
        self._thread.join(seconds)
        return not self.running

    def _hear(self, event: dict[str, object]) -> None:
        if self._stop.is_set():
            raise StoppedError("The work was stopped", action="Start it again when you are ready")
        self.phase = str(event["phase"])
        self.progress = float(str(event["progress"]))

    def _run(self, work: Callable[[Report], object]) -> None:
        try:
            with explaining_disk_errors(load_settings().tables_dir):
                self.made = work(self._hear)
        except GraphLeadError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001  # a thread's error would vanish; the page shows it instead
            _LOG.error("%s: %s\n%s", self._what, type(error).__name__, where(error))
            self.error = GraphLeadError(self._what, found=f"{type(error).__name__}: {error}")
