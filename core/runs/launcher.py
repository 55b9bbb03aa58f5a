"""Starting a run in a process of its own, and stopping it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import core
from core.errors import GraphLeadError, RunError
from core.runs.creation import create_run, need_table_and_task, run_config
from core.runs.run import ACTIVE_STATES, Run
from core.runs.status import (
    Worker,
    cancel_path,
    claim,
    is_alive,
    read_status,
    stored_status,
    worker_of,
    worker_on,
    write_last_status,
)
from core.runs.turns import draw_ticket, leave
from core.settings import load_settings
from core.storage import write_bytes
from core.training.config import TrainConfig
from core.workspace import Workspace
from models.catalog import effort

_ROOT = Path(core.__file__).resolve().parent.parent
_GENTLE_SECONDS = 0.4
_HARD_SECONDS = 0.5


def start_run(workspace: Workspace, config: TrainConfig) -> Run:
    """Starts training in the background. With other runs at work it waits for its turn.

    Raises:
        RunError: the workspace has no table or no task.
        StorageError: the disk is full.
    """
    table, _ = need_table_and_task(workspace)
    return launch(create_run(run_config(workspace, config), table))


def start_runs(workspace: Workspace, configs: Sequence[TrainConfig]) -> list[Run]:
    """Starts several models; they are worked on one after another, the fastest first: it has an answer soon."""
    return [
        start_run(workspace, config) for config in sorted(configs, key=lambda config: effort(config.model))
    ]


def launch(run: Run) -> Run:
    """Starts the process of a created run, in a session of its own: it outlives the app and the browser."""
    try:
        draw_ticket(run)
        environment = {
            **os.environ,
            "GRAPHLEADIQ_HOME": str(load_settings().home.resolve()),
            "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep),
            "PYTHONUNBUFFERED": "1",
        }
        with run.log_path.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own module, an id we made
                [sys.executable, "-m", "core.runs.worker", run.id],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=_ROOT,
                env=environment,
                start_new_session=True,
            )
    except OSError as error:
        leave(run)
        raise RunError(f"The training process could not be started: {error}") from error
    threading.Thread(target=process.wait, name=f"reap-{run.id}", daemon=True).start()
    claim(run, worker_of(process.pid))
    return run


def cancel(run: Run) -> None:
    """Stops a run within a second; what it has not finished is left out, finished runs stay as they are.

    Raises:
        RunError: the run was deleted.
    """
    if read_status(run).state not in ACTIVE_STATES:
        return
    with suppress(GraphLeadError):  # a full disk must not keep a run from being stopped
        write_bytes(cancel_path(run), b"")
    worker = worker_on(run)
    if worker is not None and worker.pid != os.getpid():
        _end_process(worker)
    leave(run)
    status = stored_status(run)
    if status.state in ACTIVE_STATES and (worker is None or not is_alive(worker)):
        changes = {"state": "cancelled", "ended": time.time(), "seconds_left": None}
        write_last_status(run, status.model_copy(update=changes))


def _end_process(worker: Worker) -> None:
    """Asks first, then makes sure; the whole session goes, so that no child is left."""
    for number, seconds in ((signal.SIGTERM, _GENTLE_SECONDS), (signal.SIGKILL, _HARD_SECONDS)):
        if not is_alive(worker):
            return
        with suppress(ProcessLookupError):
            if os.getpgid(worker.pid) == worker.pid:
                os.killpg(worker.pid, number)
            else:
                os.kill(worker.pid, number)
        until = time.monotonic() + seconds
        while time.monotonic() < until and is_alive(worker):
            time.sleep(0.02)
