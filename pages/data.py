"""Data: what was uploaded, whether it is good, and what each column is."""

import streamlit as st

from pages.ui import data_report, data_roles, data_upload, name_editor, value_proposals
from pages.ui.cache_data import report_of
from pages.ui.cache_shapes import question_of
from pages.ui.column_pictures import column_pictures
from pages.ui.finding_list import finding_list
from pages.ui.frame import go, guarded, header
from pages.ui.naming import names_in
from pages.ui.state import current_workspace, save

header("Data", "What did I upload, and is it good?")

workspace = current_workspace()
if workspace is not None and workspace.tables is not None:
    from pages.ui import tables_page

    tables_page.show(workspace, workspace.tables)
    st.stop()
table = None if workspace is None else workspace.table

if workspace is None or table is None or not table.parquet.is_file():
    st.write(
        "Bring a list of clients: one row a client, one column that says how it ended (bought or not, yes or "
        "no), and anything known *before* that. Or bring a whole CRM: several tables at once, such as contacts, "
        "companies, activities and deals. Nothing leaves this machine."
    )
    data_upload.bring()
    st.stop()

data_upload.new_file()
with guarded():
    report = report_of(table)
    data_report.tiles(table, report)
    if st.button("Next: say what to predict", type="primary", icon=":material/flag:", key="data.next"):
        go("task")
    finding_list(
        report.findings,
        "Nothing pressing: every line was read, and no row repeats another.",
        called=names_in(workspace),
    )

with guarded():
    value_proposals.section(workspace, [table])

with guarded():
    st.subheader("How the values are spread", anchor=False)
    column_pictures(table, question_of(workspace), f"data.pictures.{table.content_hash}", names_in(workspace))

with guarded():
    data_roles.editor(workspace)

with guarded():
    st.subheader("Look closer", anchor=False)
    views = ["First rows", "Columns in figures", "Names", "How it was read"]
    views += ["Rejected lines"] if table.n_rejected else []
    view = st.segmented_control(
        "View", views, default=views[0], key="data.view", label_visibility="collapsed"
    )
    if view == "Columns in figures":
        data_report.columns_in_figures(report_of(table))
    elif view == "Names":
        named = name_editor.editor(table, table.layout)
        if named is not None:
            save(workspace.with_table(named))
            st.rerun()
    elif view == "How it was read":
        data_report.reading_notes(table)
        data_upload.read_again(workspace)
    elif view == "Rejected lines":
        data_report.rejected(table)
    else:
        data_report.first_rows(table)
