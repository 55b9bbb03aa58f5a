"""Places on the leaderboard without a run behind them, for tests of what is said of runs."""

from __future__ import annotations

from core.evaluation.bootstrap import Estimate
from core.runs.leaderboard import Standing
from models.catalog import MODELS


def estimate(value: float) -> Estimate:
    return Estimate(value=value, low=value - 0.1, high=value + 0.1)


def made(model: str, practice: float, **changes: object) -> Standing:
    fields: dict[str, object] = {
        "run_id": f"{model}-{practice}", "model": model, "title": MODELS[model].title,
        "family": MODELS[model].family, "seed": 0, "loss": "bce", "state": "finished", "imported": False,
        "created": 0.0, "exam": "e", "same_exam": True, "task_key": "t", "relations": (),
        "practice": estimate(practice), "average_precision": estimate(0.5), "roc_auc": estimate(0.7),
    }  # fmt: skip
    return Standing.model_validate(fields | changes)
