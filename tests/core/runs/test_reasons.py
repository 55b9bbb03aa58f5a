"""Reasons that a run left out: found for the clients that a list shows, kept for the next time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.runs.call_list import whole_call_list
from core.runs.execute import train_now
from core.runs.reasons import with_reasons, without_reasons
from core.runs.scores import read_contributions, write_frame
from core.training.config import TrainConfig
from core.workspace import Workspace


def test_a_list_has_reasons_for_everybody_on_it(workspace: Workspace) -> None:
    run = train_now(
        workspace, TrainConfig.for_model("mlp", epochs=2, hidden_channels=8, refit=False, device="cpu")
    )
    before = read_contributions(run)
    gone = np.arange(0, len(before), 3)
    write_frame(
        before.mask(np.isin(np.arange(len(before)), gone)[:, None] & np.ones(before.shape, bool)),
        run.contributions_path,
    )
    assert np.array_equal(without_reasons(read_contributions(run), np.arange(9)), [0, 3, 6])

    found = with_reasons(run, np.array([0, 1, 3]))
    pd.testing.assert_frame_equal(found.iloc[[0, 1, 3]], before.iloc[[0, 1, 3]], atol=1e-3)
    kept = read_contributions(run)
    assert np.array_equal(without_reasons(kept, np.arange(9)), [6])

    listed = whole_call_list(run, "exam")
    assert len(listed) and (listed["reasons_for"].ne("") | listed["reasons_against"].ne("")).all()
    scored = read_contributions(run)
    left = without_reasons(scored, np.arange(len(scored)))
    assert set(left) <= set(gone) - {0, 3}
    assert set(listed["part"]) == {"final exam"}
