"""A workspace with finished runs that nobody had to train: difficult values, scores and a report."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from core.evaluation.cutoffs import CutoffTable
from core.evaluation.report import evaluate
from core.graph.recipe import GraphRecipe
from core.runs.run import Run, RunConfig, RunStatus
from core.settings import load_settings
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.task.splits import TEST, TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.workspace import Workspace

NASTY = ("<script>alert(1)</script>", '=HYPERLINK("http://x")', "שלום עולם", "*bold* $x$ [a](b)")


def judged_workspace(n: int = 900, seed: int = 0, *, clock: bool = False) -> tuple[Workspace, Table]:
    """A stored workspace whose table has n clients: job (category, difficult names), age, when, y."""
    rng = np.random.default_rng(seed)
    jobs = np.array([*NASTY, "admin", "student"], dtype=object)
    frame = pd.DataFrame(
        {
            "job": rng.choice(jobs, n),
            "age": rng.integers(18, 90, n).astype("float64"),
            "when": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(n), unit="h"),
            "y": np.where(rng.random(n) < 0.2, "yes", "no"),
        }
    )
    roles = {"job": Role.CATEGORY, "age": Role.NUMBER, "when": Role.DATE, "y": Role.TARGET}
    table = Table(
        content_hash=f"judged{n:06d}{seed:04d}",
        name="judged",
        source_name="judged.csv",
        n_rows=n,
        columns=tuple(
            Column(name=name, role=role, guessed_role=role, n_distinct=int(frame[name].nunique()))
            for name, role in roles.items()
        ),
    )
    table.directory.mkdir(parents=True)
    frame.to_parquet(table.parquet)
    table.save(table.directory / "table.json")
    split = SplitConfig(kind="order") if clock else SplitConfig()
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes", split=split)
    workspace = Workspace(name="judged", title="Judged", table=table, task=task)
    return workspace.store(), table


def judged_run(
    workspace: Workspace,
    run_id: str = "lightgbm-0101-aaaa",
    *,
    model: str = "lightgbm",
    skill: float = 1.5,
    seed: int = 0,
    chances: np.ndarray | None = None,
) -> Run:
    """A finished run with scores of a given skill; the last fifth of the rows is the final exam."""
    table, task = workspace.table, workspace.task
    assert table is not None and task is not None
    y = (table.frame(["y"])["y"] == "yes").to_numpy().astype(np.int8)
    n, rng = len(y), np.random.default_rng(seed + 1)
    if chances is None:
        logit = skill * y + rng.normal(size=n) - 1.0 - skill / 2
        chances = 1 / (1 + np.exp(-logit))
    part = np.full(n, TRAIN, dtype=np.int8)
    part[int(0.6 * n) : int(0.8 * n)] = VALIDATION
    part[int(0.8 * n) :] = TEST
    run = Run(id=run_id)
    run.directory.mkdir(parents=True)
    RunConfig(
        workspace=workspace.name,
        table_hash=table.content_hash,
        task=task,
        recipe=GraphRecipe.default(task.split.has_clock),
        train=TrainConfig(model=model),
        code_version="0",
    ).save(run.directory / "config.json")
    table.save(run.directory / "table.json")
    now = time.time()
    RunStatus(state="finished", created=now, started=now, ended=now, progress=1.0).save(
        run.directory / "status.json"
    )
    order = np.argsort(-chances, kind="stable")
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(1, n + 1)
    pd.DataFrame(
        {
            "row": np.arange(n),
            "id": table.ids(),
            "part": part,
            "y": y,
            "raw": chances,
            "practice": np.where(part == VALIDATION, chances, np.nan),
            "probability": chances,
            "rank": rank,
            "percentile": 100.0 * (n - rank) / n,
        }
    ).to_parquet(run.scores_path)
    exam = part == TEST
    cutoff = CutoffTable.of(y[exam], chances[exam]).at_share(0.2).score
    evaluate(y[exam], chances[exam], probability=chances[exam], cutoff=cutoff).save(
        run.directory / "metrics.json"
    )
    assert load_settings().runs_dir == run.directory.parent
    return run
