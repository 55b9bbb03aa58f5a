"""Chances are calibrated on the practice exam alone, and the level that the final exam found moves leads only."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.runs import fitted, levels
from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION
from core.training.calibration import Calibration, log_odds
from core.training.level import Level, LevelShift, Share

PART = np.repeat([TRAIN, VALIDATION, TEST, UNLABELLED], 3).astype(np.int8)
Y = np.array([1, 0, 1, 0, 1, 0, 1, 1, 0, -1, -1, -1], dtype=np.int8)


def test_calibration_looks_at_practice_scores_of_the_practice_exam(monkeypatch: pytest.MonkeyPatch) -> None:
    practice = np.where(PART == VALIDATION, np.linspace(0.1, 0.9, 12), np.nan)
    asked: list[np.ndarray] = []
    monkeypatch.setattr(
        fitted, "fit", lambda *_, **__: SimpleNamespace(predictor=None, practice_scores=practice)
    )
    monkeypatch.setattr(fitted, "choose_calibration", lambda y, raw: asked.extend((y, raw)) or Calibration())
    graph = SimpleNamespace(y=Y, rows_of=lambda part: np.flatnonzero(part == PART))
    run = SimpleNamespace(config=lambda: SimpleNamespace(train=SimpleNamespace(model="logistic")))
    progress: Any = SimpleNamespace(begin=lambda _: None, device=lambda _: None, heard=None)
    found = fitted.fitted_now(run, graph, progress, lambda: False)  # type: ignore[arg-type]
    np.testing.assert_array_equal(asked[0], Y[3:6])
    np.testing.assert_array_equal(asked[1], practice[3:6])
    np.testing.assert_array_equal(found.practice, practice)


def test_the_level_moves_the_leads_up_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Level(exam=Share(n=3, stated=0.2, came=0.4), correction=LevelShift(by=0.7))
    monkeypatch.setattr(levels, "measured_level", lambda *_: measured)
    chance = np.linspace(0.1, 0.6, 12)
    scores = pd.DataFrame({"part": PART, "y": Y, "raw": chance, "practice": chance, "probability": chance})
    run: Any = SimpleNamespace(level_path=tmp_path / "level.json")
    graph: Any = SimpleNamespace(time=None)
    moved, level = levels.levelled(run, scores, Calibration(), graph)
    by = log_odds(moved["probability"]) - log_odds(chance)
    assert by == pytest.approx(np.where(PART == UNLABELLED, 0.7, 0.0))
    assert level.leads_corrected == pytest.approx(moved["probability"].iloc[9:].mean())
    assert Level.load(run.level_path) == level
