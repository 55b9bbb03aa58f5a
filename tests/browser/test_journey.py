"""An analyst's way with a file of her own: upload, columns, task, graph, training, exam, list, one client."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from core.tables.demo_bank import demo_bank
from tests.browser.screen import (
    answered,
    cells,
    choose_row,
    go_to,
    no_sideways,
    press,
    settle,
    shoot,
    widget,
)

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x.test")'
N_CLIENTS = 900


@pytest.fixture(scope="module")
def client_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank's file of 900 clients; the two called last have names that careless software would run."""
    frame, _ = demo_bank(N_CLIENTS)
    latest = frame["contact_date"].sort_values(kind="stable").index
    frame.loc[latest[-1], "client_id"] = SCRIPT
    frame.loc[latest[-2], "client_id"] = FORMULA
    path = tmp_path_factory.mktemp("file") / "spring_campaign.csv"
    frame.to_csv(path, index=False)
    return path


def test_from_a_file_to_the_reasons_of_one_client(
    server: str, page: Page, client_file: Path, tmp_path: Path
) -> None:
    ran: list[str] = []

    def heard(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", heard)
    page.goto(server)
    settle(page)
    press(page, "home.upload")
    upload(page, client_file)
    judge_the_columns(page)
    press(page, "data.next")
    see_the_task(page)
    press(page, "task.next")
    build_the_graph(page)
    press(page, "graph.next")
    train(page, "LightGBM", "Points")
    go_to(page, "Evaluation")
    move_the_cut(page)
    go_to(page, "Models")
    shoot(page, "journey-models")
    go_to(page, "Leads")
    narrow_the_list(page)
    export(page, tmp_path / "calls.csv")
    open_the_difficult_clients(page)
    assert ran == []


def upload(page: Page, file: Path) -> None:
    shoot(page, "journey-data-empty")
    widget(page, "data.upload").locator("input[type=file]").set_input_files(file)
    expect(widget(page, "data.next")).to_be_visible()
    settle(page)


def judge_the_columns(page: Page) -> None:
    expect(page.get_by_test_id("stMetric").filter(has_text="Clients (rows)")).to_contain_text("900")
    expect(page.get_by_test_id("stMetric").filter(has_text="Rejected lines")).to_contain_text("0")
    roles = {row[0]: row[1] for row in cells(page, "data.roles.")}
    assert roles["client_id"] == "id"
    assert roles["contact_date"] == "date"
    assert roles["subscribed"] == "target"
    shoot(page, "journey-data")


def see_the_task(page: Page) -> None:
    expect(page.get_by_test_id("stMetric").filter(has_text="No answer yet")).to_contain_text("45")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    shoot(page, "journey-task")


def build_the_graph(page: Page) -> None:
    shoot(page, "journey-graph-empty")
    widget(page, "graph.build").get_by_role("button").click()
    expect(widget(page, "graph.next")).to_be_visible(timeout=60_000)
    settle(page)
    expect(page.get_by_test_id("stMetric").filter(has_text="Clients").first).to_contain_text("900")
    expect(widget(page, "graph.book").first).to_be_visible()
    shoot(page, "journey-graph")
    for view in ("Around one client", "Numbers"):
        with answered(page):
            widget(page, "graph.view").get_by_role("radio", name=view).click()
        shoot(page, f"journey-graph-{view.split()[0].lower()}")


def train(page: Page, *models: str) -> None:
    box = widget(page, "train.models")
    while box.get_by_role("button", name=re.compile("^Remove|^Clear")).count():
        with answered(page):
            box.get_by_role("button", name=re.compile("^Remove|^Clear")).last.click()
    for model in models:
        box.get_by_role("combobox").fill(model)
        with answered(page):
            page.get_by_role("option", name=model, exact=True).click()
    page.keyboard.press("Escape")
    shoot(page, "journey-train-form")
    press(page, "train.start")
    expect(widget(page, "train.use")).to_be_visible(timeout=120_000)
    board = page.locator("canvas table")
    for model in models:
        board = board.filter(has_text=model)
    board.first.wait_for(state="attached", timeout=120_000)
    expect(widget(page, "train.cancel.")).to_have_count(0)
    settle(page)
    shoot(page, "journey-train")


def move_the_cut(page: Page) -> None:
    sentence = page.get_by_text(re.compile("^Cut-off: "))
    expect(sentence).to_contain_text("The same share as on Leads")
    called = int(re.findall(r"([\d,]+) clients called", sentence.inner_text())[0])
    shoot(page, "journey-evaluation")
    thumb = widget(page, "evaluation.chance").get_by_role("slider")
    thumb.focus()
    thumb.press("End")
    expect(sentence).to_contain_text("nobody; 0 clients called")
    settle(page)
    press(page, "evaluation.reset")
    expect(sentence).to_contain_text(f"{called} clients called")


def narrow_the_list(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"^45 clients · 4 on the call list"))).to_be_visible()
    shoot(page, "journey-leads")
    widget(page, "leads.filters").get_by_role("button").first.click()
    page.get_by_role("combobox", name="Filter by").fill("housing")
    with answered(page):
        page.get_by_role("option", name="Housing loan", exact=True).click()
    page.get_by_role("combobox", name="Housing loan").fill("no")
    with answered(page):
        page.get_by_role("option", name="no", exact=True).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_text(re.compile(r"^\d+ of 45 clients"))).to_be_visible()
    no_sideways(page)
    shoot(page, "journey-leads-filtered")


def export(page: Page, path: Path) -> None:
    """All that match without a filter, so that the difficult names are among them."""
    page.goto(page.url.split("?")[0] + "?workspace=" + page.url.split("workspace=")[1].split("&")[0])
    settle(page)
    with answered(page):
        widget(page, "leads.export").get_by_role("radio", name=re.compile("All that match")).click()
    with page.expect_download() as download:
        widget(page, "leads.csv").get_by_role("button").click()
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 45
    clients = {row["client"] for row in rows}
    assert SCRIPT in clients
    assert f"'{FORMULA}" in clients
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "@", "+"))]


def open_the_difficult_clients(page: Page) -> None:
    for client in (SCRIPT, FORMULA):
        search = widget(page, "leads.search").get_by_role("searchbox")
        search.fill(client[1:-1])
        first = widget(page, "leads.list").locator("canvas table tbody tr").first
        expect(first).to_contain_text(client)
        expect(page.get_by_text(re.compile("^1 of 45 clients"))).to_be_visible()
        settle(page)
        choose_row(page, "leads.list", 0)
        page.wait_for_url(re.compile("/lead[?]"))
        settle(page)
        expect(page.get_by_role("heading", name=f"Client {client}")).to_be_visible()
        expect(page.get_by_text("What raised and lowered it")).to_be_visible()
        assert page.get_by_role("link", name=re.compile("x.test")).count() == 0
        go_to(page, "Leads")
