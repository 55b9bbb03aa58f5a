"""The recommended run of a workspace: one, in one sentence that is the same wherever it is said; kept on disk."""

from __future__ import annotations

from core.errors import GraphLeadError
from core.evaluation.bootstrap import Estimate
from core.record import Record
from core.runs.registry import list_runs
from core.runs.status import stored_status
from core.storage import fingerprint
from core.workspace import Workspace

_VERSION = 3  # of how a run is chosen and what is said of it


class Recommendation(Record):
    """The run to use, or why there is none.

    Attributes:
        run_id: None: no run can be recommended.
        title: The model's name on screen; empty without a run.
        sentence: What is recommended and why, in plain words.
        best: The run that did best in the practice exam, where a simpler one is recommended in its place.
        behind: Average precision of `best` minus that of the recommended run, paired, in the practice exam.
    """

    run_id: str | None = None
    title: str = ""
    sentence: str
    best: str | None = None
    behind: Estimate | None = None


class _Kept(Record):
    """A recommendation and what it was made of."""

    made_of: str
    found: Recommendation


def recommendation_of(workspace: Workspace) -> Recommendation:
    """The run to use in this workspace; worked out when its runs or its task have changed.

    Raises:
        StorageError: the disk is full.
    """
    kept = kept_recommendation(workspace)
    if kept is not None:
        return kept
    from core.runs.leaderboard import leaderboard
    from core.runs.recommending import recommended

    made_of = _made_of(workspace)
    found = recommended(leaderboard(workspace))
    if workspace.directory.is_dir():  # not a workspace that was deleted meanwhile
        _Kept(made_of=made_of, found=found).save(workspace.directory / "recommendation.json")
    return found


def kept_recommendation(workspace: Workspace) -> Recommendation | None:
    """What was worked out for just these runs, at no cost; None where that has not been done."""
    try:
        kept = _Kept.load(workspace.directory / "recommendation.json")
    except GraphLeadError:
        return None
    return kept.found if kept.made_of == _made_of(workspace) else None


def _made_of(workspace: Workspace) -> str:
    """Equal while table, task and finished runs of a workspace are the same."""
    table, task = workspace.table, workspace.task
    runs = [(run.id, stored_status(run)) for run in list_runs(workspace.name)]
    finished = sorted([run_id, status.created] for run_id, status in runs if status.state == "finished")
    return fingerprint([_VERSION, table and table.content_hash, task and task.key, finished])
