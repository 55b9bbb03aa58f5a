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


HEAVY = {
    "torch", "torch_geometric", "captum", "sklearn", "scipy", "lightgbm", "xgboost", "faiss", "ibis",
    "duckdb", "pandas", "pyarrow",
}  # fmt: skip


def _heavy_modules_of_home() -> str:
    """The heavy libraries that a fresh process has loaded once Home is drawn, as a printed list."""
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.exception, app.exception\n"
        "assert app.title, 'Home is not drawn'\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


def test_first_paint_does_not_import_heavy_libraries() -> None:
    """Home is drawn without them; each is loaded by the first page that needs it."""
    assert _heavy_modules_of_home() == "[]"


def test_first_paint_of_a_trained_workspace_does_not_import_heavy_libraries() -> None:
    """Nor are they needed to say where a workspace with a finished run stands."""
    from tests.ranked_run import ranked_run

    ranked_run()
    assert _heavy_modules_of_home() == "[]"


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
