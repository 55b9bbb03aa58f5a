"""Accounts: which buying committees move, who is the champion, who is missing?"""

import streamlit as st

from pages.ui import account_parts, cache_accounts
from pages.ui.frame import empty, guarded, header
from pages.ui.state import need_run

header("Accounts", "Which buying committees move, who is the champion, and who is missing?")
with guarded():
    run = need_run()
    if run.config().task.origin is None:
        empty(
            "Accounts need several tables: companies, the people in them and what happened. This workspace has one "
            "file. Bring a whole CRM on the Data page, or open the business demo from Home.",
            "Go to Data",
            "data",
        )
    cache_accounts.shape(run.id)
    as_of = account_parts.as_of_slider(run)
    account = account_parts.account_list(run, as_of)
    if account is not None:
        account_parts.one_account(run, account, as_of)
    else:
        st.stop()
