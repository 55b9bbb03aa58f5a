"""Building a graph in the background of the app: progress, time left, cancel; a reload sees the same job."""

from __future__ import annotations

import threading
import time

from core.errors import GraphLeadError
from core.graph.building import graph_for
from core.graph.recipe import GraphRecipe
from core.storage import explaining_disk_errors
from core.tables.table import Table
from core.task.prediction_task import PredictionTask

THREAD = "graph-build"  # name of the thread a build runs in


class BuildCancelledError(GraphLeadError):
    """The person stopped the build."""


class BuildJob:
    """One build in a thread of its own; the finished graph lies on disk under its key.

    Attributes:
        phase: What is done now, in words.
        progress: 0…1.
        error: What went wrong, once it has.
    """

    def __init__(self, table: Table, task: PredictionTask, recipe: GraphRecipe) -> None:
        self.phase = "starting"
        self.progress = 0.0
        self.error: GraphLeadError | None = None
        self._started = time.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._work, args=(table, task, recipe), daemon=True, name=THREAD
        )
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
        """Stops at the next step; nothing half-built is kept."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Waits for the end, at most so long; True when it has ended."""
        self._thread.join(seconds)
        return not self.running

    def _hear(self, event: dict[str, object]) -> None:
        if self._stop.is_set():
            raise BuildCancelledError("The build was stopped", action="Build again when you are ready")
        self.phase = str(event["phase"])
        self.progress = float(str(event["progress"]))

    def _work(self, table: Table, task: PredictionTask, recipe: GraphRecipe) -> None:
        try:
            with explaining_disk_errors(table.directory):
                graph_for(table, task, recipe, report=self._hear)
        except GraphLeadError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001  # a thread's error would vanish; the page shows it instead
            self.error = GraphLeadError(
                "The graph could not be built", found=f"{type(error).__name__}: {error}"
            )
