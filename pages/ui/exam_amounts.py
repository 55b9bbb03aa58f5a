"""The exam of a question for a number, on the Evaluation page: what was promised, what came, what stands at the top."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.evaluation.amounts import AmountReport
from core.evaluation.bootstrap import Estimate
from core.runs.amounts import read_amounts
from core.runs.run import Run
from pages.ui import words
from pages.ui.exam_words import shown, shown_percent
from pages.ui.frame import facts

_RANKINGS = {
    "expected": "Expected amount: chance times amount",
    "direct": "One model of the amount at once",
    "chance": "Chance alone",
    "random": "At random",
}


def amounts_block(run: Run) -> None:
    """The figures in amounts; nothing where the question asks for a yes or no."""
    if run.config().task.amount_column is None:
        return
    st.markdown("##### In amounts")
    report = read_amounts(run)
    if report is None:
        st.info(
            "Nothing came to anybody in the final exam, so amounts cannot be judged.", icon=":material/info:"
        )
        return
    st.markdown(_verdict(report))
    facts(
        [
            ("Promised on average", _amount(report.promised), "Mean expected amount in the final exam."),
            ("Came on average", _amount(report.came), "Mean of what really came in the final exam."),
        ]
    )
    facts(  # a row of its own: amounts with their intervals are too long for four tiles beside each other
        [
            (
                "Off by, on average",
                _amount(report.error),
                "Mean absolute error. Giving everybody the average seen while learning is off by "
                f"{words.count(report.error_of_mean.value)}.",
            ),
            (
                "Order of amounts",
                shown(report.rank_correlation),
                "Spearman's rank correlation of expected and real amounts: 1 is the perfect order, 0 is chance.",
            ),
        ]
    )
    table = pd.DataFrame(
        [
            {
                "Ranked by": _RANKINGS[name],
                **{f"In the top {top}": _share(e) for top, e in shares.items()},
            }
            for name in _RANKINGS
            if (shares := report.top.get(name)) is not None
        ]
    )
    st.dataframe(table, hide_index=True, width="stretch")
    st.caption(
        f"Share of everything that came in the final exam (n = {words.count(report.n)}, to {words.count(report.n_yes)} "
        "anything came) which stands at the top of each order, with 95 % intervals."
    )


def _verdict(report: AmountReport) -> str:
    """What the exam says of amounts, in one sentence."""
    promised, came = report.promised.value, report.came
    level = "as much" if came.low <= promised <= came.high else ("more" if promised > came.high else "less")
    than = "as" if level == "as much" else "than"
    top = report.top["expected"]["10 %"]
    found = (
        "no more than chance would" if top.low <= 0.1 else f"{top.value / 0.1:.1f} times what chance would"
    )
    return f"On average {level} was promised {than} came; the first 10 % of the list hold {found}."


def _share(estimate: Estimate) -> str:
    """A share with its interval; what is no estimate, such as the share at random, without one."""
    return words.percent(estimate.value) if estimate.low == estimate.high else shown_percent(estimate)


def _amount(estimate: Estimate) -> str:
    """ "1,204 (980–1,430)", with a digit after the point where amounts are small."""
    if not estimate.known:
        return "–"
    digits = 0 if abs(estimate.value) >= 100 else 2
    return f"{estimate.value:,.{digits}f} ({estimate.low:,.{digits}f}–{estimate.high:,.{digits}f})"
