"""Real worker processes on a tiny table: finished, cancelled, killed, queued behind each other."""

from __future__ import annotations

import itertools
import os
import signal
import time

import pytest

from core.errors import RunError
from core.runs.events import read_events
from core.runs.launcher import cancel, start_run, start_runs
from core.runs.registry import delete_run, find_run, finished_run, list_runs
from core.runs.run import Run, RunStatus
from core.runs.status import is_alive, read_status, stored_status, worker_on
from core.training.config import TrainConfig
from core.workspace import Workspace, delete_workspace
from tests.tiny_runs import wait_until

SLOW = TrainConfig(model="lightgbm", epochs=10_000, patience=0, learning_rate=1e-4)
QUICK = TrainConfig(model="logistic")


def until_learning(run: Run) -> RunStatus:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status = wait_until(run, "running")
        if status.phase == "learning":
            return status
        time.sleep(0.02)
    raise AssertionError("never started to learn")


def test_worker_in_its_own_session_finishes(workspace: Workspace) -> None:
    run = start_run(workspace, QUICK)
    worker = worker_on(run)
    assert worker is not None
    assert os.getsid(worker.pid) == worker.pid != os.getsid(0)
    status = wait_until(run, "finished", "failed", "crashed")
    assert status.state == "finished", status
    assert status.progress == 1.0
    assert status.seconds_left is None
    events = read_events(run)
    assert list(events["epoch"]) == list(range(1, len(events) + 1))
    assert events["loss"].iloc[-1] < events["loss"].iloc[0]
    assert finished_run(run.id) == run
    # what a reload or a second tab reads is the same
    assert find_run(run.id) == list_runs(workspace.name)[0]


def test_cancel_within_a_second_leaves_a_cancelled_run(workspace: Workspace) -> None:
    run = start_run(workspace, SLOW)
    until_learning(run)
    worker = worker_on(run)
    assert worker is not None
    cancel(run)
    assert read_status(run).state == "cancelled"
    assert not is_alive(worker)
    assert stored_status(run).state == "cancelled"
    cancel(run)  # twice is no error
    with pytest.raises(RunError, match="cancelled"):
        finished_run(run.id)


def test_killed_worker_is_crashed_at_once_and_never_running(workspace: Workspace) -> None:
    run = start_run(workspace, SLOW)
    until_learning(run)
    worker = worker_on(run)
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    status = wait_until(run, "crashed", "finished", "failed", "cancelled", seconds=3)
    assert status.state == "crashed"
    assert status.error is not None
    assert "killed" in status.error
    assert stored_status(run).state == "running", "the worker had no time to say goodbye"
    # the next run is not held up by the dead one
    assert wait_until(start_run(workspace, QUICK), "finished", "failed", "crashed").state == "finished"


def test_zombie_counts_as_dead(workspace: Workspace) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    from core.runs.status import worker_of

    worker = worker_of(pid)
    until = time.monotonic() + 5
    while is_alive(worker) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_alive(worker)
    os.kill(pid, 0)  # it is still in the process table
    os.waitpid(pid, 0)


def test_reused_pid_is_not_taken_for_the_worker() -> None:
    from core.runs.status import this_process

    mine = this_process()
    assert is_alive(mine)
    assert not is_alive(mine.model_copy(update={"created": mine.created - 3600}))


def test_several_runs_are_worked_on_one_after_another(workspace: Workspace) -> None:
    runs = start_runs(workspace, [QUICK, TrainConfig(model="logistic", seed=1)])
    assert len({run.id for run in runs}) == 2
    statuses = [wait_until(run, "finished", "failed", "crashed") for run in runs]
    assert [status.state for status in statuses] == ["finished"] * 2, statuses
    spans = [(status.started or 0.0, status.ended or 0.0) for status in statuses]
    for (_, ended), (started, _) in itertools.pairwise(spans):
        assert started >= ended - 0.05


def test_waiting_run_can_be_cancelled_and_says_what_it_waits_for(workspace: Workspace) -> None:
    first = start_run(workspace, SLOW)
    second = start_run(workspace, QUICK)
    until_learning(first)
    until = time.monotonic() + 30
    while first.id not in read_status(second).phase and time.monotonic() < until:
        time.sleep(0.05)
    assert read_status(second).state == "queued"
    assert read_status(second).phase == f"waiting for {first.id}"
    cancel(second)
    assert read_status(second).state == "cancelled"
    assert read_status(first).state == "running"
    cancel(first)


def test_deleted_workspace_does_not_stop_a_run_and_deleted_run_is_not_made_again(
    workspace: Workspace,
) -> None:
    run = start_run(workspace, QUICK)
    delete_workspace(workspace.name)
    assert wait_until(run, "finished", "failed", "crashed").state == "finished"
    with pytest.raises(RunError, match="Cancel it first"):
        slow = start_run(workspace, SLOW)
        try:
            delete_run(slow)
        finally:
            cancel(slow)
    delete_run(run)
    assert not run.directory.exists()
    with pytest.raises(RunError, match=r"no run 'logistic-.*Found: runs: lightgbm"):
        find_run(run.id)
