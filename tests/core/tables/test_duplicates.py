"""Duplicates of companies and people: found by names, domains and addresses, hand-worked, and never too eagerly."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.tables.comparable_names import (
    company_name,
    domain_name,
    folded,
    legal_form,
    mail_address,
    person_name,
    phone_number,
)
from core.tables.duplicate_pairs import Subjects, company_pairs
from core.tables.duplicates import Duplicate, propose_duplicates
from core.tables.table_set import Link, TableSet
from tests.core.tables.linked_files import linked


def company_set(
    folder: Path, rows: list[tuple[Any, ...]], columns: str = "company_id name domain city"
) -> TableSet:
    named = columns.split()
    data = {name: [row[place] for row in rows] for place, name in enumerate(named)}
    return TableSet(tables=(linked(folder, "company", data, primary_key="company_id", kind="company"),))


def together(found: tuple[Duplicate, ...]) -> set[frozenset[str]]:
    return {frozenset((one.merge.kept, *one.merge.merged)) for one in found}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH & Co. KG", "MUELLER UND SOEHNE"),
        ("Banco Santander S.A.", "Banco Santander"),
        ("Acme, Inc.", "ACME Incorporated"),
        ("J.P. Morgan", "J. P. Morgan"),
        ("Bar Sp. z o.o.", "BAR"),
        ("The Coca-Cola Company", "Coca Cola"),
        ("Société Générale SA", "Societe Generale"),
        ("Verein Nord e.V.", "Verein Nord"),
        ("Foo S.r.l.", "Foo Ltd."),
    ],
)
def test_legal_forms_and_accents_make_no_other_company(one: str, other: str) -> None:
    assert company_name(one) == company_name(other) != ""


def test_what_is_comparable() -> None:
    assert company_name("Nordic Holding AG") != company_name("Nordic AG")
    assert company_name("GmbH") == "gmbh" and company_name("トヨタ") == "トヨタ"
    assert person_name("Dr. Weiß, Anna") == person_name("Anna Weiss") == "anna weiss"
    assert folded("ŁÓDŹ Strøm") == "lodz strom"
    same = {domain_name(text) for text in ("https://www.Acme.com/x?y", "info@acme.com", "acme.com")}
    assert same == {"acme.com"} and domain_name("me@gmail.com") == domain_name("unknown") == ""
    assert mail_address(" Anna+crm@Acme.COM ") == "anna@acme.com" and mail_address("none") == ""
    assert phone_number("+49 (0)30 1234-5678") == phone_number("030 12345678") and phone_number("110") == ""


def test_companies_by_name_domain_and_slips_of_the_pen(tmp_path: Path) -> None:
    tables = company_set(
        tmp_path,
        [
            ("A1", "Müller Logistik GmbH", "mueller-log.de", "Berlin"),
            ("A2", "MUELLER LOGISTIK", "www.mueller-log.de", None),
            ("B1", "Birkenstein Pharma AG", None, "Wien"),
            ("B2", "Birkenstien Pharma", None, "Wien"),
            ("C1", "Plant 12", "plants.com", "Oslo"),
            ("C2", "Plant 13", None, "Oslo"),
            ("D1", "Vantage", "vantage.fr", "Paris"),
            ("D2", "Delta Foods", "delta.fr", "Paris"),
            ("E1", "Ostwind Energie AG", "ostwind.at", "Graz"),
            ("E2", "Ostwind Energie", "ostwind-energie.at", "Linz"),
        ],
    )
    found = propose_duplicates(tables)
    assert together(found) == {frozenset(("A1", "A2")), frozenset(("B1", "B2")), frozenset(("E1", "E2"))}
    best = found[0]
    assert best.merge.kept == "A1" and best.merged == ("MUELLER LOGISTIK",)  # the fuller row stays
    assert best.confidence == pytest.approx(0.97) and "web domain" in best.why
    by_kept = {one.merge.kept: one for one in found}
    assert by_kept["E1"].confidence < 0.7 and "domains differ" in by_kept["E1"].why
    assert "nearly the same" in by_kept["B1"].why


def test_what_is_less_sure_than_the_threshold_is_not_proposed(tmp_path: Path) -> None:
    """One domain under two names is just sure enough (0.6); in two countries it is not (0.45)."""
    rows = [
        ("1", "Alpenmilch", "nordgruppe.com", "Austria"),
        ("2", "Zwirnerei", "nordgruppe.com", "Austria"),
        ("3", "Borkenhof", "suedgruppe.com", "Austria"),
        ("4", "Tischlerei", "suedgruppe.com", "Chile"),
    ]
    (found,) = propose_duplicates(company_set(tmp_path, rows, "company_id name domain country"))
    assert ({found.merge.kept, *found.merge.merged}, found.confidence) == ({"1", "2"}, 0.6)


def test_each_row_was_compared_with_the_one_that_is_kept(tmp_path: Path) -> None:
    # one domain leads from Alpha to Beta, a name from Beta to Gamma: Alpha and Gamma have nothing in common
    tables = company_set(
        tmp_path,
        [
            ("1", "Alpha Works", "alpha.com", "Rome"),
            ("2", "Beta Yards", "alpha.com", None),
            ("3", "Beta Yards", None, None),
        ],
    )
    (found,) = propose_duplicates(tables)
    assert {found.merge.kept, *found.merge.merged} in ({"1", "2"}, {"2", "3"})


def test_people_by_mail_and_by_name_at_one_company(tmp_path: Path) -> None:
    company = linked(
        tmp_path,
        "company",
        {"company_id": [1, 2, 3], "name": ["Oak", "Fir", "Elm"], "domain": ["oak.com", "fir.com", "elm.com"]},
        primary_key="company_id",
        kind="company",
    )
    people = [
        (1, "Anna", "Weiß", "anna.weiss@oak.com", 1),
        (2, "A.", "Weiss", None, 1),
        (3, "Anna", "Weiss", "a.weiss@elm.com", 3),  # another Anna at another company
        (4, "Jon", "Hill", "jon@fir.com", 2),
        (5, "Jonathan", "Hill", "JON@fir.com", 2),
        (6, "Info", "Desk", "info@fir.com", 2),
        (7, "Front", "Office", "info@fir.com", 2),
        (8, "Mia", "Stone", "mia@oak.com", 1),
        (9, "Mia", "Stone", "stone@oak.com", 1),
    ]
    names = ("contact_id", "first_name", "last_name", "email", "company_id")
    data = {name: [row[place] for row in people] for place, name in enumerate(names)}
    contact = linked(tmp_path, "contact", data, primary_key="contact_id", kind="contact")
    link = Link(table="contact", column="company_id", to="company")
    tables = TableSet(tables=(company, contact), links=(link,))
    found = propose_duplicates(tables)
    assert together(found) == {frozenset("12"), frozenset("45"), frozenset("89")}
    sure = {one.merge.kept: one.confidence for one in found}
    assert sure["8"] == pytest.approx(0.75) and "differ" in next(o.why for o in found if o.merge.kept == "8")
    # accepted: it is not proposed again, and the rest still is
    left = propose_duplicates(tables.with_merge(found[0].merge))
    assert together(left) == together(found[1:])


def test_colleagues_of_merged_companies_are_compared(tmp_path: Path) -> None:
    company = linked(
        tmp_path,
        "company",
        {"company_id": ["x", "y", "z"], "name": ["Oak AG", "Oak", "Elm"]},
        primary_key="company_id",
        kind="company",
    )
    contact = linked(
        tmp_path,
        "contact",
        {"id": [1, 2, 3], "name": ["Mia Stone", "Mia Stone", "Bo Li"], "company": ["x", "y", "z"]},
        primary_key="id",
        kind="contact",
    )
    tables = TableSet(
        tables=(company, contact), links=(Link(table="contact", column="company", to="company"),)
    )
    (first,) = propose_duplicates(tables)
    assert first.merge.table == "company"
    (second,) = propose_duplicates(tables.with_merge(first.merge))
    assert (second.merge.table, {second.merge.kept, *second.merge.merged}) == ("contact", {"1", "2"})


def test_tables_without_names_or_keys_have_no_duplicates(tmp_path: Path) -> None:
    client = linked(
        tmp_path, "client", {"client_id": [1, 2], "birth": [3, 3]}, primary_key="client_id", kind="client"
    )
    product = linked(tmp_path, "product", {"name": ["a", "a"], "domain": ["a.com", "a.com"]})
    assert propose_duplicates(TableSet(tables=(client, product))) == ()
    assert propose_duplicates(TableSet()) == ()


def test_odd_names_never_raise(tmp_path: Path) -> None:
    odd = [" ", "-", "GmbH", "🎉", "' OR 1=1 --", "a" * 500, "\u202eabc", "0", "None", "S.A.", "!!!", "É"]
    tables = company_set(tmp_path, [(i, name, name, name) for i, name in enumerate(odd + odd[6:])])
    for one in propose_duplicates(tables):
        assert 0.6 <= one.confidence <= 1 and one.why.endswith(".")


def test_cost_grows_with_the_rows_not_with_their_square(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    letters = np.array(list("abcdefghijklmnoprstuvw"))

    def seconds(n: int) -> float:
        names = ["".join(row) for row in random.choice(letters, size=(n, 9))]
        tables = company_set(
            tmp_path, [(i, f"{name} Systems AG", None, "Bonn") for i, name in enumerate(names)]
        )
        begin = time.process_time()
        found = propose_duplicates(tables)
        assert len(found) < 0.02 * n  # names made at random are hardly ever alike
        return time.process_time() - begin

    seconds(200)
    assert seconds(20_000) < 15 * seconds(4_000)


def test_a_name_that_many_have_is_no_duplicate_because_two_of_them_meet(tmp_path: Path) -> None:
    n = 400
    data = {
        "contact_id": range(n),
        "first_name": [("Ada", "John", "Mary", "Kim")[i % 4] for i in range(n)],
        "last_name": [("Smith", "Jones")[i // 4 % 2] for i in range(n)],
        "email": [f"person{i}@oak{i % 50}.com" for i in range(n)],
        "company": [f"Company {i * 7 % 50}" for i in range(n)],
    }
    data["first_name"][10], data["last_name"][10] = "Wilhelmina", "Obermoser"
    data["first_name"][60], data["last_name"][60] = "Wilhelmina", "Obermoser"  # the same company
    contact = linked(tmp_path, "contact", data, primary_key="contact_id", kind="contact")
    assert together(propose_duplicates(TableSet(tables=(contact,)))) == {frozenset(("10", "60"))}


def test_one_name_with_two_legal_forms_is_less_sure() -> None:
    texts = ["Seewerk GmbH", "Seewerk KG", "Isarpharma AG", "Isarpharma", "Ahorn Inc.", "Ahorn, Inc"]
    assert [legal_form(text) for text in texts] == ["gmbh", "kg", "ag", "", "inc", "inc"]
    none = np.array([""] * len(texts), dtype=object)
    names, forms = (np.array([of(text) for text in texts], dtype=object) for of in (company_name, legal_form))
    rows = Subjects(names, forms, none, none, none, none, none, none, np.ones(len(texts), dtype=np.int64))
    pairs = company_pairs(rows)
    found = {(int(a), int(b)): c for a, b, c in zip(pairs.first, pairs.second, pairs.confidence, strict=True)}
    assert found[0, 1] == 0.65 and found[2, 3] == found[4, 5] == 0.9
