"""The runs of a workspace that learn or wait now: what each is called and what it does."""

from __future__ import annotations

from core.runs.registry import list_runs
from core.runs.run import ACTIVE_STATES, Run
from core.runs.status import RunStatus, read_status
from core.workspace import Workspace
from models.catalog import MODELS
from pages.ui import words


def title_of(run: Run) -> str:
    """The model's name on screen."""
    name = run.config().train.model
    return MODELS[name].title if name in MODELS else name


def at_work(workspace: Workspace) -> list[tuple[Run, RunStatus]]:
    """Runs of the workspace that work or wait, the first in the queue first."""
    found = []
    for run in list_runs(workspace.name):
        status = read_status(run)
        if status.state in ACTIVE_STATES:
            found.append((run, status))
    return sorted(found, key=lambda item: (item[1].state != "running", item[1].created))


def doing(workspace: Workspace) -> list[str]:
    """One plain line for each run at work."""
    return [
        f"{title_of(run)}: {status.phase}"
        + (
            ""
            if status.seconds_left is None
            else f", at most {words.duration(max(status.seconds_left, 1))} left"
        )
        for run, status in at_work(workspace)
    ]


def may_change(workspace: Workspace) -> str:
    """Following a recommendation: that other models are still at work; empty where none is."""
    n = len(at_work(workspace))
    return f" {n} more {'is' if n == 1 else 'are'} still at work, so this may change." if n else ""
