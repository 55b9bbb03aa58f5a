"""Answers that nobody could know yet move no score, of any model that learns from many tables."""

from __future__ import annotations

import numpy as np

from tests.random_schemas import random_schema
from tests.unknown_answers import changed_pair, many_table_models, moved_scores


def test_unknown_answers_move_no_score_of_any_model() -> None:
    """One random set of tables; `python -m tests.bench unknown_answers` looks at 500."""
    rng = np.random.default_rng([7, 3])
    schema = random_schema(rng)
    pair = changed_pair(schema, schema.seeds(), rng)
    assert pair.n_changed > 0
    assert moved_scores(pair, many_table_models()) == []
