"""Roles as the user corrects them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.correction import correct_roles
from core.tables.reading import read_table
from core.tables.table import Role, Table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    rows = "".join(
        f"{i % 4},{20 + i},job{i % 3},2024-01-{1 + i % 28:02d},{'bought' if i % 9 == 0 else 'left'}\n"
        for i in range(90)
    )
    (tmp_path / "t.csv").write_text("branch,age,job,seen,how it ended\n" + rows, encoding="utf-8")
    return read_table(tmp_path / "t.csv")


def test_codes_become_words_and_words_numbers(table: Table) -> None:
    assert table.column("branch").role is Role.CATEGORY
    assert table.frame(["branch"])["branch"].tolist()[:3] == ["0", "1", "2"]
    changed = correct_roles(table, {"branch": Role.NUMBER, "age": Role.CATEGORY, "seen": Role.CATEGORY})
    frame = changed.frame()
    assert frame["branch"].sum() == sum(i % 4 for i in range(90))
    assert frame["age"].tolist()[:2] == ["20", "21"]
    assert frame["seen"].tolist()[0] == "2024-01-01"
    assert changed.column("branch").guessed_role is Role.CATEGORY
    assert changed.content_hash == table.content_hash
    assert changed.roles_key != table.roles_key


def test_a_chosen_target_brings_its_positive_value(table: Table) -> None:
    assert table.target_hint is None
    changed = correct_roles(table, {"how it ended": Role.TARGET})
    assert changed.target_hint == ("how it ended", "bought")  # the rarer one


def test_all_problems_are_said_at_once(table: Table) -> None:
    wanted = {"age": Role.TARGET, "branch": Role.TARGET, "job": Role.DATE, "how it ended": Role.NUMBER}
    with pytest.raises(TableError) as refusal:
        correct_roles(table, wanted)
    for said in (
        "only one column can be the target",
        "job holds no dates",
        "'job0'",
        "how it ended holds no numbers",
    ):
        assert said in str(refusal.value)


def test_missing_cells_keep_missing_in_every_role(tmp_path: Path) -> None:
    pd.DataFrame({"n": [1, None, 3], "w": ["a", None, "b"], "x": [1, 2, 3]}).to_parquet(
        tmp_path / "m.parquet"
    )
    table = read_table(tmp_path / "m.parquet")
    as_words = table.with_roles({"n": Role.CATEGORY}).frame()
    assert as_words["n"].tolist()[0] == "1"
    assert as_words["n"].isna().tolist() == [False, True, False]


def test_words_said_to_be_numbers_are_read_as_every_other_number(tmp_path: Path) -> None:
    cells = [("soon", "later", "ask")[i % 3] if i % 5 == 0 else f"R$ 1.{i:03d},50" for i in range(100)]
    pd.DataFrame({"paid": cells, "k": range(100)}).to_csv(tmp_path / "t.csv", index=False)
    table = read_table(tmp_path / "t.csv")
    assert table.column("paid").role is not Role.NUMBER
    changed = correct_roles(table, {"paid": Role.NUMBER})
    assert changed.column("paid").n_unreadable == 20
    assert changed.frame(["paid"])["paid"].dropna().tolist() == [1000.5 + i for i in range(100) if i % 5]
    assert any(note.startswith("paid: 20 cells are no numbers") for note in changed.notes)
    back = correct_roles(changed, {"paid": Role.CATEGORY})
    assert back.frame(["paid"])["paid"].tolist() == cells


def test_what_a_role_could_not_read_is_forgotten_with_it_and_what_reading_lost_is_not(tmp_path: Path) -> None:
    cells = [
        ("soon", "later", "ask")[i % 3] if i % 8 == 0 else f"{1 + i % 28:02d}/03/2024" for i in range(80)
    ]
    paid = ["twelve" if i < 3 else str(i) for i in range(80)]
    pd.DataFrame({"seen": cells, "paid": paid, "k": [i % 7 for i in range(80)]}).to_csv(
        tmp_path / "t.csv", index=False
    )
    table = read_table(tmp_path / "t.csv")
    assert (table.column("seen").n_unreadable, table.column("paid").n_unreadable) == (0, 3)
    dates = correct_roles(table, {"seen": Role.DATE, "paid": Role.CATEGORY})
    assert (dates.column("seen").n_unreadable, dates.column("paid").n_unreadable) == (10, 3)
    back = correct_roles(dates, {"seen": table.column("seen").role, "paid": Role.NUMBER})
    assert (back.column("seen").n_unreadable, back.column("paid").n_unreadable) == (0, 3)
    assert back.column("seen").n_missing == 0
