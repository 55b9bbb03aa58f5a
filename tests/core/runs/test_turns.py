"""Taking turns between processes, whoever starts first, and whoever dies."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.runs.creation import create_run, run_config
from core.runs.launcher import start_run
from core.runs.run import Run
from core.runs.status import claim, read_status, this_process, worker_of
from core.runs.turns import draw_ticket, leave, runs_before, turn
from core.training.config import TrainConfig
from core.workspace import Workspace
from tests.tiny_runs import wait_until

QUICK = TrainConfig(model="logistic")
HOLD = """
import sys, time
from core.runs.run import Run
from core.runs.status import claim, this_process
from core.runs.turns import turn
run = Run(id=sys.argv[1])
claim(run, this_process())
with turn(run, lambda before: None, lambda: False):
    print("mine", flush=True)
    time.sleep(60)
"""


def created(workspace: Workspace) -> Run:
    assert workspace.table is not None
    run = create_run(run_config(workspace, QUICK), workspace.table)
    draw_ticket(run)
    return run


def test_who_came_first_works_first(workspace: Workspace) -> None:
    first, second, third = created(workspace), created(workspace), created(workspace)
    assert runs_before(first) == []
    assert runs_before(second) == [first]
    assert runs_before(third) == [first, second], "the next one to work comes first"
    leave(first)
    assert runs_before(third) == [second]
    draw_ticket(first)  # whoever comes back stands at the end
    assert (runs_before(second), runs_before(first)) == ([], [second, third])


def test_two_tabs_launching_at_once_never_work_at_the_same_time(workspace: Workspace) -> None:
    runs: list[Run] = []
    gate = threading.Barrier(2)

    def tab() -> None:
        gate.wait()
        runs.append(start_run(workspace, QUICK))

    threads = [threading.Thread(target=tab) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({run.id for run in runs}) == 2, "two tabs got the same run"
    statuses = [wait_until(run, "finished", "failed", "crashed") for run in runs]
    assert {status.state for status in statuses} == {"finished"}
    spans = sorted((status.started or 0.0, status.ended or 0.0) for status in statuses)
    assert all(later[0] >= earlier[1] - 0.01 for earlier, later in itertools.pairwise(spans))


def test_killed_holder_gives_the_turn_back(workspace: Workspace) -> None:
    first, second = created(workspace), created(workspace)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, first.id], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "mine\n"
    claim(second, this_process())
    assert runs_before(second) == [first]
    seen: list[list[Run]] = []
    threading.Timer(0.5, lambda: os.kill(holder.pid, signal.SIGKILL)).start()
    with turn(second, seen.append, lambda: False) as mine:
        assert mine
    assert seen[0] == [first]
    holder.wait()
    assert read_status(first).state == "crashed"


def test_lock_holds_even_when_tickets_are_lost(workspace: Workspace) -> None:
    """The ticket order is a courtesy; the file lock is what keeps two runs apart."""
    first, second = created(workspace), created(workspace)
    for run in (first, second):
        claim(run, this_process())
    with turn(first, lambda _: None, lambda: False) as mine:
        assert mine
        for ticket in (first.directory.parent / ".queue").glob(f"*{first.id}"):
            ticket.unlink()
        until = time.monotonic() + 0.6
        with turn(second, lambda _: None, lambda: time.monotonic() > until) as other:
            assert not other


def test_never_started_run_is_crashed_after_a_grace(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = created(workspace)
    assert read_status(run).state == "queued"
    monkeypatch.setattr("core.runs.status._SECONDS_TO_START", -1.0)
    status = read_status(run)
    assert status.state == "crashed"
    assert "never started" in str(status.error)


def test_worker_of_a_gone_process_counts_as_dead() -> None:
    done = subprocess.Popen([sys.executable, "-c", "pass"])
    done.wait()
    assert worker_of(done.pid).created == 0.0


def test_worker_sets_passive_threads_before_torch() -> None:
    code = (
        "import sys, os; import core.runs.threads as t; n = t.set_threads();"
        "print(os.environ['OMP_WAIT_POLICY'], n, 'torch' in sys.modules, 'numpy' in sys.modules)"
    )
    bare = {key: value for key, value in os.environ.items() if not key.startswith("OMP_")}
    said = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    policy, threads, torch, numpy = said.stdout.split()
    assert (policy, torch, numpy) == ("PASSIVE", "False", "False")
    assert 1 <= int(threads) <= 8
    source = Path("core/runs/worker.py").read_text()
    assert source.index("set_threads()") < source.index("from core.runs.execute")
