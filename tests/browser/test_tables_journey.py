"""An analyst's way with a whole CRM: four files, one line, the graph, two models, the list, an account, a contact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screen import (
    answered,
    cells,
    choose_row,
    go_to,
    no_sideways,
    press,
    settle,
    shoot,
    still,
    widget,
)
from tests.tables_workspace import LINE, write_crm

pytestmark = pytest.mark.browser

N_CONTACTS = 120
ROW_PX = 35  # of a table with one line a row
PAGES = ("Data", "Task", "Graph", "Train", "Evaluation", "Models", "Leads", "Lead", "Accounts")


def test_from_four_files_to_one_contact_of_an_account(server: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{server}/data")
    settle(page)
    bring(page, write_crm(tmp_path / "crm", N_CONTACTS))
    press(page, "data.next")
    ask(page)
    press(page, "task.next")
    build_the_graph(page)
    press(page, "graph.next")
    train(page)
    contact = see_the_list(page)
    see_the_contact(page, contact)
    account = see_the_accounts(page)
    open_a_person(page, account)
    for name in PAGES:
        go_to(page, name)
        no_sideways(page)


def bring(page: Page, files: list[Path]) -> None:
    widget(page, "data.upload").locator("input[type=file]").set_input_files(files)
    expect(widget(page, "data.next")).to_be_visible()
    settle(page)
    expect(page.get_by_test_id("stMetric").filter(has_text="Tables")).to_contain_text("4")
    expect(page.get_by_test_id("stGraphVizChart").locator("svg")).to_be_visible()
    pointing = {tuple(row[1:4]) for row in cells(page, "data.links.")}
    assert pointing == {
        ("contact", "company_id", "company"),
        ("activity", "contact_id", "contact"),
        ("opportunity", "contact_id", "contact"),
        ("opportunity", "company_id", "company"),
    }
    no_sideways(page)
    shoot(page, "tables-data")


def ask(page: Page) -> None:
    line = widget(page, "task.line").get_by_role("textbox")
    with answered(page):
        line.fill(LINE.replace("opportunity", "oportunity"))
        line.press("Control+Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("opportunity")
    shoot(page, "tables-task-mistake")
    with answered(page):
        line.fill(LINE)
        line.press("Control+Enter")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    widget(page, "task.ask").get_by_role("button").click()
    expect(widget(page, "task.next")).to_be_visible(timeout=120_000)
    settle(page)
    expect(page.get_by_test_id("stMetric").filter(has_text="Asked about now")).to_contain_text(
        str(N_CONTACTS)
    )
    no_sideways(page)
    shoot(page, "tables-task")


def build_the_graph(page: Page) -> None:
    widget(page, "graph.build").get_by_role("button").click()
    expect(widget(page, "graph.next")).to_be_visible(timeout=120_000)
    settle(page)
    expect(page.locator(".neighbourhood")).to_have_attribute("aria-label", re.compile("As of"))
    no_sideways(page)
    shoot(page, "tables-graph")


def train(page: Page) -> None:
    box = widget(page, "train.models")
    while box.get_by_role("button", name=re.compile("^Remove|^Clear")).count():
        with answered(page):
            box.get_by_role("button", name=re.compile("^Remove|^Clear")).last.click()
    for model in ("LightGBM, linked columns", "Lead scoring network"):
        box.get_by_role("combobox").fill(model)
        with answered(page):
            page.get_by_role("option", name=model, exact=True).click()
    page.keyboard.press("Escape")
    few_epochs(page)
    shoot(page, "tables-train-form")
    press(page, "train.start")
    board = page.locator("canvas table").filter(has_text="LightGBM, linked columns")
    board.filter(has_text="Lead scoring network").first.wait_for(state="attached", timeout=240_000)
    expect(widget(page, "train.cancel.")).to_have_count(0, timeout=120_000)
    settle(page)
    no_sideways(page)
    shoot(page, "tables-train")
    go_to(page, "Evaluation")
    expect(
        page.get_by_text(re.compile(f"{3 * N_CONTACTS} examples that the model had never seen"))
    ).to_be_visible()
    shoot(page, "tables-evaluation")


def few_epochs(page: Page) -> None:
    """Two epochs are enough to see the pages, and nothing else is trained beside the two."""
    companions = widget(page, "train.companions")
    if companions.count():
        with answered(page):
            companions.locator("label").first.click()
    own = widget(page, "train.own")
    page.get_by_text("Advanced settings").click()
    expect(own).to_be_visible()
    still(page, own)  # the settings slide open
    with answered(page):
        own.locator("label").first.click()
    epochs = widget(page, "train.epochs").get_by_role("spinbutton")
    with answered(page):
        epochs.fill("2")
        epochs.press("Enter")


def see_the_list(page: Page) -> str:
    go_to(page, "Leads")
    expect(
        page.get_by_text(re.compile(f"^{N_CONTACTS} contacts · [1-9][0-9]* on the call list"))
    ).to_be_visible()
    no_sideways(page)
    shoot(page, "tables-leads")
    return cells(page, "leads.list")[0][1]


def see_the_contact(page: Page, contact: str) -> None:
    choose_row(page, "leads.list", 0)
    page.wait_for_url(re.compile("/lead[?]"))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile(f"{contact}$"))).to_be_visible()
    no_sideways(page)
    shoot(page, "tables-lead")


def see_the_accounts(page: Page) -> str:
    go_to(page, "Accounts")
    first = cells(page, "accounts.list.")[0]
    account = next(cell for cell in first if cell.startswith("Firm "))
    expect(page.get_by_role("heading", name=account, exact=True)).to_be_visible()
    for title in (
        "Whom to contact next",
        "Champion",
        "Who is missing",
        "The buying committee",
        "What happened",
    ):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    no_sideways(page)
    shoot(page, "tables-accounts")
    slider = widget(page, "accounts.as_of").get_by_role("slider")
    with answered(page):
        slider.press("Home")
    expect(page.get_by_role("heading", name=account, exact=True)).to_be_visible()
    shoot(page, "tables-accounts-earlier")
    with answered(page):
        slider.press("End")
    return account


def open_a_person(page: Page, account: str) -> None:
    people = cells(page, "accounts.people")
    assert people and all(any(cell.startswith("Person ") for cell in row) for row in people)
    choose_row(page, "accounts.people", 0, height=ROW_PX)
    page.wait_for_url(re.compile("/lead[?]"))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile(r"C-\d{4}$"))).to_be_visible()
    expect(page.get_by_text(account)).not_to_have_count(0)
