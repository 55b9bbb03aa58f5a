"""How models are fitted: each takes the wanted settings that have an effect on it."""

from __future__ import annotations

import pytest

from core.errors import TrainingError
from core.training.config import TrainConfig


def test_a_model_takes_what_it_heeds() -> None:
    wanted = {"heads": 8, "epochs": 7, "sampling": "smote", "loss": "focal", "seed": 3, "device": "cpu"}
    gat, points = (TrainConfig.suited(name, wanted) for name in ("gat", "points"))
    assert (gat.heads, gat.epochs, gat.loss, gat.sampling, gat.seed) == (8, 7, "focal", "all", 3)
    assert points == TrainConfig.for_model("points", seed=3, device="cpu")
    trees = TrainConfig.suited("lightgbm", {"sampling": "smote", "epochs": "12"})
    assert (trees.sampling, trees.epochs) == ("smote", 12)


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(TrainingError, match=r"no model 'magic'.*lightgbm"):
        TrainConfig.suited("magic", {"epochs": 3})
