"""What job titles say, as columns of their own: right, missing where titles are, and beside the file as it came."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from core.storage import file_sha256
from core.tables.birth_numbers import read_births
from core.tables.bundle import read_bundle
from core.tables.derived import READ_FROM_TITLES, births_read, titles_read, with_title_columns
from core.tables.reading import read_table
from core.tables.table import Role
from core.tables.table_set import TableSet
from tests.core.tables.linked_files import small_table

TITLES = ["Chief Financial Officer", None, "Einkaufsleiter", "Software Engineer", "Chief Financial Officer"]
CONTACTS = {"contact_id": [1, 2, 3, 4, 5], "job_title": TITLES, "age": [31, 42, 53, 64, 75]}


def test_titles_become_columns(tmp_path: Path) -> None:
    before = small_table(tmp_path, "contact", CONTACTS)
    sha = file_sha256(before.parquet)
    table = titles_read(before)
    frame = table.frame()
    assert frame["seniority"].tolist()[:1] == ["board"] and frame["seniority"].isna().tolist() == [
        *(False, True, False, False, False)
    ]
    assert frame["department"].fillna("").tolist() == ["finance", "", "purchasing", "IT", "finance"]
    assert frame["buying_role"].fillna("").tolist()[0] == "holds the budget"
    pd.testing.assert_frame_equal(frame.drop(columns=list(READ_FROM_TITLES)), before.frame())
    column = table.column("department")
    assert (column.role, column.why) == (Role.CATEGORY, "Read from job_title.")
    assert (column.n_missing, column.n_distinct) == (1, 3)
    assert table.content_hash != before.content_hash and file_sha256(before.parquet) == sha
    assert table.name == before.name and "read from job_title" in table.notes[-1]


def test_the_same_file_gives_the_same_table_and_corrected_roles_stay(tmp_path: Path) -> None:
    before = small_table(tmp_path, "contact", CONTACTS)
    assert titles_read(before) == titles_read(read_table(tmp_path / "contact.csv"))
    corrected = titles_read(before.with_roles({"age": Role.IGNORE}))
    assert corrected.column("age").role is Role.IGNORE
    assert titles_read(corrected) == corrected  # nothing is read twice


def test_columns_that_are_there_stay(tmp_path: Path) -> None:
    full = {**CONTACTS, "Seniority": list("abcde"), "Department": list("abcde"), "Buying Role": list("abcde")}
    table = small_table(tmp_path, "full", full)
    assert titles_read(table) == table
    part = titles_read(small_table(tmp_path, "part", {**CONTACTS, "Department": list("abcde")}))
    assert [column.name for column in part.columns][-3:] == ["Department", "seniority", "buying_role"]


def test_other_columns_of_such_a_name_are_no_titles(tmp_path: Path) -> None:
    numbers = small_table(tmp_path, "race", {"id": [1, 2, 3], "position": [1, 2, 3]})
    words = small_table(tmp_path, "film", {"id": [1, 2, 3], "title": ["Alien", "Solaris", "Stalker"]})
    empty = small_table(tmp_path, "empty", {"id": [1, 2, 3], "title": [None, None, None]})
    for table in (numbers, words, empty):
        assert titles_read(table) == table


def test_every_way_in_reads_titles(tmp_path: Path) -> None:
    small_table(tmp_path, "contact", CONTACTS)
    small_table(tmp_path, "deal", {"deal_id": [1, 2], "contact_id": [1, 2]})
    bundle = read_bundle([tmp_path / "contact.csv", tmp_path / "deal.csv"])
    names = [column.name for column in bundle.tables.table("contact").table.columns]
    assert names == ["contact_id", "job_title", "age", *READ_FROM_TITLES]
    assert with_title_columns(bundle.tables) == bundle.tables
    assert with_title_columns(TableSet()) == TableSet()


def test_birth_numbers_say_birth_date_and_sex(tmp_path: Path) -> None:
    before = small_table(
        tmp_path, "client", {"client_id": [1, 2, 3, 4], "birth_number": [706213, 450204, 111231, None]}
    )
    table = births_read(before)
    frame = table.frame()
    assert frame["birth_date"].tolist()[:3] == [
        pd.Timestamp(1970, 12, 13),
        pd.Timestamp(1945, 2, 4),
        pd.Timestamp(1911, 12, 31),
    ]
    assert frame["sex"].tolist()[:3] == ["woman", "man", "man"]
    assert frame["birth_date"].isna().tolist() == [False, False, False, True]
    assert (table.column("birth_date").role, table.column("sex").role) == (Role.DATE, Role.CATEGORY)
    assert table.column("birth_number").role is Role.IGNORE
    assert births_read(table) == table


@pytest.mark.parametrize(
    ("numbers", "day", "sex"),
    [
        (["440116/123"], dt.date(1944, 1, 16), "man"),
        (["736028/5163"], dt.date(1973, 10, 28), "woman"),
        (["0451010011"], None, ""),  # the digit that checks the others does not
        (["44051401359"], dt.date(1944, 5, 14), "man"),  # the usual example of a PESEL
        (["02070803628"], dt.date(1902, 7, 8), "woman"),
        (["7523169263"], dt.date(1875, 3, 16), "man"),  # the usual example of an EGN
        (["999999"], None, ""),
    ],
)
def test_birth_numbers_of_several_countries(numbers: list[str], day: dt.date | None, sex: str) -> None:
    read = read_births(pd.Series(numbers))
    if day is None:
        assert read is None
    else:
        assert read is not None
        assert (read["birth_date"][0].date(), read["sex"][0]) == (day, sex)
