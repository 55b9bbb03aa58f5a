"""Whole numbers that came with a type and have more than 15 digits: ids, which become text."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tables.codes import LONGEST_WHOLE, are_slips
from core.tables.engine import in_file_order, quoted
from core.tables.identifiers import says_id
from core.tables.raw import raw_kinds

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 200  # columns measured in one query
_LONG = 10**LONGEST_WHOLE
_EXACT_TO = 2**53


def long_numbers_as_text(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Makes the columns of `raw` with such numbers text, and says of which digits were lost before.

    Returns:
        Plain sentences, for columns of floating point only; those of whole numbers lost nothing.
    """
    stored = raw_kinds(connection)
    columns = [name for name, kind in stored.items() if kind in ("BIGINT", "DOUBLE")]
    notes = []
    for start in range(0, len(columns), _AT_ONCE):
        some = columns[start : start + _AT_ONCE]
        (row,) = connection.execute(f"SELECT {', '.join(map(_counts, some))} FROM raw").fetchall()
        for name, counts in zip(some, row, strict=True):
            if not counts["whole"] or not counts["long"]:
                continue
            if are_slips(counts["long"], counts["filled"], named=says_id(name)):
                continue
            column = quoted(name)
            with in_file_order(connection):
                connection.execute(
                    f"ALTER TABLE raw ALTER {column} TYPE VARCHAR USING CAST(CAST({column} AS HUGEINT) AS VARCHAR)"
                )
            if stored[name] == "DOUBLE" and counts["rounded"]:
                notes.append(
                    f"{name}: {counts['rounded']:,} numbers have more digits than floating point keeps, so different "
                    "ids may look the same. Store the column as text or whole numbers where the file is made."
                )
    return notes


def _counts(name: str) -> str:
    column = quoted(name)
    finite = f"isfinite(CAST({column} AS DOUBLE))"
    return (
        f"{{'filled': count({column}), 'whole': coalesce(bool_and({finite} AND {column} = floor({column})), false), "
        f"'long': count(*) FILTER ({finite} AND ({column} >= {_LONG} OR {column} <= -{_LONG})), "
        f"'rounded': count(*) FILTER ({finite} AND ({column} >= {_EXACT_TO} OR {column} <= -{_EXACT_TO}))}}"
    )
