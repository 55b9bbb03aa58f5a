"""The parts of a task drawn on a timeline: how many clients or examples, and how many of them are a yes."""

from __future__ import annotations

import html
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.template import AMBER, GREY, OKABE_ITO, TEAL, figure
from core.task.splits import PART_NAMES, TEST, TRAIN, UNLABELLED, VALIDATION, Split

PART_WORDS = {
    TRAIN: "learning",
    VALIDATION: "practice exam",
    TEST: "final exam",
    UNLABELLED: "no answer yet",
}
UNDATED_WORDS = "an answer, but no date"
PART_COLOURS = {TRAIN: TEAL, VALIDATION: AMBER, TEST: OKABE_ITO[0], UNLABELLED: GREY}
_BINS = 48
_LABEL_SHARE = 0.1  # of the width: a part as wide as this has room for its name …
_LABEL_GAP = 0.12  # … and so has one whose middle is so far from its neighbours'
_HEIGHT_PX = 340


def timeline_data(split: Split, n_bins: int = _BINS) -> pd.DataFrame:
    """The numbers behind the timeline.

    Returns:
        One row a part (random split) or a part and bin of time: `part` in words, `start`, `end` (dates or row
        numbers from 1; absent without a clock), `clients`, `yes`, `share_yes` (NaN where no answer is known).
        Rows without a date have no place on it.
    """
    if split.time is None:
        rows = [_counted(split, split.part == s.part, s.part) for s in split.summary()]
        return pd.DataFrame(rows)
    dated = split.dated
    low, high = float(split.time[dated].min()), float(split.time[dated].max())
    edges = np.linspace(low, high + (1e-6 if high > low else 1.0), n_bins + 1)
    place = np.clip(np.searchsorted(edges, split.time, side="right") - 1, 0, n_bins - 1)
    code = place * len(PART_NAMES) + split.part
    rows = []
    for number in np.unique(code[dated]):
        k, part = divmod(int(number), len(PART_NAMES))
        span = {"start": edges[k], "end": edges[k + 1]}
        rows.append(span | _counted(split, (code == number) & dated, part))
    return pd.DataFrame(rows)


def timeline(
    split: Split, kind: str, outcome: str, *, rows: str = "clients", clock: str = "date of contact"
) -> tuple[go.Figure, pd.DataFrame]:
    """The parts as bars: over time where there is a clock, else side by side; the yes in full colour.

    Args:
        split: The parts.
        kind: "random", "time" or "order".
        outcome: The target in words, such as "y = yes".
        rows: What a row is called, in the plural.
        clock: What the dates of a split by time are.

    Returns:
        The figure and the numbers behind it.
    """
    outcome = html.escape(outcome)
    data = timeline_data(split)
    if kind == "time":
        for name in ("start", "end"):
            data[name] = pd.to_datetime(data[name], unit="D").dt.round("s")
    elif kind == "order":
        data["start"], data["end"] = np.ceil(data["start"]) + 1, np.floor(data["end"]) + 1
    axis = {"random": "", "time": clock, "order": "row of the file"}[kind]
    note, n_undated = f"full colour: {outcome}", int((~split.dated).sum())
    if n_undated:
        note += f"; {n_undated:,} {rows} without a date are not drawn"
    unnamed = _unnamed(split, data)
    if UNLABELLED in unnamed:
        note += f"; grey: {PART_WORDS[UNLABELLED]}"
    chart = figure(_title(split, rows), axis, rows, note=note, height=_HEIGHT_PX)
    for answer, part in [(answer, part) for answer in ("yes", "others") for part in PART_WORDS]:
        mine = data[data["part"] == PART_WORDS[part]]
        if mine.empty:
            continue
        width: pd.Series | None = None
        if kind == "random":
            x = mine["part"]
        elif kind == "order":
            x, width = (mine["start"] + mine["end"]) / 2, mine["end"] - mine["start"] + 1
        else:
            span = mine["end"] - mine["start"]
            x, width = mine["start"] + span / 2, span.dt.total_seconds() * 1000
        hover = [_hover(row, rows) for row in mine.to_dict("records")]
        chart.add_bar(
            x=x,
            y=mine["yes"] if answer == "yes" else mine["clients"] - mine["yes"],
            width=width,
            marker={
                "color": PART_COLOURS[part],
                "opacity": 1.0 if answer == "yes" else 0.35,
                "line": {"width": 0},
            },
            hovertext=hover,
            hoverinfo="text",
        )
    chart.update_layout(barmode="stack", bargap=0.35 if kind == "random" else 0)
    _label_parts(chart, split, data, unnamed)
    return chart, data.rename(columns={"clients": rows})


def _counted(split: Split, rows: np.ndarray, part: int) -> dict[Hashable, Any]:
    clients, yes = int(rows.sum()), int((split.y[rows] == 1).sum()) if part != UNLABELLED else 0
    share = yes / clients if clients and part != UNLABELLED else np.nan
    return {"part": PART_WORDS[part], "clients": clients, "yes": yes, "share_yes": share}


def _hover(row: dict[Hashable, Any], rows: str) -> str:
    words = f"{row['part']}: {row['clients']:,} {rows}"
    if not pd.isna(row["share_yes"]):
        words += f", {row['yes']:,} yes ({100 * row['share_yes']:.0f} %)"
    if isinstance(row.get("start"), pd.Timestamp):
        words += f"<br>{row['start']:%d %b %Y} – {row['end']:%d %b %Y}"
    elif "start" in row:
        words += f"<br>rows {row['start']:,.0f} – {row['end']:,.0f}"
    return words


def _unnamed(split: Split, data: pd.DataFrame) -> set[int]:
    """The parts that have no room for their name above their bars: narrow ones beside others, and rows without an
    answer that lie among the others in time.
    """
    if split.time is None:
        return set()
    whole = data["end"].max() - data["start"].min()
    spans = data.groupby("part")[["start", "end"]].agg({"start": "min", "end": "max"})
    return {
        part
        for part, words in PART_WORDS.items()
        if words in spans.index
        and ((part == UNLABELLED and _is_close(spans, whole)) or not _has_room(spans, words, whole))
    }


def _label_parts(chart: go.Figure, split: Split, data: pd.DataFrame, unnamed: set[int]) -> None:
    """Each part's name and share of yes above its bars."""
    clock = split.time is not None
    for summary in split.summary():
        mine = data[data["part"] == PART_WORDS[summary.part]]
        if mine.empty or summary.part in unnamed:
            continue
        if clock:
            first, last = mine["start"].min(), mine["end"].max()
            x, y, yref = first + (last - first) / 2, 1.0, "paper"
        else:
            x, y, yref = mine["part"].iloc[0], float(mine["clients"].iloc[0]), "y"
        share = "" if summary.part == UNLABELLED else f"<br>{100 * summary.rate:.0f} % yes"
        chart.add_annotation(
            x=x,
            y=y,
            yref=yref,
            xanchor="center",
            yanchor="bottom",
            showarrow=False,
            text=f"<b>{_two_lines(PART_WORDS[summary.part]) if clock else PART_WORDS[summary.part]}</b>{share}",
            font={"size": 12},
        )
    chart.update_layout(margin={"t": 122 if clock else 72})
    if not clock:
        chart.update_yaxes(range=[0, 1.25 * float(data["clients"].max())])


def _two_lines(words: str) -> str:
    """Breaks the one name that is longer than two words: beside the final exam there is little room."""
    return words.replace("answer yet", "answer<br>yet")


def _has_room(spans: pd.DataFrame, part: str, whole: Any) -> bool:
    """Whether a part's name fits above its bars: it is wide, or stands well apart from the others."""
    wide = (spans["end"] - spans["start"]) / whole >= _LABEL_SHARE
    middle = spans["start"] + (spans["end"] - spans["start"]) / 2
    gaps = (middle.drop(part) - middle[part]).abs() / whole
    return bool(wide[part] or gaps.empty or gaps.min() >= _LABEL_GAP)


def _is_close(spans: pd.DataFrame, whole: Any) -> bool:
    """Whether the middle of the rows without an answer lies so near another part's that two names would overlap."""
    middle = spans["start"] + (spans["end"] - spans["start"]) / 2
    name = PART_WORDS[UNLABELLED]
    gaps = (middle.drop(name) - middle[name]).abs() / whole
    return not gaps.empty and bool(gaps.min() < 2 * _LABEL_GAP)


def part_table(split: Split, kind: str, rows: str = "clients") -> pd.DataFrame:
    """The parts as a small table: how many, yes, share of yes in percent and, with a clock, from and to.

    Rows with an answer and no date stand in a line of their own: they are in no part, and are not without an answer.

    Args:
        split: The parts.
        kind: "random", "time" or "order".
        rows: What a row is called, in the plural: the name of the second column.
    """
    found = []
    for s in split.summary():
        row: dict[str, Any] = {"part": PART_WORDS[s.part], rows: s.n}
        known = s.part != UNLABELLED
        row |= {"yes": s.n_positive if known else None, "share of yes": 100 * s.rate if known else None}
        if kind == "time":
            row |= {"from": _day(s.first), "to": _day(s.last)}
        elif kind == "order" and s.first is not None and s.last is not None:
            row |= {"from row": int(s.first) + 1, "to row": int(s.last) + 1}
        found.append(row)
    if split.n_undated:
        found.append({"part": UNDATED_WORDS, rows: split.n_undated})
    return pd.DataFrame(found)


def _day(number: float | None) -> pd.Timestamp | None:
    return None if number is None else pd.Timestamp("1970-01-01") + pd.Timedelta(days=int(number))


def _title(split: Split, rows: str) -> str:
    parts = {summary.part: summary for summary in split.summary()}
    exam = parts[TEST]
    if split.time is None:
        return f"{exam.n:,} {rows} drawn at random are kept for the final exam"
    return f"The model learns from the past; the {exam.n:,} latest answers are the final exam"
