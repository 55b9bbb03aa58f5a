"""The frame: every page opens through app.py without a workspace and says what to do next."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.frame import PAGES


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_page_opens_empty(open_page: Callable[..., AppTest], page: str) -> None:
    app = open_page(page)
    assert not app.exception, app.exception
    assert app.title, "a page without a title"
    assert app.button or app.get("file_uploader"), "an empty state must offer the next step"


def test_first_paint_does_not_import_torch() -> None:
    """Home is drawn without the heavy libraries; each is loaded by the first page that needs it."""
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.exception, app.exception\n"
        "heavy = {'torch', 'torch_geometric', 'captum', 'sklearn', 'lightgbm', 'xgboost', 'faiss', 'ibis'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_a_link_to_an_unknown_workspace_says_so(open_page: Callable[..., AppTest]) -> None:
    from core.workspace import create_workspace

    create_workspace("mine")
    app = open_page("leads", workspace="gone")
    assert not app.exception
    assert any("no workspace 'gone'" in box.value.replace("\\", "") for box in app.error)


def test_a_link_to_an_unknown_run_says_so(open_page: Callable[..., AppTest]) -> None:
    from tests.ranked_run import ranked_run

    run = ranked_run()
    app = open_page("leads", run="gat-0101-dead")
    assert not app.exception
    assert any("gat-0101-dead" in box.value.replace("\\", "") for box in app.error)
    assert len(open_page("leads", run=run.id).error) == 0
