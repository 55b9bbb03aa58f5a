"""The leaderboard: runs with intervals, what the links are worth, using a run and blending several."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from core.plots.training import board_figure
from core.runs.launcher import start_run
from core.runs.leaderboard import Standing, board_frame
from core.runs.recommendation import Recommendation
from core.runs.run import Run
from core.training.config import TrainConfig
from core.workspace import Workspace
from models.catalog import MODELS
from pages.ui import words
from pages.ui.alarms import board_alarms, reminder
from pages.ui.cache_training import verdict
from pages.ui.exam_words import shown
from pages.ui.figures import show
from pages.ui.frame import go, guarded
from pages.ui.plain_text import plain
from pages.ui.recommendation import recommendation_banner
from pages.ui.run_panel import learning_curves
from pages.ui.state import current_run_id, use_run

_METRICS = {
    "average_precision": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "lift": "times better than random in the top 10 %",
}
_MAX_VERDICTS = 4


def run_board(workspace: Workspace, standings: list[Standing]) -> None:
    """Draws table, verdicts, chart, use and blend of the finished runs of the present exam."""
    finished = [one for one in standings if one.same_exam and one.state == "finished"]
    st.subheader("Leaderboard", anchor=False)
    if not finished:
        st.caption("No finished run for the present task yet. The first one appears here.")
        _others(standings)
        return
    chosen = recommendation_banner(workspace)
    board_alarms(finished)
    if chosen.run_id is not None:
        reminder(Run(id=chosen.run_id))
    shifted = next((one.level_shift for one in finished if one.level_shift), None)
    if shifted:
        st.info(shifted, icon=":material/trending_up:")
    _verdicts(finished, standings)
    runs_table(finished, recommended=chosen.run_id)
    _use(finished, chosen)
    _chart(finished, chosen.run_id)
    _blend(workspace, finished)
    _others(standings)


def runs_table(
    standings: list[Standing], *, with_state: bool = False, recommended: str | None = None
) -> None:
    """The runs in a table, each figure with its interval and n."""
    used = current_run_id()
    frame = pd.DataFrame(
        {
            "Model": [_marked(one, used, recommended) for one in standings],
            "Practice PR-AUC": [_figure(one.practice) for one in standings],
            "Final PR-AUC": [_figure(one.average_precision) for one in standings],
            "Final ROC-AUC": [_figure(one.roc_auc) for one in standings],
            "Top 10 %": [_times(one) for one in standings],
            "n (yes)": [_counts(one) for one in standings],
            "State": [one.state for one in standings],
            "Run": [one.run_id for one in standings],
        }
    )
    if not with_state:
        frame = frame.drop(columns="State")
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        column_config={
            "Model": st.column_config.TextColumn(width=190),  # the longest title, uncut
            "Practice PR-AUC": st.column_config.TextColumn(
                help=words.HELP["validation"] + " The table is sorted by it: choosing by the final exam "
                "would spoil the final exam."
            ),
            "Final PR-AUC": st.column_config.TextColumn(
                help=words.HELP["average_precision"] + " In brackets the 95 % interval."
            ),
            "Final ROC-AUC": st.column_config.TextColumn(help=words.HELP["roc_auc"]),
            "Top 10 %": st.column_config.TextColumn(
                help="How many times more yes among the first 10 % of the list than at random, with its 95 % interval."
            ),
            "n (yes)": st.column_config.TextColumn(help="Clients in the final exam, and how many said yes."),
        },
    )  # fmt: skip
    st.caption(
        "Final exam: answers the model has never seen, scored once; 95 % intervals in brackets. "
        "● marks the run in use, ★ the recommended one, ⚠ one that raises an alarm."
    )


def details(one: Standing) -> str:
    """How a run was made, in one line."""
    parts = [
        f"hears {hears(one)}",
        f"loss {one.loss}",
        f"seed {one.seed}",
        f"made {_moment(one.created)}",
    ]
    if one.seconds is not None:
        parts.append(f"took {words.duration(one.seconds)}")
    return " · ".join(parts)


def hears(one: Standing) -> str:
    """What a run hears of other clients, in words."""
    spec = MODELS.get(one.model)
    if spec is not None and one.family == "relational":
        return f"linked rows over {words.count(len(one.relations))} relations"
    if spec is not None and spec.many_tables and spec.columns == "all":
        return "own columns and those collected from linked tables"
    if spec is None or not (spec.hears_links or spec.hears_outcomes):
        return "own columns" if one.family != "blend" else "as its parts"
    if one.family == "tree":
        return "own columns, recent rates"
    heard = [
        name
        for name in one.relations
        if (spec.hears_outcomes if name.endswith("_outcome") else spec.hears_links)
    ]
    return plain(", ".join(name.replace("_", " ") for name in heard)) or "nobody"


def run_label(one: Standing) -> str:
    """A run in a list to choose from."""
    return f"{one.title} · {one.run_id}"


def _verdicts(finished: list[Standing], standings: list[Standing]) -> None:
    """For each graph model, its best run: do the links help, and is a model without a graph as good?"""
    graphs: dict[str, Standing] = {}
    for one in finished:
        if one.hears_others:
            graphs.setdefault(one.model, one)
    for one in list(graphs.values())[:_MAX_VERDICTS]:
        with guarded():
            found = verdict(one, standings)
            st.info(f"**{one.title}** ({one.run_id}): {found.sentence}", icon=":material/hub:")


def _use(finished: list[Standing], recommended: Recommendation) -> None:
    labels = {one.run_id: run_label(one) for one in finished}
    ids, used = list(labels), current_run_id()
    choose, use, judge = st.columns([3, 1, 1], vertical_alignment="bottom")
    if st.session_state.get("train.run") not in labels:
        st.session_state["train.run"] = used if used in labels else recommended.run_id or ids[0]
    chosen = choose.selectbox("Run", ids, format_func=labels.get, key="train.run")
    if use.button(
        "In use" if chosen == used else "Use this run",
        key="train.use", disabled=chosen == used, type="primary", width="stretch",
    ):  # fmt: skip
        use_run(chosen)
        st.rerun()
    if judge.button("How good is it?", key="train.judge", width="stretch"):
        use_run(chosen)
        go("evaluation")
    one = next(one for one in finished if one.run_id == chosen)
    st.caption(details(one))
    if one.note:
        st.warning(plain(one.note))
    with st.expander("How this run learned"):
        learning_curves(Run(id=chosen), f"train.past.{chosen}")


def _chart(finished: list[Standing], recommended: str | None) -> None:
    metric = st.segmented_control(
        "Compare by",
        list(_METRICS),
        format_func=_METRICS.get,
        default="average_precision",
        key="train.metric",
    )
    metric = metric or "average_precision"
    board = board_frame(finished, metric)
    floors = {"roc_auc": 0.5, "lift": 1.0}
    rate = finished[0].n_positive / finished[0].n if finished[0].n else None
    board["recommended"] = board["run"] == recommended
    chart = board_figure(board, _METRICS[metric], floors.get(metric, rate), recommended)
    show(chart, board, "leaderboard")


def _blend(workspace: Workspace, finished: list[Standing]) -> None:
    usable = {one.run_id: run_label(one) for one in finished if one.model != "blend"}
    if len(usable) < 2:
        return
    with st.expander("Blend several runs"):
        st.write(MODELS["blend"].sentence)
        kept = [run_id for run_id in st.session_state.get("train.blend", []) if run_id in usable]
        st.session_state["train.blend"] = kept
        chosen = st.multiselect("Runs", list(usable), format_func=usable.get, key="train.blend")
        if st.button("Blend them", key="train.blend_start", disabled=len(chosen) < 2):
            with guarded():
                start_run(workspace, TrainConfig(model="blend", blend_of=tuple(chosen)))
                st.rerun()


def _others(standings: list[Standing]) -> None:
    """Runs that are not on the board: of an earlier task, failed, cancelled."""
    rest = [one for one in standings if not (one.same_exam and one.state == "finished")]
    rest = [one for one in rest if one.state not in ("queued", "running")]
    if rest:
        with st.expander(f"{len(rest)} more: cancelled, failed, or runs of another task or table"):
            runs_table(rest, with_state=True)


def _figure(estimate: object) -> str:
    return "–" if estimate is None else shown(estimate)


def _marked(one: Standing, used: str | None, recommended: str | None) -> str:
    """The model's name, marked where it is the run in use, the recommended one, or one that raises an alarm."""
    mark = "● " * (one.run_id == used) + "★ " * (one.run_id == recommended) + "⚠ " * bool(one.alarms)
    return mark + one.title + (" (loaded)" if one.imported else "")


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds)
    return f"{words.day(moment)} {moment:%H:%M}"


def _counts(one: Standing) -> str:
    return f"{words.count(one.n)} ({words.count(one.n_positive)})" if one.n else "–"


def _times(one: Standing) -> str:
    return "–" if one.lift is None or not one.lift.known else f"{words.interval(one.lift, 1)} ×"
