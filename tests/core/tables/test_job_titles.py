"""Job titles in several languages, and titles that mislead."""

import pandas as pd
import pytest

from core.tables.job_titles import (
    BUYS,
    DECIDES,
    EVALUATES,
    PAYS,
    SENIORITIES,
    UNKNOWN,
    USES,
    buying_role,
    is_title_column,
    read_titles,
)


@pytest.mark.parametrize(
    ("title", "seniority", "department", "role"),
    [
        ("CEO", "board", "general management", DECIDES),
        ("Chief Financial Officer", "board", "finance", PAYS),
        ("Geschäftsführerin", "board", "general management", DECIDES),
        ("Senior Vice President Operations", "vice president", "operations", DECIDES),
        ("Vertriebsleiter DACH", "head", "sales", EVALUATES),
        ("Leiter Einkauf", "head", "purchasing", BUYS),
        ("Head of IT", "head", "IT", EVALUATES),
        ("Procurement Specialist", "specialist", "purchasing", BUYS),
        ("Directeur Financier", "director", "finance", PAYS),
        ("Account Manager", "manager", "sales", USES),
        ("Accountant", "specialist", "finance", PAYS),
        ("Product Owner", "specialist", "product", EVALUATES),
        ("HR Business Partner", "specialist", "people", USES),
        ("Junior Data Analyst", "assistant", "IT", EVALUATES),
    ],
)
def test_titles(title: str, seniority: str, department: str, role: str) -> None:
    read = read_titles(pd.Series([title])).iloc[0]
    assert (read["seniority"], read["department"]) == (seniority, department)
    assert buying_role(read["seniority"], read["department"]) == role


def test_missing_titles_are_unknown_and_the_index_stays() -> None:
    titles = pd.Series([None, "  ", "CTO"], index=[7, 8, 9])
    read = read_titles(titles)
    assert list(read.index) == [7, 8, 9]
    assert list(read["seniority"]) == [UNKNOWN, UNKNOWN, "board"]
    assert buying_role(UNKNOWN, UNKNOWN) == UNKNOWN


@pytest.mark.parametrize("name", ["job_title", "Job Title", "title", "Position", "JOBTITLE"])
def test_title_columns(name: str) -> None:
    assert is_title_column(name)


@pytest.mark.parametrize("name", ["subtitle", "job_id", "entitled", "contact_title_id"])
def test_other_columns(name: str) -> None:
    assert not is_title_column(name)


def test_any_text_has_a_seniority() -> None:
    odd = pd.Series(["<script>alert(1)</script>", "=HYPERLINK()", "🦄", "x" * 10_000, "((((", "12"])
    assert set(read_titles(odd)["seniority"]) <= set(SENIORITIES)
