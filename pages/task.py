"""Task: what is predicted, from which columns, how it is examined, and whether anything gives it away."""

import streamlit as st

from core.plots.task import part_table, timeline
from core.task.splits import check_parts
from pages.ui import cache_task, column_power, task_form, words
from pages.ui.figures import show
from pages.ui.frame import go, guarded, header
from pages.ui.naming import names_in, outcome_words
from pages.ui.state import current_workspace, need_data, save

header("Task", "What do I predict, for whom, and would anything give the answer away?")
workspace = need_data()
if workspace.tables is not None:
    from pages.ui import question_page

    with guarded():
        question_page.ask(workspace, workspace.tables)
    workspace = current_workspace() or workspace
table, task = workspace.table, workspace.task
if table is not None and task is None:
    with guarded():
        task = cache_task.proposal(table)
        save(workspace.with_task(task))

if table is not None and workspace.tables is None:
    task_form.target_inputs(table, task, names_in(workspace))
if table is not None and task is not None:
    names = names_in(workspace)
    with guarded():
        y = cache_task.answers(table, task)
        task_form.answer_tiles(y, task)
        st.subheader("How it is examined", anchor=False)
        if task.origin is None:
            task_form.split_inputs(table, task, names)
        split = cache_task.parts(table, task)
        rows = words.rows_word(task)
        clock = "day of the question" if task.origin is not None else "date of contact"
        if task.origin is None and task.split.time_column is not None:
            clock = names.column(task.split.time_column)
        figure, data = timeline(split, task.split.kind, outcome_words(task, names), rows=rows, clock=clock)
        show(figure, data, "task-timeline")
        task_form.part_list(part_table(split, task.split.kind, rows), rows)
        if split.n_undated:
            st.info(
                f"{words.count(split.n_undated)} {rows} have an answer but no date; they are scored only."
            )
        task_form.level_shift_note(split.summary())
        with guarded():
            check_parts(split, task)

        st.subheader("What gives the answer away", anchor=False, help=words.HELP["leakage"])
        column_power.what_gives_it_away(table, task, names)
        task_form.exclusion_inputs(table, task, names)
        n_used = len(task.feature_columns(table))
        st.caption(f"{words.count(n_used)} {'column is' if n_used == 1 else 'columns are'} used to predict.")
        if st.button("Next: look at the graph", type="primary", key="task.next"):
            go("graph")
