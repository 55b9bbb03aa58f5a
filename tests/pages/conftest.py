"""A trained workspace of four tables, made once for all tests of pages that use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tables_workspace import DFS, GNN, Trained, trained_home


@pytest.fixture(scope="session")
def trained_crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """A home with the question asked and two finished runs; never change it."""
    with trained_home(tmp_path_factory.mktemp("crm"), configs=(DFS, GNN)) as trained:
        yield trained


@pytest.fixture
def crm(trained_crm: Trained, home: Path) -> Trained:
    """The same in this test's own home."""
    return trained_crm.copied_to(home)
