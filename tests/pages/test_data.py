"""The Data page through app.py: empty, with an upload, with bad uploads, and corrected."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.tables.reading import read_table
from core.tables.table import Role
from core.workspace import Workspace, create_workspace, list_workspaces, open_workspace
from tests.hostile_made import hostile_files

OpenPage = Callable[..., AppTest]
ROWS = "".join(f"{20 + i % 50},job{i % 7},{'yes' if i % 5 == 0 else 'no'}\n" for i in range(300))
NASTY = (
    'age,<script>alert(1)</script>,y\n30,=HYPERLINK("http://x"),yes\n'
    "31,\u202e\u05e2\u05d1\u05e8\u202c _*b*_,no\n" * 2
)


def words(app: AppTest) -> str:
    """All plain text of the page."""
    parts = [*app.markdown, *app.text, *app.caption, *app.error, *app.warning, *app.title, *app.subheader]
    return "\n".join(str(part.value) for part in parts)


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    """Drops a file."""
    app.file_uploader(key="data.upload").upload(name, data, "application/octet-stream")
    return app.run()


@pytest.fixture
def with_table(tmp_path: Path) -> Workspace:
    """A workspace with a small table in it."""
    path = tmp_path / "clients.csv"
    path.write_text("age,job,y\n" + ROWS + "1,2\n", encoding="utf-8")
    return create_workspace("clients").with_table(read_table(path)).store()


def test_empty_page_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page("data")
    assert not app.exception
    assert "one row a client" in words(app)
    assert app.file_uploader(key="data.upload") is not None
    assert len(app.metric) == 0


def test_upload_is_kept_as_it_came_and_opens_a_workspace(open_page: OpenPage) -> None:
    data = gzip.compress(("age;job;y\n" + ROWS.replace(",", ";")).encode())
    app = upload(open_page("data"), "Spring clients.csv.gz", data)
    assert not app.exception
    assert not app.error
    workspace = open_workspace("spring-clients")
    assert workspace.table is not None
    assert workspace.table.n_rows == 300
    assert (workspace.uploads / "Spring clients.csv.gz").read_bytes() == data
    assert app.metric[0].value == "300"


def test_a_file_of_any_name_is_read(open_page: OpenPage) -> None:
    """What a file is stands in it: names such as leads.data or no ending at all are common."""
    data = "\n".join(["L1 40 nurse yes", "L2 31 clerk no"] * 120).encode()
    app = upload(open_page("data"), "leads.data", data)
    assert not app.exception and open_workspace("leads").table is not None


def test_second_upload_leaves_the_first_workspace_alone(open_page: OpenPage, with_table: Workspace) -> None:
    app = upload(open_page("data"), "clients.csv", ("age,job,y\n" + ROWS * 2).encode())
    assert not app.exception
    assert open_workspace("clients").table == with_table.table
    second = open_workspace("clients-2").table
    assert second is not None
    assert second.n_rows == 600


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("program.csv", bytes(range(256)) * 20, "not a text table"),
        ("header.csv", b"a,b,c\n", "no rows"),
        ("one.csv", b"a\n1\n2\n", "only one column"),
    ],
)
def test_bad_upload_gives_a_clear_box_and_loses_nothing(
    open_page: OpenPage, with_table: Workspace, name: str, data: bytes, said: str
) -> None:
    app = upload(open_page("data"), name, data)
    assert not app.exception
    assert said in app.error[0].value
    assert open_workspace("clients") == with_table
    assert app.metric[0].value == "300"  # the rest of the page still works


def test_a_file_that_kills_its_reader_is_one_box_and_is_not_read_again(
    open_page: OpenPage, home: Path
) -> None:
    data = hostile_files(home.parent / "made", 1, kinds=("far corner",))[0][1].read_bytes()
    app = upload(open_page("data"), "far.xlsx", data)
    assert not app.exception
    (box,) = app.error
    assert "XFD1048576" in box.value and "save it again" in box.value
    assert list((home / "incoming").iterdir())  # it waits for another way to be read
    started = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pages.ui.data_upload.bring_in", lambda *_: started.append(1))
        app.run()
    assert len(app.error) == 1 and not started
    assert list_workspaces() == []
    app.file_uploader(key="data.upload").set_value([])
    app.run()
    assert not app.exception and not app.error
    assert list((home / "incoming").iterdir()) == []
    assert [path for path in home.rglob("*") if path.name.startswith(".")] == []


def test_names_and_values_are_shown_as_text(open_page: OpenPage) -> None:
    app = upload(open_page("data"), "<b>names</b>.csv", NASTY.encode())
    assert not app.exception
    assert not app.error
    assert not any(getattr(item, "allow_html", False) for item in app.markdown)
    assert "<script>" in "\n".join(str(frame.value.to_dict()) for frame in app.dataframe)


def test_says_why_duration_is_left_out(open_page: OpenPage, bank_data: Path) -> None:
    table = read_table(bank_data / "bank.csv")
    create_workspace("bank").with_table(table).store()
    app = open_page("data", workspace="bank")
    assert not app.exception
    assert "Length of the call (s) is left out. The length of the call is known only after the call" in words(
        app
    )


def test_rejected_lines_are_listed(open_page: OpenPage, with_table: Workspace) -> None:
    app = open_page("data")
    app.segmented_control(key="data.view").set_value("Rejected lines").run()
    assert not app.exception
    lines = app.dataframe[-1].value
    assert lines["Line"].tolist() == [302]
    assert lines["Why"].tolist() == ["too few values: 2 instead of 3"]


@pytest.mark.parametrize("view", ["First rows", "Columns in figures", "How it was read"])
def test_views(open_page: OpenPage, with_table: Workspace, view: str) -> None:
    app = open_page("data")
    app.segmented_control(key="data.view").set_value(view).run()
    assert not app.exception
    assert not app.error


def test_days_are_shown_without_a_time(open_page: OpenPage) -> None:
    lines = [
        f"{1 + n % 28:02d}.03.2026,2026-03-{1 + n % 28:02d} 10:15:00,{'yes' if n % 3 else 'no'}"
        for n in range(90)
    ]
    data = "called,clicked,y\n" + "\n".join(lines)
    app = upload(open_page("data"), "days.csv", data.encode())
    assert not app.exception and not app.error
    rows = next(item for item in app.dataframe if "called" in item.value.columns)
    looks = json.loads(rows.proto.columns)
    assert looks["called"]["type_config"] == {"type": "date", "format": "D MMM YYYY"}
    assert looks["clicked"]["type_config"]["type"] == "datetime"


def test_fetch_offline_says_what_to_do(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.uci._SECONDS", 0.2)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    app = open_page("data")
    app.button(key="data.fetch").click().run()
    assert not app.exception
    assert "could not be fetched" in app.error[0].value


def test_role_is_corrected_and_stored(
    open_page: OpenPage, with_table: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edited(frame: pd.DataFrame, **_options: object) -> pd.DataFrame:
        return frame.assign(Role=["category", "category", "target"])

    monkeypatch.setattr("streamlit.data_editor", edited)
    app = open_page("data")
    assert not app.exception
    table = open_workspace("clients").table
    assert table is not None
    assert table.column("age").role is Role.CATEGORY
    assert table.frame(["age"])["age"].tolist()[:2] == ["20", "21"]


def test_role_that_does_not_fit_is_refused(
    open_page: OpenPage, with_table: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "streamlit.data_editor", lambda frame, **_: frame.assign(Role=["target", "number", "target"])
    )
    app = open_page("data")
    assert not app.exception
    assert "only one column can be the target" in app.error[0].value
    assert "job holds no numbers" in app.error[0].value
    assert open_workspace("clients") == with_table
