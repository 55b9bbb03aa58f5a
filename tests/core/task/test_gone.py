"""Filters proposed for leads that nobody need ask: silent for years, or who had already what comes once."""

from __future__ import annotations

import pandas as pd
import pytest

from core.tables.table_set import TableSet
from core.task.examples import Examples, make_examples
from core.task.gone import with_condition
from core.task.query.ast import All, Query
from core.task.query.check import resolve
from core.task.query.text import query_text
from core.task.seed_proposal import propose_seeds
from tests.core.task.crm_tables import link, linked

N, N_QUIET = 200, 60


def tables() -> TableSet:
    """Five years of calls to 200 contacts, 60 of whom were last called three years ago; some took a loan, once."""
    contact = pd.DataFrame(
        {
            "contact_id": [f"C{i}" for i in range(N)],
            "created_on": pd.Timestamp("2020-01-01"),
            "size": range(N),
        }
    )
    calls = [
        (f"C{i}", pd.Timestamp("2020-01-05") + pd.Timedelta(days=30 * month + i % 28))
        for month in range(60)
        for i in range(N)
        if (month < 24 or i >= N_QUIET) and (month * 7 + i) % 3
    ]
    call = pd.DataFrame(calls, columns=["contact_id", "called_on"])
    loan = pd.DataFrame(
        {
            "contact_id": [f"C{i}" for i in range(0, N, 2)],
            "taken_on": [pd.Timestamp("2020-06-01") + pd.Timedelta(days=16 * i) for i in range(N // 2)],
        }
    )
    return TableSet(
        tables=(
            linked("contact", contact, primary_key="contact_id", time_column="created_on"),
            linked("call", call, time_column="called_on"),
            linked("loan", loan, time_column="taken_on"),
        ),
        links=(link("call", "contact_id", "contact"), link("loan", "contact_id", "contact")),
    )


def ask(line: str) -> tuple[Examples, Query]:
    found = tables()
    query = resolve(line, found)
    return make_examples(found, query, propose_seeds(found, query)), query


@pytest.fixture(scope="module")
def lively() -> tuple[Examples, Query]:
    return ask("PREDICT COUNT(call.*, 0, 60, days) > 1 FOR EACH contact")


def test_those_silent_for_years_are_counted_and_a_filter_is_proposed(lively: tuple[Examples, Query]) -> None:
    made, query = lively
    (proposal,) = made.proposed_filters
    assert (proposal.kind, proposal.n, proposal.n_of, proposal.tables) == ("gone", N_QUIET, N, ("call",))
    assert proposal.where == "COUNT(call.*, -730, 0, days) > 0"
    assert f"{N_QUIET} of {N} have had no row in call for 2 years" in proposal.sentence
    again = with_condition(query, proposal.condition)
    assert f"WHERE {proposal.where}" in query_text(again)
    found = make_examples(tables(), again, propose_seeds(tables(), again))
    assert found.n_scored == N - N_QUIET
    assert not found.proposed_filters
    (filtered,) = found.not_scored
    assert (filtered.kind, filtered.n) == ("filter", N_QUIET)
    twice = with_condition(again, proposal.condition)
    assert isinstance(twice.where, All)
    assert Examples.model_validate(made.to_json()) == made


def test_a_table_that_names_few_is_no_sign_of_life_and_what_comes_once_is_said() -> None:
    made, _ = ask("PREDICT EXISTS(loan.*, 0, 90, days) FOR EACH contact")
    kinds = {proposal.kind: proposal for proposal in made.proposed_filters}
    assert kinds["gone"].tables == ("call",)  # half of the contacts have no loan: that is no silence
    assert kinds["once"].n == N // 2
    assert "nobody has two" in kinds["once"].reason
    assert kinds["once"].where.startswith("COUNT(loan.*, ")
