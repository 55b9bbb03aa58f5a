"""5,000 made-up files with the habits of real exports: do the right values come back, or is the column named?"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.row import Row
from tests.random_files.judge import Fault, Verdict, judged
from tests.random_files.known import known
from tests.random_files.made import made_file
from tests.random_files.one_engine import one_engine
from tests.random_files.truth import MadeFile

N_FILES = int(os.environ.get("GRAPHLEADIQ_BENCH_TABLES", "5000"))
_FIRST = int(os.environ.get("GRAPHLEADIQ_BENCH_FIRST_TABLE", "0"))
_EACH = 100  # files of one home
_SHOWN = 40
_ASKED = "the same values come back, or a finding names the column"


@dataclass
class _Tally:
    """What came of the files, by habit."""

    n_files: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    habits: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    new: list[tuple[int, Fault]] = field(default_factory=list)
    harmed: Counter[str] = field(default_factory=Counter)
    files_with_faults: set[int] = field(default_factory=set)

    def add(self, number: int, made: MadeFile, verdict: Verdict) -> None:
        self.n_files += 1
        self.cells.update(
            {
                "all": verdict.n_cells,
                "equal": verdict.n_equal,
                "said": verdict.n_said,
                "silent": verdict.n_silent,
            }
        )
        self.habits.update({group(habit) for habit in made.habits})
        for column in made.table.columns:
            self.habits.update({group(habit) for habit in column.habits})
        for fault in verdict.faults:
            self.files_with_faults.add(number)
            self.silent.update({group(habit) for habit in fault.habits})
            words = known(fault)
            if words is None:
                self.new.append((number, fault))
            else:
                self.known[words] += 1
        self.harmed.update(group(fault.habits[-1]) for fault in verdict.harmed)


def group(habit: str) -> str:
    """A habit without its details: days as m/d/Y are days."""
    return re.split(r" as | '| by |: ", habit, maxsplit=1)[0]


def rows() -> Iterator[Row]:
    """The figure asked for, then each habit, then what is known and not mended."""
    tally = _Tally()
    with one_engine():
        for start in range(_FIRST, _FIRST + N_FILES, _EACH):
            with tempfile.TemporaryDirectory() as home:
                os.environ["GRAPHLEADIQ_HOME"] = home
                for number in range(start, min(start + _EACH, _FIRST + N_FILES)):
                    made = made_file(number)
                    tally.add(number, made, judged(made, Path(home), look_for_harm=True))
    cells = tally.cells
    yield Row(
        f"{tally.n_files:,} made-up tables with the habits of real exports",
        _ASKED,
        f"{cells['all']:,} cells: {cells['equal']:,} equal, {cells['said']:,} said, {cells['silent']:,} silent; "
        f"{len(tally.files_with_faults):,} tables with a silent fault",
        not cells["silent"],
    )
    for habit, count in tally.habits.most_common():
        yield Row(
            f"- {habit}", "", f"{count:,} columns or files, {tally.silent[habit]:,} with a silent fault"
        )
    for words, count in tally.known.most_common():
        yield Row(f"known, not mended: {words}", "0", f"{count:,} columns or files", False)
    for number, fault in tally.new[:_SHOWN]:
        yield Row(f"new in table {number}: {fault.what}", "0", f"{fault.column} {fault.example}"[:300], False)
    for habit, count in tally.harmed.most_common():
        yield Row(f"right as read, wrong once all proposals are accepted: {habit}", "0", f"{count:,} columns")
