"""What many tables cost: from a query to a trained model at 100,000 contacts, and how cost grows with the rows."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.row import Row

N_CONTACTS, N_ACTIVITIES = 100_000, "2 million"
SIZES = (500, 5_000, 50_000)  # contacts with 10 thousand, 100 thousand and a million activities
MODEL = "lead_scoring_gnn"

# In a process of its own, so that the peak of memory is this one's.
_ONE = """
import json, resource, sys, time
from core.runs.threads import set_threads
set_threads()
from core.training.config import TrainConfig
from core.training.fit import fit
from tests.bench.demo_tables import asked, demo_tables
n, model = int(sys.argv[1]), sys.argv[2]
tables = demo_tables(n)
activities = tables.table("activity").table.n_rows
started, cpu = time.perf_counter(), time.process_time()
made = asked(tables)
spent = time.process_time() - cpu
if model:
    fit(made.graph, TrainConfig.for_model(model)).predictor.predict(made.graph)
print(json.dumps({
    "activities": activities, "examples": made.graph.n_nodes, "steps": made.seconds, "cpu": spent,
    "seconds": time.perf_counter() - started,
    "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
}))
"""


@dataclass(frozen=True)
class Cost:
    """What one size cost.

    Attributes:
        activities, examples: Rows.
        cpu: CPU seconds of days, examples and graph.
        seconds: From the query to all scores of the model, or to the graph without one.
        gib: The process's peak memory.
        steps: Seconds by step.
    """

    activities: int
    examples: int
    cpu: float
    seconds: float
    gib: float
    steps: dict[str, float]


def _measured(n_contacts: int, model: str = "") -> Cost:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "GRAPHLEADIQ_HOME": home, "GRAPHLEADIQ_MAX_ROWS": "100000000"}
        command = [sys.executable, "-c", _ONE, str(n_contacts), model]
        done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    found = Cost(**json.loads(done.stdout.strip().splitlines()[-1]))
    print(f"  {n_contacts:,} contacts: {found}", flush=True)
    return found


def _exponent(small: Cost, large: Cost) -> float:
    """b of cost = a n^b between two sizes."""
    return math.log(large.cpu / small.cpu) / math.log(large.activities / small.activities)


def rows() -> Iterator[Row]:
    """Growth first, then the whole way at 100,000 contacts."""
    sizes = [_measured(n) for n in SIZES]
    exponents = [_exponent(small, large) for small, large in pairwise(sizes)]
    spent = ", ".join(f"{one.activities:,}: {one.cpu:.0f} s" for one in sizes)
    yield Row(
        "cost of examples and graph from 10k to 100k to 1M activities",
        "no faster than n^1.1",
        f"n^{_exponent(sizes[0], sizes[-1]):.2f} over all, n^{exponents[0]:.2f} and n^{exponents[1]:.2f} by step (CPU: "
        f"{spent})",
        max(exponents) <= 1.1,
    )
    found = _measured(N_CONTACTS, MODEL)
    yield Row(
        f"query to trained network, {N_CONTACTS:,} contacts, {N_ACTIVITIES} activities",
        "10 minutes, 6 GiB; aim 4 minutes",
        f"{found.seconds / 60:.1f} minutes, {found.gib:.1f} GiB ({found.examples:,} examples)",
        found.seconds <= 600 and found.gib <= 6,
    )
