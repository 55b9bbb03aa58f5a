"""A real server and a real Chromium for the journeys; screenshots go to test-results/ (not committed)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "test-results"
PATIENCE_MS = 30_000  # a machine that trains beside the browser may be slow
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Starts the app on a free port and waits until it answers."""
    port = free_port()
    environment = {
        **os.environ,
        "GRAPHLEADIQ_HOME": str(home),
        "OMP_WAIT_POLICY": "PASSIVE",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310  # our own server
                if answer.status == 200:
                    return process, url
        except OSError:
            time.sleep(0.3)
    process.kill()
    raise RuntimeError(f"the app did not start: {(home / 'server.log').read_text()[-2000:]}")


# True once the script has ended, nothing waits to be replaced, and no skeleton stands for what will come,
# for a quarter of a second.
_QUIET = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const ready = app && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('[data-testid=stMain] h1')
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]');
  const now = performance.now();
  if (!ready) { window.quietSince = null; return false; }
  window.quietSince ??= now;
  return now - window.quietSince > 250;
}"""


# Sets window.hasRun as soon as the script runs.
_WATCH = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.hasRun = false;
  window.runWatch?.disconnect();
  window.runWatch = new MutationObserver(() => { window.hasRun = true; });
  window.runWatch.observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] });
}"""


@pytest.fixture(scope="module")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty home of the server of this file."""
    return tmp_path_factory.mktemp("browser-home")


@pytest.fixture(scope="module")
def server(server_home: Path) -> Iterator[str]:
    """The address of a freshly started app with an empty home of its own."""
    process, url = start_server(server_home)
    yield url
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless, with WebGL."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: `make chromium` installs it")
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of 1280 x 900, light."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def settle(page: Page) -> None:
    """Waits until the app has run and drawn everything; fails on a stack trace on screen."""
    page.wait_for_function(_QUIET, timeout=90_000, polling=50)
    assert page.locator("[data-testid=stException]").count() == 0, page.inner_text("body")[:2000]


def widget(page: Page, key: str) -> Locator:
    """The widget with that Streamlit key, such as "home.demo"; with a dot at the end, whatever begins so."""
    name = f"st-key-{key.replace('.', '-')}"
    return page.locator(f"[class*='{name}']" if key.endswith(".") else f".{name}")


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Waits until the app has begun to answer what is done inside, and then has settled."""
    page.evaluate(_WATCH)
    yield
    page.wait_for_function("() => window.hasRun", polling=50)
    settle(page)


def press(page: Page, key: str) -> None:
    """Presses the button with that key and waits for what it does."""
    with answered(page):
        widget(page, key).get_by_role("button").first.click()


def go_to(page: Page, title: str) -> None:
    """Opens a page by the navigation, as a person does."""
    path = "/" if title == "Home" else f"/{title.lower()}"
    with answered(page):
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        page.wait_for_url(lambda url: urlsplit(url).path == path)


def cells(page: Page, key: str) -> list[list[str]]:
    """The rows of a table as a screen reader has them; only those in view are there."""
    rows = widget(page, key).locator("canvas table tbody tr")
    rows.first.wait_for(state="attached")
    found: list[list[str]] = rows.evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"
    )
    return found


def choose_row(page: Page, key: str, row: int, *, height: int = 62) -> None:
    """Ticks a row of a table that can be chosen from; `height` of a row in pixels."""
    grid = widget(page, key).get_by_test_id("stDataFrameResizable")
    grid.click(position={"x": 18, "y": 40 + height * row + height / 2})


def no_sideways(page: Page) -> None:
    """Fails where the page is wider than the window."""
    wide = page.get_by_test_id("stMain").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} px wide in {wide[1]} px"


def shoot(page: Page, name: str) -> None:
    """Saves a screenshot of the whole page for a person to look at."""
    SHOTS.mkdir(exist_ok=True)
    height = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], int(height) + 20)})
    page.screenshot(path=str(SHOTS / f"{name}.png"), animations="disabled")
    page.set_viewport_size(size)
