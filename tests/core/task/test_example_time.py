"""The rule of time over random tables: later rows change no bit of a feature, answers see their window only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.tables.expressions import opened
from core.task.asked import ENTITY, asked_on
from core.task.examples import make_examples
from core.task.labels_as_of import ANSWER, with_answers
from tests.core.task.crm_tables import ROLLING, asks, count, crm, is_value, random_frames

TIMES = {"contact": "created_on", "activity": "happened_on", "opportunity": "opened_on"}
QUERY = asks(count("activity", 0, 30, function="EXISTS"))


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.task.labels.MIN_PER_CLASS", 1)


def changed_after(
    frames: dict[str, pd.DataFrame], moment: pd.Timestamp, how: str, seed: int
) -> dict[str, pd.DataFrame]:
    """The tables with every row after a moment deleted, or changed, or with more such rows."""
    rng = np.random.default_rng(seed)
    found = {name: frame.copy() for name, frame in frames.items()}
    for name, column in TIMES.items():
        frame = found[name]
        later = (frame[column] > moment).to_numpy()
        if how == "delete":
            frame = frame[~later]
        elif how == "change":
            for other in frame.columns.difference([frame.columns[0], column, "closed_on"]):
                mixed = frame[other].to_numpy(copy=True)
                mixed[later] = rng.permutation(mixed[later])
                frame[other] = mixed
            moved = moment + pd.to_timedelta(rng.integers(1, 90 * 86_400, int(later.sum())), unit="s")
            frame.loc[later, column] = moved.astype("datetime64[us]")
        else:
            more = frame[later].copy()
            more[more.columns[0]] = (
                more[more.columns[0]] + 1_000_000 if name == "activity" else "new" + more[more.columns[0]]
            )
            frame = pd.concat([frame, more, more.sample(frac=0.5, random_state=seed)])
        found[name] = frame.sample(frac=1.0, random_state=seed).reset_index(drop=True)
    deals = found["opportunity"]
    open_then = (deals["closed_on"] > moment).to_numpy()
    if how == "delete":
        deals.loc[open_then, ["stage", "value"]] = None
        deals.loc[open_then, "closed_on"] = pd.NaT
    else:
        deals.loc[open_then, "value"] = rng.exponential(5, int(open_then.sum()))
        deals.loc[open_then, "stage"] = "Lost"
        deals.loc[open_then, "closed_on"] = moment + pd.Timedelta(days=1)
    return found


def features(frames: dict[str, pd.DataFrame], until: pd.Timestamp) -> pd.DataFrame:
    """What is known of everybody asked up to a day."""
    made = make_examples(crm(frames), QUERY, ROLLING, most_columns=200)
    frame = made.table.frame().drop(columns=[made.task.target])
    return frame[frame["asked_on"] <= until].reset_index(drop=True)


@pytest.mark.parametrize("how", ["delete", "change", "add"])
@pytest.mark.parametrize(("seed", "day"), [(21, "2025-08-01"), (22, "2025-05-10")])
def test_later_rows_change_no_bit_of_what_was_known(how: str, seed: int, day: str) -> None:
    frames = random_frames(seed, n_contacts=60, n_activities=500)
    moment = pd.Timestamp(day)
    before = features(frames, moment)
    after = features(changed_after(frames, moment, how, seed), moment)
    assert len(before) > 20
    if moment >= pd.Timestamp(ROLLING.train[-1]):
        assert list(before.columns) == list(after.columns)
    common = before.columns.intersection(after.columns)  # which levels are usual is seen on learning rows
    assert len(common) > 40
    pd.testing.assert_frame_equal(before[common], after[common], check_exact=True)


@pytest.mark.parametrize("seed", [23, 24])
def test_answers_depend_on_their_window_only(seed: int) -> None:
    frames = random_frames(seed, n_contacts=60, n_activities=500)
    day, end = pd.Timestamp("2025-06-15"), pd.Timestamp("2025-07-15")
    won = count("opportunity", 0, 30, where=is_value("opportunity", "stage", "Won"))
    inside = {name: frame.copy() for name, frame in frames.items()}
    times = inside["activity"]["happened_on"]
    inside["activity"] = inside["activity"][(times > day) & (times <= end)]
    closed = inside["opportunity"]["closed_on"]
    inside["opportunity"] = inside["opportunity"][(closed > day) & (closed <= end)]
    for query in (
        asks(count("activity", 0, 30), op=">", value=1),
        asks(count("activity", 0, 30, column="minutes", function="SUM"), op=">", value=9.5),
        asks(won, op=">", value=0),
    ):
        found = []
        for rows in (frames, inside):
            with opened(crm(rows)) as source:
                answered = with_answers(asked_on(source, "contact", "2025-06-15"), query, ROLLING).rows
                frame = answered.select(ENTITY, ANSWER).execute().sort_values(ENTITY)
                found.append(dict(zip(frame[ENTITY], frame[ANSWER], strict=True)))
        assert found[0] == found[1]
        assert len(set(found[0].values())) == 2
