"""What a person does on a page and sees there; screenshots go to test-results/ (not committed)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Locator, Page, TimeoutError, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

SHOTS = Path(__file__).resolve().parents[2] / "test-results"
PATIENCE_MS = 30_000  # a machine that trains beside the browser may be slow
expect.set_options(timeout=PATIENCE_MS)

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


_SOCKETS: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()  # over which the app answers, by page


def settle(page: Page) -> None:
    """Waits until the app has run and drawn everything; fails on a stack trace on screen."""
    page.wait_for_function(_QUIET, timeout=90_000, polling=50)
    assert page.locator("[data-testid=stException]").count() == 0, page.inner_text("body")[:2000]


def widget(page: Page, key: str) -> Locator:
    """The widget with that Streamlit key, such as "home.demo"; with a dot at the end, whatever begins so."""
    name = f"st-key-{key.replace('.', '-')}"
    return page.locator(f"[class*='{name}']" if key.endswith(".") else f".{name}")


def still(page: Page, part: Locator) -> None:
    """Waits until a part of the page has stopped moving: what slides open is missed by a click on a slow machine."""
    last, now = None, part.bounding_box()
    while now is None or now != last:
        page.wait_for_timeout(300)
        last, now = now, part.bounding_box()


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Waits until the app has run because of what is done inside, and has settled."""
    with _SOCKETS[page].expect_event("framereceived", _ends_a_run, timeout=3 * PATIENCE_MS):
        yield
    settle(page)


def _ends_a_run(frame: str | bytes) -> bool:
    if isinstance(frame, str):
        return False
    message = ForwardMsg.FromString(frame)
    ended: bool = message.HasField("script_finished")
    return ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def new_page(
    browser: Browser, *, width: int = 1280, height: int = 900, colours: Literal["light", "dark"] = "light"
) -> Page:
    """A page in a context of its own, whose runs `answered` can follow."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=colours, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("websocket", lambda socket: _SOCKETS.update({page: socket}))
    return page


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


def choose_row(page: Page, key: str, row: int, *, height: int = 80) -> None:
    """Ticks a row of a table that can be chosen from; `height` of a row in pixels."""
    grid = widget(page, key).get_by_test_id("stDataFrameResizable")
    grid.click(position={"x": 18, "y": 40 + height * row + height / 2})


def no_sideways(page: Page) -> None:
    """Fails where the page is wider than the window."""
    try:  # charts follow a resized window a moment later
        page.wait_for_function(
            "() => { const e = document.querySelector('[data-testid=stMain]');"
            " return e.scrollWidth <= e.clientWidth; }",
            timeout=10_000,
        )
    except TimeoutError as error:
        wide = page.get_by_test_id("stMain").evaluate("e => [e.scrollWidth, e.clientWidth]")
        raise AssertionError(f"{page.url} is {wide[0]} px wide in {wide[1]} px") from error


def shoot(page: Page, name: str) -> None:
    """Saves a screenshot of the whole page for a person to look at."""
    SHOTS.mkdir(exist_ok=True)
    height = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
    size = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], int(height) + 20)})
    page.screenshot(path=str(SHOTS / f"{name}.png"), animations="disabled")
    page.set_viewport_size(size)
