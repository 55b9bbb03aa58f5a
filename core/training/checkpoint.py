"""Storing a fitted model as safetensors plus JSON, and reading it back; nothing is ever unpickled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ArchiveError, GraphLeadError, in_one_line
from core.storage import read_json, write_bytes, write_json
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Tensors
from models.catalog import MODELS

SCHEMA_VERSION = 1
_MAX_INPUTS = 200_000
_KINDS_OF_FAMILY = {
    "points": ("points",),
    "linear": ("logistic",),
    "tree": ("trees",),
    "graph": ("graph",),
    "relational": ("relational",),
    "instant": ("instant", "tabpfn"),
    "blend": ("blend",),
}
WEIGHTS_FILE, META_FILE = "model.safetensors", "model.json"


def predictor_kinds() -> dict[str, type[Predictor]]:
    """The predictor classes by the `kind` that model.json names."""
    from core.training.blend import BlendPredictor
    from core.training.column_predictors import LogisticPredictor, TreePredictor
    from core.training.graph_predictor import GraphPredictor
    from core.training.instant_predictor import InstantPredictor
    from core.training.points_predictor import PointsPredictor
    from core.training.relational_predictor import RelationalPredictor
    from core.training.tabpfn_predictor import TabPFNPredictor

    kinds: list[type[Predictor]] = [
        PointsPredictor,
        LogisticPredictor,
        TreePredictor,
        GraphPredictor,
        RelationalPredictor,
        InstantPredictor,
        TabPFNPredictor,
        BlendPredictor,
    ]
    return {kind.kind: kind for kind in kinds}


def save_predictor(predictor: Predictor, directory: Path) -> None:
    """Writes `model.safetensors` and `model.json` into a folder."""
    from safetensors.numpy import save

    tensors = {name: np.ascontiguousarray(array) for name, array in predictor.tensors().items()}
    write_bytes(directory / WEIGHTS_FILE, save(tensors))
    shapes = {name: [str(array.dtype), *array.shape] for name, array in tensors.items()}
    write_json(
        directory / META_FILE,
        {"schema_version": SCHEMA_VERSION, "tensors": shapes, **predictor.meta()},
    )


def load_predictor(directory: Path) -> Predictor:
    """The predictor stored in a folder; its scores are bit-identical to those before saving.

    Raises:
        ArchiveError: damaged, from another version, or weights that do not fit their description.
        StorageError: a file is missing.
    """
    meta = read_json(directory / META_FILE)
    return restore_predictor(meta, (directory / WEIGHTS_FILE).read_bytes())


def restore_predictor(meta: Any, weights: bytes) -> Predictor:
    """The predictor of a parsed model.json and the bytes of model.safetensors.

    Raises:
        ArchiveError: see `load_predictor`.
    """
    if not isinstance(meta, dict) or "kind" not in meta:
        raise ArchiveError("The model description is not understood", expected="a JSON object with a 'kind'")
    if meta.get("schema_version") != SCHEMA_VERSION:
        raise ArchiveError(
            "The model was stored by another version",
            found=f"schema {meta.get('schema_version')!r}",
            expected=f"schema {SCHEMA_VERSION}",
        )
    kinds = predictor_kinds()
    if meta["kind"] not in kinds:
        raise ArchiveError(f"Unknown kind of model {meta['kind']!r}", expected=f"one of {', '.join(kinds)}")
    tensors = _read_tensors(weights)
    found = {name: [str(array.dtype), *array.shape] for name, array in tensors.items()}
    if found != meta.get("tensors"):
        raise ArchiveError(
            "The weights do not fit their description",
            found=json.dumps(found)[:200],
            expected=json.dumps(meta.get("tensors"))[:200],
        )
    try:
        _check_description(meta)
        return kinds[meta["kind"]].restore(meta, tensors)
    except GraphLeadError:
        raise
    except Exception as error:  # whatever a loader says of bytes that nobody vouches for is one line
        raise ArchiveError(
            "The model cannot be put together from its description",
            found=in_one_line(error),
        ) from error


def _check_description(meta: dict[str, Any]) -> None:
    """Raises ValueError where names and kind do not fit the config; sizes are checked with what they are sizes of."""
    names = meta["feature_names"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("the names of the inputs are no names")
    if not 0 < len(names) <= _MAX_INPUTS or len(set(names)) != len(names):
        raise ValueError(f"{len(names):,} inputs, some perhaps twice")
    model = TrainConfig.model_validate(meta["config"]).model
    if model not in MODELS or meta["kind"] not in _KINDS_OF_FAMILY[MODELS[model].family]:
        raise ValueError(f"the model {model!r} is not of the kind {meta['kind']!r}")


def _read_tensors(weights: bytes) -> Tensors:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(weights)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise ArchiveError("The weights file is damaged", found=str(error)[:200]) from error
