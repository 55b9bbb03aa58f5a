"""Changed values of a stored table: a new file, described anew, and the way back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.bundle import read_bundle
from core.tables.correction import correct_roles
from core.tables.link_proposals import propose_links
from core.tables.merges import Merge
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.reading_proposals import accepted
from core.tables.recoded import recoded, restored
from core.tables.recoding import ColumnRecoding, Recoding
from core.tables.table import Role, Table
from core.task.proposal import propose_task
from core.workspace import Workspace
from tests.core.tables.recodings import emptied

DAYS = pd.date_range("2023-01-01", periods=60)
OPEN = ("TBD!", "ask", "later")


@pytest.fixture
def table(tmp_path: Path) -> Table:
    rows = pd.DataFrame(
        {
            "lead_id": [f"L{i}" for i in range(60)],
            "city": ["-" if i % 3 == 0 else "Bern" if i % 3 == 1 else "Select" for i in range(60)],
            "income": [OPEN[i % 3] if i % 5 == 0 else str(1000 + i) for i in range(60)],
            "age": [99 if i % 6 == 0 else 20 + i % 40 for i in range(60)],
            "contacted": [44927 + i for i in range(60)],
            "seen": [1672531200 + 86400 * i for i in range(60)],
            "said": [f"{day:%d/%m/%Y}" if i % 4 else OPEN[i % 3] for i, day in enumerate(DAYS)],
            "won": ["yes" if i % 4 == 0 else "no" for i in range(60)],
        }
    )
    rows.to_csv(tmp_path / "leads.csv", index=False)
    return read_table(tmp_path / "leads.csv")


def test_values_count_as_empty_and_come_back(table: Table) -> None:
    changed = recoded(table, emptied("city", "-", "Select"))
    assert changed.content_hash != table.content_hash
    assert changed.recoded_from == table.content_hash
    assert changed.column("city").n_missing == 40
    assert changed.column("city").n_distinct == 1
    city = changed.frame(["city"])["city"]
    assert city.dropna().tolist() == ["Bern"] * 20
    assert city.notna().tolist()[:3] == [False, True, False]
    pd.testing.assert_frame_equal(changed.frame().drop(columns="city"), table.frame().drop(columns="city"))
    assert "city: '-' (20 cells), 'Select' (20 cells) count as empty, as you said." in changed.notes
    assert restored(changed) == table


def test_changes_add_up_and_are_taken_back_one_by_one(table: Table) -> None:
    changed = recoded(recoded(table, emptied("city", "-")), emptied("age", "99"))
    assert changed.recoded_from == table.content_hash
    assert changed.frame(["age"])["age"].isna().sum() == 10
    assert changed == recoded(recoded(table, emptied("age", "99")), emptied("city", "-"))
    only_age = restored(changed, ["city"])
    assert only_age.frame(["city"])["city"].eq("-").sum() == 20
    assert only_age.content_hash == recoded(table, emptied("age", "99")).content_hash


def test_what_is_left_is_described_anew(table: Table) -> None:
    """A column of numbers and three words was words; without the words it is numbers."""
    assert table.column("income").role is not Role.NUMBER
    changed = recoded(table, emptied("income", *OPEN))
    assert changed.column("income").role is Role.NUMBER
    assert changed.frame(["income"])["income"].sum() == sum(1000 + i for i in range(60) if i % 5)


@pytest.mark.parametrize(("column", "reading"), [("contacted", "excel serial"), ("seen", "epoch seconds")])
def test_numbers_become_dates(table: Table, column: str, reading: str) -> None:
    change = ColumnRecoding.model_validate({"column": column, "read_as": reading})
    changed = recoded(table, Recoding(columns=(change,)))
    assert changed.column(column).role is Role.DATE
    assert changed.frame([column])[column].tolist() == list(DAYS)


@pytest.mark.parametrize("kind", ["serial", "text", "amount"])
def test_what_was_accepted_is_proposed_no_more(tmp_path: Path, kind: str) -> None:
    """Values for missing are named as they are read, here day 1 of a spreadsheet and `9,999`, and so emptied."""
    cells = {
        "serial": ["1" if i % 4 == 0 else str(44927 + i) for i in range(64)],
        "text": ["01/01/1900 00:00" if i % 4 == 0 else f"{i % 28 + 1}/05/2023 10:00" for i in range(64)],
        "amount": ["9,999" if i % 4 == 0 else "TBD!" if i % 4 == 1 else f"{10 + i}" for i in range(64)],
    }[kind]
    frame = pd.DataFrame(
        {"lead_id": [f"L{i}" for i in range(64)], "contact_date": cells, "won": ["a", "b"] * 32}
    )
    frame.to_csv(tmp_path / "leads.csv", index=False)
    how = {"serial": "excel serial", "text": "dates", "amount": "numbers"}[kind]
    read = ColumnRecoding.model_validate({"column": "contact_date", "read_as": how})
    table = recoded(read_table(tmp_path / "leads.csv"), Recoding(columns=(read,)))
    n_missing = table.column("contact_date").n_missing
    first = accepted(find_proposals(table))
    assert first.columns
    for _ in range(3):
        table = recoded(table, accepted(find_proposals(table)))
    assert not [one for one in find_proposals(table) if one.recommended]
    assert table.column("contact_date").n_missing == n_missing + 16
    assert table.frame(["contact_date"])["contact_date"].notna().sum() == 64 - n_missing - 16
    assert any("(16 cells) count as empty, as you said" in note for note in table.notes)


def test_words_become_dates_and_what_is_none_is_counted(table: Table) -> None:
    change = ColumnRecoding(column="said", read_as="dates")
    changed = recoded(table, Recoding(columns=(change,)))
    assert changed.column("said").n_unreadable == 15
    assert changed.frame(["said"])["said"].dropna().tolist() == [d for i, d in enumerate(DAYS) if i % 4]
    assert (
        "said: 15 cells are no dates and count as missing ('TBD!' (5 cells), 'ask' (5 cells), 'later' (5 cells))."
        in changed.notes
    )


def test_numbers_are_kept_as_text(table: Table) -> None:
    changed = recoded(table, Recoding(columns=(ColumnRecoding(column="seen", read_as="text"),)))
    assert changed.frame(["seen"])["seen"].tolist()[0] == "1672531200"
    assert changed.column("seen").role is not Role.NUMBER


def test_roles_that_a_person_chose_stay(table: Table) -> None:
    chosen = correct_roles(table, {"age": Role.CATEGORY, "city": Role.IGNORE})
    changed = recoded(
        chosen, Recoding(columns=(*emptied("age", "99").columns, *emptied("city", "-").columns))
    )
    assert changed.column("age").role is Role.CATEGORY
    assert changed.column("age").guessed_role is Role.NUMBER
    assert changed.column("city").role is Role.IGNORE
    assert restored(changed).column("age").role is Role.CATEGORY


def test_an_unknown_column_is_named(table: Table) -> None:
    with pytest.raises(TableError, match="no column 'cities'"):
        recoded(table, emptied("cities", "-"))


def test_the_question_of_a_workspace_stays_unless_its_target_changes(table: Table) -> None:
    workspace = Workspace(name="w").with_table(table)
    workspace = workspace.with_task(propose_task(table)).with_run("run")
    other = workspace.with_values(recoded(table, emptied("city", "-")))
    assert other.task is not None and workspace.task is not None
    assert other.task.target == workspace.task.target == "won"
    assert other.task.table_hash == other.table.content_hash  # type: ignore[union-attr]  # it has one
    assert other.run_id is None
    assert workspace.said_of_question(other) is None
    for other in (emptied("won", "no"), emptied("said", "ask")):
        task = workspace.task.model_copy(update={"settled_by": "said"})
        asked = workspace.model_copy(update={"task": task})
        changed = asked.with_values(recoded(table, other))
        assert changed.task is None
        assert "'won' was dropped" in str(asked.said_of_question(changed))
    assert workspace.with_values(recoded(table, emptied("won", "no"))).task is None


def test_one_table_of_many_is_changed(tmp_path: Path) -> None:
    firms = pd.DataFrame({"firm_id": [f"F{i}" for i in range(20)], "city": ["-", "Bern"] * 10})
    people = pd.DataFrame(
        {
            "person_id": [f"P{i}" for i in range(60)],
            "firm_id": ["F999" if i % 6 == 0 else f"F{i % 20}" for i in range(60)],
            "age": range(60),
        }
    )
    firms.to_csv(tmp_path / "firm.csv", index=False)
    people.to_csv(tmp_path / "person.csv", index=False)
    tables = propose_links(read_bundle([tmp_path / "firm.csv", tmp_path / "person.csv"]).tables)
    assert [link.name for link in tables.links] == ["person.firm_id"]
    tables = tables.with_merge(Merge(table="firm", kept="F1", merged=("F2",)))
    workspace = Workspace(name="w").with_tables(tables)
    changed = workspace.with_values(recoded(tables.table("firm").table, emptied("city", "-")))
    assert changed.tables is not None
    assert changed.tables.table("firm").column("city").n_missing == 10
    assert changed.tables.merges == tables.merges
    changed = changed.with_values(recoded(tables.table("person").table, emptied("firm_id", "F999")))
    assert changed.tables is not None
    assert [link.n_dangling for link in tables.links] == [10]
    assert [link.n_dangling for link in changed.tables.links] == [0]
    assert changed.tables.joined(tables).table("person") == changed.tables.table("person")
