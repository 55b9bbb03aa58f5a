"""Categories of small tables are looked up; names of the rows of large ones are not, and are counted."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd

from core.leads.masking import naming_columns
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.lookup_columns import lookup_columns
from core.task.related_columns import _levels
from tests.core.task.crm_tables import ROLLING, asks, count, link, linked


def named_tables(n_companies: int) -> TableSet:
    """Contacts -> companies (each with a name of its own) -> 12 industries, and orders of contacts."""
    place = np.arange(n_companies)
    contact = pd.DataFrame({"contact_id": [f"C{i}" for i in place], "company_id": [f"K{i}" for i in place]})
    company = pd.DataFrame(
        {
            "company_id": [f"K{i}" for i in place],
            "label": [f"Company {i}" for i in place],
            "industry_id": [f"I{i % 12}" for i in place],
        }
    )
    industry = pd.DataFrame(
        {"industry_id": [f"I{i}" for i in range(12)], "branch": [f"branch {i}" for i in range(12)]}
    )
    day = pd.Timestamp("2025-01-01")
    order = pd.DataFrame({"contact_id": [f"C{i}" for i in place], "ordered_on": day})
    return TableSet(
        tables=(
            linked("contact", contact, primary_key="contact_id"),
            linked("company", company, primary_key="company_id"),
            linked("industry", industry, primary_key="industry_id"),
            linked("order", order, time_column="ordered_on"),
        ),
        links=(
            link("contact", "company_id", "company"),
            link("company", "industry_id", "industry"),
            link("order", "contact_id", "contact"),
        ),
    )


def looked_up(n_companies: int, *, naming_too: bool = False) -> tuple[set[str], int]:
    query = asks(count("order", 0, 30, function="EXISTS"))
    found, naming = lookup_columns(named_tables(n_companies), query, naming_too=naming_too)
    return {one.ref.column for one in found}, len(naming)


def test_a_category_of_a_small_table_is_looked_up_though_each_row_has_its_own() -> None:
    names, n_naming = looked_up(50)
    assert "branch" in names
    assert "label" not in names and n_naming == 1
    names, n_naming = looked_up(40)
    assert {"branch", "label"} <= names and n_naming == 0
    few = named_tables(12)
    firms = few.with_table(few.table("company").model_copy(update={"kind": "company"}))
    found, naming = lookup_columns(firms, asks(count("order", 0, 30, function="EXISTS")))
    assert "label" not in {one.ref.column for one in found}
    assert [one.ref.column for one in naming] == ["label"]


def test_the_columns_of_a_model_are_collected_whatever_these_rows_hold() -> None:
    names, n_naming = looked_up(50, naming_too=True)
    assert "label" in names and n_naming == 1


def test_what_names_a_linked_row_is_shown_and_is_no_input() -> None:
    tables = named_tables(50)
    days = pd.date_range("2025-01-01", "2026-01-01", freq="3D")
    order = pd.DataFrame({"contact_id": [f"C{i % 40}" for i in range(len(days))], "ordered_on": days})
    order["ordered_on"] = order["ordered_on"].astype("datetime64[us]")
    tables = tables.with_table(linked("order", order, time_column="ordered_on"))
    made = make_examples(tables, asks(count("order", 0, 30, function="EXISTS")), ROLLING)
    column = next(one for one in made.table.columns if one.name.endswith(": label"))
    assert (column.role, column.names_row) == (Role.IGNORE, True)
    assert column.name in naming_columns(made.table)
    assert made.table.frame()[column.name].notna().any()
    assert column.name not in made.task.feature_columns(made.table)


def test_a_value_that_one_entity_has_often_is_no_level() -> None:
    keys = ["C1"] * 9 + [f"C{i}" for i in range(6)] + [f"C{i}" for i in range(4)]
    payees = ["his landlord"] * 9 + ["the town"] * 6 + ["a shop"] * 4
    rows = ibis.memtable(pd.DataFrame({"_key": keys, "_at": pd.Timestamp("2025-01-01"), "payee": payees}))
    assert list(_levels(rows, "payee", "2025-02-01", of_entities=True)) == ["the town"]
    assert list(_levels(rows, "payee", "2025-02-01", of_entities=False)) == ["his landlord", "the town"]
