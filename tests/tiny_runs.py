"""Small customers for the tests of runs: an answer that follows from the columns, and waiting for a run."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from core.runs.run import Run, RunStatus
from core.runs.status import read_status
from core.storage import fingerprint
from core.tables.table import Column, Role, Table

N_ROWS = 600


def make_table(seed: int = 0, n_rows: int = N_ROWS, extra: str | None = None) -> Table:
    """Writes the table as the reader would."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, n_rows)
    job = rng.choice(["student", "clerk", "retired"], n_rows)
    logit = (age - 50) / 12 + np.where(job == "student", 2.0, 0.0) - 1
    yes = rng.random(n_rows) < 1 / (1 + np.exp(-logit))
    frame = pd.DataFrame({"age": age.astype(np.int64), "job": job, "y": np.where(yes, "yes", "no")})
    roles = [("age", Role.NUMBER), ("job", Role.CATEGORY), ("y", Role.TARGET)]
    if extra:
        frame[extra] = rng.normal(size=n_rows)
        roles.append((extra, Role.NUMBER))
    made = Table(
        content_hash=fingerprint([seed, n_rows, extra]),
        name="tiny",
        source_name="tiny.csv",
        n_rows=n_rows,
        columns=tuple(Column(name=name, role=role, guessed_role=role) for name, role in roles),
    )
    made.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(made.parquet, index=False)
    made.save(made.directory / "table.json")
    return made


def wait_until(run: Run, *states: str, seconds: float = 60) -> RunStatus:
    """Waits until a run is in one of the states; fails with its log when that takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status = read_status(run)
        if status.state in states:
            return status
        time.sleep(0.05)
    log = run.log_path.read_text() if run.log_path.is_file() else ""
    raise AssertionError(f"{run.id} is {read_status(run)}\n{log[-2000:]}")
