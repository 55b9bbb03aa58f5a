"""The cut-off block of the Evaluation page: a fragment of its own, so moving the cut sends only it."""

from __future__ import annotations

import streamlit as st

from core.evaluation.cutoffs import Confusion, CutoffTable
from core.evaluation.findings import collapse_warning
from core.leads.cut import Cut
from core.plots.confusion import confusion_figure, confusion_table
from pages.ui import cache_evaluation, cache_leads, figures, words
from pages.ui.exam_words import shown, shown_percent
from pages.ui.frame import facts, guarded
from pages.ui.lead_controls import set_calls

_BY, _CHANCE, _SHARE, _CUT = "evaluation.by", "evaluation.chance", "evaluation.share", "evaluation.cut_of"
_HAND = "evaluation.by_hand"  # True: the sliders were moved here, so they say the cut to the digit
_WAYS = {"chance": "by chance of yes", "share": "by share of clients called"}


def _step(table: CutoffTable) -> float:
    """Slider step in percentage points: finer where all chances are small."""
    return 0.1 if float(table.thresholds[1]) > 0.1 else 0.01


def _as_slider(table: CutoffTable, score: float) -> float:
    """A cut-off on the slider's scale, in %."""
    step = _step(table)
    return round(round(100 * score / step) * step, 2)


def _top(table: CutoffTable) -> float:
    """The upper end of the slider: just above the highest chance, so that "nobody" can be reached."""
    return min(100.0, _as_slider(table, float(table.thresholds[1])) + 2 * _step(table))


def _share_slider(at: Confusion) -> float:
    return min(100.0, max(0.0, round(1000 * at.share) / 10))


def _start(run_id: str, table: CutoffTable, cut: Cut) -> bool:
    """Puts the sliders where the Leads page cuts, unless moved here; True where the address asks for a cut."""
    asked = [name for name in (_CHANCE, _SHARE) if name in st.query_params]
    if st.session_state.get(_CUT, (None,))[0] is None and asked:
        by = {_CHANCE: "chance", _SHARE: "share"}[asked[0]]
        st.session_state[_BY] = st.query_params.get(_BY, by) if len(asked) > 1 else by
        st.session_state[_CUT], st.session_state[_HAND] = (run_id, cut.calls), True
        return True
    st.session_state.setdefault(_BY, "chance")
    there = _CHANCE in st.session_state or _SHARE in st.session_state
    if st.session_state.get(_CUT) != (run_id, cut.calls) or not there:
        st.session_state[_CUT], st.session_state[_HAND] = (run_id, cut.calls), False
        _place(table, table.at_share(cut.share))
    return False


def _place(table: CutoffTable, at: Confusion) -> None:
    st.session_state[_CHANCE] = min(_as_slider(table, min(at.score, 1.0)), _top(table))
    st.session_state[_SHARE] = _share_slider(at)


def _moved(run_id: str, workspace: str) -> None:
    """A slider was moved: the cut of all pages moves along, as so many calls of the list."""
    clients = cache_leads.default_cut(run_id).clients
    calls = round(_chosen(cache_evaluation.cutoffs(run_id)).share * clients)
    set_calls(workspace, calls)
    st.session_state[_CUT], st.session_state[_HAND] = (run_id, calls), True


def _carry_over(run_id: str) -> None:
    """Changing the way of cutting keeps the cut where it is."""
    table = cache_evaluation.cutoffs(run_id)
    by = "chance" if st.session_state[_BY] == "share" else "share"
    _place(table, _chosen(table, by))


def _chosen(table: CutoffTable, by: str | None = None) -> Confusion:
    """The counts at the sliders' cut."""
    if (by or st.session_state[_BY]) == "share":
        return table.at_share(st.session_state[_SHARE] / 100)
    return table.at_score(st.session_state[_CHANCE] / 100)


@st.fragment
def cutoff_block(run_id: str, workspace: str) -> None:
    """Sliders, confusion matrix and the figures at the cut; only this part runs again when the cut moves."""
    with guarded():
        _cutoff(run_id, workspace)


def _cutoff(run_id: str, workspace: str) -> None:
    table = cache_evaluation.cutoffs(run_id)
    cut = cache_leads.default_cut(run_id)
    asked = _start(run_id, table, cut)
    left, right = st.columns((5, 6), gap="large")
    with left:
        st.segmented_control(
            "Cut",
            list(_WAYS),
            format_func=_WAYS.__getitem__,
            key=_BY,
            required=True,
            on_change=_carry_over,
            args=(run_id,),
            bind="query-params",
        )
        if st.session_state[_BY] == "share":
            st.slider(
                "Share of clients called",
                0.0,
                100.0,
                step=0.1,
                format="%.1f %%",
                key=_SHARE,
                bind="query-params",
                on_change=_moved,
                args=(run_id, workspace),
                help="Best clients first. Clients with the same chance stay together.",
            )
        else:
            st.slider(
                "Call everybody with at least this chance of yes",
                0.0,
                _top(table),
                step=_step(table),
                format="%.1f %%" if _step(table) == 0.1 else "%.2f %%",
                key=_CHANCE,
                bind="query-params",
                on_change=_moved,
                args=(run_id, workspace),
                help="Chances as they were stated in the final exam.",
            )
        if asked:
            _moved(run_id, workspace)
            cut = cache_leads.default_cut(run_id)
        at = _chosen(table) if st.session_state[_HAND] else table.at_share(cut.share)
        st.caption(_sentence(at, cut) + _other_order(run_id))
        if cut.why == "budget":
            st.button(
                "Back to the default cut",
                key="evaluation.reset",
                type="tertiary",
                icon=":material/undo:",
                on_click=_reset,
                args=(run_id, workspace),
            )
        warning = collapse_warning(at.n, at.n_positive, at.n_called)
        if warning:
            st.warning(warning, icon=":material/warning:")
    with right:
        figures.show(
            confusion_figure(at), confusion_table(at), f"confusion-{run_id}", key="evaluation.confusion"
        )
    _tiles(at)


def _reset(run_id: str, workspace: str) -> None:
    """Back to the default cut."""
    set_calls(workspace, None)
    st.session_state[_CUT] = (run_id, None)


def _other_order(run_id: str) -> str:
    """Where Leads goes by expected value: that the exam here still goes by chance, so that nobody mistakes one."""
    if not cache_leads.campaign_of(run_id).by_value:
        return ""
    return (
        " Here the clients with the best chances are called; Leads orders by expected value (chance times amount), so "
        "some of those called there are others."
    )


def _sentence(at: Confusion, cut: Cut) -> str:
    """Where the cut is, and why, in words."""
    where = "nobody" if not at.n_called else f"chance of at least {words.percent(at.score, 1)}"
    return (
        f"Cut-off: {where}; {words.count(at.n_called)} clients called ({words.percent(at.share, 1)}). "
        f"The same share as on Leads, {words.count(cut.calls)} of {words.count(cut.clients)}. {cut.sentence}"
    )


def _tiles(at: Confusion) -> None:
    """The four figures at the cut, each with its interval."""
    estimates = at.estimates()
    same = words.percent(max(at.n_positive, at.n - at.n_positive) / at.n, 1)
    help_accuracy = f"{words.HELP['accuracy']} Here, the same answer for everybody already has {same}."
    facts(
        [
            ("Of those we call, say yes", shown_percent(estimates["precision"]), words.HELP["precision"]),
            ("Of all yes, we reach", shown_percent(estimates["recall"]), words.HELP["recall"]),
            ("Both in one (F1)", shown(estimates["f1"]), words.HELP["f1"]),
            ("On the right side", shown_percent(estimates["accuracy"]), help_accuracy),
        ]
    )
