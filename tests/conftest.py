"""What all tests share: a home of their own, the real data where present, opening a page via app.py."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from core.errors import GraphLeadError
from core.tables import worker_process
from core.tables.reading_process import ReadingProcess

ROOT = Path(__file__).resolve().parent.parent
LONGEST = (  # begun first, so that the workers of a whole run end together
    "test_demo_journey.py",
    "test_random_files.py",
    "test_tables_journey.py",
    "test_tables_task.py",
    "test_lead_tables.py",
    "test_cli_query.py",
    "test_journey.py",
    "test_tables_accounts.py",
    "test_tables_leads.py",
    "test_training_journey.py",
    "test_worker.py",
    "test_table_end.py",
    "test_tables_data.py",
    "test_examples.py",
    "test_cli_tables.py",
    "test_cli.py",
    "test_hostile_text.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files that take longest first; the others keep their order."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh GRAPHLEADIQ_HOME for every test."""
    path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(path))
    return path


@pytest.fixture(scope="session")
def bank_data() -> Path:
    """The folder of the UCI Bank Marketing files; skips where it is absent."""
    folder = ROOT.parent / "shared" / "data" / "bank-marketing"
    if not folder.is_dir():
        pytest.skip("the public bank data is not beside this checkout")
    return folder


@pytest.fixture(scope="session", autouse=True)
def one_search_for_components() -> Iterator[None]:
    """Streamlit looks for components in every installed package for each AppTest, half a second; once is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(autouse=True)
def one_reading_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has read a file well reads the next test's as well: each start costs more than a second."""
    if request.path.name == "test_reading_process.py":
        return  # there every process ends as it does for a person
    end = ReadingProcess.close

    def close(reader: ReadingProcess) -> None:
        worker = reader._worker
        answered = isinstance(
            sys.exc_info()[1], GraphLeadError | None
        )  # not where it was stopped in its work
        if worker is not None and worker.alive and answered and not worker_process._spare:
            worker_process._spare.append(worker)
            reader._worker = None
        end(reader)

    monkeypatch.setattr(ReadingProcess, "close", close)


@pytest.fixture
def through_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes AppTest run app.py first on every rerun, as a server does once app.py has called st.navigation.

    AppTest forgets that between runs, takes pages/ for Streamlit's older kind of app, and the frame's way
    round that (one more rerun) would lose the click under test.
    """

    class Manager(PagesManager):
        """Takes AppTest's forgetting upon itself."""

    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", Manager)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)


@pytest.fixture
def open_page(home: Path, through_the_frame: None) -> Callable[..., AppTest]:
    """Opens a page through app.py: `open_page("leads", run="…")` gives the AppTest after its first run."""

    def opened(page: str = "home", *, timeout: float = 60, **query: str) -> AppTest:
        from streamlit import cache_data, cache_resource

        cache_data.clear()
        cache_resource.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=timeout)
        for name, value in query.items():
            app.query_params[name] = value
        if page != "home":
            app.switch_page(f"pages/{page}.py")
        return app.run()

    return opened
