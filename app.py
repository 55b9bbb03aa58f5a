"""GraphLeadIQ's frame: page config, navigation and what is in use. No logic; start it with `make app`."""

import streamlit as st

from pages.ui.frame import LOGO, MARK, PAGES
from pages.ui.memory import settle
from pages.ui.sidebar import sidebar
from pages.ui.state import sync_address

st.set_page_config(page_title="GraphLeadIQ", page_icon=MARK, layout="wide")
st.logo(LOGO, size="large")
sync_address()

page = st.navigation(
    {
        "": [st.Page(PAGES["home"], title="Home", icon=":material/home:", default=True)],
        "Data": [
            st.Page(PAGES["data"], title="Data", icon=":material/table:"),
            st.Page(PAGES["task"], title="Task", icon=":material/flag:"),
            st.Page(PAGES["graph"], title="Graph", icon=":material/hub:"),
        ],
        "Model": [
            st.Page(PAGES["train"], title="Train", icon=":material/model_training:"),
            st.Page(PAGES["evaluation"], title="Evaluation", icon=":material/query_stats:"),
            st.Page(PAGES["models"], title="Models", icon=":material/inventory_2:"),
        ],
        "Leads": [
            st.Page(PAGES["leads"], title="Leads", icon=":material/format_list_numbered:"),
            st.Page(PAGES["lead"], title="Lead", icon=":material/person_search:"),
            st.Page(PAGES["accounts"], title="Accounts", icon=":material/domain:"),
        ],
    },
    expanded=True,
)
sidebar()
page.run()
settle(page.title)
