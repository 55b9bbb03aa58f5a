"""Which collected columns are taken: the telling ones, each fact once, and exams have no say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.aggregates import AmountColumn
from core.task.column_choice import judge, useful_columns
from core.task.example_answers import LEARNING, Answers, answers_of, batches
from core.task.examples import make_examples
from core.task.labels_as_of import ANSWER
from core.task.query.ast import Query
from core.task.query.check import resolve
from core.task.related_columns import Candidate
from core.task.seed_times import SeedTimes
from tests.core.task.small_bank import bank_frames, bank_of

SEEDS = SeedTimes(
    train=("2025-05-01", "2025-06-15"),
    validation="2025-08-01",
    test="2025-10-01",
    now="2025-12-01",
    horizon_days=30,
)


def possible(n: int) -> list[Candidate]:
    """Columns of which the first is the most general."""
    return [Candidate(place, 0, 0, AmountColumn(f"c{place}", f"c{place}", "mean"), 0) for place in range(n)]


def names(columns: tuple[Candidate, ...]) -> list[str]:
    return [one.what.words for one in columns if isinstance(one.what, AmountColumn)]


def test_telling_columns_come_first_constant_ones_go_and_twins_are_kept_once() -> None:
    rng = np.random.default_rng(0)
    y = (np.arange(1_000) % 4 == 0).astype(np.int8)
    noise, strong = rng.normal(size=1_000), y + rng.normal(size=1_000)
    few = pd.Series(np.where(rng.random(1_000) < 0.02, 1.0, 0.0))
    values = pd.DataFrame(
        {
            "c0": noise,
            "c1": np.ones(1_000),
            "c2": strong,
            "c3": -3 * strong,  # the same, told otherwise
            "c4": y + 3 * rng.normal(size=1_000),
            "c5": few,
            "c6": few.where(few == 0, rng.normal(9, 2, 1_000)).where(
                few == 1
            ),  # of the few, something else: no twin
            "c7": strong + 0.1 * rng.normal(size=1_000),  # nearly the same: after all others
        }
    )
    found = judge(possible(8), values, y)
    assert names(found.best) == ["c2", "c4", "c0", "c5", "c7", "c6"]
    assert found.twins == (("c3", "c2"),)
    assert (found.n_constant, found.n_sampled) == (1, 1_000)


@pytest.fixture
def planted() -> TableSet:
    """Clients whose account's district decides whether a transaction comes; that is three keys away."""
    frames = bank_frames(5, n_clients=150)
    rng = np.random.default_rng(5)
    account = frames["account"].assign(opened_on=pd.Timestamp("2025-01-01"))
    frames["account"] = account.assign(opened_on=account["opened_on"].astype("datetime64[us]"))
    clients, accounts = frames["client"]["client_id"], account["account_id"]
    frames["disp"] = pd.DataFrame(
        {
            "disp_id": [f"P{i}" for i in range(150)],
            "client_id": clients,
            "account_id": accounts,
            "type": rng.choice(["owner", "user"], 150),
        }
    )
    rich = accounts[account["district_id"] == "D1"].to_numpy()
    n = 900
    frames["trans"] = pd.DataFrame(
        {
            "trans_id": [f"T{i}" for i in range(n)],
            "account_id": rng.choice(rich, n),
            "booked_on": pd.Series(
                pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, n), unit="D")
            ).astype("datetime64[us]"),
            "amount": rng.integers(1, 99, n).astype(float),
            "partner": rng.choice(["AB", "CD"], n),
        }
    )
    return bank_of(frames)


def asking(tables: TableSet) -> Query:
    return resolve("PREDICT EXISTS(trans.*, 0, 30, days) FOR EACH client", tables)


def test_the_best_column_survives_a_small_cap_however_far_it_is(planted: TableSet) -> None:
    made = make_examples(planted, asking(planted), SEEDS, most_columns=6)
    collected = [name for name, kind in made.kinds.items() if kind in ("looked up", "aggregated")]
    assert len(collected) == 6
    assert any(name.startswith("account's district: ") and "salary" in name for name in collected)
    notes = " ".join(made.table.notes)
    assert "those that tell yes from no best, judged on 300 examples for learning" in notes
    assert "(at most 6)" in notes
    assert "“days since first account” is “days since last account”" in notes or "say the same" in notes


def test_exams_have_no_say(planted: TableSet) -> None:
    query = asking(planted)

    def taken(answers: Answers) -> list[str]:
        with opened(planted) as source:
            _, asked = next(batches(source, query, SEEDS))
            related = useful_columns(source, query, SEEDS, asked, answers, 8).related
            titles = [title for block in related.blocks for title in block.titles]
        return [*(one.title for one in related.lookups), *titles]

    with opened(planted) as source:
        answers = answers_of(source, query, SEEDS, lambda _phase, _share: None)
    exams = answers.frame["part"] != LEARNING
    turned = answers.frame.assign(**{ANSWER: answers.frame[ANSWER].where(~exams, 1 - answers.frame[ANSWER])})
    assert exams.any()
    assert taken(answers) == taken(replace(answers, frame=turned))


def test_a_table_that_nothing_is_linked_to_has_nothing_to_choose_from() -> None:
    found = judge((), pd.DataFrame(index=range(4)), np.array([0, 1, 0, 1], dtype=np.int8))
    assert (found.best, found.n_constant, found.twins, found.n_sampled) == ((), 0, (), 4)
