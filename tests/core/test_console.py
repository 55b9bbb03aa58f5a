"""Answers of the command line: whatever is in them, one line of valid JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.console import answer, as_json


def no_constant(text: str) -> float:
    raise AssertionError(f"{text} is no JSON")


def test_numbers_that_are_none_and_foreign_types_are_valid_json(capsys: pytest.CaptureFixture[str]) -> None:
    answer(
        {
            "nan": float("nan"), "inf": [float("inf"), -np.inf], "half": np.float32(0.5), "n": np.int64(3),
            "true": np.bool_(True), "array": np.array([1.0, np.nan]), "series": pd.Series(["a", None]),
            "day": date(2026, 5, 4), "moment": datetime(2026, 5, 4, 12, 30), "stamp": pd.Timestamp("2026-05-04"),
            "numpy day": np.datetime64("2026-05-04"), "nat": pd.NaT, "na": pd.NA, "path": Path("a"), 7: {1},
            "tuple": (1, "x"), "none": None,
        }
    )  # fmt: skip
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert json.loads(line, parse_constant=no_constant) == {
        "nan": None, "inf": [None, None], "half": 0.5, "n": 3, "true": True, "array": [1.0, None],
        "series": ["a", None], "day": "2026-05-04", "moment": "2026-05-04T12:30:00",
        "stamp": "2026-05-04T00:00:00", "numpy day": "2026-05-04", "nat": None, "na": None, "path": "a", "7": [1],
        "tuple": [1, "x"], "none": None,
    }  # fmt: skip


def test_what_has_no_meaning_in_json_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError):
        as_json(object())
