"""Which table holds accounts, people and events, for people, companies and deals as the scored rows."""

from __future__ import annotations

import pytest

from core.accounts.shape import AccountShape, account_shape
from core.errors import LeadError
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet


def test_people_are_grouped_by_their_company(shape: AccountShape) -> None:
    assert (shape.account, shape.person) == ("company", "contact")
    assert shape.scores_people
    assert shape.title_column() == "job_title"
    assert shape.peer_column() == "industry"
    found = {(happened.logical.name, happened.whose) for happened in shape.events}
    assert found == {("activity", "person"), ("deal", "account"), ("deal_late", "account")}


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (("Id", "Title", "Full Name"), "Full Name"),
        (("Id", "Title", "Contact Name"), "Contact Name"),
        (("Id", "Title", "First Name", "Last Name"), None),  # both together, see board
    ],
)
def test_people_are_called_by_their_names_however_these_are_written(
    columns: tuple[str, ...], name: str | None
) -> None:
    made = tuple(Column(name=one, role=Role.CATEGORY, guessed_role=Role.CATEGORY) for one in columns)
    table = Table(content_hash="p", name="contacts", source_name="p.csv", n_rows=1, columns=made)
    tables = TableSet(tables=(LinkedTable(table=table),))
    shape = AccountShape(tables, "accounts", "contacts", None, "contacts", None, ())
    assert shape.name_column("contacts") == name


@pytest.mark.parametrize("entity", ["company", "deal"])
def test_other_scored_rows_find_the_same_company_and_people(crm: TableSet, entity: str) -> None:
    shape = account_shape(crm, entity)
    assert (shape.account, shape.person) == ("company", "contact")
    assert not shape.scores_people


def test_rows_that_nothing_groups_are_refused_in_words(crm: TableSet) -> None:
    alone = TableSet(tables=(crm.table("activity"),))
    with pytest.raises(LeadError, match="Data page"):
        account_shape(alone, "activity")
