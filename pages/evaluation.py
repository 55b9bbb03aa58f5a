"""Evaluation: can the list be trusted? The final exam, sat once, with intervals and in plain words."""

import streamlit as st

from core.evaluation.findings import verdict
from pages.ui import cache_evaluation, words
from pages.ui.alarms import alarm_box
from pages.ui.exam_amounts import amounts_block
from pages.ui.exam_cutoff import cutoff_block
from pages.ui.exam_doubts import exam_doubts
from pages.ui.exam_views import views_block
from pages.ui.exam_words import shown
from pages.ui.frame import facts, guarded, header
from pages.ui.naming import names_of, outcome_words
from pages.ui.plain_text import plain
from pages.ui.recommendation import recommendation_words
from pages.ui.state import need_run, need_task

header("Evaluation", "Can I trust this list?")
with guarded():
    run = need_run()
    exam = cache_evaluation.exam(run.id)
    report = cache_evaluation.report(run.id)
    metrics = report.metrics

    alarm_box(run)
    st.markdown(f"#### {verdict(report.n, report.n_positive, metrics)}")
    workspace = need_task()
    st.caption(recommendation_words(workspace, run.id))
    exam_doubts(run)
    facts(
        [
            ("How well it ranks", shown(metrics["roc_auc"]), words.HELP["roc_auc"]),
            (
                "How clean the top is",
                shown(metrics["average_precision"]),
                words.HELP["average_precision"],
            ),
            ("First 10 %: times better", shown(metrics["lift_top_10"], 1), words.HELP["lift"]),
            ("First 20 %: times better", shown(metrics["lift_top_20"], 1), words.HELP["lift"]),
        ]
    )
    task = run.config().task
    outcome, rows = plain(outcome_words(task, names_of(run.id))), words.rows_word(task)
    st.caption(
        f"Final exam: {words.count(report.n)} {rows} that the model had never seen, "
        f"{words.count(report.n_positive)} of them yes; sat once. In brackets: 95 % intervals. "
        f"Yes means {outcome}.",
        help=f"{words.HELP['test']} {words.HELP['interval']}",
    )
    amounts_block(run)
    st.markdown("##### Where to cut")
    cutoff_block(run.id, run.config().workspace)
    st.markdown("##### A closer look")
    views_block(run)
