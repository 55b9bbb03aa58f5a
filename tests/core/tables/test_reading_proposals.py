"""Proposals on values: counts of days and seconds, text with some dates, months, and the other order; none too many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import TableError
from core.tables.correction import correct_roles
from core.tables.proposal_search import find_proposals
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.reading_proposals import Proposal, accepted, in_words
from core.tables.recoded import recoded, restored
from core.tables.table import Role, Table

DAYS = pd.date_range("2023-01-02", periods=60)
EXCEL = (DAYS - pd.Timestamp("1899-12-30")).days  # as openpyxl.utils.datetime.to_excel
SECONDS = (DAYS - pd.Timestamp(0)) // pd.Timedelta(seconds=1)


def table_of(folder: Path, columns: dict[str, object], name: str = "leads.csv") -> Table:
    """A table with an id and an answer beside the columns."""
    rows = pd.DataFrame(
        {
            "lead_id": [f"L{i}" for i in range(60)],
            **columns,
            "won": ["yes" if i % 3 else "no" for i in range(60)],
        }
    )
    if name.endswith(".parquet"):
        rows.to_parquet(folder / name)
    else:
        rows.to_csv(folder / name, index=False)
    return read_table(folder / name)


def proposals_of(table: Table) -> dict[str, Proposal]:
    return {one.option: one for one in find_proposals(table)}


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        ("contact_date", EXCEL, "excel serial"),
        ("Created On", EXCEL + 0.5, "excel serial"),
        ("closed", EXCEL, "excel serial"),
        ("created_at", SECONDS, "epoch"),
        ("LastLogin", SECONDS * 1_000, "epoch"),
        ("event_ts", SECONDS * 1_000_000, "epoch"),
        ("timestamp", SECONDS * 1_000_000_000, "epoch"),
        ("booking_date", DAYS.strftime("%y%m%d").astype(int), "dates"),
    ],
)
def test_counts_are_proposed_and_give_the_days_they_stand_for(
    tmp_path: Path, column: str, values: pd.Index, kind: str
) -> None:
    table = table_of(tmp_path, {column: values})
    proposal = proposals_of(table)[column]
    assert proposal.kind == kind
    assert proposal.count == 60
    assert proposal.recommended
    dates = recoded(table, accepted([proposal])).frame([column])[column]
    half = pd.Timedelta(hours=12 if column == "Created On" else 0)
    assert dates.tolist() == (DAYS + half).tolist()


def test_the_count_from_1904_is_a_choice_and_not_the_usual_one(tmp_path: Path) -> None:
    old = (DAYS - pd.Timestamp("1904-01-01")).days
    table = table_of(tmp_path, {"contact_date": old})
    found = find_proposals(table)
    assert [one.option for one in found] == ["contact_date", "contact_date=excel serial 1904"]
    changed = recoded(table, accepted(found, ["contact_date=excel serial 1904"]))
    assert changed.frame(["contact_date"])["contact_date"].tolist() == DAYS.tolist()
    usual = recoded(table, accepted(found)).frame(["contact_date"])["contact_date"]
    assert usual[0] == DAYS[0] - pd.Timedelta(days=1462)


def test_whole_numbers_that_are_no_dates_are_left_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    table = table_of(
        tmp_path,
        {
            "zip": rng.integers(20_000, 60_000, 60),
            "last_order_amount": rng.integers(20_000, 60_000, 60),
            "salary": rng.integers(20_000, 60_000, 60),
            "account_id": rng.integers(1_600_000_000, 1_700_000_000, 60),
            "year": rng.integers(1990, 2024, 60),
            "days_since_contact": rng.integers(20_000, 40_000, 60),
            "policy": [f"{1000 + i}-{1 + i % 12:02d}" for i in range(60)],
            "version": [f"{i % 3}.{i % 40}.{i}" for i in range(60)],
            "code": rng.integers(100_000, 999_999, 60),
        },
    )
    assert not find_proposals(table)


def test_amounts_in_the_range_of_days_are_dates_for_nobody_who_accepts_all(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    names = (
        "last_mileage",
        "Last investment",
        "ultimo sueldo",
        "Последняя сумма",
        "mobile_data",
        "Payments received",
    )
    amounts: dict[str, object] = {name: rng.integers(20_000, 45_000, 60) for name in names}
    amounts["closed"] = rng.integers(20_000, 57_000, 60)  # until 2056
    amounts["booked"] = 100 * rng.integers(200, 450, 60)
    amounts["last_funding"] = rng.integers(700_000_000, 1_500_000_000, 60)
    found = find_proposals(table_of(tmp_path, amounts))
    assert [one.column for one in found if one.recommended] == []
    assert "closed" in {one.column for one in found}  # still offered


def test_text_with_some_dates_is_proposed_with_what_would_be_missing(tmp_path: Path) -> None:
    cells = [
        ("ask", "soon", "later")[i // 8 % 3] if i % 8 == 0 else f"{day:%d/%m/%Y}"
        for i, day in enumerate(DAYS)
    ]
    table = table_of(tmp_path, {"contact_date": cells})
    assert table.column("contact_date").role is not Role.DATE
    proposal = next(one for one in find_proposals(table) if one.kind == "dates")
    assert "52 of 60 filled cells are dates" in proposal.sentence
    assert "'ask' (3)" in proposal.sentence
    accepted_dates = recoded(table, accepted([proposal])).frame(["contact_date"])["contact_date"]
    by_hand = correct_roles(table, {"contact_date": Role.DATE})
    for dates in (accepted_dates, by_hand.frame(["contact_date"])["contact_date"]):
        assert dates.isna().tolist() == [not cell[0].isdigit() for cell in cells]
        assert dates.dropna().tolist() == [day for i, day in enumerate(DAYS) if i % 8]
    assert any("8 cells" in note and "'ask'" in note for note in by_hand.notes)
    assert by_hand.column("contact_date").n_unreadable == 8
    assert by_hand.head(5)["contact_date"].tolist()[1] == DAYS[1]
    back = correct_roles(by_hand, {"contact_date": Role.TEXT})
    assert back.frame(["contact_date"])["contact_date"].tolist() == cells


def test_months_and_quarters_are_proposed(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        {
            "month": [f"{day:%Y-%m}" for day in DAYS],
            "closing": [f"Q{day.quarter} {day.year}" for day in DAYS],
        },
    )
    found = proposals_of(table)
    assert {one.kind for one in found.values()} == {"period"}
    changed = recoded(table, accepted(list(found.values())))
    assert changed.frame(["closing"])["closing"].tolist() == [
        pd.Timestamp(2023, 3 * d.quarter - 2, 1) for d in DAYS
    ]


def test_the_other_order_of_day_and_month_is_offered_for_one_column(tmp_path: Path) -> None:
    days = [pd.Timestamp(2023, 1 + i % 12, 1 + i % 11) for i in range(60)]
    table = table_of(
        tmp_path, {"seen": [f"{day:%m/%d/%Y}" for day in days], "met": [f"{day:%d/%m/%Y}" for day in days]}
    )
    found = find_proposals(table)
    assert [one.option for one in found] == ["seen=month first", "met=month first"]
    assert not accepted(found).columns  # nothing speaks for it, so "all" leaves it
    changed = recoded(table, accepted(found, ["seen=month first"]))
    assert changed.frame(["seen"])["seen"].tolist() == days
    assert changed.frame(["met"])["met"].tolist() == days
    assert in_words(changed.recoding.columns[0]) == "seen: read as dates, month first."  # type: ignore[union-attr]
    assert restored(changed).frame(["seen"])["seen"].tolist() != days


def test_parquet_and_csv_are_proposed_alike(tmp_path: Path) -> None:
    columns: dict[str, object] = {
        "contact_date": EXCEL,
        "city": ["Select" if i % 4 == 0 else "Bern" if i % 2 else "Basel" for i in range(60)],
    }
    found = [proposals_of(table_of(tmp_path, columns, name)) for name in ("a.csv", "a.parquet")]
    assert found[0] == found[1]
    assert [one.kind for one in found[0].values() if one.recommended] == ["excel serial", "hidden missing"]


def test_an_option_that_names_no_proposal_says_which_there_are(tmp_path: Path) -> None:
    table = table_of(tmp_path, {"contact_date": EXCEL})
    with pytest.raises(TableError, match="Nothing is proposed for city"):
        accepted(find_proposals(table), ["city"])


def test_words_beside_dates_are_proposed_once_and_what_was_chosen_is_no_fault(tmp_path: Path) -> None:
    seen = [*DAYS[:40].strftime("%Y-%m-%d"), *["ask", "soon", "later", "May?"] * 5]
    table = table_of(tmp_path, {"last_visit": seen})
    proposals = [one for one in find_proposals(table) if one.column == "last_visit"]
    assert [one.kind for one in proposals] == ["dates"]
    changed = recoded(table, accepted(proposals))
    assert changed.column("last_visit").n_unreadable == 20
    findings = [one for one in quality_report(changed).findings if one.column == "last_visit"]
    assert {(one.kind, one.severity) for one in findings if one.count == 20} >= {("read as you said", "info")}
    assert "unreadable" not in {one.kind for one in findings}
    assert find_proposals(changed) == ()
