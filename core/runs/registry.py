"""All runs that are kept: listing, finding and deleting them."""

from __future__ import annotations

import shutil

from core.errors import GraphLeadError, RunError
from core.runs.run import ACTIVE_STATES, RUN_ID, Run
from core.runs.status import read_status, stored_status
from core.settings import load_settings


def list_runs(workspace: str | None = None) -> list[Run]:
    """Runs of one workspace or of all, latest first; directories that are no run are passed over."""
    folder = load_settings().runs_dir
    if not folder.is_dir():
        return []
    found: list[tuple[float, Run]] = []
    for path in folder.iterdir():
        if not RUN_ID.fullmatch(path.name) or not (path / "config.json").is_file():
            continue
        run = Run(id=path.name)
        try:
            if workspace is None or run.config().workspace == workspace:
                found.append((stored_status(run).created, run))
        except GraphLeadError:
            continue
    found.sort(key=lambda item: (-item[0], item[1].id))
    return [run for _, run in found]


def damaged_runs(workspace: str | None = None) -> dict[str, GraphLeadError]:
    """Run directories that cannot be read, by id, and what is wrong; those whose workspace is not known are in all."""
    folder = load_settings().runs_dir
    found: dict[str, GraphLeadError] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not RUN_ID.fullmatch(path.name) or not path.is_dir():
            continue
        run = Run(id=path.name)
        try:
            if workspace in (None, run.config().workspace):
                stored_status(run)
                run.table()
        except GraphLeadError as error:
            found[run.id] = error
    return found


def find_run(run_id: str) -> Run:
    """A run by its id.

    Raises:
        RunError: there is no such run; the message lists the latest ones.
    """
    run = Run(id=run_id)
    if RUN_ID.fullmatch(run_id) and (run.directory / "config.json").is_file():
        return run
    known = [known.id for known in list_runs()]
    shown = ", ".join(known[:10]) + (" …" if len(known) > 10 else "")
    raise RunError(
        f"There is no run {run_id!r}",
        found=f"runs: {shown}" if known else "no run at all",
        action="Choose one of them, or train a model",
    )


def finished_run(run_id: str) -> Run:
    """A run that has ended well.

    Raises:
        RunError: no such run, or it is not finished.
    """
    run = find_run(run_id)
    status = read_status(run)
    if status.state != "finished":
        raise RunError(
            f"The run {run_id} has no scores",
            found=f"it is {status.state}" + (f": {status.error}" if status.error else ""),
            expected="a finished run",
            action="Wait until it is finished, or choose another run",
        )
    return run


def delete_run(run: Run) -> None:
    """Deletes a run for good.

    Raises:
        RunError: it is still at work.
    """
    if read_status(run).state in ACTIVE_STATES:
        raise RunError(f"The run {run.id} is still at work", action="Cancel it first, then delete it")
    shutil.rmtree(run.directory)
