"""Which date says when a row became known, what came later, and times in several zones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.tables.bundle import read_bundle
from core.tables.link_proposals import propose_links
from core.tables.marking import without_late_time
from core.tables.reading import read_table
from core.tables.table import Role
from core.tables.table_set import LinkedTable, TableSet
from core.tables.time_names import meaning, says_late
from core.tables.time_proposals import with_late_time, with_written_dates
from core.task.query.check import resolve
from core.task.target_truth import is_undated
from tests.core.tables.linked_files import small_table

N = 60
DAYS = pd.date_range("2024-01-01", periods=N, freq="D")


def proposed(folder: Path, columns: dict[str, Any]) -> LinkedTable:
    pd.DataFrame({"row_id": range(N), **columns}).to_csv(folder / "thing.csv", index=False)
    return propose_links(read_bundle([folder / "thing.csv"]).tables).tables[0]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("created_on", "start"),
        ("CreatedDate", "start"),
        ("first_contact_date", "start"),
        ("customer_since", "start"),
        ("date", "day"),
        ("ActivityDate", "day"),
        ("close_date", "end"),
        ("won_date", "end"),
        ("Became a Customer Date", "end"),
        ("last_modified", "changed"),
        ("birth_date", "never"),
        ("due_date", "never"),
        ("expected_close_date", "never"),
        ("xyz", "other"),
    ],
)
def test_names_of_dates(name: str, kind: str) -> None:
    assert meaning(name) == kind


def test_names_of_late_columns() -> None:
    assert all(says_late(name) for name in ("StageName", "close_value", "IsWon", "lost_reason", "Amount"))
    assert not any(says_late(name) for name in ("topic", "company_id", "valued", "postage"))


def test_the_day_of_writing_is_chosen_and_the_end_comes_later(tmp_path: Path) -> None:
    closed = [day if i % 3 else None for i, day in enumerate(DAYS + pd.Timedelta(days=20))]
    thing = proposed(
        tmp_path,
        {
            "birth_date": DAYS - pd.Timedelta(days=9_999),
            "updated_at": DAYS + pd.Timedelta(days=40),
            "created_on": DAYS,
            "stage": ["won", "lost", "open"] * 20,
            "topic": ["x", "y"] * 30,
            "closed_on": closed,
            "winner": ["A" if i % 3 else None for i in range(N)],  # filled exactly where closed_on is
            "half": ["A" if i % 2 else None for i in range(N)],
        },
    )
    assert thing.time_column == "created_on" and thing.time_confidence == pytest.approx(0.95)
    assert thing.late_time == "closed_on"
    assert set(thing.late_columns) == {"updated_at", "stage", "closed_on", "winner"}
    assert "created_on" in thing.time_why and "stage" in thing.time_why


def test_an_end_alone_is_the_time_of_the_row(tmp_path: Path) -> None:
    thing = proposed(tmp_path, {"won_date": DAYS, "value": range(N)})
    assert (thing.time_column, thing.late_time, thing.late_columns) == ("won_date", None, ())


def test_an_end_on_the_same_day_or_before_the_beginning_is_not_later(tmp_path: Path) -> None:
    same = proposed(tmp_path, {"started": DAYS, "ended": DAYS + pd.Timedelta(hours=1)})
    assert (same.time_column, same.late_time) == ("started", None)
    before = proposed(tmp_path, {"started": DAYS, "ended": DAYS - pd.Timedelta(days=9)})
    assert (before.time_column, before.late_time) == ("started", None)


def test_plans_and_birthdays_tell_nothing(tmp_path: Path) -> None:
    thing = proposed(tmp_path, {"due_date": DAYS, "birthday": DAYS - pd.Timedelta(days=9_999)})
    assert thing.time_column is None and "due_date" in thing.time_why


def test_a_table_without_dates_is_known_always(tmp_path: Path) -> None:
    thing = proposed(tmp_path, {"x": range(N)})
    assert thing.time_column is None and "known always" in thing.time_why


def test_short_days_become_dates(tmp_path: Path) -> None:
    days = [day.strftime("%y%m%d") for day in pd.date_range("1993-01-01", periods=N, freq="9D")]
    table = small_table(
        tmp_path,
        "loan",
        {
            "loan_id": list(range(N)),
            "date": days,
            "issued": [f"{day} 00:00:00" for day in days],
            "amount": [int(day) for day in days],  # not called after a day: stays a number
            "order_date": [100_000 + 97 * i for i in range(N)],  # no days
        },
    )
    changed = with_written_dates(table)
    roles = {column.name: column.role for column in changed.columns}
    assert roles["date"] is roles["issued"] is Role.DATE
    assert roles["amount"] is roles["order_date"] is Role.NUMBER
    frame = changed.frame()
    assert frame["date"].tolist() == frame["issued"].tolist()
    assert frame["date"].tolist() == list(pd.date_range("1993-01-01", periods=N, freq="9D"))


def test_what_was_said_stays(tmp_path: Path) -> None:
    thing = proposed(tmp_path, {"created": DAYS, "day": DAYS + pd.Timedelta(days=1)})
    said = thing.model_copy(update={"time_column": "day", "time_why": "Said."})
    assert propose_links(TableSet(tables=(said,))).tables[0] == said


def test_times_in_several_zones_become_utc(tmp_path: Path) -> None:
    written = [
        "2024-03-01 10:00:00+02:00",
        "2024-03-01T10:00:00Z",
        "2024-03-01 10:00:00",
        "2024-03-01 10:00-0530",
    ]
    moments = ["2024-03-01 08:00", "2024-03-01 10:00", "2024-03-01 10:00", "2024-03-01 15:30"]
    table = small_table(tmp_path, "call", {"called_at": written * 10, "n": list(range(40))})
    assert table.frame()["called_at"].tolist() == [pd.Timestamp(moment) for moment in moments] * 10
    (note,) = [note for note in table.notes if "time zones" in note]
    assert "+02:00 in 10 rows" in note and "none in 10 rows" in note


def test_times_in_one_zone_stay_as_written(tmp_path: Path) -> None:
    for place, zone in enumerate(("+02:00", "Z", "")):
        frame = pd.DataFrame(
            {"called_at": [f"2024-03-{d:02d}T10:00:00{zone}" for d in range(1, 29)], "n": range(28)}
        )
        frame.to_csv(tmp_path / f"call{place}.csv", index=False)
        table = read_table(tmp_path / f"call{place}.csv")
        assert table.frame()["called_at"][0] == pd.Timestamp("2024-03-01 10:00")
        assert not [note for note in table.notes if "time zones" in note]


def test_a_date_chosen_for_what_came_after_the_outcome_dates_the_answer(tmp_path: Path) -> None:
    """The page advises to choose such a date where a stage has none: the stage must then be known from it on."""
    stages = {"stage": ["Won", "Lost"] * (N // 2), "opened": DAYS, "checked": DAYS + pd.Timedelta(days=3)}
    linked = proposed(tmp_path, stages)
    assert (linked.late_time, linked.outcome_columns) == (None, ("stage",))
    tables = TableSet(tables=(linked,))
    dated = with_late_time(tables, linked, "checked")
    assert "stage" in dated.late_columns and dated.outcome_columns == ()
    query = resolve("PREDICT thing.stage = 'Won' FOR EACH thing", tables)
    assert is_undated(tables, query) and not is_undated(tables.with_table(dated), query)
    other = with_late_time(tables.with_table(dated), without_late_time(dated), "checked")
    assert (other.late_columns, other.outcome_columns) == (dated.late_columns, ())


def test_an_end_that_is_mostly_on_the_day_of_the_beginning_is_late_where_some_come_later(
    tmp_path: Path,
) -> None:
    days = DAYS + pd.to_timedelta([0 if i % 3 else 30 for i in range(N)], unit="D")
    thing = proposed(
        tmp_path, {"Erstellt am": DAYS, "Phase": ["offen", "gewonnen"] * 30, "Geschlossen am": days}
    )
    assert (thing.time_column, thing.late_time) == ("Erstellt am", "Geschlossen am")
    assert set(thing.late_columns) == {"Geschlossen am", "Phase"}


def test_a_last_change_and_the_end_of_a_deal_without_a_place_in_time_are_no_inputs(tmp_path: Path) -> None:
    before = DAYS - pd.Timedelta(days=9)  # out of order, so that it cannot say when the rest was filled in
    data = {"created": DAYS, "updated_at": DAYS + pd.Timedelta(days=4), "closed_on": before}
    assert proposed(tmp_path, data).outcome_columns == ("updated_at",)
    staged = proposed(tmp_path, data | {"stage": ["won", "open"] * 30})
    assert staged.outcome_columns == ("updated_at", "closed_on", "stage") and staged.late_time is None
