"""Stored models that cannot be trusted are refused with a reason."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from core.errors import ArchiveError, StorageError
from core.storage import read_json, write_json
from core.training.checkpoint import load_predictor, restore_predictor, save_predictor
from core.training.column_predictors import LogisticPredictor
from core.training.config import TrainConfig


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    predictor = LogisticPredictor(TrainConfig.for_model("logistic"), ["a", "b"], np.array([1.0, 2.0]), 0.5)
    save_predictor(predictor, tmp_path)
    return tmp_path


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_predictor(tmp_path)


def test_a_pickle_is_never_opened(folder: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return (pytest.fail, ("it was unpickled",))

    (folder / "model.safetensors").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ArchiveError, match="damaged"):
        load_predictor(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema_version": 99}, "another version"),
        ({"kind": "oracle"}, "Unknown kind"),
        ({"tensors": {"weights": ["float64", 3]}}, "do not fit their description"),
        ({"config": {"model": "logistic", "colour": "red"}}, "cannot be put together"),
    ],
)
def test_damaged_description(folder: Path, change: dict, message: str) -> None:
    meta = read_json(folder / "model.json")
    write_json(folder / "model.json", meta | change)
    with pytest.raises(ArchiveError, match=message):
        load_predictor(folder)


def test_not_even_an_object(folder: Path) -> None:
    with pytest.raises(ArchiveError, match="not understood"):
        restore_predictor([1, 2], b"")
