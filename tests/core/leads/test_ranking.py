"""Ranking: order, ties, percentile and which clients are listed first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import LeadError
from core.graph.customer_graph import TEST, TRAIN, UNLABELLED
from core.leads.ranking import all_alike, available, default_who, ranked_leads, shown_share


def scores(probability: list[float], part: list[int], raw: list[float] | None = None) -> pd.DataFrame:
    n = len(probability)
    return pd.DataFrame(
        {
            "row": np.arange(n),
            "id": [f"c{i}" for i in range(n)],
            "part": np.array(part, dtype=np.int8),
            "y": np.array([-1 if p == UNLABELLED else 0 for p in part], dtype=np.int8),
            "raw": probability if raw is None else raw,
            "probability": probability,
        }
    )


def test_best_chance_first_ties_by_raw_score_then_place() -> None:
    table = scores([0.2, 0.5, 0.2, 0.2], [TEST] * 4, raw=[1.0, 0.0, 2.0, 1.0])
    leads = ranked_leads(table.sample(frac=1, random_state=3), "exam")
    assert leads["id"].tolist() == ["c1", "c2", "c0", "c3"]
    assert leads["rank"].tolist() == [1, 2, 3, 4]
    assert leads["percentile"].tolist() == [75.0, 50.0, 25.0, 0.0]


def test_only_the_chosen_part_is_ranked() -> None:
    table = scores([0.9, 0.1, 0.4, 0.3], [TRAIN, UNLABELLED, UNLABELLED, TEST])
    assert ranked_leads(table, "new")["id"].tolist() == ["c2", "c1"]
    assert ranked_leads(table, "exam")["id"].tolist() == ["c3"]
    assert ranked_leads(table, "all")["id"].tolist() == ["c0", "c2", "c3", "c1"]


def test_unlabelled_clients_come_first_where_there_are_any() -> None:
    mixed = scores([0.1, 0.2, 0.3], [TRAIN, TEST, UNLABELLED])
    assert default_who(mixed)[0] == "new"
    assert default_who(mixed)[1].startswith("1 client has no answer yet")
    assert available(mixed) == ["new", "exam", "all"]
    known = scores([0.1, 0.2], [TRAIN, TEST])
    assert default_who(known)[0] == "exam"
    assert available(known) == ["exam", "all"]


def test_a_row_whose_answer_is_known_is_no_lead() -> None:
    """Such as one with an answer and no date where learning and exams are divided by that date."""
    mixed = scores([0.9, 0.1, 0.2, 0.3], [UNLABELLED, UNLABELLED, TRAIN, TEST])
    mixed.loc[0, "y"] = 1
    assert ranked_leads(mixed, "new")["id"].tolist() == ["c1"]
    assert default_who(mixed)[1].startswith("1 client has no answer yet")
    mixed.loc[1, "y"] = 0
    assert default_who(mixed)[0] == "exam"
    assert available(mixed) == ["exam", "all"]
    assert len(ranked_leads(mixed, "all")) == 4


def test_an_empty_choice_gives_an_empty_list() -> None:
    leads = ranked_leads(scores([0.1], [TRAIN]), "new")
    assert len(leads) == 0
    assert list(leads.columns) == ["row", "id", "part", "y", "chance", "rank", "percentile"]


@pytest.mark.parametrize("bad", [np.nan, 1.5, -0.1, np.inf])
def test_an_impossible_chance_is_refused(bad: float) -> None:
    with pytest.raises(LeadError, match="not between 0 and 1"):
        ranked_leads(scores([0.1, bad], [TEST, TEST]), "exam")


def test_missing_columns_are_named() -> None:
    with pytest.raises(LeadError, match="no column raw, probability"):
        ranked_leads(scores([0.1], [TEST]).drop(columns=["raw", "probability"]))


def test_a_share_is_rounded_to_what_is_nearest_and_never_to_nothing() -> None:
    n, rank = np.array([330, 330, 9_042, 40]), np.array([1, 330, 1, 10])
    percentile = 100 - 100 * shown_share(rank / n)
    assert percentile.tolist() == pytest.approx([99.7, 0.0, 99.9, 75.0])


def test_a_model_that_tells_nobody_apart_is_known_by_its_chances() -> None:
    assert all_alike(ranked_leads(scores([0.4, 0.4, 0.402], [3, 3, 3])))
    assert not all_alike(ranked_leads(scores([0.4, 0.4, 0.41], [3, 3, 3])))
    assert not all_alike(ranked_leads(scores([0.4], [3])))
