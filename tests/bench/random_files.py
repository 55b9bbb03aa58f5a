"""5,000 made-up files with the habits of real exports: do the right values come back, or is the column named?

With GRAPHLEADIQ_BENCH_TALLY the counts are kept in that file, and a further run goes on where the one before ended;
GRAPHLEADIQ_BENCH_SECONDS ends a run after that time. Run again and again, the slices are summed up.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.random_files_tally import Tally, kept_tally
from tests.bench.row import Row
from tests.random_files.judge import judged
from tests.random_files.made import made_file
from tests.random_files.one_engine import one_engine

N_FILES = int(os.environ.get("GRAPHLEADIQ_BENCH_TABLES", "5000"))
_FIRST = int(os.environ.get("GRAPHLEADIQ_BENCH_FIRST_TABLE", "0"))
_KEPT = os.environ.get("GRAPHLEADIQ_BENCH_TALLY")
_SECONDS = float(os.environ.get("GRAPHLEADIQ_BENCH_SECONDS", "inf"))
_EACH = 50  # files of one home, after which the counts are kept
_SHOWN = 40
_ASKED = "the same values come back, or a finding names the column"


def rows() -> Iterator[Row]:
    """The figure asked for, then each habit, then what is known and not mended."""
    tally = _counted()
    cells = tally.cells
    left = f"; {N_FILES - tally.n_files:,} tables are left to run" if tally.n_files < N_FILES else ""
    yield Row(
        f"{tally.n_files:,} made-up tables with the habits of real exports",
        _ASKED,
        f"{cells['all']:,} cells: {cells['equal']:,} equal, {cells['said']:,} said, {cells['silent']:,} silent; "
        f"{len(tally.faulty):,} tables with a silent fault{left}",
        not tally.faulty if not left else None,
    )
    for habit, count in tally.habits.most_common():
        yield Row(
            f"- {habit}", "", f"{count:,} columns or files, {tally.silent[habit]:,} with a silent fault"
        )
    for words, count in tally.known.most_common():
        yield Row(f"known, not mended: {words}", "0", f"{count:,} columns or files", False)
    for number, said in tally.new[:_SHOWN]:
        yield Row(f"new in table {number}", "0", said, False)
    for habit, count in tally.harmed.most_common():
        yield Row(f"right as read, wrong once all proposals are accepted: {habit}", "0", f"{count:,} columns")


def _counted() -> Tally:
    """The counts of all files up to now, those of the slices before as well."""
    path = None if _KEPT is None else Path(_KEPT)
    tally = kept_tally(path, _FIRST)
    ends = time.monotonic() + _SECONDS
    with one_engine():
        while tally.n_files < N_FILES and time.monotonic() < ends:
            start = _FIRST + tally.n_files
            with tempfile.TemporaryDirectory() as home:
                os.environ["GRAPHLEADIQ_HOME"] = home
                for number in range(start, min(start + _EACH, _FIRST + N_FILES)):
                    made = made_file(number)
                    tally.add(number, made, judged(made, Path(home), look_for_harm=True))
            cells = tally.cells
            print(
                f"{tally.n_files:,} of {N_FILES:,} tables: {cells['silent']:,} of {cells['all']:,} cells silent",
                file=sys.stderr,
                flush=True,
            )
            if path is not None:
                tally.save(path)
    return tally
