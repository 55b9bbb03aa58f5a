"""The table of examples: rows, names, roles, the task about it, what is refused, and what is stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import TaskError
from core.settings import load_settings
from core.storage import fingerprint
from core.tables.table import Role, Table
from core.tables.table_set import TableSet
from core.task.examples import Examples, examples_key, make_examples, stored_examples
from core.task.labels import labels
from core.task.prediction_task import SplitConfig
from core.task.query.ast import Compare, Named
from core.task.seed_times import SeedTimes
from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION, split_rows
from tests.core.task.crm_tables import (
    ROLLING,
    asks,
    count,
    crm,
    is_value,
    link,
    linked,
    random_frames,
)
from tests.core.task.own_day_deals import accounted_for

LIVELY = asks(count("activity", 0, 30), op=">", value=1, name="is_lively")


@pytest.fixture
def tables() -> TableSet:
    return crm(random_frames(2, n_contacts=120, n_activities=1600))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples that most tests look at are kept between them."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def made(tables: TableSet, shelf: Path) -> Examples:
    place = load_settings().tables_dir / examples_key(tables, LIVELY, ROLLING)
    if (shelf / place.name).is_dir():
        shutil.copytree(shelf / place.name, place)
        return Examples.load(place / "examples.json")
    found = make_examples(tables, LIVELY, ROLLING)
    shutil.copytree(place, shelf / place.name)
    return found


def test_the_rows_and_their_order(tables: TableSet, made: Examples) -> None:
    frame = made.table.frame()
    assert list(frame.columns[:3]) == ["lead", "contact_id", "asked_on"]
    assert frame.columns[-1] == made.task.target == "is_lively"
    assert (made.table.id_column, made.task.positive) == ("lead", "yes")
    assert frame["lead"].is_unique
    order = frame[["asked_on", "contact_id"]]
    assert order.equals(order.sort_values(["asked_on", "contact_id"]))
    now = frame["asked_on"] == pd.Timestamp(ROLLING.now)
    assert (frame.loc[now, "lead"] == frame.loc[now, "contact_id"]).all()
    assert frame.loc[~now, "lead"].iloc[0] == f"{frame['contact_id'].iloc[0]} · 2025-05-01"
    assert frame.loc[now, "is_lively"].isna().all()
    assert set(frame.loc[~now, "is_lively"]) == {"yes", "no"}
    contacts = tables.table("contact").table.frame()
    for day, rows in frame.groupby("asked_on"):
        assert set(rows["contact_id"]) == set(contacts[contacts["created_on"] <= day]["contact_id"])


def test_answers_and_numbers_agree_with_brute_force(tables: TableSet, made: Examples) -> None:
    frame = made.table.frame()
    activity = tables.table("activity").table.frame()
    mine = frame.merge(activity[["contact_id", "happened_on"]], on="contact_id")
    later = (mine["happened_on"] - mine["asked_on"]) / pd.Timedelta(days=1)
    ahead = mine[(later > 0) & (later <= 30)].groupby("lead").size()
    before = mine[(later <= 0) & (later > -90)].groupby("lead").size()
    expected = frame["lead"].map(ahead).fillna(0) > 1
    known = frame["is_lively"].notna()
    assert ((frame["is_lively"] == "yes") == expected)[known].all()
    assert (frame["activity: last 90 days"] == frame["lead"].map(before).fillna(0)).all()
    age = (frame["asked_on"] - frame["created_on"]) / pd.Timedelta(days=1)
    assert np.allclose(frame["days since created_on"], age)
    company = tables.table("company").table.frame().set_index("company_id")["industry"]
    assert frame["company: industry"].fillna("").equals(frame["company_id"].map(company).fillna(""))


def test_roles_are_honest(made: Examples) -> None:
    roles = {column.name: column.role for column in made.table.columns}
    assert roles["lead"] is Role.ID
    assert roles["contact_id"] is Role.IGNORE
    assert roles["created_on"] is Role.IGNORE  # what the model hears is the time since
    assert roles["company_id"] is Role.CATEGORY
    assert roles["title"] is Role.CATEGORY
    assert roles["activity: ever"] is Role.NUMBER
    assert roles["is_lively"] is Role.TARGET
    features = made.task.feature_columns(made.table)
    assert not {"lead", "contact_id", "asked_on", "created_on", "is_lively"} & set(features)
    assert set(features) <= set(made.kinds)
    column = made.table.column("activity: average minutes")
    values = made.table.frame(["activity: average minutes"])["activity: average minutes"]
    assert column.n_missing == values.isna().sum() > 0
    assert column.n_distinct == values.nunique()


def test_the_task_splits_by_day(made: Examples) -> None:
    task = made.task
    assert task.split == SplitConfig(
        kind="time", time_column="asked_on", boundaries=("2025-08-01", "2025-10-01")
    )
    assert [item.column for item in task.excluded] == ["asked_on"]
    assert task.origin is not None
    assert (task.origin.entity_column, task.origin.time_column) == ("contact_id", "asked_on")
    split = split_rows(made.table, task, labels(made.table, task))
    day = made.table.frame(["asked_on"])["asked_on"].dt.strftime("%Y-%m-%d").to_numpy()
    for part, expected in (
        (TRAIN, set(ROLLING.train)),
        (VALIDATION, {ROLLING.validation}),
        (TEST, {ROLLING.test}),
        (UNLABELLED, {ROLLING.now}),
    ):
        assert set(day[split.part == part]) == expected


def test_counts_and_samples(tables: TableSet, made: Examples) -> None:
    frame = made.table.frame()
    counts = made.counts
    assert list(counts["asked on"].dt.strftime("%Y-%m-%d")) == [
        *ROLLING.train,
        ROLLING.validation,
        ROLLING.test,
        ROLLING.now,
    ]
    assert list(counts["used for"]) == ["learning", "learning", "practice exam", "final exam", "now"]
    for _, row in counts.iterrows():
        rows = frame[frame["asked_on"] == row["asked on"]]
        assert row["examples"] == len(rows)
        assert row["yes"] == (rows["is_lively"] == "yes").sum()
        assert row["no"] == (rows["is_lively"] == "no").sum()
    activity = tables.table("activity").table.frame()
    late = activity["happened_on"] > pd.Timestamp(ROLLING.now)
    deals = tables.table("opportunity").table.frame()
    beyond = late.sum() + sum(
        (deals[c] > pd.Timestamp(ROLLING.now)).sum() for c in ("opened_on", "closed_on")
    )
    assert abs(made.n_ignored_after - beyond) <= 12  # rows of the day itself are not after it
    assert {sample.answer for sample in made.samples} == {"yes", "no"}
    for sample in made.samples:
        assert sample.asked_on == ROLLING.train[-1]
        assert (sample.answer == "yes") == (sample.n_rows > 1)
        start = pd.Timestamp(sample.asked_on)
        times = pd.to_datetime(sample.rows["known since"]) if sample.n_rows else pd.Series([], dtype="M8[us]")
        assert ((times > start) & (times <= start + pd.Timedelta(days=30))).all()
        assert sample.entity in sample.title


def test_the_same_question_is_not_asked_twice(
    tables: TableSet, made: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the tables were opened again")

    monkeypatch.setattr("core.task.examples.opened", refuse)
    again = make_examples(tables, LIVELY, ROLLING)
    assert again == made == stored_examples(tables, LIVELY, ROLLING)
    assert made.table.content_hash == made.task.table_hash == examples_key(tables, LIVELY, ROLLING)
    assert Table.load(made.table.directory / "table.json") == made.table
    other = LIVELY.model_copy(update={"value": 2})
    assert stored_examples(tables, other, ROLLING) is None
    roles = tables.table("activity").table.with_roles({"kind": Role.IGNORE})
    changed = tables.with_table(tables.table("activity").model_copy(update={"table": roles}))
    assert stored_examples(changed, LIVELY, ROLLING) is None


def test_progress_is_told(tables: TableSet) -> None:
    told: list[tuple[str, float]] = []
    make_examples(tables, LIVELY, ROLLING, lambda phase, share: told.append((phase, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_large_tables_are_asked_about_one_day_after_the_other(
    tables: TableSet, made: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.task.example_answers._ALL_AT_ONCE", 0)
    monkeypatch.setattr("core.task.examples.EXAMPLES_VERSION", -1)
    told: list[str] = []
    again = make_examples(tables, LIVELY, ROLLING, lambda phase, _: told.append(phase))
    assert again.key != made.key
    pd.testing.assert_frame_equal(again.table.frame(), made.table.frame(), check_exact=True)
    assert sum("what was known on 2025-05-01" in phase for phase in told) == 1


def test_the_cap_is_said(tables: TableSet) -> None:
    few = make_examples(tables, LIVELY, ROLLING, most_columns=5)
    assert len([name for name, kind in few.kinds.items() if kind in ("looked up", "aggregated")]) == 5
    assert any("5 columns are made of other tables" in note for note in few.table.notes)


def test_days_whose_window_is_not_over_are_not_used(tables: TableSet) -> None:
    seeds = ROLLING.model_copy(update={"now": "2025-10-15"})
    found = make_examples(tables, LIVELY, seeds)
    frame = found.table.frame()
    assert pd.Timestamp("2025-10-01") not in set(frame["asked_on"])
    assert any("not over by 2025-10-15" in note for note in found.table.notes)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"op": ">", "value": 500}, r"never came true.*0 yes in \d+ examples"),
        ({"op": ">=", "value": 0}, "came true every time"),
        ({"op": ">", "value": 4.5}, r"too few positive examples of is_lively = yes.*at least 40"),
        ({"where": is_value("contact", "title", "king")}, r"filter after WHERE removes everybody"),
        ({"ids": ("C1", "C7777", "nobody")}, r"no contact with the contact_id C7777, nobody.*2 unknown of 3"),
        ({"target": Named(name="will_convert"), "op": None, "value": None}, "will_convert"),
    ],
)
def test_what_cannot_be_learned_is_refused(tables: TableSet, change: dict[str, object], message: str) -> None:
    query = LIVELY.model_copy(update=change)
    with pytest.raises(TaskError, match=message):
        make_examples(tables, query, ROLLING)
    assert not (stored_examples(tables, query, ROLLING))
    assert not [p for p in load_settings().tables_dir.iterdir() if p.name.startswith(".")]


def test_days_before_anybody_is_known(tables: TableSet) -> None:
    seeds = SeedTimes(
        train=("2020-01-01",), validation="2020-03-01", test="2020-05-01", now="2020-07-01", horizon_days=30
    )
    with pytest.raises(TaskError, match="can be asked about on these days"):
        make_examples(tables, LIVELY, seeds)


def test_ids_restrict_the_leads_only(tables: TableSet, made: Examples) -> None:
    few = make_examples(tables, LIVELY.model_copy(update={"ids": ("C1", "C2"), "each": False}), ROLLING)
    frame = few.table.frame()
    now = frame["asked_on"] == pd.Timestamp(ROLLING.now)
    assert set(frame[now]["lead"]) == {"C1", "C2"}
    assert (~now).sum() == made.table.frame()["is_lively"].notna().sum()


def test_where_looks_at_each_day_by_itself(tables: TableSet) -> None:
    where = Compare(left=count("activity", -30, 0), op=">=", value=1)
    frame = make_examples(tables, LIVELY.model_copy(update={"where": where}), ROLLING).table.frame()
    assert (frame["activity: last 30 days"] >= 1).all()


def test_everybody_is_a_lead_or_counted_with_a_reason(tables: TableSet) -> None:
    where = Compare(left=count("activity", -90, 0), op=">=", value=1)
    query = LIVELY.model_copy(update={"where": where, "ids": ("C1", "C2", "C3")})
    seeds = ROLLING.model_copy(update={"train": ("2025-03-01", "2025-04-01"), "validation": "2025-05-01"})
    seeds = seeds.model_copy(update={"test": "2025-06-01", "now": "2025-07-01"})
    found = make_examples(tables, query, seeds)
    assert accounted_for(found, tables.table("contact").table.n_rows)
    groups = {group.kind: group for group in found.not_scored}
    assert "WHERE COUNT(activity.*" in groups["filter"].reason
    assert {"filter", "not asked for"} <= set(groups)


def test_content_hash_changes_with_what_counts(tables: TableSet) -> None:
    key = examples_key(tables, LIVELY, ROLLING)
    fewer = tables.without_link("activity", "contact_id")
    assert examples_key(fewer, LIVELY, ROLLING) != key
    said = tables.model_copy(update={"notes": ("read in a hurry",)})
    assert examples_key(said, LIVELY, ROLLING) == key
    assert len(key) == len(fingerprint("x"))


def test_amounts_below_zero_count_as_nothing_and_are_counted() -> None:
    n = 40
    contact = pd.DataFrame({"contact_id": [f"c{i}" for i in range(n)], "created": pd.Timestamp("2024-01-01")})
    when = pd.to_datetime([f"2024-{month:02d}-10" for month in range(2, 13)])
    booked = contact[["contact_id"]].merge(pd.DataFrame({"at": when}), how="cross")
    number = booked["contact_id"].str[1:].astype(int)
    booked["value"] = np.where((number + booked["at"].dt.month) % 2 == 0, 50.0, -20.0)
    tables = TableSet(
        tables=(
            linked("contact", contact, primary_key="contact_id", time_column="created"),
            linked("booking", booked, time_column="at"),
        ),
        links=(link("booking", "contact_id", "contact"),),
    )
    total = asks(count("booking", 0, 31, column="value", function="SUM"))
    seeds = SeedTimes(
        train=("2024-02-01", "2024-03-01", "2024-04-01"),
        validation="2024-06-01",
        test="2024-08-01",
        now="2024-11-30",
        horizon_days=31,
    )
    made = make_examples(tables, total, seeds)
    known = made.table.frame(["anything", "amount"]).dropna()
    assert set(known["amount"]) == {0.0, 50.0}
    assert set(known.loc[known["anything"] == "no", "amount"]) == {0.0}
    n_below = int((known["anything"] == "no").sum())
    assert f"{n_below} examples have an amount below 0; they count as nothing." in made.table.notes
