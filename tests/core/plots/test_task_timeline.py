"""The timeline of the parts: its numbers add up, with and without a clock."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.plots.task import PART_WORDS, part_table, timeline, timeline_data
from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION, Split

N = 500
Y = (np.random.default_rng(0).random(N) < 0.3).astype(np.int8)
PART = np.repeat([TRAIN, VALIDATION, TEST, UNLABELLED], [300, 80, 100, 20]).astype(np.int8)
Y[PART == UNLABELLED] = -1
DAYS = np.sort(np.random.default_rng(1).integers(19_000, 19_400, N)).astype(np.float64)


def split(kind: str) -> Split:
    time = {"random": None, "order": np.arange(N, dtype=np.float64), "time": DAYS}[kind]
    return Split(part=PART, time=time, y=Y)


def part_rows(part: int) -> np.ndarray:
    return np.flatnonzero(part == PART)


def test_the_table_says_size_and_time_of_each_part() -> None:
    table = part_table(split("time"), "time").set_index("part")
    assert table["clients"].tolist() == [300, 80, 100, 20]
    assert table.loc["learning", "share of yes"] == pytest.approx(100 * Y[part_rows(TRAIN)].mean())
    first = pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(DAYS[part_rows(TEST)].min()))
    assert table.loc["final exam", "from"] == first
    rows = part_table(split("order"), "order").set_index("part")
    assert (rows.loc["practice exam", "from row"], rows.loc["practice exam", "to row"]) == (301, 380)


@pytest.mark.parametrize("kind", ["random", "order", "time"])
def test_the_numbers_add_up(kind: str) -> None:
    data = timeline_data(split(kind))
    for part, words in PART_WORDS.items():
        mine = data[data["part"] == words]
        assert mine["clients"].sum() == (part == PART).sum()
        assert mine["yes"].sum() == ((part == PART) & (Y == 1)).sum()
    assert data.loc[data["part"] == "no answer yet", "share_yes"].isna().all()


@pytest.mark.parametrize("kind", ["random", "order", "time"])
def test_the_figure_draws_every_client_once(kind: str) -> None:
    figure, data = timeline(split(kind), kind, "y = <b>yes")
    assert sum(sum(bar.y) for bar in figure.data) == N == data["clients"].sum()
    assert "<b>yes" not in figure.layout.title.text and "&lt;b&gt;yes" in figure.layout.title.text
    labels = " ".join(annotation.text for annotation in figure.layout.annotations)
    assert "final exam" in labels
    assert f"{100 * Y[part_rows(TRAIN)].mean():.0f} % yes" in labels


def test_rows_without_an_answer_among_the_others_are_named_below_the_title() -> None:
    times = np.arange(N, dtype=float)  # the last third has no answer, and lies where the final exam lies
    part = np.where(times < 0.4 * N, TRAIN, np.where(times < 0.6 * N, VALIDATION, TEST))
    part[(times > 0.6 * N) & (times % 2 == 0)] = UNLABELLED
    among = Split(part=part, time=times, y=np.where(part == UNLABELLED, -1, Y))
    figure, _ = timeline(among, "time", "y = yes")
    assert not any("no answer" in annotation.text for annotation in figure.layout.annotations)
    assert "grey: no answer yet" in figure.layout.title.text


def test_dates_and_rows_are_those_of_the_clients() -> None:
    _, data = timeline(split("time"), "time", "y = yes")
    assert data["start"].min() == pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(DAYS.min()))
    _, data = timeline(split("order"), "order", "y = yes")
    assert data["start"].min() == 1 and data["end"].max() == N


def test_one_single_day_is_drawn() -> None:
    one_day = Split(part=PART, time=np.full(N, 19_000.0), y=Y)
    figure, data = timeline(one_day, "time", "y = yes")
    assert data["clients"].sum() == N and len(figure.data) == 8


def test_rows_without_a_date_are_not_drawn_as_the_newest_but_counted() -> None:
    y, time, undated = Y.copy(), DAYS.copy(), np.zeros(N, dtype=bool)
    undated[-30:] = True  # ten of them have an answer
    time[undated] = DAYS.max() + 1
    part = PART.copy()
    part[undated] = UNLABELLED
    given = Split(part=part, time=time, y=y, n_undated=10, undated=undated)
    figure, data = timeline(given, "time", "y = yes")
    assert data["clients"].sum() == N - 30
    assert data["end"].max() <= pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(DAYS[:-30].max()) + 1e-3)
    assert "30 clients without a date are not drawn" in figure.layout.title.text
    table = part_table(given, "time").set_index("part")
    assert table.loc["no answer yet", "clients"] == (y < 0).sum()
    assert table.loc["an answer, but no date", "clients"] == 10
    assert table["clients"].sum() == N
    assert pd.isna(table.loc["no answer yet", "to"])
