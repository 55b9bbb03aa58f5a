"""A run at work in the browser: the same after a reload and in a second tab, and plainly crashed when killed."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.runs.launcher import cancel, start_run
from core.runs.run import Run
from core.runs.status import read_status
from core.training.config import TrainConfig
from tests.browser.screen import new_page, settle, shoot
from tests.judged_run import judged_workspace
from tests.tiny_runs import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def long_run(server_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A run in the server's home that would learn for hours."""
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(server_home))
    workspace, _ = judged_workspace(600)
    run = start_run(workspace, TrainConfig.for_model("gat", epochs=10_000, patience=0))
    yield run
    cancel(run)


def test_every_tab_shows_the_same_run_and_that_it_was_killed(
    server: str, browser: Browser, page: Page, long_run: Run
) -> None:
    address = f"{server}/train?workspace=judged"
    page.goto(address)
    at_work = re.compile(r"epoch \d+ of at most 10,000")
    expect(page.get_by_text(at_work)).to_be_visible(timeout=90_000)
    page.reload()
    other = new_page(browser)
    other.goto(address)
    for tab in (page, other):
        expect(tab.get_by_text(long_run.id, exact=True)).to_be_visible()
        expect(tab.get_by_text(at_work)).to_be_visible()
        expect(tab.locator(".js-plotly-plot").first).to_be_visible()
    shoot(page, "training-at-work")

    pid = wait_until(long_run, "running").pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    for tab in (page, other):
        expect(tab.get_by_text(re.compile(r"crashed"))).to_be_visible()
        expect(tab.get_by_text(at_work)).to_have_count(0)
        expect(tab.get_by_role("button", name="Start it again")).to_be_visible()
    settle(page)
    shoot(page, "training-crashed")
    assert read_status(long_run).state == "crashed"
    other.context.close()
