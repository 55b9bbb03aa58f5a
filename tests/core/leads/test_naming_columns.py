"""Which columns are hidden where names are masked."""

import pytest

from core.leads.masking import hidden_columns, naming_columns
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet


def hidden(name: str, role: Role) -> bool:
    column = Column(name=name, role=role, guessed_role=role)
    table = Table(content_hash="0", name="t", source_name="t.csv", n_rows=1, columns=(column,))
    return name in naming_columns(table)


@pytest.mark.parametrize(
    "name", ["first_name", "Last Name", "company_name", "name", "Nachname", "E-Mail", "surname"]
)
def test_names_are_hidden_whatever_their_role(name: str) -> None:
    assert hidden(name, Role.IGNORE) and hidden(name, Role.CATEGORY)


@pytest.mark.parametrize("name", ["tournament", "unnamed", "renamed_on", "job", "filename_ext"])
def test_other_columns_are_shown(name: str) -> None:
    assert not hidden(name, Role.CATEGORY)


def test_ids_and_free_text_are_hidden() -> None:
    assert hidden("x", Role.ID) and hidden("x", Role.TEXT)


def test_in_linked_tables_keys_links_names_and_what_was_set_aside_are_hidden() -> None:
    def linked(name: str, **roles: Role) -> LinkedTable:
        columns = tuple(Column(name=n, role=role, guessed_role=role) for n, role in roles.items())
        return LinkedTable(
            table=Table(content_hash=name, name=name, source_name=f"{name}.csv", n_rows=1, columns=columns)
        )

    contact = linked(
        "contact",
        key=Role.ID,
        full_name=Role.CATEGORY,
        note=Role.TEXT,
        works_at=Role.CATEGORY,
        age=Role.NUMBER,
    )
    company = linked("company", company=Role.CATEGORY, phone=Role.IGNORE, industry=Role.CATEGORY)
    tables = TableSet(
        tables=(contact, company), links=(Link(table="contact", column="works_at", to="company"),)
    )
    assert hidden_columns(tables) == {
        "contact": {"key", "full_name", "note", "works_at"},
        "company": {"phone"},
    }
