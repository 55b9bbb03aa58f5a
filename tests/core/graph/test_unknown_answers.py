"""Answers that nobody could know yet move nothing that a score is made of, over random sets of tables."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import TaskError
from tests.random_schemas import random_schema
from tests.unknown_answers import changed_pair, moved_inputs


@pytest.mark.parametrize("seed", range(4))  # 500 more: `python -m tests.bench`
def test_unknown_answers_move_no_input(seed: int) -> None:
    rng = np.random.default_rng([7, seed])
    schema = random_schema(rng)
    try:
        pair = changed_pair(schema, schema.seeds(), rng)
    except TaskError as error:
        pytest.skip(f"this schema gives no question: {error}")
    assert len(pair.rows) > 20
    assert pair.n_changed > 0  # answers did change
    assert moved_inputs(pair) == []
