"""One made-up file by its number: the same file for the same number."""

from __future__ import annotations

from tests.hostile_made import repeatable
from tests.random_files.columns import random_table
from tests.random_files.truth import MadeFile
from tests.random_files.writers import written_file


def made_file(
    number: int, n_rows: tuple[int, int] = (24, 60), n_columns: tuple[int, int] = (5, 9)
) -> MadeFile:
    """The file of that number, of so many rows and columns."""
    rng = repeatable(f"random file {number}")
    table, custom, decimal = random_table(rng, rng.randint(*n_rows), rng.randint(*n_columns))
    return written_file(rng, table, custom, decimal, number)
