"""How a run learned, and how runs compare: curves while they learn, and a leaderboard with intervals."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.plots.template import AMBER, GREY, INK, LIGHT_TEAL, TEAL, figure

_FAMILY_COLOURS = {"graph": TEAL, "blend": INK, "tree": AMBER, "linear": AMBER, "points": AMBER}
_ROW_PX = 34
_CURVE_PX = 260
_MAX_POINTS = 400


def loss_figure(events: pd.DataFrame) -> go.Figure:
    """Loss of the learning and of the practice clients by epoch.

    Args:
        events: From `core.runs.events.read_events`.
    """
    fitted = events[events["stage"] != "refit"]
    chart = figure(_loss_title(fitted), "epoch", "loss (lower is better)", height=_CURVE_PX)
    _line(chart, fitted, "loss", GREY, "learning")
    _line(chart, fitted, "val_loss", TEAL, "practice")
    return chart


def practice_figure(events: pd.DataFrame) -> go.Figure:
    """Average precision in the practice exam by epoch, with the best one marked.

    Args:
        events: From `core.runs.events.read_events`.
    """
    fitted = events[events["stage"] != "refit"]
    known = fitted[pd.to_numeric(fitted["val_average_precision"], errors="coerce").notna()]
    title = "Practice exam: not sat yet"
    if not known.empty:
        best = known.iloc[int(known["val_average_precision"].to_numpy(dtype=float).argmax())]
        title = f"Practice exam: best {best['val_average_precision']:.3f} in epoch {best['epoch']:,.0f}"
    chart = figure(title, "epoch", "PR-AUC (higher is better)", height=_CURVE_PX)
    _line(chart, known, "val_average_precision", TEAL, "")
    if not known.empty:
        chart.add_scatter(
            x=[best["epoch"]],
            y=[best["val_average_precision"]],
            mode="markers",
            marker={"color": AMBER, "size": 11, "symbol": "diamond"},
            hovertemplate="best so far: epoch %{x}, PR-AUC %{y:.3f}<extra></extra>",
        )
    return chart


def board_figure(
    board: pd.DataFrame, metric: str, floor: float | None = None, recommended: str | None = None
) -> go.Figure:
    """Each run's figure in the final exam with its 95 % interval, best practice exam at the top.

    Args:
        board: From `core.runs.leaderboard.board_frame`, in the order of the leaderboard.
        metric: The metric's name on screen.
        floor: What calling at random gives, as a dotted line.
        recommended: Id of the recommended run, drawn as a star.
    """
    n = f"n = {board['n'].iloc[0]:,.0f} ({board['n_positive'].iloc[0]:,.0f} yes)" if len(board) else ""
    chart = figure(
        _board_title(board, metric, recommended),
        metric,
        "",
        note=f"final exam, {n}; bars: 95 % intervals; best practice exam at the top"
        + ("" if floor is None else "; dotted: calling at random"),
        height=130 + _ROW_PX * max(len(board), 2),
    )
    labels = [f"{model}  ·  {run}" for model, run in zip(board["model"], board["run"], strict=True)]
    chart.add_scatter(
        x=board["value"],
        y=labels,
        mode="markers",
        marker={
            "size": [18 if run == recommended else 11 for run in board["run"]],
            "symbol": ["star" if run == recommended else "circle" for run in board["run"]],
            "color": [_FAMILY_COLOURS.get(family, LIGHT_TEAL) for family in board["family"]],
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": board["high"] - board["value"],
            "arrayminus": board["value"] - board["low"],
            "color": GREY,
            "thickness": 1.5,
        },
        customdata=board[["low", "high"]].to_numpy(),
        hovertemplate="%{y}<br>%{x:.3f} (%{customdata[0]:.3f}–%{customdata[1]:.3f})<extra></extra>",
    )
    chart.update_yaxes(autorange="reversed")
    if floor is not None:
        chart.add_vline(x=floor, line={"color": GREY, "dash": "dot", "width": 1})
    return chart


def _line(chart: go.Figure, events: pd.DataFrame, column: str, colour: str, label: str) -> None:
    known = events[pd.to_numeric(events[column], errors="coerce").notna()]
    if known.empty:
        return
    last = known.iloc[-1]
    if len(known) > _MAX_POINTS:  # boosted trees report thousands of rounds; the eye sees no difference
        known = known.iloc[:: -(-len(known) // _MAX_POINTS)]
    chart.add_scatter(
        x=known["epoch"],
        y=known[column],
        mode="lines",
        line={"color": colour, "width": 2},
        hovertemplate=f"epoch %{{x}}: %{{y:.3f}}<extra>{label}</extra>",
    )
    if label:
        chart.add_annotation(
            x=last["epoch"],
            y=last[column],
            text=label,
            showarrow=False,
            xanchor="left",
            xshift=6,
            font={"size": 12},
        )
        chart.update_layout(margin={"r": 64})


def _loss_title(events: pd.DataFrame) -> str:
    known = pd.to_numeric(events["loss"], errors="coerce").dropna()
    if known.empty:
        return "Loss: nothing learned yet"
    if len(known) == 1:
        return f"Loss {known.iloc[0]:.3f} after the first epoch"
    word = "fell" if known.iloc[-1] < known.iloc[0] else "rose"
    last = float(events.loc[known.index, "epoch"].iloc[-1])  # not every epoch is written down
    return f"Loss {word} from {known.iloc[0]:.3f} to {known.iloc[-1]:.3f} in {last:,.0f} epochs"


def _board_title(board: pd.DataFrame, metric: str, recommended: str | None) -> str:
    """Names the recommended run; who is ahead in the final exam is for paired differences to say."""
    if board.empty:
        return "No run has sat the final exam yet"
    chosen = board[board["run"] == recommended]
    if chosen.empty:
        return "No run is recommended"
    one = chosen.iloc[0]
    return f"★ Recommended: {one['model']}; {metric} {one['value']:.2f} in the final exam"
