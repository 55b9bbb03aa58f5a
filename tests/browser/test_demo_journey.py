"""A stakeholder's way: a link into a fresh server, the demo bank in one click, a lead and who is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.screen import (
    answered,
    cells,
    choose_row,
    go_to,
    new_page,
    no_sideways,
    settle,
    shoot,
    widget,
)

pytestmark = pytest.mark.browser

PAGES = ("Home", "Data", "Task", "Graph", "Train", "Evaluation", "Models", "Leads", "Lead")


def test_the_first_request_of_a_fresh_server_may_be_any_page(server: str, page: Page) -> None:
    page.goto(f"{server}/leads")
    settle(page)
    for name in PAGES:
        expect(page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Go to Data")).to_be_visible()
    shoot(page, "leads-empty")


@pytest.fixture(scope="module")
def demo(server: str, browser: Browser) -> Iterator[tuple[Page, str]]:
    """A browser that came from Home to the ranked list by one click, and the address of the list."""
    page = new_page(browser)
    page.goto(server)
    settle(page)
    shoot(page, "home-empty")
    widget(page, "home.demo").get_by_role("button").click()
    expect(widget(page, "demo.stop")).to_be_visible()
    shoot(page, "home-demo-at-work")
    page.wait_for_url(re.compile("/leads"), timeout=200_000)
    settle(page)
    yield page, page.url
    page.context.close()


def test_one_click_leads_to_the_ranked_list_and_a_client_to_its_reasons(demo: tuple[Page, str]) -> None:
    page, _ = demo
    rows = cells(page, "leads.list")
    shoot(page, "demo-leads")
    assert [row[0] for row in rows[:3]] == ["1", "2", "3"]
    client = rows[1][1]
    choose_row(page, "leads.list", 1)
    page.wait_for_url(re.compile("/lead[?]"))
    settle(page)
    expect(page.get_by_role("heading", name=f"Client {client}")).to_be_visible()
    expect(page.get_by_text("What raised and lowered it")).to_be_visible()
    expect(page.get_by_text("Trust in this explanation")).to_be_visible()
    assert asked(page, "lead") == client
    shoot(page, "demo-lead")


def test_a_click_on_a_neighbour_opens_that_client(demo: tuple[Page, str]) -> None:
    page, leads = demo
    page.goto(leads)
    settle(page)
    client = cells(page, "leads.list")[2][1]
    page.goto(f"{leads.replace('/leads?', '/lead?')}&lead={client}")
    settle(page)
    picture = page.locator(".neighbourhood")
    expect(picture).to_have_attribute("aria-label", re.compile(" hears [1-9]"))
    picture.scroll_into_view_if_needed()
    with answered(page):
        click_a_neighbour(page, picture)
    after = page.get_by_role("heading", name=re.compile("^Client ")).inner_text()
    assert after == f"Client {asked(page, 'lead')}" != f"Client {client}"
    expect(picture).to_have_attribute("aria-label", re.compile(f"^{after.removeprefix('Client ')} "))
    page.go_back()
    expect(page.get_by_role("heading", name=f"Client {client}")).to_be_visible()


def click_a_neighbour(page: Page, picture: Locator) -> None:
    """Comes down from the top, above the middle, until the pointer says that there is something to click."""
    box = picture.bounding_box()
    assert box is not None
    x, top = box["x"] + box["width"] / 2, box["y"]
    for down in range(2, int(box["height"] / 2) - 40, 3):
        page.mouse.move(x, top + down)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        if picture.evaluate("e => e.style.cursor") == "pointer":
            page.mouse.click(x, top + down + 3)
            return
    raise AssertionError("there is no neighbour above the client")


def test_every_page_fits_the_window_in_the_dark(demo: tuple[Page, str], browser: Browser) -> None:
    _, leads = demo
    page = new_page(browser, width=1920, height=1000, colours="dark")
    page.goto(leads)
    settle(page)
    for name in PAGES:
        page.set_viewport_size({"width": 1920, "height": 1000})
        go_to(page, name)
        no_sideways(page)
        shoot(page, f"dark-1920-{name.lower()}")
        page.set_viewport_size({"width": 1280, "height": 1000})
        no_sideways(page)
        shoot(page, f"dark-1280-{name.lower()}")
    paper = page.get_by_test_id("stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == "rgb(16, 21, 31)"
    page.context.close()


def asked(page: Page, name: str) -> str:
    """What the address of the page says, such as its lead."""
    return parse_qs(urlsplit(page.url).query)[name][0]
