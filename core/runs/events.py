"""What a run has reported epoch by epoch, read while the worker is still writing."""

from __future__ import annotations

import json

import pandas as pd

from core.runs.run import Run

COLUMNS = ("epoch", "epochs", "stage", "loss", "val_loss", "val_average_precision", "seconds")


def read_events(run: Run) -> pd.DataFrame:
    """One row an epoch with `COLUMNS`; empty when nothing is reported. A half-written last line is no row."""
    if not run.events_path.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for line in run.events_path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return pd.DataFrame(rows, columns=list(COLUMNS))
