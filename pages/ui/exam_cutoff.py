"""The cut-off block of the Evaluation page: a fragment of its own, so moving the cut sends only it."""

from __future__ import annotations

import streamlit as st

from core.evaluation.cutoffs import Confusion, CutoffTable
from core.evaluation.findings import collapse_warning
from core.plots.confusion import confusion_figure, confusion_table
from pages.ui import cache_evaluation, figures, words
from pages.ui.exam_words import shown, shown_percent
from pages.ui.frame import facts

_BY, _CHANCE, _SHARE, _RUN = "evaluation.by", "evaluation.chance", "evaluation.share", "evaluation.cut_of"
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


def _start(run_id: str, table: CutoffTable, default: float) -> None:
    """A new run starts at its own default; a link's cut is kept."""
    if st.session_state.get(_RUN) not in (None, run_id):
        _reset(run_id)
    st.session_state[_RUN] = run_id
    st.session_state.setdefault(_BY, "chance")
    at = table.at_score(default)
    if not 0 <= st.session_state.get(_CHANCE, 0.0) <= _top(table):
        st.session_state[_CHANCE] = _as_slider(table, default)
    st.session_state.setdefault(_CHANCE, min(_as_slider(table, default), _top(table)))
    st.session_state.setdefault(_SHARE, _share_slider(at))


def _reset(run_id: str) -> None:
    """Back to the default cut-off."""
    table, default = cache_evaluation.cutoffs(run_id), cache_evaluation.report(run_id).cutoff
    st.session_state[_CHANCE] = min(_as_slider(table, default), _top(table))
    st.session_state[_SHARE] = _share_slider(table.at_score(default))


def _carry_over(run_id: str) -> None:
    """Changing the way of cutting keeps the cut where it is."""
    table = cache_evaluation.cutoffs(run_id)
    if st.session_state[_BY] == "share":
        st.session_state[_SHARE] = _share_slider(table.at_score(st.session_state[_CHANCE] / 100))
    else:
        score = table.at_share(st.session_state[_SHARE] / 100).score
        st.session_state[_CHANCE] = min(_as_slider(table, min(score, 1.0)), _top(table))


def _chosen(table: CutoffTable, default: float) -> tuple[Confusion, bool]:
    """The counts at the sliders' cut, and whether it is the default."""
    if st.session_state[_BY] == "share":
        at = table.at_share(st.session_state[_SHARE] / 100)
        return at, at.n_called == table.at_score(default).n_called
    is_default = st.session_state[_CHANCE] == _as_slider(table, default)
    return table.at_score(default if is_default else st.session_state[_CHANCE] / 100), is_default


@st.fragment
def cutoff_block(run_id: str) -> None:
    """Sliders, confusion matrix and the figures at the cut; only this part runs again when the cut moves."""
    table, judged = cache_evaluation.cutoffs(run_id), cache_evaluation.report(run_id)
    _start(run_id, table, judged.cutoff)
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
                help="The default had the best F1 in the practice exam (validation).",
            )
        at, is_default = _chosen(table, judged.cutoff)
        st.caption(_sentence(at, is_default, judged.cutoff_from))
        if not is_default:
            st.button(
                "Back to the default cut",
                key="evaluation.reset",
                type="tertiary",
                icon=":material/undo:",
                on_click=_reset,
                args=(run_id,),
            )
        warning = collapse_warning(at.n, at.n_positive, at.n_called)
        if warning:
            st.warning(warning, icon=":material/warning:")
    with right:
        figures.show(
            confusion_figure(at), confusion_table(at), f"confusion-{run_id}", key="evaluation.confusion"
        )
    _tiles(at)


def _sentence(at: Confusion, is_default: bool, cutoff_from: str) -> str:
    """Where the cut is, in words."""
    where = "nobody" if not at.n_called else f"chance of at least {words.percent(at.score, 1)}"
    text = f"Cut-off: {where}; {words.count(at.n_called)} clients called ({words.percent(at.share, 1)})."
    if is_default:
        text += " " + (
            "This is the default, chosen in the practice exam."
            if cutoff_from == "validation"
            else "This is 50 %."
        )
    return text


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
