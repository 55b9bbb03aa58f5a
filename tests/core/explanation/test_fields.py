"""What is usual for a field of a client."""

from __future__ import annotations

import pandas as pd
import pytest

from core.explanation.fields import _usual
from core.tables.table import Column, Role

DAYS = pd.Series(pd.to_datetime(["2022-01-01", "2022-01-04", "2022-03-01", None]))


@pytest.mark.parametrize(
    ("role", "values", "said"),
    [
        (Role.DATE, DAYS, "4 Jan 2022"),
        (Role.CATEGORY, pd.Series(["a", "b", "b"]), "b"),
        (Role.CATEGORY, pd.Series(["a", "b", "c"]), ""),
        (Role.NUMBER, pd.Series([1.0, 2.0, 9.0]), "2"),
    ],
)
def test_usual_is_the_middle_or_what_comes_most_never_the_first_row(
    role: Role, values: pd.Series, said: str
) -> None:
    assert _usual(Column(name="c", role=role, guessed_role=role), values) == said
