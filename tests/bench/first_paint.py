"""First paint of the app, cold: from starting the process to Home's title in Chromium, against eager imports."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.bench.chromium import launched, server
from tests.bench.row import Row

ROUNDS = 5
EAGER = """import captum.attr, faiss, lightgbm, sklearn.neighbors, torch, torch_geometric.nn, xgboost
import runpy
runpy.run_path({app!r}, run_name="__main__")
"""


def _seconds(browser: Browser, script: Path) -> float:
    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        with server(Path(home), script) as (url, _):
            page = browser.new_page()
            page.goto(url)
            page.wait_for_selector("h1", timeout=120_000)
            seconds = time.perf_counter() - started
            page.close()
    return seconds


def rows() -> list[Row]:
    """Lazy and eager in turn; the ratio of the medians."""
    root = Path(__file__).resolve().parents[2]
    lazy: list[float] = []
    eager: list[float] = []
    with launched() as browser:
        eager_app = root / "eager_app.py"  # beside app.py, because pages are found from there
        eager_app.write_text(EAGER.format(app=str(root / "app.py")))
        try:
            for _ in range(ROUNDS):
                lazy.append(_seconds(browser, root / "app.py"))
                eager.append(_seconds(browser, eager_app))
        finally:
            eager_app.unlink()
    a, b = statistics.median(lazy), statistics.median(eager)
    return [
        Row(
            "first paint of the app, cold",
            "3x sooner than eager imports; aim under 2 s",
            f"{a:.1f} s against {b:.1f} s eager: {b / a:.1f}x sooner (medians of {ROUNDS})",
            b / a >= 3,
        )
    ]
