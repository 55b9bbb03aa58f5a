"""Home: where the workspace stands and the one next step."""

import streamlit as st

from core.workspace import create_workspace, list_workspaces
from pages.ui import demo, steps
from pages.ui.frame import go, guarded, header
from pages.ui.state import current_workspace, use_workspace

header("Whom should we call first, and why?", "Where you stand, and the one next step.")

workspace = current_workspace()
if demo.opening():
    demo.progress()
elif workspace is None:
    left, middle, right = st.columns(3, gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.subheader("See it work", anchor=False)
        st.write(
            "The demo bank is a made-up bank with 3,000 clients. One click reads it, builds its customer "
            "graph, trains a graph network and opens the ranked call list with reasons; two baselines "
            "learn on in the background. No internet needed."
        )
        if st.button("Open the demo bank", type="primary", icon=":material/play_arrow:", key="home.demo"):
            demo.start("bank")
    with middle, st.container(border=True, height="stretch"):
        st.subheader("See it with many tables", anchor=False)
        st.write(
            "A made-up bank for companies: contacts, companies, calls, deals, transfers and campaigns in eleven "
            "linked tables. One click asks who will open an opportunity within 90 days, and shows the accounts "
            "that move."
        )
        if st.button("Open the business demo", icon=":material/domain:", key="home.business"):
            demo.start("business")
    with right, st.container(border=True, height="stretch"):
        st.subheader("Use your own file", anchor=False)
        st.write(
            "A campaign or client list as CSV, Excel or Parquet: one row a client, and one column that says "
            "how it ended. Or a whole CRM: several tables at once. The files stay on this machine."
        )
        if st.button("Upload a file", icon=":material/upload:", key="home.upload"):
            with guarded():
                use_workspace(create_workspace("My bank").name)
                go("data")
else:
    steps.show(workspace)

if not demo.opening():
    with st.expander("Workspaces", icon=":material/folder:"):
        st.caption("A workspace holds one file, the question asked of it, its graph and its models.")
        name = st.text_input("Name of a new workspace", key="home.new_name", placeholder="Spring campaign")
        create, other, business = st.columns(3)
        if create.button("Create it", key="home.create", disabled=not name):
            with guarded():
                use_workspace(create_workspace(name).name)
                go("data")
        if workspace is not None and other.button("Open the demo bank", key="home.demo_again"):
            demo.start("bank")
        if workspace is not None and business.button("Open the business demo", key="home.business_again"):
            demo.start("business")
        if list_workspaces():
            steps.deletion()
