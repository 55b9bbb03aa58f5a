"""A finished run on made-up clients, written as a worker would write it, without training anything."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from core.graph.customer_graph import TEST, TRAIN, UNLABELLED, VALIDATION
from core.graph.recipe import GraphRecipe
from core.runs.run import Run, RunConfig, RunStatus
from core.settings import load_settings
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import create_workspace

NASTY_NAMES = ("<script>alert(1)</script>", '=HYPERLINK("http://x.test")', 'O\'Brien "Bob"', "שלום עולם")
_ROLES = {
    "client": Role.ID,
    "name": Role.TEXT,
    "age": Role.NUMBER,
    "balance": Role.NUMBER,
    "job": Role.CATEGORY,
    "housing": Role.YES_NO,
    "contacted": Role.DATE,
    "subscribed": Role.TARGET,
}


def client_frame(n: int, seed: int = 0) -> pd.DataFrame:
    """`n` made-up clients; the first names are such as break careless software."""
    rng = np.random.default_rng(seed)
    names = np.array([*NASTY_NAMES, *(f"Person {i}" for i in range(n - len(NASTY_NAMES)))], dtype=object)
    return pd.DataFrame(
        {
            "client": pd.array([f"c{i:06d}" for i in range(n)], dtype="str"),
            "name": pd.array(names, dtype="str"),
            "age": rng.integers(18, 90, n),
            "balance": rng.normal(1500, 900, n).round(2),
            "job": pd.array(rng.choice(["admin.", "student", "retired", "technician"], n), dtype="str"),
            "housing": pd.array(rng.choice(["yes", "no"], n), dtype="str"),
            "contacted": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 200, n), unit="D"),
            "subscribed": pd.array(rng.choice(["yes", "no"], n, p=[0.1, 0.9]), dtype="str"),
        }
    )


def client_scores(frame: pd.DataFrame, *, unlabelled: float = 0.0, seed: int = 1) -> pd.DataFrame:
    """Scores as `core.runs.scores` writes them; answers are drawn from the stated chances."""
    rng = np.random.default_rng(seed)
    n = len(frame)
    probability = rng.beta(1, 8, n)
    shares = [0.64 * (1 - unlabelled), 0.16 * (1 - unlabelled), 0.2 * (1 - unlabelled), unlabelled]
    part = rng.choice([TRAIN, VALIDATION, TEST, UNLABELLED], n, p=shares).astype(np.int8)
    y = (rng.random(n) < probability).astype(np.int8)
    y[part == UNLABELLED] = -1
    rank = np.empty(n, dtype=np.int64)
    rank[np.argsort(-probability, kind="stable")] = np.arange(1, n + 1)
    return pd.DataFrame(
        {
            "row": np.arange(n, dtype=np.int64),
            "id": frame["client"],
            "part": part,
            "y": y,
            "raw": probability,
            "practice": np.nan,
            "probability": probability,
            "rank": rank,
            "percentile": 100.0 * (n - rank) / n,
        }
    )


def client_contributions(frame: pd.DataFrame, seed: int = 2) -> pd.DataFrame:
    """Percentage points a source column, and "links"."""
    rng = np.random.default_rng(seed)
    names = ["age", "balance", "job", "housing", "contacted", "links"]
    return pd.DataFrame(rng.normal(0, 4, (len(frame), len(names))), columns=names)


def client_table(frame: pd.DataFrame) -> Table:
    """The table's record, with its Parquet file written where the app looks for it."""
    table = Table(
        content_hash=f"{len(frame):016x}",
        name="clients",
        source_name="clients.csv",
        n_rows=len(frame),
        columns=tuple(
            Column(
                name=name,
                role=_ROLES[name],
                guessed_role=_ROLES[name],
                n_missing=int(frame[name].isna().sum()),
                n_distinct=int(frame[name].nunique()),
            )
            for name in frame.columns
        ),
    )
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet, index=False)
    return table


def ranked_run(n: int = 300, *, unlabelled: float = 0.0, contributions: bool = True) -> Run:
    """A workspace "clients" with a finished run in use.

    Args:
        n: Clients.
        unlabelled: Share of clients without an answer.
        contributions: False: a run without reasons.
    """
    frame = client_frame(n)
    table = client_table(frame)
    task = PredictionTask(table_hash=table.content_hash, target="subscribed", positive="yes")
    run = Run(id="gat-0101-test")
    run.directory.mkdir(parents=True)
    RunConfig(
        workspace="clients",
        table_hash=table.content_hash,
        task=task,
        recipe=GraphRecipe.default(has_clock=True),
        train=TrainConfig(model="gat"),
        code_version="test",
    ).save(run.directory / "config.json")
    table.save(run.directory / "table.json")
    now = time.time()
    RunStatus(state="finished", created=now, started=now, ended=now).save(run.directory / "status.json")
    client_scores(frame, unlabelled=unlabelled).to_parquet(run.scores_path, index=False)
    if contributions:
        client_contributions(frame).to_parquet(run.contributions_path, index=False)
    workspace = create_workspace("clients")
    workspace.with_table(table).with_task(task).with_run(run.id).store()
    assert load_settings().runs_dir == run.directory.parent
    return run
