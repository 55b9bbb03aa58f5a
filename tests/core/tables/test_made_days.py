"""Days that spreadsheets count beside dates in words, and counts that a person calls dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.correction import correct_roles
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.reading_proposals import accepted
from core.tables.recoded import recoded
from core.tables.table import Role, Table

SERIAL_DAYS = pd.date_range("2023-01-02", periods=120, freq="2D")


def serial(day: pd.Timestamp) -> str:
    """The day as a spreadsheet counts it."""
    return str((day - pd.Timestamp("1899-12-30")).days)


def half_damaged(folder: Path, cells: list[str]) -> Table:
    rows = pd.DataFrame({"closed": cells, "visits": [i % 7 for i in range(len(cells))]})
    rows.to_csv(folder / "t.csv", index=False)
    return read_table(folder / "t.csv")


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"])
def test_days_of_spreadsheets_among_dates_are_read_and_said(tmp_path: Path, form: str) -> None:
    cells = [serial(day) if i % 5 == 0 else day.strftime(form) for i, day in enumerate(SERIAL_DAYS)]
    table = half_damaged(tmp_path, cells)
    assert table.frame(["closed"])["closed"].tolist() == SERIAL_DAYS.tolist()
    assert any("24 cells are numbers, the days that spreadsheets count" in note for note in table.notes)


def test_half_and_more_days_of_spreadsheets_are_proposed_and_none_is_lost(tmp_path: Path) -> None:
    cells = [f"{day:%d/%m/%Y}" if i % 4 == 0 else serial(day) for i, day in enumerate(SERIAL_DAYS)]
    table = half_damaged(tmp_path, cells)
    (proposal,) = [one for one in find_proposals(table) if one.column == "closed"]
    assert (
        proposal.recommended
        and proposal.count == len(cells)
        and "90 of them as the days" in proposal.sentence
    )
    changed = recoded(table, accepted([proposal]))
    assert changed.frame(["closed"])["closed"].tolist() == SERIAL_DAYS.tolist()


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y"])
def test_days_that_a_spreadsheet_made_with_day_and_month_turned_are_turned_back(
    tmp_path: Path, form: str
) -> None:
    wanted = pd.date_range("2023-01-01", periods=200).tolist()
    cells = [
        day.strftime(form) if day.day > 12 else serial(pd.Timestamp(day.year, day.day, day.month))
        for day in wanted
    ]
    table = half_damaged(tmp_path, cells)
    assert table.frame(["closed"])["closed"].tolist() == wanted
    assert any("turned back" in note for note in table.notes)


def test_turned_days_can_be_turned_again(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-01", periods=200).tolist()
    as_counted = [day if day.day > 12 else pd.Timestamp(day.year, day.day, day.month) for day in days]
    cells = [f"{day:%d/%m/%Y}" if day.day > 12 else serial(day) for day in as_counted]
    table = half_damaged(tmp_path, cells)
    (choice,) = [one for one in find_proposals(table) if one.column == "closed"]
    assert not choice.recommended and f"{sum(day.day <= 12 for day in as_counted)} cells" in choice.sentence
    changed = recoded(table, accepted([choice], [choice.option]))
    assert changed.frame(["closed"])["closed"].tolist() == as_counted


def test_firsts_of_months_beside_other_days_are_not_turned(tmp_path: Path) -> None:
    days = [pd.Timestamp(2023, 1 + i % 12, 15 + 2 * (i % 5) if i % 2 else 1) for i in range(200)]
    cells = [serial(day) if day.day == 1 else f"{day:%d/%m/%Y}" for day in days]
    table = half_damaged(tmp_path, cells)
    assert table.frame(["closed"])["closed"].tolist() == days
    (choice,) = [one for one in find_proposals(table) if one.column == "closed"]  # the other order is offered
    assert not choice.recommended
    turned = recoded(table, accepted([choice], [choice.option])).frame(["closed"])["closed"]
    assert turned[2] == pd.Timestamp(2023, 1, 3) and turned[1] == days[1]


def test_one_day_of_a_spreadsheet_is_said_as_one(tmp_path: Path) -> None:
    cells = [f"{day:%d/%m/%Y}" if i else serial(day) for i, day in enumerate(SERIAL_DAYS)]
    assert any("1 cell is a number, a day that" in note for note in half_damaged(tmp_path, cells).notes)


def test_numbers_of_other_years_beside_dates_are_no_days(tmp_path: Path) -> None:
    cells = ["23456" if i % 40 == 0 else f"{day:%d/%m/%Y}" for i, day in enumerate(SERIAL_DAYS)]
    table = half_damaged(tmp_path, cells)
    assert table.column("closed").n_missing == 3 and any("'23456' (3)" in note for note in table.notes)


@pytest.mark.parametrize(("unit", "size"), [("days", None), ("seconds", 1), ("milliseconds", 1_000)])
def test_counts_that_a_person_calls_dates_are_read_as_what_they_count(
    tmp_path: Path, unit: str, size: int | None
) -> None:
    seconds = (SERIAL_DAYS - pd.Timestamp(0)) // pd.Timedelta(seconds=1)
    cells = [serial(day) for day in SERIAL_DAYS] if size is None else [str(one * size) for one in seconds]
    table = half_damaged(tmp_path, cells)
    assert table.column("closed").role is Role.NUMBER
    changed = correct_roles(table, {"closed": Role.DATE})
    assert changed.frame(["closed"])["closed"].tolist() == SERIAL_DAYS.tolist(), unit
    back = correct_roles(changed, {"closed": Role.NUMBER})
    assert back.frame(["closed"])["closed"].tolist() == [float(cell) for cell in cells]
