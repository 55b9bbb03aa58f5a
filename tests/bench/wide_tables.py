"""2,000 columns of 600 rows as CSV, XLSX and Parquet: from the file to the quality report, beside pandas.

Each is read in a process of its own. The rival reads the same file with pandas and calls `describe`, which gives fewer
figures: no roles, no dates, no findings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from tests.bench.big_file import MEASURED
from tests.bench.row import Row

N_ROWS, N_COLUMNS = 600, 2_000
SECONDS, GIB = 15, 1.0
RIVAL = """
import json, resource, sys, time
import pandas as pd
started = time.perf_counter()
path = sys.argv[1]
read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": lambda p: pd.read_excel(p, engine="calamine")}
frame = read[path.rpartition(".")[2]](path)
frame.describe(include="all")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps({"rows": len(frame), "seconds": time.perf_counter() - started, "gib": peak}))
"""


def wide_frame(n_columns: int = N_COLUMNS, n_rows: int = N_ROWS, seed: int = 0) -> pd.DataFrame:
    """A table as text: amounts, counts, levels, answers, dates, notes, currencies, numbers with gaps, by turns."""
    rng = np.random.default_rng(seed)

    def column(kind: int) -> list[str]:
        days = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 900, n_rows), unit="D")
        return [
            lambda: [f"{x:.2f}" for x in rng.normal(100, 30, n_rows)],
            lambda: rng.integers(0, 1000, n_rows).astype(str).tolist(),
            lambda: rng.choice(["red", "green", "blue", "N/A", ""], n_rows).tolist(),
            lambda: rng.choice(["yes", "no"], n_rows).tolist(),
            lambda: days.strftime("%d/%m/%Y").tolist(),
            lambda: [f"note {a} about {b}" for a, b in rng.integers(0, 99_999, (n_rows, 2))],
            lambda: [f"${x:,}.50" for x in rng.integers(100, 99_999, n_rows)],
            lambda: rng.choice([*map(str, range(50)), ""], n_rows).tolist(),
        ][kind]()

    return pd.DataFrame({f"column {k}": column(k % 8) for k in range(n_columns)})


def rows() -> list[Row]:
    """Writes the three files, reads each once, and has pandas read it."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        frame = wide_frame()
        for suffix in ("csv", "xlsx", "parquet"):
            file = Path(folder) / f"wide.{suffix}"
            _write(frame, file)
            ours, rival = _measured(MEASURED, file, folder), _measured(RIVAL, file, folder)
            ratio = ours["seconds"] / rival["seconds"]
            found.append(
                Row(
                    f"{N_COLUMNS:,} columns x {N_ROWS} rows, {suffix.upper()}: to the quality report",
                    f"{SECONDS} s, {GIB:g} GiB",
                    f"{ours['seconds']:.1f} s, {ours['gib']:.2f} GiB at the peak; pandas read and describe "
                    f"{rival['seconds']:.1f} s, {rival['gib']:.2f} GiB (ratio {ratio:.1f})",
                    ours["seconds"] <= SECONDS and ours["gib"] <= GIB and ours["rows"] == N_ROWS,
                )
            )
    return found


def _write(frame: pd.DataFrame, file: Path) -> None:
    if file.suffix == ".csv":
        frame.to_csv(file, index=False)
    elif file.suffix == ".parquet":
        frame.to_parquet(file)
    else:  # numbers as numbers, as a spreadsheet keeps them
        frame.apply(
            lambda cells: pd.to_numeric(cells, errors="coerce").astype(object).fillna(cells)
        ).to_excel(file, index=False, engine="xlsxwriter")


def _measured(script: str, file: Path, home: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        env={**os.environ, "GRAPHLEADIQ_HOME": home},
        check=True,
        capture_output=True,
        text=True,
    )
    measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured
