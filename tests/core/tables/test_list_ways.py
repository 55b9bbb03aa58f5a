"""Lists of ids in one cell, as people and programs write them, and columns of which only a few cells are lists."""
# ruff: noqa: S608 - the SQL is the code under test and its names are fixed

from __future__ import annotations

import duckdb
import pytest

from core.tables.codes import are_lists
from core.tables.list_ways import WAYS, entries_sql, way_in_words


@pytest.mark.parametrize(
    ("cell", "way"),
    [
        ("501;502", ";"),
        ("501; 502;", ";"),
        ("501；502", ";"),
        ("501||502", "|"),
        ("501\r\n502", "a new line"),
        ("501、502", ","),
        ("501\t502", "a tab"),
        ("501 + 502", "+"),
        ("501 und 502", "and"),
        ("{501,502}", ","),
        ("[501, '502']", ","),
        ("Ada (501); Bo Lund (502)", "; and the id stands in brackets"),
        ("Ada [501], 502", ", and the id stands in brackets"),
        ("501: Ada\n502: Bo", "a new line and the id stands in front"),
        ("501 - Ada; 502 – Bo", "; and the id stands in front"),
        ('[{"id": "501", "name": "Ada"}, {"id": 502}]', "JSON"),
    ],
)
def test_entries_of_a_list(cell: str, way: str) -> None:
    entries = entries_sql("cell", way)
    (row,) = duckdb.execute(f"SELECT {entries} FROM (SELECT ?) AS t(cell)", [cell]).fetchall()
    assert sorted(row[0]) == ["501", "502"]
    assert way in WAYS and way_in_words(way).startswith("they are")


def test_few_lists_among_ids_keep_a_column_from_being_numbers() -> None:
    single = [str(501000 + 7 * i) for i in range(200)]
    for name, lists in {
        "Associated Contact IDs": ["501000;501007"],
        "Kontakte": ["501000;501007", "501014|501021"],
        "people": ["501000,501007", "501014, 501021"],
        "contact_id": ["501000 501007"],
    }.items():
        assert are_lists(name, [*single, *lists]) is not None, name
    for name, others in {
        "Kontakte": ["501000;501007"],
        "amount": ["1,234", "501,000"],
        "id": ["1,234"],
    }.items():
        assert are_lists(name, [*single, *others]) is None, name
