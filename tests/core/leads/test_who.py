"""Who a row is: the columns that name somebody, and nobody where they are empty or the id already."""

from __future__ import annotations

import pandas as pd
import pytest

from core.leads.who import naming_columns_of, who
from core.tables.table import Column, Role, Table


def table(*names: str, key: str | None = None) -> Table:
    """A table of text columns; `key` is its id."""
    columns = tuple(
        Column(name=name, role=Role.ID if name == key else Role.IGNORE, guessed_role=Role.IGNORE)
        for name in names
    )
    return Table(content_hash="h", name="t", source_name="t.csv", n_rows=2, columns=columns)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("id", "last_name", "first_name", "name"), ("first_name", "last_name")),
        (("FirstName", "LastName"), ("FirstName", "LastName")),
        (("Lead Name", "city"), ("Lead Name",)),
        (("first_name", "city"), ()),
        (("age", "job"), ()),
    ],
)
def test_the_columns_that_name_somebody(names: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert naming_columns_of(table(*names)) == found


def test_an_id_is_not_said_twice() -> None:
    assert naming_columns_of(table("name", "city", key="name")) == ()


def test_names_are_joined_and_gaps_stay_empty() -> None:
    rows = pd.DataFrame({"first_name": ["Yara", None], "last_name": [" Rator\n", None]})
    assert who(table("first_name", "last_name"), rows) == ["Yara Rator", ""]
    assert who(table("age"), pd.DataFrame({"age": [1, 2]})) == ["", ""]
