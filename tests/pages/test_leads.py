"""The Leads page, opened through app.py: empty, full, filtered, searched, masked, by link, damaged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.graph.customer_graph import TEST, UNLABELLED
from core.leads.campaign import Campaign, read_campaign
from core.runs.lead_age import LeadAge
from core.runs.run import Run
from tests.ranked_run import ranked_run

Open = Callable[..., AppTest]


def shown(app: AppTest) -> pd.DataFrame:
    """The ranked list on screen."""
    return app.dataframe[0].value


def tile(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


def ranked(run: Run, part: int) -> pd.DataFrame:
    scores = pd.read_parquet(run.scores_path)
    return scores[scores["part"] == part].sort_values("probability", ascending=False)


def link(**inputs: object) -> dict[str, object]:
    """The address of a list."""
    return {f"leads.{name}": value for name, value in inputs.items()}


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("leads")
    assert not app.exception
    assert app.button(key="empty.data")


def test_first_look_shows_the_final_exam_where_all_answers_are_known(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    assert not app.exception and not app.error
    exam = ranked(run, TEST)
    assert shown(app)["client"].tolist() == exam["id"].tolist()[:100]
    assert shown(app)["chance"].tolist() == pytest.approx((100 * exam["probability"]).tolist()[:100])
    assert any("rehearsal" in caption.value for caption in app.caption)
    calls = app.number_input(key="leads.calls").value
    cost, value = Campaign().amounts(exam["probability"].mean())
    best = int((exam["probability"] > cost / value).sum())
    assert calls == best
    assert 0 < best < len(exam) / 2
    assert tile(app, "Expected yes") == f"{exam['probability'][:calls].sum():,.0f}"
    assert tile(app, "Best cut") == f"{best} calls"
    came = int(exam["y"][:calls].sum())
    assert any(f"came {came}" in text.value and "Promised" in text.value for text in app.markdown)


def test_clients_not_yet_called_come_first(open_page: Open) -> None:
    run = ranked_run(300, unlabelled=0.4)
    app = open_page("leads", run=run.id)
    assert shown(app)["client"].tolist() == ranked(run, UNLABELLED)["id"].tolist()[:100]
    app.segmented_control(key="leads.who").set_value("exam").run()
    assert not app.exception
    assert shown(app)["client"].tolist() == ranked(run, TEST)["id"].tolist()[:100]


def test_a_link_reproduces_the_list(open_page: Open) -> None:
    run = ranked_run(600)
    address = link(
        calls="20", cost="2.5", value="50.0", by=["job", "age"], **{"in.job": ["student"], "min.age": "40"}
    )
    app = open_page("leads", run=run.id, **address)
    assert not app.exception and not app.error
    frame = run.table().frame()
    exam = ranked(run, TEST)
    wanted = exam[
        (frame["job"] == "student").to_numpy()[exam["row"]] & (frame["age"] >= 40).to_numpy()[exam["row"]]
    ]
    assert shown(app)["client"].tolist() == wanted["id"].tolist()
    assert set(shown(app)["job"]) == {"student"} and shown(app)["age"].min() >= 40
    assert app.number_input(key="leads.cost").value == 2.5
    profit = 50 * wanted["probability"][:20].sum() - 2.5 * min(20, len(wanted))
    assert tile(app, "Expected profit") == f"{profit:,.0f} €"


@pytest.mark.parametrize(("currency", "sign"), [("€", " €"), ("$", " $"), ("CHF", " CHF"), ("none", "")])
def test_money_in_the_currency_of_the_address(open_page: Open, currency: str, sign: str) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id, **link(currency=currency))
    assert not app.exception and not app.error
    assert re.fullmatch(rf"-?[\d,]+{re.escape(sign)}", tile(app, "Expected profit"))
    cost = app.number_input(key="leads.cost").label.replace("\\", "")
    assert cost == ("Cost of a call" if currency == "none" else f"Cost of a call ({currency})")
    chart = json.dumps(json.loads(app.get("plotly_chart")[0].proto.spec), ensure_ascii=False)
    assert ("€" in chart) is (currency == "€")
    app.selectbox(key="leads.currency").set_value("£").run()
    assert tile(app, "Expected profit").endswith(" £")


def test_search_finds_text_and_nobody(open_page: Open) -> None:
    run = ranked_run(300)
    client = ranked(run, TEST)["id"].iloc[5]
    app = open_page("leads", run=run.id)
    app.text_input(key="leads.search").set_value(client.upper()).run()
    assert shown(app)["client"].tolist() == [client]
    assert shown(app)["rank"].tolist() == [6], "a search does not change the rank"
    app.text_input(key="leads.search").set_value("no such client").run()
    assert not app.exception
    assert any("Nobody matches" in info.value for info in app.info)
    assert not any("At these amounts" in one.value or "best tenth" in one.value for one in app.caption)


def test_pages_of_a_hundred(open_page: Open) -> None:
    run = ranked_run(1200)
    app = open_page("leads", run=run.id, **link(page="2"))
    assert shown(app)["rank"].tolist() == list(range(101, 201))


def test_masked_names(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    app.toggle(key="leads.masked").set_value(True).run()
    assert all(name.startswith("Client ") for name in shown(app)["client"])


def test_nasty_names_are_text(open_page: Open) -> None:
    run = ranked_run(300)
    scores = pd.read_parquet(run.scores_path)
    scores["part"] = np.int8(TEST)
    names = run.table().frame(["name"])["name"]
    scores["id"] = [*names[:4], *scores["id"][4:]]
    scores.loc[:3, ["raw", "probability"]] = 0.99
    scores.to_parquet(run.scores_path)
    app = open_page("leads", run=run.id)
    assert not app.exception
    assert shown(app)["client"].tolist()[:4] == names[:4].tolist()


def test_other_grades(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    app.number_input(key="leads.a").set_value(50).run()
    assert not app.exception
    exam = ranked(run, TEST)
    letters = [grade[0] for grade in shown(app)["grade"]]
    assert letters.count("A") == min(100, int(len(exam) / 2 + 0.5))
    app.number_input(key="leads.b").set_value(60).run()
    assert any("more than 100 %" in error.value for error in app.error)
    assert [grade[0] for grade in shown(app)["grade"]].count("A") == int(len(exam) / 10 + 0.5)


def test_the_best_cut_is_taken(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    best = app.number_input(key="leads.calls").value
    assert app.button(key="leads.best").disabled
    app.number_input(key="leads.calls").set_value(best + 7).run()
    assert read_campaign("clients").calls == best + 7
    app.button(key="leads.best").click().run()
    assert app.number_input(key="leads.calls").value == best
    assert app.button(key="leads.best").disabled


def test_a_budget_is_kept_and_the_default_comes_back(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    usual = app.number_input(key="leads.calls").value
    app.number_input(key="leads.calls").set_value(usual + 9).run()
    again = open_page("leads", run=run.id)
    assert again.number_input(key="leads.calls").value == usual + 9
    again.button(key="leads.default").click().run()
    assert again.number_input(key="leads.calls").value == usual
    assert read_campaign("clients").calls is None


def test_a_yes_is_worth_what_a_column_says(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id)
    app.selectbox(key="leads.worth").set_value("balance").run()
    assert not app.exception and not app.error
    exam = ranked(run, TEST)
    worth = run.table().frame()["balance"].clip(lower=0).to_numpy()[exam["row"]]
    by_client = dict(zip(exam["id"], worth, strict=True))
    told = [by_client[one] for one in shown(app)["client"]]
    assert shown(app)["worth"].tolist() == pytest.approx(told, abs=0.5)  # money is shown whole
    app.toggle(key="leads.by_value").set_value(True).run()
    expected = shown(app)["expected_value"].to_numpy()
    assert (np.diff(expected) <= 1e-9).all()
    best = np.sort(exam["probability"].to_numpy() * worth)[::-1]
    cost, _ = Campaign().amounts(exam["probability"].mean(), worth.mean())
    assert tile(app, "Best cut") == f"{int((best > cost).sum()):,} calls"


def test_old_leads_of_a_model_that_learned_from_first_days_are_said_to_be_old(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = LeadAge(n=90, days=200.0, entity="deal")
    monkeypatch.setattr("pages.ui.cache_leads.read_age", lambda _run: told)
    run = ranked_run(300, unlabelled=0.3)
    app = open_page("leads", run=run.id)
    assert told.sentence in [one.value for one in app.info]
    app.segmented_control(key="leads.who").set_value("exam").run()
    assert told.sentence not in [one.value for one in app.info]  # each was asked on its own day


def test_no_calls_and_too_many(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page("leads", run=run.id, **link(calls="0", cost="0.0", value="0.0"))
    assert not app.exception
    assert tile(app, "Against random calls") == "–"
    app.number_input(key="leads.calls").set_value(1_000_000).run()
    assert not app.exception
    assert tile(app, "Against random calls") == "1.0 (1.0–1.0)×"


def test_a_run_without_reasons_still_ranks(open_page: Open) -> None:
    run = ranked_run(300, contributions=False)
    app = open_page("leads", run=run.id)
    assert not app.exception and not app.error
    assert set(shown(app)["reasons_for"]) == {""}


def test_damaged_scores_are_one_clear_box(open_page: Open) -> None:
    run = ranked_run(300)
    run.scores_path.write_bytes(b"not parquet")
    app = open_page("leads", run=run.id)
    assert not app.exception
    assert len(app.error) == 1 and "damaged" in app.error[0].value


def test_a_broken_link_does_not_break_the_page(open_page: Open) -> None:
    run = ranked_run(300)
    app = open_page(
        "leads",
        run=run.id,
        **link(calls="many", cost="-3", value="nan", by=["shoe", "job"], page="99", **{"in.job": ["king"]}),
    )
    assert not app.exception and not app.error
    assert len(shown(app)) > 0
