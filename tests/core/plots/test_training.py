"""Learning curves and leaderboard: titles state what was found, and no more."""

from __future__ import annotations

import pandas as pd

from core.plots.training import board_figure, loss_figure, practice_figure
from core.runs.events import COLUMNS


def events(rows: list[tuple[int, float, float, float]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["epoch", "loss", "val_loss", "val_average_precision"])
    return made.assign(epochs=60, stage="fit", seconds=1.0)[list(COLUMNS)]


def board(rows: list[tuple[str, float, float, float]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["model", "value", "low", "high"])
    return made.assign(run=made["model"].str.lower(), family="graph", n=100, n_positive=12)


def test_loss_and_practice_curves_say_how_far_it_is() -> None:
    learned = events([(1, 0.61, 0.6, 0.30), (2, 0.42, 0.5, 0.47), (3, 0.32, 0.5, 0.44)])
    loss, practice = loss_figure(learned), practice_figure(learned)
    assert "fell from 0.610 to 0.320 in 3 epochs" in loss.layout.title.text
    assert [list(trace.y) for trace in loss.data] == [[0.61, 0.42, 0.32], [0.6, 0.5, 0.5]]
    assert {note.text for note in loss.layout.annotations} == {"learning", "practice"}
    assert "best 0.470 in epoch 2" in practice.layout.title.text
    assert (practice.data[1].x[0], practice.data[1].y[0]) == (2, 0.47)


def test_epochs_that_were_not_written_down_count() -> None:
    every_tenth = events([(1, 0.6, 0.6, 0.3), (10, 0.5, 0.5, 0.4), (20, 0.4, 0.5, 0.4)])
    assert "in 20 epochs" in loss_figure(every_tenth).layout.title.text


def test_curves_without_events_or_without_practice_are_empty_not_wrong() -> None:
    none = pd.DataFrame(columns=list(COLUMNS))
    assert "nothing learned yet" in loss_figure(none).layout.title.text
    assert "not sat yet" in practice_figure(none).layout.title.text
    one = events([(1, 0.6, 0.5, 0.4)]).assign(val_loss=None, val_average_precision=None)
    assert "after the first epoch" in loss_figure(one).layout.title.text
    assert not practice_figure(one).data
    rising = events([(1, 0.3, 0.5, 0.4), (2, 0.6, 0.5, 0.4)])
    assert "rose from 0.300 to 0.600" in loss_figure(rising).layout.title.text


def test_refit_epochs_are_not_mixed_into_the_curves() -> None:
    learned = events([(1, 0.6, 0.6, 0.3), (2, 0.4, 0.5, 0.4), (1, 0.9, 0.1, 0.99)])
    learned.loc[2, "stage"] = "refit"
    assert list(loss_figure(learned).data[0].y) == [0.6, 0.4]
    assert "best 0.400 in epoch 2" in practice_figure(learned).layout.title.text


def test_board_title_names_the_recommended_run_and_marks_it() -> None:
    two = board([("GAT", 0.6, 0.55, 0.65), ("LightGBM", 0.4, 0.35, 0.45)])
    chart = board_figure(two, "PR-AUC", floor=0.12, recommended="lightgbm")
    assert "Recommended: LightGBM; PR-AUC 0.40 in the final exam" in chart.layout.title.text
    assert list(chart.data[0].marker.symbol) == ["circle", "star"]
    assert chart.data[0].error_x.array[0] == 0.65 - 0.6
    assert chart.data[0].y[0] == "GAT  ·  gat"
    assert "dotted: calling at random" in chart.layout.title.text
    none = board_figure(two, "PR-AUC")
    assert "No run is recommended" in none.layout.title.text
    assert set(none.data[0].marker.symbol) == {"circle"}
    assert "ahead" not in none.layout.title.text, "intervals side by side are no paired difference"
    assert "No run" in board_figure(board([]), "PR-AUC").layout.title.text


def test_thousands_of_rounds_are_thinned_out_and_keep_their_shape() -> None:
    rounds = events([(i, 1 / i, 1 / i, i / 5000) for i in range(1, 5001)])
    for figure in (loss_figure(rounds), practice_figure(rounds)):
        assert len(figure.data[0].x) <= 400
        assert figure.data[0].x[0] == 1
        assert figure.data[0].x[-1] > 4900
    assert "in 5,000 epochs" in loss_figure(rounds).layout.title.text
    assert "best 1.000 in epoch 5,000" in practice_figure(rounds).layout.title.text
