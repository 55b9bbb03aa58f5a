"""The Leads page, opened through app.py: empty, full, filtered, masked, by link."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.ranked_run import NASTY_NAMES, ranked_run

Open = Callable[..., AppTest]


def shown(app: AppTest) -> pd.DataFrame:
    """The ranked list on screen."""
    return app.dataframe[0].value


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("leads")
    assert not app.exception
    assert app.button(key="empty.data")


def test_full_page(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    assert not app.exception and not app.error
    scores = pd.read_parquet(run.scores_path)
    exam = scores[scores["part"] == 2].sort_values("probability", ascending=False)
    assert list(shown(app)["client"]) == list(exam["id"])[:100]
    assert list(shown(app)["rank"]) == list(range(1, len(exam) + 1))[:100]
    assert shown(app)["chance"].tolist() == pytest.approx((100 * exam["probability"]).tolist()[:100])
