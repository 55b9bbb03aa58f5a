"""Trees between their libraries and checked arrays: what a library has fitted, and what it is given to score with."""

from __future__ import annotations

from typing import Any

from core.training.lightgbm_form import text_of, trees_of_text
from core.training.tree_arrays import TreeArrays
from core.training.xgboost_form import json_of, of_ubjson, trees_of_json


def trees_of(library: str, content: bytes) -> TreeArrays:
    """The trees that a library has written: LightGBM's text in UTF-8, or XGBoost's UBJSON.

    Raises:
        ValueError: they are none.
    """
    return trees_of_text(content.decode()) if library == "lightgbm" else trees_of_json(of_ubjson(content))


def booster_of(trees: TreeArrays) -> Any:
    """The library's own booster."""
    if trees.library == "lightgbm":
        import lightgbm

        return lightgbm.Booster(model_str=text_of(trees))
    import xgboost

    return xgboost.Booster(model_file=bytearray(json_of(trees)))
