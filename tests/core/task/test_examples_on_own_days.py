"""Rows asked once, on their own day: who is a lead, what is hidden, what overlaps, and who is counted with a reason."""

from __future__ import annotations

import pandas as pd
import pytest

from core.task.examples import make_examples
from core.task.labels import labels
from core.task.seed_proposal import propose_seeds
from core.task.splits import TEST, TRAIN, VALIDATION, split_rows
from tests.core.task.crm_tables import (
    linked,
)
from tests.core.task.own_day_deals import accounted_for, deals


def test_own_times_ask_each_once_and_hide_what_is_written_later() -> None:
    tables, query = deals(2_000)
    seeds = propose_seeds(tables, query)
    found = make_examples(tables, query, seeds)
    frame = found.table.frame()
    assert seeds.kind == "own"
    assert frame["opportunity_id"].is_unique
    assert (frame["lead"] == frame["opportunity_id"]).all()
    known = frame["answer"].notna()
    assert frame.loc[known, "asked_on"].equals(frame.loc[known, "opened_on"])
    assert (frame.loc[~known, "asked_on"] == pd.Timestamp(seeds.now)).all()
    names = [column.name for column in found.table.columns]
    assert "stage" not in names
    assert "closed_on" not in names
    assert "days since opened_on" not in names
    assert "lead_2" in names  # the table's own column of that name
    rows = tables.table("opportunity").table.frame().set_index("opportunity_id")
    won = rows["stage"] == "Won"
    over = rows["opened_on"] + pd.Timedelta(days=seeds.horizon_days) <= pd.Timestamp(seeds.now)
    known = frame.set_index("opportunity_id")["answer"]
    assert set(known.dropna().index) <= set(rows[over].index)
    assert ((known.dropna() == "yes") == won.reindex(known.dropna().index)).all()
    leads = known[known.isna()].index
    assert set(leads) == set(rows[rows["closed_on"].isna()].index)
    before = frame.set_index("opportunity_id")[["company's closed opportunity: ever", "asked_on"]]
    for key in list(before.index[::97]):
        same = rows[rows["company_id"] == rows.loc[key, "company_id"]]
        assert before.loc[key].iloc[0] == (same["closed_on"] <= before.loc[key, "asked_on"]).sum()
    task = found.task
    split = split_rows(found.table, task, labels(found.table, task))
    answered = frame["opportunity_id"].map(rows["closed_on"])
    for part, exam in ((TRAIN, seeds.validation), (VALIDATION, seeds.test)):
        assert (answered[split.part == part] <= pd.Timestamp(exam)).all()
        assert (split.part == part).sum() > 40
    assert any("not known yet when the next part begins" in note for note in found.table.notes)


def test_overlap_is_left_out_kept_when_asked_and_loud_where_too_few_would_be_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables, query = deals(2_000)
    seeds = propose_seeds(tables, query)
    without = make_examples(tables, query, seeds)
    assert without.overlap is not None and not without.overlap.kept
    kept = make_examples(tables, query, seeds.model_copy(update={"overlap": "kept"}))
    assert kept.overlap is not None and (kept.overlap.kept, kept.overlap.why) == (True, "asked")
    assert kept.table.n_rows == without.table.n_rows + without.overlap.n
    assert (kept.overlap.n, kept.n_scored) == (without.overlap.n, without.n_scored)
    monkeypatch.setattr("core.task.example_answers.MIN_PER_CLASS", 1_000)
    monkeypatch.setattr("core.task.examples.EXAMPLES_VERSION", -2)
    few = make_examples(tables, query, seeds)
    assert few.overlap is not None and (few.overlap.kept, few.overlap.why) == (True, "few")
    assert "too few to learn from, so they stay" in few.overlap.sentence
    assert few.overlap.sentence in few.table.notes


def test_rows_without_an_own_time_are_counted_and_asked_as_of_now_where_somebody_wants_that() -> None:
    tables, query = deals()
    frame = tables.table("opportunity").table.frame()
    frame.loc[:4, "opened_on"] = pd.NaT
    frame.loc[:2, ["closed_on", "stage"]] = [pd.NaT, None]  # three of the five are open
    old = tables.table("opportunity")
    again = linked("opportunity", frame, **old.model_dump(exclude={"table"}))
    changed = tables.with_table(again)
    seeds = propose_seeds(changed, query).model_copy(update={"overlap": "kept"})
    found = make_examples(changed, query, seeds)
    (undated,) = (group for group in found.not_scored if group.kind == "no time")
    (said,) = (group for group in found.not_scored if group.kind == "answer without a date")
    assert (undated.n, said.n) == (
        4,
        1,
    )  # one of the closed ones is a yes; the other may be open by its stage
    assert "have no opened_on" in undated.sentence
    assert "as of now all the same" in undated.action
    assert not set(found.table.frame()["lead"]) & {"O0", "O1", "O2", "O3", "O4"}
    assert accounted_for(found, len(frame))
    asked = make_examples(changed, query, seeds.model_copy(update={"undated": "as of now"}))
    leads = asked.table.frame()
    assert set(leads["lead"]) & {"O0", "O1", "O2", "O3", "O4"} == {"O0", "O1", "O2"}
    assert asked.n_scored == found.n_scored + 3
    assert accounted_for(asked, len(frame))


def test_a_status_that_nothing_dates_is_taken_as_known_at_the_end_only() -> None:
    tables, query = deals()
    frame = tables.table("opportunity").table.frame().drop(columns="closed_on")
    plain = linked("opportunity", frame, primary_key="opportunity_id", time_column="opened_on")
    changed = tables.with_table(plain)
    seeds = propose_seeds(changed, query)
    found = make_examples(changed, query, seeds)
    assert found.overlap is not None and (found.overlap.kept, found.overlap.why) == (True, "assumed")
    assert "Nothing says when opportunity.stage was filled in" in found.overlap.sentence
    rows = found.table.frame()
    n_open = int(frame["stage"].isna().sum())
    assert found.n_scored == n_open > 0
    assert set(rows.loc[rows["answer"].isna(), "lead"]) == set(frame[frame["stage"].isna()]["opportunity_id"])
    split = split_rows(found.table, found.task, labels(found.table, found.task))
    first = [rows.loc[split.part == part, "asked_on"].min() for part in (TRAIN, VALIDATION, TEST)]
    assert first == sorted(first)
    # a person who says "known after 20 days" gets the rule for dated answers
    soon = make_examples(changed, query, seeds.model_copy(update={"horizon_days": 20.0}))
    assert soon.overlap is not None and soon.overlap.why != "assumed"
    assert 0 < soon.overlap.n < found.overlap.n
