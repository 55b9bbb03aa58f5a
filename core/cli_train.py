"""The commands that train and list runs: one line a run, and one model that fails does not stop the next."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console import Home, InWorkspace, RunProgress, answer, progress, quiet_stdout
from core.errors import GraphLeadError, RunError, TrainingError

if TYPE_CHECKING:
    from core.evaluation.report import EvaluationReport
    from core.runs.recommendation import Recommendation
    from core.runs.run import Run
    from core.training.config import TrainConfig
    from core.workspace import Workspace


def train(
    *,
    workspace: InWorkspace,
    model: Annotated[list[str], typer.Option(help="Name of a model; can be repeated.")],
    split: Annotated[str | None, typer.Option(help="random, time or order; stays in the workspace.")] = None,
    seed: Annotated[int, typer.Option(help="Seeds weights, dropout and sampling.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    loss: Annotated[str | None, typer.Option(help="What counts as wrong: bce, weighted or focal.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Epochs (or rounds of trees) at most.")] = None,
    sampling: Annotated[
        str | None, typer.Option(help="Where yes is rare: all, balanced (networks) or smote (columns).")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Another setting as NAME=VALUE, such as hidden_channels=128; can be repeated. Each model takes those "
            "that have an effect on it.",
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Trains models one after another; each prints one line with its run id and test metrics.

    The model "blend" mixes the models named before it.
    """
    from core.training.config import TrainConfig
    from core.workspace import open_workspace

    opened = open_workspace(workspace)
    if split is not None:
        opened = _with_split(opened, split).store()
    named = {"loss": loss, "epochs": epochs, "sampling": sampling}
    said = [f"{name}={value}" for name, value in named.items() if value is not None]
    wanted = _settings([*(setting or ()), *said], model)
    configs = [TrainConfig.suited(name, {**wanted, "seed": seed, "device": device}) for name in model]
    if "blend" in model[:2]:
        raise RunError("A blend mixes models named before it", expected="--model A --model B --model blend")
    train_all(opened, configs)


def _settings(said: Sequence[str], models: Sequence[str]) -> dict[str, Any]:
    """Settings as they were typed; each must have an effect on one of the models.

    Raises:
        TrainingError: a setting that is none, or that none of the models heeds.
    """
    from models.catalog import MODELS

    specs = [MODELS[name] for name in models if name in MODELS]
    heeded = sorted({field for spec in specs for field in spec.applies})
    samplings = {"all", *(way for spec in specs for way in spec.samplings)}
    settings = {}
    for text in said:
        name, equals, value = text.partition("=")
        if specs and (not equals or name not in heeded or (name == "sampling" and value not in samplings)):
            ways = f"; sampling: {', '.join(sorted(samplings))}" if name == "sampling" else ""
            raise TrainingError(
                f"{text} changes nothing of {', '.join(models)}",
                expected=f"NAME=VALUE with one of {', '.join(heeded)}{ways}",
            )
        settings[name] = value
    return settings


def train_all(workspace: Workspace, configs: Sequence[TrainConfig]) -> list[Run]:
    """Trains each model and prints its line; one that fails has a line too, and the next is still trained.

    Raises:
        RunError: some could not be trained; the message names each with its reason.
    """
    from core.runs.execute import execute, queue_run
    from core.runs.run_alarms import kept_column_powers

    trained: list[Run] = []
    failed: dict[str, GraphLeadError] = {}
    for config in configs:
        parts = {"blend_of": tuple(run.id for run in trained)} if config.model == "blend" else {}
        run = None
        try:
            with quiet_stdout():
                run = queue_run(workspace, config.model_copy(update=parts))
                trained.append(execute(run.id, RunProgress()))
        except GraphLeadError as error:
            failed[config.model] = error
        except Exception as error:  # noqa: BLE001  # the run is kept as failed; the trace is for whoever mends it
            traceback.print_exc()
            failed[config.model] = RunError(
                f"Something unexpected went wrong ({type(error).__name__}: {error})"
            )
        if len(configs) > 1 and config.model in failed:
            progress(f"{config.model} could not be trained: {failed[config.model]}")
        if run is not None and (len(configs) > 1 or config.model not in failed):
            answer(summary(run) | kept_column_powers(run).shown())
    if failed:
        raise _failure(failed, len(configs))
    return trained


def _failure(failed: dict[str, GraphLeadError], n: int) -> GraphLeadError:
    """One model that failed alone says what it says; of several, which of them failed, and why."""
    if n == 1:
        return next(iter(failed.values()))
    return RunError(
        f"{len(failed)} of {n} models could not be trained",
        found="; ".join(f"{name}: {error.problem}" for name, error in failed.items()),
        action="The others are trained; the runs command lists them",
    )


def runs(home: Home = None) -> None:
    """Lists all runs, latest first, and says which one is recommended."""
    from core.runs.recommendation import recommendation_of
    from core.runs.registry import damaged_runs, list_runs
    from core.workspace import list_workspaces, open_workspace

    found: dict[str, Recommendation] = {}
    for name in list_workspaces():
        try:
            found[name] = recommendation_of(open_workspace(name))
        except GraphLeadError:  # a damaged workspace must not hide the runs of the others
            continue
    listed = list_runs()
    known, damaged = {run.id for run in listed}, damaged_runs()
    lines = [_listed(run, listed, found) for run in listed]
    answer([*lines, *(_damaged(run_id, error) for run_id, error in damaged.items() if run_id not in known)])


def _listed(run: Run, peers: Sequence[Run], found: Mapping[str, Recommendation]) -> dict[str, Any]:
    """One run in short, whether it is recommended, and what is; one damaged run must not hide the others."""
    try:
        line = summary(run, peers)
    except GraphLeadError as error:
        return _damaged(run.id, error)
    one = found.get(line["workspace"])
    return {
        **line,
        "recommended": one is not None and one.run_id == run.id,
        "recommendation": None if one is None else one.sentence,
    }


def _damaged(run_id: str, error: GraphLeadError) -> dict[str, Any]:
    return {"run": run_id, "state": "damaged", "error": str(error)}


def summary(run: Run, peers: Sequence[Run] | None = None) -> dict[str, Any]:
    """One run in short: id, model, state, test metrics (none while it has no exam) and alarms.

    Args:
        run: The run.
        peers: Runs that its figures are compared with for alarms; None: all of its workspace.
    """
    from core.runs.run_alarms import run_alarms
    from core.runs.scores import read_report
    from core.runs.status import read_status

    config, status = run.config(), read_status(run)
    try:
        test: dict[str, Any] | None = _short(read_report(run))
    except GraphLeadError:
        test = None
    return {
        "run": run.id,
        "workspace": config.workspace,
        "model": config.train.model,
        "seed": config.train.seed,
        "state": status.state,
        "error": status.error,
        "test": test,
        "alarms": [alarm.to_json() for alarm in run_alarms(run, peers)],
    }


def _short(report: EvaluationReport) -> dict[str, Any]:
    metrics = {
        name: round(estimate.value, 6) if estimate.known else None
        for name, estimate in report.metrics.items()
    }
    return {"n": report.n, "n_positive": report.n_positive, **metrics, "undefined": report.undefined}


def _with_split(workspace: Workspace, kind: str) -> Workspace:
    from core.runs.creation import need_table_and_task
    from core.task.proposal import with_split

    table, task = need_table_and_task(workspace)
    return workspace.with_task(with_split(table, task, kind))
