"""Reasons of clients that a run did not work out: found when a list shows them, and kept beside the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from filelock import FileLock

from core.runs.opening import OpenedRun, open_run
from core.runs.run import Run
from core.runs.scores import read_contributions, write_frame

IntArray = npt.NDArray[np.int64]


def without_reasons(contributions: pd.DataFrame, rows: IntArray) -> IntArray:
    """Those of the rows of which nothing was worked out."""
    return rows[contributions.take(rows).isna().any(axis="columns").to_numpy()]


def with_reasons(run: Run, rows: IntArray, opened: OpenedRun | None = None) -> pd.DataFrame:
    """The contributions of a run, those of the rows among them; what was missing is kept for the next time.

    Large graphs are asked only about the likeliest leads while the run ends: each answer takes as many passes of the
    network as there are columns.

    Args:
        run: A finished run.
        rows: (n,) rows of its table.
        opened: The same run, where it is open already.

    Raises:
        RunError: the run has no reasons at all (its note says why), or its table is not there any more.
        StorageError: one of its files is damaged.
    """
    wanted = np.asarray(rows, dtype=np.int64)
    found = read_contributions(run)
    if not len(without_reasons(found, wanted)):
        return found
    with FileLock(
        run.directory / "reasons.lock"
    ):  # two lists may ask at once; each adds to what the other found
        return _added(run, wanted, open_run(run.id) if opened is None else opened)


def _added(run: Run, rows: IntArray, opened: OpenedRun) -> pd.DataFrame:
    from core.explanation.columns import contributions_of

    found = read_contributions(run)
    missing = without_reasons(found, rows)
    if not len(missing):
        return found
    more = contributions_of(
        opened.graph, opened.predictor, opened.calibration, missing, found, opened.lead_shift
    )
    values = found.to_numpy(dtype=np.float32, copy=True)
    values[missing] = more.to_numpy(dtype=np.float32)
    found = pd.DataFrame(values, columns=found.columns, index=found.index)
    write_frame(found, run.contributions_path)
    return found
