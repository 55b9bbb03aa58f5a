"""Filters and search against plain Python, row by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import LeadError
from core.leads.filters import MISSING, ColumnFilter, choices, filter_kind, keep, matching
from core.leads.ranking import ranked_leads
from core.tables.table import Column, Role
from tests.ranked_run import client_frame, client_scores


def column(name: str, role: Role, n_distinct: int = 10) -> Column:
    return Column(name=name, role=role, guessed_role=role, n_distinct=n_distinct)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    made = client_frame(500)
    made.loc[[3, 8], "job"] = None
    made["balance"] = made["balance"].where(made.index != 5)
    made.loc[6, "contacted"] = pd.NaT
    return made


def test_values(frame: pd.DataFrame) -> None:
    mask = keep(frame, (ColumnFilter(column="job", values=("student", MISSING)),))
    assert mask.tolist() == [pd.isna(job) or job == "student" for job in frame["job"]]


def test_numbers_include_their_bounds_and_no_missing_ones(frame: pd.DataFrame) -> None:
    edge = float(frame["balance"].iloc[10])
    mask = keep(frame, (ColumnFilter(column="balance", low=edge, high=edge + 500),))
    assert mask.tolist() == [bool(edge <= value <= edge + 500) for value in frame["balance"]]
    assert mask[10] and mask.sum() > 1 and not mask[5]


def test_dates_include_the_whole_last_day(frame: pd.DataFrame) -> None:
    moments = frame.assign(contacted=frame["contacted"] + pd.Timedelta(hours=13))
    mask = keep(moments, (ColumnFilter(column="contacted", low="2026-02-01", high="2026-02-10"),))
    first, after = pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-11")
    assert mask.tolist() == [bool(first <= moment < after) for moment in moments["contacted"]]
    assert mask.any()


def test_time_zones() -> None:
    moments = pd.DataFrame({"at": pd.to_datetime(["2026-02-01T23:30", "2026-02-02T00:30"], utc=True)})
    assert keep(moments, (ColumnFilter(column="at", high="2026-02-01"),)).tolist() == [True, False]


def test_all_conditions_together_and_none(frame: pd.DataFrame) -> None:
    both = keep(frame, (ColumnFilter(column="job", values=("student",)), ColumnFilter(column="age", low=50)))
    expected = [job == "student" and age >= 50 for job, age in zip(frame["job"], frame["age"], strict=True)]
    assert both.tolist() == expected
    assert keep(frame, ()).all()
    assert keep(frame, (ColumnFilter(column="job"),)).all()
    assert not ColumnFilter(column="job").is_set


def test_contains(frame: pd.DataFrame) -> None:
    mask = keep(frame, (ColumnFilter(column="name", contains="<SCRIPT>"),))
    assert np.flatnonzero(mask).tolist() == [0]
    numbers = keep(frame, (ColumnFilter(column="age", contains="3"),))
    assert numbers.tolist() == ["3" in str(age) for age in frame["age"]]


@pytest.mark.parametrize(
    ("text", "rows"), [("=hyperlink(", [1]), ('"bob"', [2]), ("עולם", [3]), ("C000004", [4])]
)
def test_search_takes_text_as_it_stands(frame: pd.DataFrame, text: str, rows: list[int]) -> None:
    leads = ranked_leads(client_scores(frame), "all")
    places = matching(leads, frame, (), text, ("name",))
    assert leads["row"].to_numpy()[places].tolist() == rows


def test_search_knows_no_wildcards(frame: pd.DataFrame) -> None:
    leads = ranked_leads(client_scores(frame), "all")
    assert len(matching(leads, frame, (), "c.0001", ("name",))) == 0
    assert len(matching(leads, frame, (), "  ", ("name",))) == len(frame)


def test_matching_keeps_the_order_of_ranks(frame: pd.DataFrame) -> None:
    leads = ranked_leads(client_scores(frame), "exam")
    places = matching(leads, frame, (ColumnFilter(column="age", high=40),))
    expected = [i for i, row in enumerate(leads["row"]) if frame["age"].iloc[row] <= 40]
    assert places.tolist() == expected
    assert 0 < len(expected) < len(leads)


def test_choices_count_every_row(frame: pd.DataFrame) -> None:
    found = choices(frame["job"])
    assert sum(found.values()) == len(frame)
    assert found[MISSING] == 2
    assert list(found)[-1] == MISSING
    assert choices(pd.Series([1.0, 2.0, 1.0])) == {"1": 2, "2": 1}
    assert choices(pd.Series([True, False, True])) == {"True": 2, "False": 1}


def test_kinds(frame: pd.DataFrame) -> None:
    assert filter_kind(column("job", Role.CATEGORY), frame["job"]) == "values"
    assert filter_kind(column("age", Role.NUMBER), frame["age"]) == "number"
    assert filter_kind(column("age", Role.CATEGORY), frame["age"]) == "values"
    assert filter_kind(column("flag", Role.NUMBER, 2), frame["age"]) == "values"
    assert filter_kind(column("contacted", Role.DATE), frame["contacted"]) == "date"
    assert filter_kind(column("name", Role.TEXT), frame["name"]) == "text"
    assert filter_kind(column("city", Role.CATEGORY, 10_000), frame["name"]) == "text"


def test_bad_filters_are_named(frame: pd.DataFrame) -> None:
    with pytest.raises(LeadError, match="no column 'shoe'"):
        keep(frame, (ColumnFilter(column="shoe", low=1),))
    with pytest.raises(LeadError, match="does not fit"):
        keep(frame, (ColumnFilter(column="contacted", low="soon"),))
    with pytest.raises(LeadError, match="does not fit"):
        keep(frame, (ColumnFilter(column="job", low=3),))
