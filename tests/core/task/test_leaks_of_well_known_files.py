"""Leaks of well-known files are found, and next to nothing is suspected where there is none."""

from __future__ import annotations

import os

import pytest

from tests.bench.leaks import CASES, Case, judged

# The sets of many tables take a while; `python -m tests.bench leaks` looks at all of them.
QUICK = [
    case for case in CASES if case.name not in ("business demo", "crm-sales-opportunities", "olist-funnel")
]


@pytest.mark.parametrize("case", QUICK, ids=[case.name for case in QUICK])
def test_leaks_are_found_and_honest_columns_left_alone(case: Case, home: os.PathLike[str]) -> None:
    if case.source is not None and not case.source.exists():
        pytest.skip(f"{case.source} is not beside this checkout")
    found = judged(case)
    assert found.missed == ()
    assert len(found.false) <= 1
    assert all(0 <= one.power.low <= one.power.value <= one.power.high <= 1 for one in found.powers.columns)


def test_what_a_rep_fills_in_is_asked_about_and_the_strong_ones_are_certain(home: os.PathLike[str]) -> None:
    (case,) = (one for one in CASES if "X Education" in one.name)
    marks = {one.column: one for one in judged(case).powers.suspicious}
    assert marks["Tags"].certain and marks["Lead Quality"].certain
    for name in ("Lead Profile", "Last Notable Activity"):
        assert not marks[name].certain
        assert "Is this filled in while or after you work the lead?" in marks[name].sentence
        assert 0.65 < marks[name].power.value < 0.8
