"""The views under the cut-off on the Evaluation page, one at a time; only the chosen one is computed."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.evaluation.calibration import calibration_error
from core.evaluation.findings import calibration_warning, comparison_finding
from core.plots.calibration import calibration_figure
from core.plots.curves import gains_figure, lift_figure, pr_figure, roc_figure, two_runs_figure
from core.plots.segments import difference_figure, segment_figure
from core.runs.plan import STRONG_BASELINE, TABLES_RIVALS, TWIN
from core.runs.run import Run
from core.tables.table import FEATURE_ROLES
from models.catalog import MODELS
from pages.ui import cache_evaluation, figures, words
from pages.ui.exam_words import shown, shown_difference, spans, with_band
from pages.ui.frame import guarded
from pages.ui.naming import names_of

_METRIC_WORDS = {
    "roc_auc": "how well it ranks (ROC-AUC)",
    "average_precision": "how clean the top is (PR-AUC)",
    "lift_top_10": "first 10 %: times better (lift)",
    "lift_top_20": "first 20 %: times better (lift)",
    "brier": "how far off the chances are (Brier score)",
}
_SEGMENT_METRICS = {
    "roc_auc": "how well it ranks (ROC-AUC)",
    "average_precision": "how clean the top is (PR-AUC)",
    "precision": "of those we call, say yes (precision)",
    "recall": "of all yes, we reach (recall)",
    "observed": "share that said yes",
}
_AT_CUT = ("precision", "recall")


def ranking_view(run: Run) -> None:
    """ROC and precision-recall curves."""
    curves, metrics = cache_evaluation.curves(run.id), cache_evaluation.report(run.id).metrics
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(
            roc_figure(curves, metrics["roc_auc"]),
            with_band(curves, "roc"),
            f"roc-{run.id}",
            key="evaluation.roc",
        )
    with right:
        figures.show(
            pr_figure(curves, metrics["average_precision"]),
            with_band(curves, "pr"),
            f"precision-recall-{run.id}",
            key="evaluation.pr",
        )
    st.caption(
        "Shaded: 95 % intervals from drawing the exam's clients again and again. "
        + ("" if curves.n > 1000 else "The exam is small, so the bands are wide.")
    )


def gains_view(run: Run) -> None:
    """Cumulative gains and lift."""
    curves = cache_evaluation.curves(run.id)
    data = with_band(curves, "gains")
    left, right = st.columns(2, gap="medium")
    with left:
        figures.show(gains_figure(curves), data, f"gains-{run.id}", key="evaluation.gains")
    with right:
        figures.show(lift_figure(curves), data, f"lift-{run.id}", key="evaluation.lift")


def chances_view(run: Run) -> None:
    """Do the stated chances come true?"""
    curve, metrics = cache_evaluation.calibration(run.id), cache_evaluation.report(run.id).metrics
    left, right = st.columns((3, 2), gap="large")
    with left:
        figures.show(calibration_figure(curve), curve, f"calibration-{run.id}", key="evaluation.calibration")
    with right:
        st.metric("Stated on average", words.percent(metrics["mean_probability"].value, 1), border=True)
        observed = metrics["observed_rate"]
        st.metric(
            "Said yes",
            f"{words.percent(observed.value, 1)} ({100 * observed.low:.1f}–{100 * observed.high:.1f})",
            border=True,
        )
        st.metric("Brier score", shown(metrics["brier"], 3), help=words.HELP["brier"], border=True)
        st.metric(
            "Mean distance of chance and truth",
            f"{100 * calibration_error(curve):.1f} points",
            help="Expected calibration error over these groups, in percentage points.",
            border=True,
        )
    if not calibration_warning(metrics):
        st.caption(words.HELP["calibration"] + " The bars are 95 % intervals (Wilson).")


def segments_view(run: Run) -> None:
    """For whom does the model work?"""
    table, task, names = run.table(), run.config().task, names_of(run.id)
    options = [
        column.name for column in table.columns if column.role in FEATURE_ROLES and column.name != task.target
    ]
    options.sort(key=lambda name: list(FEATURE_ROLES).index(table.column(name).role) == 0)
    if task.split.has_clock:
        options.insert(0, cache_evaluation.OVER_TIME)
    if not options:
        st.info("The table has no column by which to divide the exam.")
        return
    left, right = st.columns(2)
    column = left.selectbox(
        "Segments by", options, key="evaluation.segment", format_func=names.column, bind="query-params"
    )
    metric = right.selectbox(
        "Judged by",
        list(_SEGMENT_METRICS),
        format_func=_SEGMENT_METRICS.__getitem__,
        key="evaluation.segment_metric",
        bind="query-params",
    )
    judged = cache_evaluation.segments(run.id, column)
    judged = judged.assign(segment=[names.value(column, str(one)) for one in judged["segment"]])
    figures_of_all = (
        cache_evaluation.at_cut(run.id).estimates()
        if metric in _AT_CUT
        else cache_evaluation.report(run.id).metrics
    )
    overall = figures_of_all["observed_rate" if metric == "observed" else metric].value
    chart = segment_figure(judged, names.column(column), metric, _SEGMENT_METRICS[metric], overall)
    figures.show(chart, judged, f"segments-{run.id}", key="evaluation.segments")
    st.dataframe(
        _segment_words(judged),
        hide_index=True,
        width="stretch",
        height="content",
        key="evaluation.segment_table",
    )
    st.caption(
        "The title names a segment only where it differs from all others together beyond chance, corrected for "
        "how many segments there are (Holm). Stated: the mean chance. Called and reached: at the cut "
        "above. Where all answers of a segment are the same, how well it ranks is not defined (–)."
    )


def _segment_words(judged: pd.DataFrame) -> pd.DataFrame:
    """The segment table in words, each figure with its interval."""
    return pd.DataFrame(
        {
            "Segment": judged["segment"],
            "Clients": judged["n"],
            "Said yes": spans(judged, "observed", in_percent=True),
            "Stated": judged["stated"].map(words.percent),
            "How well it ranks": spans(judged, "roc_auc"),
            "How clean the top is": spans(judged, "average_precision"),
            "Called, say yes": spans(judged, "precision", in_percent=True),
            "Yes, reached": spans(judged, "recall", in_percent=True),
        }
    )


def compare_view(run: Run) -> None:
    """This run beside another one, on the same clients."""
    others = cache_evaluation.comparable(run)
    if not others:
        rivals = TABLES_RIVALS if run.config().task.origin is not None else (STRONG_BASELINE, TWIN)
        titles = " or ".join(f"“{MODELS[name].title}”" for name in rivals)
        st.info(
            f"There is no other finished run of this table and target yet. Train {titles} on the Train page, and see "
            "here which is better; one that waits in the queue appears here when it is finished."
        )
        return
    other = st.selectbox(
        "Compare with",
        others,
        format_func=cache_evaluation.title,
        key="evaluation.other",
        bind="query-params",
        help="The best run of the practice exam comes first.",
    )
    with guarded():
        _two_runs(run, other)
    st.markdown("##### All runs of this table and target")
    st.dataframe(_standing_words(run), hide_index=True, width="stretch", key="evaluation.standings")
    st.caption(
        "Intervals of two runs may overlap although one is surely better in a figure: the paired difference of "
        "that figure decides. Which run to use is said by the practice exam, at the top of the page."
    )


def _two_runs(run: Run, other: str) -> None:
    """Differences with paired intervals, and both curves."""
    found = cache_evaluation.comparison(run.id, other)
    names = cache_evaluation.titles(run.id, other)
    finding = comparison_finding(found.differences, names)
    note = f"the same {words.count(found.n)} clients; bars are paired 95 % intervals"
    drawn = {name: found.differences[name] for name in ("roc_auc", "average_precision", "brier")}
    figures.show(
        difference_figure(drawn, _METRIC_WORDS, finding, note),
        pd.DataFrame(
            [
                {"metric": name, "first": a, "second": b, **found.differences[name].to_json()}
                for name, (a, b) in found.values.items()
            ]
        ).rename(columns={"value": "difference"}),
        f"difference-{run.id}-{other}",
        key="evaluation.difference",
    )
    st.dataframe(_side_by_side(found, names), hide_index=True, width="stretch", key="evaluation.side_by_side")
    if found.n_only:
        st.caption(
            f"{words.count(found.n_only)} clients are in the final exam of only one of the two runs; they "
            "are left out, since the other run may have learned from them."
        )
    both = pd.concat(
        [with_band(curves, "pr").assign(run=name) for curves, name in zip(found.curves, names, strict=True)]
    )
    figures.show(
        two_runs_figure(found.curves, names, "How clean each list is, the further down one calls"),
        both,
        f"two-runs-{run.id}-{other}",
        key="evaluation.two_runs",
    )


def _side_by_side(found: cache_evaluation.Comparison, names: tuple[str, str]) -> pd.DataFrame:
    """Both runs' figures on the same clients and their difference."""
    return pd.DataFrame(
        [
            {
                "Figure": _METRIC_WORDS[name],
                names[0]: f"{found.values[name][0]:.3f}",
                names[1]: f"{found.values[name][1]:.3f}",
                "Difference": shown_difference(difference),
            }
            for name, difference in found.differences.items()
        ]
    )


def _standing_words(run: Run) -> pd.DataFrame:
    rows = cache_evaluation.standings(run)
    return pd.DataFrame(
        {
            "Run": rows["run"].where(rows["run"] != run.id, rows["run"] + " (in use)"),
            "Model": rows["model"],
            "Clients": rows["n"],
            "How well it ranks": spans(rows, "roc_auc"),
            "How clean the top is": spans(rows, "average_precision"),
            "Lift, first 10 %": spans(rows, "lift_top_10"),
            "Brier": spans(rows, "brier", digits=3),
        }
    )


VIEWS = {
    "Ranking": ranking_view,
    "Lift and gains": gains_view,
    "Chances": chances_view,
    "By segment": segments_view,
    "Compare runs": compare_view,
}


@st.fragment
def views_block(run: Run) -> None:
    """The chosen view; changing it leaves the rest of the page as it is."""
    with guarded():
        _views(run)


def _views(run: Run) -> None:
    chosen = st.segmented_control(
        "View",
        list(VIEWS),
        default="Ranking",
        key="evaluation.view",
        required=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    with guarded():
        VIEWS[chosen or "Ranking"](run)
