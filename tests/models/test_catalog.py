"""The list of models, and that showing it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.errors import TrainingError
from core.training.config import TrainConfig
from models.catalog import MODELS

NAMES = [
    "points",
    "logistic",
    "xgboost",
    "lightgbm",
    "lightgbm_rates",
    "mlp",
    "simple_graphsage",
    "gcn",
    "graphsage",
    "gat",
    "b2b_points",
    "flat_lightgbm",
    "dfs_logistic",
    "dfs_lightgbm",
    "dfs_xgboost",
    "instant",
    "lead_scoring_gnn",
    "hetero_gat",
    "hgt",
    "blend",
]


def test_names() -> None:
    assert list(MODELS) == NAMES
    assert all(MODELS[name].name == name for name in NAMES)


def test_defaults_and_fields_are_those_of_the_config() -> None:
    for spec in MODELS.values():
        config = TrainConfig.for_model(spec.name)
        assert all(getattr(config, name) == value for name, value in spec.defaults.items())
        assert set(spec.applies) | set(spec.defaults) <= set(TrainConfig.model_fields)


def test_the_paper_model_is_the_papers() -> None:
    config = TrainConfig.for_model("simple_graphsage")
    assert (config.epochs, config.patience, config.dropout, config.loss) == (60, 0, 0.3, "bce")


def test_unknown_model() -> None:
    with pytest.raises(TrainingError, match="one of points"):
        TrainConfig.for_model("oracle")


def test_importing_the_list_imports_no_numerical_library() -> None:
    code = (
        "import sys, models.catalog, core.training.config\n"
        "print([name for name in ('torch', 'numpy', 'sklearn', 'lightgbm') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
