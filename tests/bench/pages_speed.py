"""Moving the cut-off (Evaluation) and filtering (Leads) with 45,211 clients, from the key to the answer on screen."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.chromium import launched, server
from tests.bench.row import Row
from tests.browser.screen import answered, new_page, settle, widget
from tests.judged_run import judged_run, judged_workspace
from tests.ranked_run import ranked_run

N_CLIENTS, TIMES, WARM = 45_211, 25, 3

# Ends when the line with these words says something else than before and has been painted.
_CHANGED = """([words, before]) => new Promise((done, fail) => {
  const patience = performance.now() + 20000;
  const look = () => {
    const lines = document.querySelector('[data-testid=stMain]').innerText.split('\\n');
    const now = lines.find(line => line.includes(words));
    if (now !== undefined && now !== before) requestAnimationFrame(() => done(now));
    else if (performance.now() > patience) fail(new Error(`still ${now}`));
    else requestAnimationFrame(look);
  };
  look();
})"""


def rows() -> list[Row]:
    """Median and maximum of 25 changes each, after three that warm up."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRAPHLEADIQ_HOME"] = home
        workspace, _ = judged_workspace(N_CLIENTS)
        judged = judged_run(workspace)
        ranked = ranked_run(N_CLIENTS)
        with server(Path(home)) as (url, _), launched() as browser:
            page = new_page(browser)
            page.goto(f"{url}/evaluation?workspace=judged&run={judged.id}")
            settle(page)
            cut = _cut_moves(page)
            page.goto(f"{url}/leads?workspace=clients&run={ranked.id}&leads.by=job")
            settle(page)
            narrowed = _filters(page)
    return [_row("Evaluation page, cut-off move", cut), _row("Leads page, filter", narrowed)]


def _cut_moves(page: Page) -> list[float]:
    widget(page, "evaluation.chance").get_by_role("slider").focus()
    said = page.evaluate(_CHANGED, ["Cut-off: ", ""])
    times = []
    for _ in range(TIMES + WARM):
        started = time.perf_counter()
        page.keyboard.press("ArrowRight")
        said = page.evaluate(_CHANGED, ["Cut-off: ", said])
        times.append(time.perf_counter() - started)
    return times[WARM:]


def _filters(page: Page) -> list[float]:
    """A job is chosen and taken away in turn, among all clients."""
    with answered(page):
        page.get_by_role("radio", name="Everybody").click()
    widget(page, "leads.filters").get_by_role("button").first.click()
    box = page.get_by_role("combobox", name="job", exact=True)
    said = page.evaluate(_CHANGED, [" clients ·", ""])
    times = []
    for number in range(TIMES + WARM):
        if number % 2 == 0:
            box.fill("student")
        started = time.perf_counter()
        box.press("Enter" if number % 2 == 0 else "Backspace")
        said = page.evaluate(_CHANGED, [" clients ·", said])
        times.append(time.perf_counter() - started)
    return times[WARM:]


def _row(what: str, times: list[float]) -> Row:
    middle = statistics.median(times)
    return Row(
        f"{what}, {N_CLIENTS:,} clients",
        "0.3 s median; aim 0.15 s",
        f"{middle:.2f} s median, {max(times):.2f} s at most (n = {len(times)})",
        middle <= 0.3,
    )
