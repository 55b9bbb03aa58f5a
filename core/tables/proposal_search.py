"""All that is proposed about the values of a stored table, from every kind of search."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from core.tables.date_proposals import date_proposals
from core.tables.engine import engine, explaining_engine_errors, literal, scratch_folder
from core.tables.hidden_missing import hidden_proposals
from core.tables.number_proposals import mark_proposals
from core.tables.reading_proposals import Proposal
from core.tables.table import Table


def find_proposals(table: Table) -> tuple[Proposal, ...]:
    """What is proposed about a table's values as they are now, in the order of the columns.

    Raises:
        TableError: the table's file is damaged.
    """
    source = f"read_parquet({literal(str(table.parquet))})"
    with (
        scratch_folder() as scratch,
        engine(scratch) as connection,
        explaining_engine_errors(table.source_name),
    ):
        kinds = {
            row[0]: str(row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        }
        found = [search(connection, source, kinds, table) for search in (date_proposals, hidden_proposals)]
    dates, hidden = found
    read = {one.column for one in dates if one.recommended and kinds[one.column] == "VARCHAR"}
    hidden = [
        one for one in hidden if one.column not in read
    ]  # read as a date, such words are missing anyway
    place = {column.name: number for number, column in enumerate(table.columns)}
    return tuple(sorted((*dates, *mark_proposals(table), *hidden), key=lambda one: place[one.column]))
