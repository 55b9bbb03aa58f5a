"""The Data page with several tables: brought together, corrected, and what is said of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.tables.table_set import Link, TableSet
from core.workspace import open_workspace
from tests.page_words import said
from tests.tables_workspace import Trained, crm_frames, write_crm

Open = Callable[..., AppTest]
BROKEN = b"PK\x03\x04 this is no table \x00\xff" * 9


def tables_of(name: str) -> TableSet:
    tables = open_workspace(name).tables
    assert tables is not None
    return tables


def small_crm(folder: Path) -> list[tuple[str, bytes, str]]:
    """The four files as uploads."""
    return [(path.name, path.read_bytes(), "text/csv") for path in write_crm(folder, n_contacts=40)]


def workspace_of(app: AppTest) -> str:
    """The workspace in use, as the address says."""
    value = app.query_params["workspace"]
    return value if isinstance(value, str) else value[0]


def links_of(tables: TableSet) -> set[tuple[str, str, str]]:
    return {(link.table, link.column, link.to) for link in tables.links}


ALL_LINKS = {
    ("contact", "company_id", "company"),
    ("activity", "contact_id", "contact"),
    ("opportunity", "contact_id", "contact"),
    ("opportunity", "company_id", "company"),
}


def test_four_files_at_once_become_linked_tables(open_page: Open, tmp_path: Path) -> None:
    app = open_page("data")
    app.file_uploader(key="data.upload").set_value(small_crm(tmp_path)).run()
    assert not app.exception and not app.error
    tables = tables_of(workspace_of(app))
    assert set(tables.names) == {"company", "contact", "activity", "opportunity"}
    assert links_of(tables) == ALL_LINKS
    late = tables.table("opportunity")
    assert (late.time_column, late.late_time) == ("created_on", "closed_on")
    assert [tile.value for tile in app.metric[:1]] == ["4"]
    assert "Recognised by its columns: B2B CRM" in said(app)


def test_a_zip_with_a_broken_file_keeps_the_others_and_says_so(open_page: Open, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data, _ in small_crm(tmp_path):
            archive.writestr(name, data)
        archive.writestr("notes.csv", BROKEN)
    app = open_page("data")
    app.file_uploader(key="data.upload").set_value(("crm.zip", packed.getvalue(), "application/zip")).run()
    app.button(key="data.all_members").click().run()
    assert not app.exception
    assert links_of(tables_of("crm")) == ALL_LINKS
    assert any("notes.csv" in error.value for error in app.error)


def test_files_that_are_all_broken_leave_nothing_behind(open_page: Open, home: Path) -> None:
    app = open_page("data")
    files = [(name, BROKEN, "text/csv") for name in ("one.csv", "two.csv")]
    app.file_uploader(key="data.upload").set_value(files).run()
    assert not app.exception and app.error
    assert not list((home / "workspaces").glob("*/workspace.json"))


def test_a_link_is_taken_out_and_added_again(
    open_page: Open, crm: Trained, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unticked(frame: pd.DataFrame, **_options: object) -> pd.DataFrame:
        if "Points at" not in frame:
            return frame
        return frame.assign(Use=~(frame["Table"].eq("activity") & frame["Column"].eq("contact_id")))

    with monkeypatch.context() as patch:
        patch.setattr("streamlit.data_editor", unticked)
        app = open_page("data", workspace="crm")
    assert not app.exception
    assert links_of(tables_of("crm")) == ALL_LINKS - {("activity", "contact_id", "contact")}
    assert open_workspace("crm").table is None  # the examples were made with the link
    assert "Activity is linked to no other table" in said(app)

    app = open_page("data", workspace="crm")
    app.selectbox(key="data.link.table").set_value("activity").run()
    app.selectbox(key="data.link.column").set_value("contact_id").run()
    app.selectbox(key="data.link.to").set_value("contact").run()
    app.button(key="data.link.add").click().run()
    assert not app.exception and not app.error
    assert links_of(tables_of("crm")) == ALL_LINKS


def test_key_and_times_are_corrected_and_kept(open_page: Open, crm: Trained) -> None:
    app = open_page("data", workspace="crm")
    app.button_group(key="data.table").set_value("opportunity").run()
    prefix = f"data.{crm.tables.table('opportunity').table.content_hash}.opportunity"
    app.selectbox(key=f"{prefix}.late").set_value("–").run()
    assert not app.exception
    changed = tables_of("crm").table("opportunity")
    assert changed.late_time is None and changed.late_columns == ()
    app.selectbox(key=f"{prefix}.time").set_value("closed_on").run()
    assert tables_of("crm").table("opportunity").time_column == "closed_on"
    app.selectbox(key=f"{prefix}.key").set_value("–").run()
    assert not app.exception
    assert tables_of("crm").table("opportunity").primary_key is None


def test_untouched_tables_stay_as_they_are(open_page: Open, crm: Trained) -> None:
    before = open_workspace("crm")
    app = open_page("data", workspace="crm")
    for name in crm.tables.names:
        app.button_group(key="data.table").set_value(name).run()
        assert not app.exception and not app.error
    assert open_workspace("crm") == before


def test_a_lost_partner_is_counted(open_page: Open, tmp_path: Path) -> None:
    frames = crm_frames(40)
    frames["activity"].loc[:2, "contact_id"] = "C-9999"
    files = [
        (f"{name}.csv", frame.to_csv(index=False).encode(), "text/csv") for name, frame in frames.items()
    ]
    app = open_page("data")
    app.file_uploader(key="data.upload").set_value(files).run()
    assert not app.exception
    assert "C-9999" in said(app) and "3" in said(app)
    (link,) = [one for one in tables_of(workspace_of(app)).links if one.table == "activity"]
    assert link.n_dangling == 3
    assert isinstance(link, Link)


def test_a_table_is_made_of_a_column(open_page: Open, tmp_path: Path) -> None:
    app = open_page("data")
    app.file_uploader(key="data.upload").set_value(small_crm(tmp_path)).run()
    name = workspace_of(app)
    app.multiselect(key="data.entity.columns").set_value(["activity.kind"]).run()
    app.text_input(key="data.entity.name").set_value("channel").run()
    app.button(key="data.entity.make").click().run()
    assert not app.exception
    tables = tables_of(name)
    assert tables.table("channel").time_column == "first_seen"
    assert ("activity", "kind", "channel") in links_of(tables)


def test_new_files_after_an_upload_start_afresh(open_page: Open, tmp_path: Path) -> None:
    app = open_page("data")
    files = small_crm(tmp_path)
    app.file_uploader(key="data.upload").set_value(files).run()
    first = workspace_of(app)
    (area,) = app.get("file_uploader")
    assert area.key != "data.upload" and not area.value  # nothing of the first upload is left in it
    area.set_value(files[:2]).run()
    assert not app.exception and not app.error
    assert workspace_of(app) != first
    assert len(tables_of(workspace_of(app)).names) == 2
    assert len(tables_of(first).names) == 4


def test_more_tables_join_the_one_that_is_open(open_page: Open, tmp_path: Path) -> None:
    files = {name: (name, content, kind) for name, content, kind in small_crm(tmp_path)}
    app = open_page("data")
    app.file_uploader(key="data.upload").set_value(files["contact.csv"]).run()
    first = workspace_of(app)
    assert open_workspace(first).tables is None
    (area,) = app.get("file_uploader")
    beside = "Beside what is here, as linked tables"
    app.segmented_control(key=f"data.where.{area.key}").set_value(beside).run()
    app.file_uploader(key=area.key).set_value(files["company.csv"]).run()
    assert not app.exception and not app.error
    assert workspace_of(app) == first
    tables = tables_of(first)
    assert tables.names == ["contact", "company"]
    assert links_of(tables) == {("contact", "company_id", "company")}
    app = open_page("data", workspace=first)
    assert not app.exception
