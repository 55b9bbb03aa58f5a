"""What job titles say, as columns of their own: right, missing where titles are, and beside the file as it came."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.storage import file_sha256
from core.tables.bundle import read_bundle
from core.tables.derived import READ_FROM_TITLES, titles_read, with_title_columns
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
