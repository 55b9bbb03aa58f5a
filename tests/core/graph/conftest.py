"""Small tables for the graph tests: a frame becomes a stored Table with roles guessed from its dtypes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.storage import fingerprint
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask, SplitConfig


@pytest.fixture
def make_table(home: Path) -> Callable[..., Table]:
    """`make_table(frame, roles={...}, never={...})` stores a frame (the small one) and describes it."""

    def made(
        frame: pd.DataFrame | None = None,
        roles: dict[str, Role] | None = None,
        never: dict[str, tuple[float, ...]] | None = None,
    ) -> Table:
        frame = small_frame() if frame is None else frame
        columns = []
        for name in frame.columns:
            values = frame[name]
            role = Role.CATEGORY
            if pd.api.types.is_numeric_dtype(values.dtype):
                role = Role.NUMBER
            elif pd.api.types.is_datetime64_any_dtype(values.dtype):
                role = Role.DATE
            role = (roles or {}).get(name, role)
            columns.append(
                Column(
                    name=name,
                    role=role,
                    guessed_role=role,
                    n_missing=int(values.isna().sum()),
                    n_distinct=int(values.nunique()),
                    never_values=(never or {}).get(name, ()),
                )
            )
        text = frame.to_csv()
        table = Table(
            content_hash=fingerprint(text),
            name="small",
            source_name="small.csv",
            n_rows=len(frame),
            columns=tuple(columns),
        )
        table.directory.mkdir(parents=True, exist_ok=True)
        frame.to_parquet(table.parquet)
        return table

    return made


@pytest.fixture
def task_of() -> Callable[..., PredictionTask]:
    """`task_of(table, kind="order")` asks for y = yes."""

    def made(table: Table, kind: str = "random", **split: object) -> PredictionTask:
        return PredictionTask(
            table_hash=table.content_hash,
            target="y",
            positive="yes",
            split=SplitConfig(kind=kind, **split),  # type: ignore[arg-type]
        )

    return made


def small_frame(n: int = 300, seed: int = 0) -> pd.DataFrame:
    """n clients with an age, a job, an employer, a contact day (with ties) and an answer."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 80, n).astype(float),
            "balance": np.round(rng.normal(0, 1000, n), 2),
            "job": pd.Series(rng.choice(["student", "admin", "retired"], n), dtype="str"),
            "employer": pd.Series(rng.choice([f"E{i}" for i in range(12)], n), dtype="str"),
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 90, n)), unit="D"),
            "y": pd.Series(np.where(rng.random(n) < 0.4, "yes", "no"), dtype="str"),
        }
    )


@pytest.fixture(name="small_frame")
def small_frame_fixture() -> Callable[..., pd.DataFrame]:
    """The function that makes a small random frame."""
    return small_frame
