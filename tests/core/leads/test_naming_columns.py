"""Which columns are hidden where names are masked."""

import pytest

from core.leads.masking import naming_columns
from core.tables.table import Column, Role, Table


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
