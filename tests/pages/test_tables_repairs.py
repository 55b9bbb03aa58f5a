"""Repairs of keys on the Data page: what they say names no client while names are masked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.tables.key_repairs import with_repairs
from core.workspace import create_workspace
from tests.core.tables.test_key_spellings import PRODUCTS, sales

OpenPage = Callable[..., AppTest]
REPAIR = "spelling deals.product of products"


@pytest.mark.parametrize("made", [False, True])
def test_keys_are_not_said_while_names_are_masked(open_page: OpenPage, tmp_path: Path, made: bool) -> None:
    tables = sales(tmp_path, PRODUCTS, [*PRODUCTS * 3, "GTXPro", "GTXPro"])
    tables = with_repairs(tables, [REPAIR]) if made else tables
    create_workspace("w").with_tables(tables).store()
    for masked in ("", "1"):
        app = open_page("data", masked=masked)
        assert not app.exception
        said = [one.value for one in app.get("text")]
        assert any("GTXPro" in one for one in said) is (masked == "")
        assert any("names are masked" in one for one in said) is (masked == "1")
