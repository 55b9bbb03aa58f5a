"""The list on screen and the exported call list: same order, words, masks and free column names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.leads.grades import GradeShares
from core.leads.listing import LeadSource, call_list, listing
from core.leads.ranking import ranked_leads
from tests.ranked_run import NASTY_NAMES, client_contributions, client_frame, client_scores, client_table


@pytest.fixture
def source() -> LeadSource:
    frame = client_frame(200)
    table = client_table(frame)
    leads = ranked_leads(client_scores(frame), "all")
    return LeadSource(leads, table, frame, client_contributions(frame), "similar clients’ answers")


def test_rows_belong_together(source: LeadSource) -> None:
    places = np.array([0, 7, 150])
    shown = listing(source, places, GradeShares(), extra=("age", "name"))
    assert shown["rank"].tolist() == [1, 8, 151]
    assert shown["grade"].tolist() == ["A", "A", "D"]
    by_id = source.frame.set_index("client")
    points = source.contributions.set_axis(source.frame["client"])
    for line in shown.itertuples():
        assert line.age == by_id.loc[line.client, "age"]
        assert line.name == by_id.loc[line.client, "name"]
        strongest = points.loc[line.client].idxmax()
        first = line.reasons_for.split(" · ")[0]
        assert first.startswith("similar clients’ answers" if strongest == "links" else strongest)


def test_masked_names_appear_nowhere(source: LeadSource) -> None:
    full = call_list(source, np.arange(200), GradeShares(), masked=True)
    text = full.to_csv()
    assert not any(name in text for name in NASTY_NAMES)
    assert "Person 1" not in text and "c000001" not in text
    rows = source.leads["row"].to_numpy()
    assert full["client"].tolist() == [f"Client {row + 1:,}" for row in rows]
    assert full["age"].tolist() == source.frame["age"].to_numpy()[rows].tolist()


def test_call_list_holds_every_column(source: LeadSource) -> None:
    full = call_list(source, np.arange(5), GradeShares())
    own = ["rank", "client", "chance", "percentile", "grade", "part", "reasons_for", "reasons_against"]
    assert list(full.columns) == [
        *own,
        *(f"{name} (table)" if name == "client" else name for name in source.frame.columns),
    ]
    assert full["chance"].to_numpy() == pytest.approx(source.leads["chance"].to_numpy()[:5], abs=1e-6)


def test_a_run_without_reasons(source: LeadSource) -> None:
    bare = LeadSource(source.leads, source.table, source.frame, None)
    assert set(listing(bare, np.arange(9), GradeShares())["reasons_for"]) == {""}


def test_nobody(source: LeadSource) -> None:
    shown = listing(source, np.array([], dtype=np.int64), GradeShares())
    assert len(shown) == 0 and isinstance(shown, pd.DataFrame)
