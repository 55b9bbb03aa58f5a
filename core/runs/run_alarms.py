"""Alarms on runs: what is measured of a run's inputs when it is made, and what that and its exams give away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.errors import GraphLeadError, StorageError
from core.evaluation.alarms import Alarm, Suspect, alarms
from core.evaluation.report import EvaluationReport
from core.runs.registry import list_runs
from core.runs.run import Run
from core.runs.scores import read_practice, read_report
from core.runs.status import read_status
from core.task.column_pairs import strongest_pair
from core.task.column_power import ColumnPowers, column_powers
from models.catalog import MODELS

POWERS_FILE = "column_power.json"
_MOST_NAMED = 3


def keep_column_powers(run: Run) -> None:
    """Measures how far each input of the run gets alone, and keeps it beside the run's exams.

    Only columns that its model looks at count. Nothing is kept where there are too few answers to measure.
    """
    config, table = run.config(), run.table()
    try:
        found = column_powers(table, config.task)
    except GraphLeadError:  # too few answers, or tables that are gone: the run itself is none the worse
        return
    spec, origin = MODELS.get(config.train.model), config.task.origin
    if spec is not None and spec.columns == "own" and origin is not None:
        from core.training.own_inputs import own_columns

        found = found.of(own_columns(origin))
    found.save(_powers_path(run))
    if any(alarm.kind == "too good" and alarm.column is None for alarm in alarms(_suspect(run))):
        pair = strongest_pair(table, config.task, [one.column for one in found.columns])
        found.model_copy(update={"pair": pair}).save(_powers_path(run))


def run_alarms(run: Run, peers: Iterable[Run] | None = None) -> tuple[Alarm, ...]:
    """Why the result of a run is to be doubted.

    Args:
        run: Any run; one without an exam has alarms only for its columns.
        peers: Runs to compare with; None: all of its workspace. Those of another exam or unfinished do not count.

    Raises:
        GraphLeadError: the run was deleted or is damaged.
    """
    return alarms(_suspect(run), _rivals(run, peers))


def left_in(run: Run, alarmed: Iterable[Alarm] = (), called: Callable[[str], str] = str) -> str:
    """A reminder of the inputs that the Task page asks about and no alarm names; empty where there are none.

    Args:
        run: The run.
        alarmed: What is told beside it.
        called: What a column is called on screen.

    Raises:
        StorageError: what was kept of the run's inputs is damaged.
    """
    named = {alarm.column for alarm in alarmed}
    names = [called(one.column) for one in kept_column_powers(run).suspicious if one.column not in named]
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return (
        f"This run reads what the Task page marks as perhaps knowing the answer: {', '.join(names[:_MOST_NAMED])}{more}"
        f". Make sure that {'it is' if len(names) == 1 else 'they are'} filled in before anybody is called, or leave "
        f"{'it' if len(names) == 1 else 'them'} out."
    )


def _rivals(run: Run, peers: Iterable[Run] | None) -> Iterator[Suspect]:
    config = run.config()
    for peer in list_runs(config.workspace) if peers is None else peers:
        try:
            if (
                peer.id == run.id
                or peer.config().exam != config.exam
                or read_status(peer).state != "finished"
            ):
                continue
            if not _powers_path(
                peer
            ).is_file():  # made by an earlier version: which columns it did without is not known
                continue
            yield _suspect(peer)
        except GraphLeadError:  # deleted in another tab, or damaged
            continue


def _suspect(run: Run) -> Suspect:
    model = run.config().train.model
    powers = kept_column_powers(run)
    exams = {"practice exam": _report(run, practice=True), "final exam": _report(run, practice=False)}
    return Suspect(
        title=MODELS[model].title if model in MODELS else model,
        model=model,
        exams={name: report for name, report in exams.items() if report is not None},
        powers=powers.by_name,
        late=powers.late,
        pair=() if powers.pair is None else powers.pair.columns,
        together=None if powers.pair is None else powers.pair.power,
    )


def kept_column_powers(run: Run) -> ColumnPowers:
    """What was kept of a run's inputs; nothing for a run of an earlier version.

    Raises:
        StorageError: the file is damaged.
    """
    path = _powers_path(run)
    return ColumnPowers.load(path) if path.is_file() else ColumnPowers()


def _powers_path(run: Run) -> Path:
    return run.directory / POWERS_FILE


def _report(run: Run, *, practice: bool) -> EvaluationReport | None:
    try:
        return read_practice(run) if practice else read_report(run)
    except StorageError:
        return None
