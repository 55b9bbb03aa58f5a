"""Memory of the app process with 45,211 clients loaded, after the Data, Evaluation and Leads pages were visited."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import psutil

from tests.bench.chromium import launched, server
from tests.bench.row import Row
from tests.browser.screen import go_to, new_page, settle
from tests.judged_run import judged_run, judged_workspace
from tests.ranked_run import ranked_run

N_CLIENTS = 45_211
PAGES = ("Data", "Evaluation", "Leads")


def rows() -> list[Row]:
    """Resident memory of the server's process at the end, and what it had before a page was opened."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRAPHLEADIQ_HOME"] = home
        workspace, _ = judged_workspace(N_CLIENTS)
        judged = judged_run(workspace)
        ranked = ranked_run(N_CLIENTS)
        with server(Path(home)) as (url, pid), launched() as browser:
            process = psutil.Process(pid)
            before = process.memory_info().rss
            page = new_page(browser)
            page.goto(f"{url}/evaluation?workspace=judged&run={judged.id}")
            settle(page)
            for title in PAGES:
                go_to(page, title)
            page.goto(f"{url}/data?workspace=clients&run={ranked.id}")
            settle(page)
            go_to(page, "Leads")
            after = process.memory_info().rss
    return [
        Row(
            f"memory of the app process, two runs of {N_CLIENTS:,} clients loaded",
            "1 GiB",
            f"{after / 2**30:.2f} GiB ({before / 2**30:.2f} GiB before the first page)",
            after <= 2**30,
        )
    ]
