"""How far a run is: phases in plain words, epochs, time left; written to the run directory as it happens."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.errors import GraphLeadError
from core.runs.registry import list_runs
from core.runs.run import Run, RunConfig, RunStatus
from core.runs.status import stored_status, write_last_status, write_status
from core.storage import explaining_disk_errors, read_json, write_json

Report = Callable[[dict[str, object]], None]

_WRITE_SECONDS = 0.25
_MAX_EARLIER = 5


@dataclass(frozen=True)
class Phase:
    """A part of the work: what the screen says, and which share of the progress bar it fills."""

    words: str
    start: float
    end: float


PHASES: dict[str, Phase] = {
    "wait": Phase("waiting for its turn", 0.0, 0.0),
    "read": Phase("reading the table", 0.0, 0.02),
    "graph": Phase("building the customer graph", 0.02, 0.20),
    "fit": Phase("learning", 0.20, 0.70),
    "refit": Phase("learning once more with the practice clients", 0.70, 0.78),
    "calibrate": Phase("practice exam: turning scores into chances", 0.78, 0.80),
    "predict": Phase("scoring every client", 0.80, 0.84),
    "evaluate": Phase("final exam", 0.84, 0.88),
    "reasons": Phase("finding the reasons for each client", 0.88, 0.98),
    "save": Phase("saving", 0.98, 1.0),
}


class Progress:
    """Writes a run's status and epoch events, and passes each step on to whoever listens.

    Args:
        run: The run at work.
        listener: Called with {"phase", "progress", …} at every step; for the command line.
    """

    def __init__(self, run: Run, listener: Report | None = None) -> None:
        self.run = run
        self._listener = listener
        self._status = stored_status(run)
        self._phase = ""
        self._began = self._phase_began = time.monotonic()
        self._timings: dict[str, float] = {}
        self._earlier = _earlier_timings(run)
        self._written = 0.0

    def start(self, pid: int, pid_created: float, words: str = "") -> None:
        """The process has taken the run; it may still wait for its turn."""
        self._write(pid=pid, pid_created=pid_created, phase=words or self._status.phase)

    def waiting(self, before: list[Run]) -> None:
        """Other runs come first."""
        words = f"waiting for {before[0].id}" if len(before) == 1 else f"waiting for {len(before)} other runs"
        self._write(phase=words if before else PHASES["wait"].words)

    def begin(self, name: str) -> None:
        """A phase of `PHASES` begins and the former one ends."""
        self._close_phase()
        self._phase = name
        if self._status.started is None:
            self._began = time.monotonic()
            self._status = self._status.model_copy(update={"state": "running", "started": time.time()})
        self._write(
            phase=PHASES[name].words, progress=PHASES[name].start, seconds_left=self._seconds_left(name, 0.0)
        )

    def within(self, share: float) -> None:
        """The current phase is done to this share, 0 … 1."""
        phase = PHASES[self._phase]
        progress = phase.start + min(max(share, 0.0), 1.0) * (phase.end - phase.start)
        if time.monotonic() - self._written >= _WRITE_SECONDS:
            self._write(progress=progress, seconds_left=self._seconds_left(self._phase, share))

    def device(self, name: str) -> None:
        """The device in use, in words."""
        self._write(device=name)

    def note(self, sentence: str) -> None:
        """Something that will be missing in the finished run, in one plain sentence."""
        self._write(note=sentence)

    def heard(self, event: dict[str, Any]) -> None:
        """What a part reports of itself: epochs of the fit, or a share done of another phase."""
        if device := event.get("device"):
            self.device(str(device))
        stage = "refit" if event.get("stage") == "refit" else "fit"
        if "epoch" in event:
            if self._phase in ("fit", "refit") and stage != self._phase:
                self.begin(stage)
            self._append({**event, "stage": stage})
            self.within(float(event["epoch"]) / max(float(event.get("epochs") or 1), 1.0))
        elif "progress" in event:
            self.within(float(event["progress"]))
        if self._listener is not None:
            self._listener({"run": self.run.id, "phase": PHASES[self._phase].words, **event})

    def finish(self) -> RunStatus:
        """The run has ended well."""
        self._close_phase()
        write_json(self.run.directory / "timings.json", self._timings)
        self._write(state="finished", phase="finished", progress=1.0, seconds_left=None, ended=time.time())
        return self._status

    def end(self, state: str, error: str | None = None) -> None:
        """The run has ended in another way; written even when the disk is full."""
        changes = {"state": state, "error": error, "seconds_left": None, "ended": time.time()}
        self._status = self._status.model_copy(update=changes)
        write_last_status(self.run, self._status)

    def _write(self, **changes: object) -> None:
        self._status = self._status.model_copy(update=changes)
        write_status(self.run, self._status)
        self._written = time.monotonic()
        if self._listener is not None and "phase" in changes:
            self._listener({"run": self.run.id, "phase": self._status.phase})

    def _append(self, event: dict[str, Any]) -> None:
        with explaining_disk_errors(self.run.events_path), self.run.events_path.open("a") as handle:
            handle.write(json.dumps(event) + "\n")

    def _close_phase(self) -> None:
        now = time.monotonic()
        if self._phase:
            self._timings[self._phase] = self._timings.get(self._phase, 0.0) + now - self._phase_began
        self._phase_began = now

    def _seconds_left(self, name: str, share: float) -> float | None:
        """From earlier runs of the same model on the same table; while learning, from the pace so far.

        With early stopping learning usually ends sooner than the pace says; an earlier run then tells better.
        """
        names = list(PHASES)
        later = sum(self._earlier.get(other, 0.0) for other in names[names.index(name) + 1 :])
        spent = time.monotonic() - self._phase_began
        if name in self._earlier:
            return later + max(self._earlier[name] - spent, 0.0)
        if share > 0 and spent > 0:
            return later + spent * (1 - share) / share
        return None


def _earlier_timings(run: Run) -> dict[str, float]:
    """Median seconds by phase of the latest finished runs like this one."""
    config = run.config()
    found: list[dict[str, float]] = []
    for other in list_runs(config.workspace):
        with suppress(GraphLeadError):
            if other.id != run.id and _alike(config, other.config()):
                found.append(read_json(other.directory / "timings.json"))
        if len(found) == _MAX_EARLIER:
            break
    names = {name for timings in found for name in timings}
    return {name: statistics.median(t[name] for t in found if name in t) for name in names}


def _alike(one: RunConfig, other: RunConfig) -> bool:
    return (
        one.table_hash == other.table_hash
        and one.train.model == other.train.model
        and one.train.device == other.train.device
        and one.imported == other.imported
    )
