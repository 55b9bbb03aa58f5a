"""What came of made-up files, counted by habit and kept beside the run, so that slices of a long one add up."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.random_files.judge import Verdict
from tests.random_files.known import known
from tests.random_files.truth import MadeFile

_SHOWN = 300


@dataclass
class Tally:
    """The counts.

    Attributes:
        first, n_files: The files that were judged: so many from that number on.
        cells: All, equal, said and silent cells.
        habits, silent: Columns and files of each habit, and those with a silent fault.
        known: Known faults, in words.
        new: The others, as number and words.
        harmed: Habits of columns that the proposals made wrong.
        faulty: The numbers of files with a silent fault.
    """

    first: int = 0
    n_files: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    habits: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    new: list[tuple[int, str]] = field(default_factory=list)
    harmed: Counter[str] = field(default_factory=Counter)
    faulty: list[int] = field(default_factory=list)

    def add(self, number: int, made: MadeFile, verdict: Verdict) -> None:
        """Counts a file and says at once, on stderr, what is wrong with it."""
        self.n_files += 1
        self.cells.update(
            all=verdict.n_cells, equal=verdict.n_equal, said=verdict.n_said, silent=verdict.n_silent
        )
        self.habits.update({group(habit) for habit in made.habits})
        for column in made.table.columns:
            self.habits.update({group(habit) for habit in column.habits})
        for fault in verdict.faults:
            self.silent.update({group(habit) for habit in fault.habits})
            words, said = known(fault), f"{fault.what}: {fault.column} {fault.example}"[:_SHOWN]
            print(f"table {number}: {said} {fault.habits} ({words or 'new'})", file=sys.stderr, flush=True)
            if words is None:
                self.new.append((number, said))
            else:
                self.known[words] += 1
        if verdict.faults:
            self.faulty.append(number)
        self.harmed.update(group(fault.habits[-1]) for fault in verdict.harmed)

    def save(self, path: Path) -> None:
        """Keeps the counts; a run that is killed leaves those of before."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(vars(self)), encoding="utf-8")
        part.replace(path)


def kept_tally(path: Path | None, first: int) -> Tally:
    """The counts of the slices before, or none.

    Raises:
        ValueError: they are those of files from another number on.
    """
    if path is None or not path.is_file():
        return Tally(first=first)
    found = json.loads(path.read_text(encoding="utf-8"))
    if found["first"] != first:
        raise ValueError(f"{path} counts files from {found['first']:,} on, not from {first:,}")
    counted = {name: Counter(found.pop(name)) for name in ("cells", "habits", "silent", "known", "harmed")}
    new = [(int(number), said) for number, said in found.pop("new")]
    return Tally(**found, **counted, new=new)


def group(habit: str) -> str:
    """A habit without its details: days as m/d/Y are days."""
    return re.split(r" as | '| by |: ", habit, maxsplit=1)[0]
