"""`make bench`, or `python -m tests.bench first_paint big_file`: prints the table as Markdown, row by row."""

from __future__ import annotations

import importlib
import os
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

PARTS = (
    "first_paint",
    "big_file",
    "wide_tables",
    "knn",
    "pages_speed",
    "memory",
    "temporal_sampler",
    "tables_cost",
    "leaks",
    "hostile_files",
    "random_files",
    "figures",
    "many_tables",
    "accounts",
    "replays",
    "unknown_answers",
    "duplicates",
)


def main(wanted: list[str]) -> None:
    """Runs the named parts (all without a name) and prints each row as soon as it is measured."""
    print("| what | asked | measured | |\n|---|---|---|---|", flush=True)
    for part in wanted or PARTS:
        for row in importlib.import_module(f"tests.bench.{part}").rows():
            print(row.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
