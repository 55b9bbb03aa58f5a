"""Keys and links proposed by names and values, on small tables where the truth is known."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.tables.bundle import read_bundle
from core.tables.expressions import opened
from core.tables.integrity import check_integrity
from core.tables.link_names import name_likeness
from core.tables.link_proposals import propose_links
from core.tables.measured_links import measured_link
from core.tables.table_set import Link, TableSet

Columns = dict[str, list[Any]]
DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def proposed(tmp_path: Path) -> Callable[..., TableSet]:
    """Writes tables as CSV files, reads them and proposes what can be told."""

    def made(**tables: Columns) -> TableSet:
        paths = []
        for name, columns in tables.items():
            paths.append(tmp_path / f"{name}.csv")
            pd.DataFrame(columns).to_csv(paths[-1], index=False)
        return propose_links(read_bundle(paths).tables)

    return made


def links(tables: TableSet) -> dict[str, str]:
    return {link.name: link.to for link in tables.links}


def keys(tables: TableSet) -> dict[str, str | None]:
    return {linked.name: linked.primary_key for linked in tables.tables}


def test_keys_and_links_by_name(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        companies={"company_id": range(1, 31), "size": [5, 6] * 15},
        contacts={
            "contact_id": range(100, 160),
            "companyId": [1 + i % 30 for i in range(60)],
            "age": [20 + i % 40 for i in range(60)],
        },
        activities={"contact": [100 + i % 60 for i in range(90)], "minutes": [i % 30 for i in range(90)]},
    )
    assert keys(tables) == {"companies": "company_id", "contacts": "contact_id", "activities": None}
    assert links(tables) == {"contacts.companyId": "companies", "activities.contact": "contacts"}
    assert all(0.9 < link.confidence <= 1 and link.why.endswith(".") for link in tables.links)
    assert all(linked.key_why for linked in tables.tables)


def test_two_links_to_the_same_table(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        client={"client_id": range(1, 41), "age": [30, 40] * 20},
        transfer={
            "from_client": [1 + i % 40 for i in range(80)],
            "to_client": [1 + (7 * i) % 40 for i in range(80)],
            "amount": [i % 13 + 0.5 for i in range(80)],
        },
    )
    assert links(tables) == {"transfer.from_client": "client", "transfer.to_client": "client"}


def test_a_table_may_point_at_itself(proposed: Callable[..., TableSet]) -> None:
    names = [f"Company {chr(65 + i)}{chr(65 + j)}" for i in range(5) for j in range(6)]
    tables = proposed(
        accounts={
            "account": names,
            "twin": names,  # a copy of its own key names no other row
            "subsidiary_of": [names[i % 4] if i > 10 else None for i in range(30)],
            "parent_account": [names[i % 3] if i > 10 else None for i in range(30)],
        }
    )
    assert links(tables) == {"accounts.subsidiary_of": "accounts", "accounts.parent_account": "accounts"}


def test_cycles_between_tables(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        team={"team_id": range(1, 13), "lead_person_id": range(101, 113)},
        person={"person_id": range(101, 141), "team_id": [1 + i % 12 for i in range(40)]},
    )
    assert links(tables) == {"team.lead_person_id": "person", "person.team_id": "team"}


@pytest.mark.parametrize(
    ("written", "n_dangling"),
    [
        (lambda i: f"{i:04d}", 0),  # text with zeros in front
        (lambda i: f"{i}.0" if i % 2 else f"{i:06d}", 0),
        (lambda i: f"X{i}" if i % 10 == 0 else str(i), 4),  # some are no numbers at all
    ],
)
def test_keys_of_different_types_are_compared_as_text(
    proposed: Callable[..., TableSet], written: Callable[[int], str], n_dangling: int
) -> None:
    tables = proposed(
        client={"client_id": range(12, 52), "age": [30, 40] * 20},
        card={"client_id": [written(12 + i) for i in range(40)], "kind": ["gold", "blue"] * 20},
    )
    assert links(tables) == {"card.client_id": "client"}
    assert tables.links[0].n_dangling == n_dangling


def test_of_two_tables_with_the_same_key_the_part_points_at_the_whole(
    proposed: Callable[..., TableSet],
) -> None:
    tables = proposed(
        closed={"mql_id": [f"id-{i:03d}" for i in range(0, 100, 9)], "revenue": range(12)},
        lead={"mql_id": [f"id-{i:03d}" for i in range(100)], "origin": ["web", "mail"] * 50},
    )
    assert links(tables) == {"closed.mql_id": "lead"}


def test_small_numbers_that_happen_to_be_keys_are_no_links(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        product={"product_id": range(1, 51), "price": [9.5, 8.5] * 25},
        sale={
            "sale_id": range(1000, 1100),
            "quantity": [1 + i % 20 for i in range(100)],
            "account": [10_000 + 977 * i for i in range(100)],
        },
        account={"account_id": range(1, 61), "x": [1, 2] * 30},
    )
    assert links(tables) == {}


def test_names_of_things_link_by_their_values_alone(proposed: Callable[..., TableSet]) -> None:
    towns = [f"Town {chr(65 + i)}" for i in range(20)]
    tables = proposed(
        branch={"town": towns, "staff": range(20)},
        visit={"visit_id": range(40), "where": [towns[i % 15] for i in range(40)]},
    )
    assert links(tables) == {"visit.where": "branch"}
    assert tables.links[0].confidence <= 0.7


def test_composite_keys_are_made_and_said(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        order_line={
            "order_id": [i // 3 for i in range(60)],
            "line_no": [i % 3 for i in range(60)],
            "price": [1.5, 2.5] * 30,
        },
        order={"order_id": range(20), "paid": ["yes", "no"] * 10},
    )
    assert keys(tables) == {"order_line": "order_id + line_no", "order": "order_id"}
    assert links(tables) == {"order_line.order_id": "order"}
    assert any("order_id and line_no do so together" in note for note in tables.notes)


def test_keys_with_a_few_repeated_values_are_still_proposed(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(contact={"contact_id": [*range(99), 5], "age": [1, 2] * 50})
    contact = tables.table("contact")
    assert contact.primary_key == "contact_id row" and contact.key_confidence < 0.7
    assert "1 of 100 rows repeat" in contact.key_why


def test_what_a_person_said_stays(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        client={"client_id": range(1, 41), "other_id": range(1, 41)},
        card={"client_id": [1 + i % 40 for i in range(80)], "n": range(80)},
    )
    said = Link(table="card", column="n", to="client", why="Said by hand.")
    changed = tables.with_table(tables.table("client").model_copy(update={"primary_key": "other_id"}))
    again = propose_links(changed.with_link(said))
    assert keys(again)["client"] == "other_id"
    assert again.links_from("card")[-1].confidence <= 1 and said in again.links
    assert measured_link(again, said).n_dangling == sum(n not in range(1, 41) for n in range(80))
    assert propose_links(again) == again


def test_documentation_is_kept_and_set_aside(proposed: Callable[..., TableSet]) -> None:
    tables = proposed(
        client={"client_id": range(1, 41), "age": [30, 40] * 20},
        data_dictionary={"Table": ["client"] * 2, "Field": ["client_id", "age"], "Description": ["a", "b"]},
    )
    assert tables.table("data_dictionary").kind == "documentation"
    assert links(tables) == {} and any("data_dictionary describes" in note for note in tables.notes)


@pytest.mark.parametrize(
    ("column", "parent", "key", "at_least", "at_most"),
    [
        ("company_id", "company", "company_id", 1.0, 1.0),
        ("CompanyId", "companies", "id", 0.9, 1.0),
        ("company", "companies", "id", 0.9, 1.0),
        ("billing_company_id", "company", "id", 0.8, 0.9),
        ("account_to", "account", "account_id", 0.8, 0.8),
        ("rep_id", "sales_rep", "id", 0.7, 0.8),
        ("account_id", "company", "id", 0.6, 0.6),
        ("assigned_to", "employee", "emp_id", 0.6, 0.6),
        ("owner_id", "users", "id", 0.6, 0.6),
        ("owner", "users", "id", 0.0, 0.0),
        ("amount", "account", "account_id", 0.0, 0.0),
        ("id", "company", "id", 0.0, 0.0),
        ("name", "company", "name", 0.0, 0.0),
    ],
)
def test_likeness_of_names(column: str, parent: str, key: str, at_least: float, at_most: float) -> None:
    assert at_least <= name_likeness("activity", column, parent, key)[0] <= at_most


@pytest.mark.data
@pytest.mark.parametrize(
    ("folder", "pattern", "expected"),
    [
        (
            "crm-sales-opportunities",
            "*.csv",
            {
                "accounts.subsidiary_of": "accounts",
                "sales_pipeline.account": "accounts",
                "sales_pipeline.product": "products",
                "sales_pipeline.sales_agent": "sales_teams",
            },
        ),
        (
            "olist-funnel",
            "*.csv",
            {
                "olist_closed_deals.mql_id": "olist_marketing_qualified_leads",
                "olist_closed_deals.seller_id": "olist_sellers",
            },
        ),
        (
            "berka",
            "*.asc",
            {
                "account.district_id": "district",
                "card.disp_id": "disp",
                "client.district_id": "district",
                "disp.account_id": "account",
                "disp.client_id": "client",
                "loan.account_id": "account",
                "order.account_id": "account",
            },
        ),
    ],
)
def test_links_of_real_sets(folder: str, pattern: str, expected: dict[str, str]) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip("the public data is not beside this checkout")
    tables = propose_links(read_bundle(sorted((DATA / folder).glob(pattern))).tables)
    assert links(tables) == expected
    with opened(tables) as open_tables:  # each filled value that does not dangle meets exactly one row
        for link in tables.links:
            rows = open_tables.table(link.table)
            parent = open_tables.table(link.to).select(k=tables.table(link.to).primary_key)
            joined = rows.select(v=link.column).inner_join(parent, [("v", "k")]).count().execute()
            assert joined == rows[link.column].count().execute() - link.n_dangling


_CELLS = st.one_of(
    st.none(),
    st.integers(-3, 12).map(str),
    st.sampled_from(
        [
            "0012",
            "12",
            "12.0",
            "a",
            "b c",
            "Ä",
            "2024-01-05",
            "05/06/2024",
            "yes",
            "no",
            "930101",
            "'",
            '"',
            "<b>",
        ]
    ),
)
_NAMES = st.sampled_from(
    [
        "id",
        "company_id",
        "company",
        "parent_id",
        "closed_on",
        "created",
        "stage",
        "value",
        "x",
        "Record ID",
        "date",
    ]
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["company", "deal", "data dictionary", "account", "é", "company_late"]),
            st.lists(_NAMES, min_size=2, max_size=5, unique=True),
            st.lists(st.lists(_CELLS, min_size=5, max_size=5), min_size=1, max_size=8),
        ),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_proposals_never_fail_on_any_small_tables(
    made: list[tuple[str, list[str], list[list[str | None]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, (name, columns, rows) in enumerate(made):
            paths.append(Path(folder) / f"{place}" / f"{name}.csv")
            paths[-1].parent.mkdir()
            frame = pd.DataFrame([row[: len(columns)] for row in rows], columns=columns)
            frame.insert(0, "row", range(len(frame)))
            frame.to_csv(paths[-1], index=False)
        tables = propose_links(read_bundle(paths).tables)
        check_integrity(tables)
    names = {linked.name: [c.name for c in linked.table.columns] for linked in tables.tables}
    for link in tables.links:
        assert link.column in names[link.table] and tables.table(link.to).primary_key is not None
        assert (link.table, link.column) != (link.to, tables.table(link.to).primary_key)
    for linked in tables.tables:
        for column in (linked.primary_key, linked.time_column, linked.late_time, *linked.late_columns):
            assert column is None or column in names[linked.name]
        assert linked.late_time is None or linked.late_time in linked.late_columns
        assert linked.time_column not in linked.late_columns
