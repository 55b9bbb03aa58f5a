"""The command line promises what the Leads page promises: one campaign, one cut and one value of a yes a run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.leads.campaign import Campaign
from core.runs.call_list import campaign_of, promise_of, told_promise, whole_call_list
from core.runs.execute import train_now
from core.runs.levels import read_level
from core.runs.scores import read_scores
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.prediction_task import PredictionTask, QueryOrigin, SplitConfig
from core.task.query.parse import parse_query
from core.task.seed_times import SeedTimes
from core.training.config import TrainConfig
from core.workspace import create_workspace
from tests.ranked_run import ranked_run
from tests.tiny_runs import make_table


def test_what_the_question_asks_for_is_in_force_on_the_command_line_too() -> None:
    run = ranked_run(300, unlabelled=0.4)
    config = run.config()
    origin = QueryOrigin(
        tables=TableSet(tables=(LinkedTable(table=run.table(), primary_key="client"),)),
        query=parse_query("PREDICT clients.subscribed = 'yes' FOR EACH clients TOP 20"),
        seeds=SeedTimes(
            kind="own", validation="2026-02-01", test="2026-03-01", now="2026-04-01", horizon_days=1
        ),
        entity_column="client",
        time_column="contacted",
    )
    task = config.task.model_copy(update={"origin": origin})
    config.model_copy(update={"task": task}).save(run.directory / "config.json")
    assert (campaign_of(run).calls, campaign_of(run).top) == (None, 20)
    assert promise_of(run, Campaign()).cut.calls == 20
    assert told_promise(run, Campaign())["promise"]["cut"]["calls"] == 20
    assert promise_of(run, Campaign(calls=7)).cut.calls == 7  # said by a person


def test_how_old_the_leads_are_is_said_where_the_model_learned_from_first_days() -> None:
    run = ranked_run(300, unlabelled=0.4)
    assert told_promise(run, Campaign())["lead_age"] is None  # one file: everybody as the file says
    config, table = run.config(), run.table()
    origin = QueryOrigin(
        tables=TableSet(tables=(LinkedTable(table=table, primary_key="client", time_column="contacted"),)),
        query=parse_query(f"PREDICT {table.name}.subscribed = 'yes' FOR EACH {table.name}"),
        seeds=SeedTimes(
            kind="own", validation="2026-02-01", test="2026-03-01", now="2026-09-01", horizon_days=1
        ),
        entity_column="client",
        time_column="contacted",
    )
    task = config.task.model_copy(update={"origin": origin})
    config.model_copy(update={"task": task}).save(run.directory / "config.json")
    scores = read_scores(run)
    leads = table.frame()["contacted"].iloc[scores.loc[scores["y"] < 0, "row"]]
    days = float((pd.Timestamp("2026-09-01") - pd.to_datetime(leads)).dt.days.median())
    said = told_promise(run, Campaign())["lead_age"]
    assert (said["n"], said["days"]) == (len(leads), days)
    assert "at their first day" in said["sentence"] and f"at least {days:,.0f} days old" in said["sentence"]
    rolling = {"kind": "rolling", "train": ("2026-01-01",)}
    origin = origin.model_copy(update={"seeds": origin.seeds.model_copy(update=rolling)})
    task = config.task.model_copy(update={"origin": origin})
    config.model_copy(update={"task": task}).save(run.directory / "config.json")
    assert told_promise(run, Campaign())["lead_age"] is None


def test_the_list_counts_with_the_same_value_of_a_yes_as_the_promise() -> None:
    run = ranked_run(300, unlabelled=0.4)
    value = promise_of(run, Campaign()).budget.value
    listed = whole_call_list(run, campaign=Campaign())
    assert np.allclose(listed["expected_value"], listed["chance"] * value, atol=0.01)
    assert "expected_value" not in whole_call_list(run).columns


def test_answered_rows_without_a_date_are_no_leads(home: object) -> None:
    """Learning and exams divided by a date with gaps: rows without it sit no exam, but their answer is known."""
    table = make_table()
    frame = pd.read_parquet(table.parquet)
    frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(len(frame)), unit="D")
    frame.loc[::10, "when"] = pd.NaT  # 60 rows, all answered
    frame.loc[1:20, "y"] = None  # 18 dated rows and 2 undated ones without an answer
    frame.to_parquet(table.parquet, index=False)
    columns = (*table.columns, Column(name="when", role=Role.DATE, guessed_role=Role.DATE))
    table = table.model_copy(update={"columns": columns})
    split = SplitConfig(kind="time", time_column="when")
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes", split=split)
    workspace = create_workspace("gaps").with_table(table).with_task(task).store()
    run = train_now(workspace, TrainConfig.for_model("logistic"))
    listed = whole_call_list(run, "new")
    assert len(listed) == 20
    level = read_level(run)
    assert level.leads is not None
    assert level.leads.n == 20
