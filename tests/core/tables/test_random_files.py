"""300 made-up files with the habits of real exports: the right values come back, or a sentence names the column.

`python -m tests.bench random_files` tries 5,000 larger ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.random_files.judge import judged
from tests.random_files.known import known
from tests.random_files.made import made_file
from tests.random_files.one_engine import one_engine

_PARTS, _FILES = 6, 50
_SMALL = {"n_rows": (20, 40), "n_columns": (3, 5)}
_MOST_KNOWN = 0.04  # of the files


@pytest.mark.parametrize("part", range(_PARTS))
def test_no_cell_comes_back_wrong_in_silence(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(tmp_path / "home"))
    new, n_known, n_equal, n_cells = [], 0, 0, 0
    with one_engine():
        for number in range(part * _FILES, (part + 1) * _FILES):
            made = made_file(number, **_SMALL)
            verdict = judged(made, tmp_path)
            n_equal += verdict.n_equal
            n_cells += verdict.n_cells
            n_known += any(known(fault) for fault in verdict.faults)
            new += [(number, fault) for fault in verdict.faults if known(fault) is None]
    assert not new, "\n".join(f"file {number}: {fault}" for number, fault in new)
    assert n_known <= _MOST_KNOWN * _FILES
    assert n_equal > 0.9 * n_cells
