"""A CSV of 1,000,000 rows and 20 columns: from the stored upload to the quality report, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.row import Row

MEASURED = """
import json, resource, sys, time
from pathlib import Path
from core.tables.quality import quality_report
from core.tables.reading import read_table
started = time.perf_counter()
table = read_table(Path(sys.argv[1]))
report = quality_report(table)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps({"rows": table.n_rows, "seconds": seconds, "gib": peak}))
"""
WRITE = """
import sys, duckdb
duckdb.sql(f'''COPY (SELECT i AS client_id, 18 + i % 70 AS age, (random() * 9000)::INT / 100.0 AS balance,
 ['yes','no'][1 + (random() < .9)::INT] AS y, ['admin','services','student','retired'][1 + i % 4] AS job,
 DATE '2023-01-01' + (i // 1500)::INT AS contacted,
 {", ".join(f"round(random() * 1000, 2) AS n{k}" for k in range(8))},
 {", ".join(f"'level ' || (i * {k + 3} % {10 * (k + 1)}) AS c{k}" for k in range(6))}
 FROM range(1000000) t(i)) TO '{sys.argv[1]}' (HEADER, DELIMITER ';')''')
"""


def rows() -> list[Row]:
    """Writes the file, reads it once, reports wall seconds and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "million.csv"
        subprocess.run([sys.executable, "-c", WRITE, str(file)], check=True)
        environment = {**os.environ, "GRAPHLEADIQ_HOME": folder}
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, str(file)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found = json.loads(done.stdout.strip().splitlines()[-1])
        size = file.stat().st_size / 1e6
    return [
        Row(
            f"{found['rows']:,}-row CSV, 20 columns, {size:.0f} MB: upload to quality report",
            "15 s, under 3 GiB",
            f"{found['seconds']:.1f} s, {found['gib']:.2f} GiB at the peak",
            found["seconds"] <= 15 and found["gib"] < 3 and found["rows"] == 1_000_000,
        )
    ]
