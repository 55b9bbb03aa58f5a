"""Answers that nobody could know yet, changed in 500 random sets of tables: no input and no score may move."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from itertools import cycle

import numpy as np

from core.errors import TaskError
from tests.bench.row import Row
from tests.random_schemas import random_schema
from tests.unknown_answers import changed_pair, many_table_models, moved_inputs, moved_scores

SCHEMAS = 500
MODELS_A_SCHEMA = (
    1  # fitted on each, in turn; all models are given the inputs that are compared on every schema
)


def rows() -> list[Row]:
    """Every schema's inputs are compared bit for bit, and the scores of the models in turn."""
    n, violations, n_changed, fits, refused = count(range(SCHEMAS))
    return [
        Row(
            what="unknown answers changed in random sets of tables: inputs or scores that moved",
            wanted=f"0 violations in {SCHEMAS} schemas",
            measured=f"{len(violations)} in {n} schemas ({n_changed:,} changed answers, {fits} models fitted; "
            f"{refused} more drawn schemas gave too few answers)",
            reached=not violations,
        )
    ]


def count(seeds: range) -> tuple[int, list[str], int, int, int]:
    """(schemas looked at, violations, answers changed, models fitted, schemas that gave no question)."""
    found: list[str] = []
    n = n_changed = fits = refused = 0
    models = cycle(many_table_models())
    draw = seeds.start * 1_000
    warnings.filterwarnings("ignore")
    while n < len(seeds):
        draw += 1
        rng = np.random.default_rng([11, draw])
        with tempfile.TemporaryDirectory() as home:
            os.environ["GRAPHLEADIQ_HOME"] = home
            schema = random_schema(rng)
            try:
                pair = changed_pair(schema, schema.seeds(), rng)
            except TaskError:
                refused += 1
                continue
            chosen = [next(models) for _ in range(MODELS_A_SCHEMA)]
            moved = moved_inputs(pair) + moved_scores(pair, chosen)
        n, n_changed, fits = n + 1, n_changed + pair.n_changed, fits + len(chosen)
        found += [f"schema {draw}: {what}" for what in moved]
        if n % 10 == 0:
            print(f"{n} schemas, {len(found)} violations {found[:3]}", file=sys.stderr, flush=True)
    return n, found, n_changed, fits, refused
