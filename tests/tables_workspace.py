"""A small CRM of four files made by hand, and a workspace that asked it a question and trained on the examples.

A contact who was active lately, or whose colleagues were, opens an opportunity more often; won ones are closed later.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.runs.execute import train_now
from core.settings import load_settings
from core.storage import file_sha256, fingerprint
from core.tables.bundle import read_bundle
from core.tables.link_proposals import propose_links
from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace

LINE = "PREDICT COUNT(opportunity.*, 0, 60, days) > 0 FOR EACH contact"
FIRST_DAY, LAST_DAY = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-12-31")
TITLES = ("CEO", "HR Manager", "Accountant", "Head of Purchasing", "IT Specialist", "Marketing Assistant")
INDUSTRIES = ("Energy", "Food", "Software")
KINDS = ("call", "email", "meeting", "web")
GNN = TrainConfig.for_model(
    "lead_scoring_gnn", epochs=1, refit=False, hidden_channels=8, num_neighbors=4, examples_per_epoch=256
)
DFS = TrainConfig.for_model("dfs_lightgbm", epochs=30, refit=False)


_READ: dict[str, tuple[Path, TableSet]] = {}  # by the files' content: a home that holds the tables, and they


@dataclass(frozen=True)
class Trained:
    """A home with a finished workspace.

    Attributes:
        home: GRAPHLEADIQ_HOME.
        name: Of the workspace.
        runs: Model -> id of its finished run.
        tables: The tables.
    """

    home: Path
    name: str
    runs: dict[str, str]
    tables: TableSet

    def copied_to(self, home: Path) -> Trained:
        """The same in a home of the test's own."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        return self


def crm_frames(
    n_contacts: int = 200, mark: str = "", key_mark: str = "", seed: int = 0
) -> dict[str, pd.DataFrame]:
    """The four tables by name; `mark` begins each name, kind, title and text, `key_mark` each key."""
    draw = np.random.default_rng(seed)
    n_companies, days = n_contacts // 5, (LAST_DAY - FIRST_DAY).days
    works_at = np.arange(n_contacts) % n_companies
    busy = draw.random((n_companies, days // 60 + 1)) < 0.35  # an account is awake for two months at a time
    who = draw.integers(0, n_contacts, 12 * n_contacts)
    when = draw.integers(0, days, len(who))
    kept = busy[works_at[who], when // 60] | (draw.random(len(who)) < 0.15)
    who, when = who[kept], when[kept]
    opens = draw.random(len(who)) < 0.3
    opened = np.minimum(when[opens] + draw.integers(3, 45, int(opens.sum())), days)
    closed = opened + draw.integers(10, 60, len(opened))
    stage = np.where(closed > days, "open", np.where(draw.random(len(opened)) < 0.4, "won", "lost"))
    buyer = who[opens]

    def ids(letter: str, n: int) -> list[str]:
        return [f"{key_mark}{letter}-{i:04}" for i in range(n)]

    def day(number: np.ndarray) -> pd.Series:
        return pd.Series(FIRST_DAY + pd.to_timedelta(number, unit="D")).dt.strftime("%Y-%m-%d")

    company_ids, contact_ids = np.array(ids("F", n_companies)), np.array(ids("C", n_contacts))
    return {
        "company": pd.DataFrame(
            {
                "company_id": company_ids,
                "name": [f"{mark}Firm {i}" for i in range(n_companies)],
                "industry": [f"{mark}{INDUSTRIES[i % 3]}" for i in range(n_companies)],
                "employees": draw.integers(10, 900, n_companies),
            }
        ),
        "contact": pd.DataFrame(
            {
                "contact_id": contact_ids,
                "full_name": [f"{mark}Person {i}" for i in range(n_contacts)],
                "job_title": [f"{mark}{TITLES[i % len(TITLES)]}" for i in range(n_contacts)],
                "company_id": company_ids[works_at],
                "created_on": day(draw.integers(0, 60, n_contacts)),
            }
        ),
        "activity": pd.DataFrame(
            {
                "activity_id": ids("A", len(who)),
                "contact_id": contact_ids[who],
                "kind": [f"{mark}{KINDS[i]}" for i in draw.integers(0, 4, len(who))],
                "text": [f"{mark}spoke about offer {i} and what it costs" for i in range(len(who))],
                "happened_on": day(when),
            }
        ),
        "opportunity": pd.DataFrame(
            {
                "opportunity_id": ids("O", len(buyer)),
                "contact_id": contact_ids[buyer],
                "company_id": company_ids[works_at[buyer]],
                "created_on": day(opened),
                "stage": stage,
                "value": draw.integers(1_000, 90_000, len(buyer)),
                "closed_on": day(closed).where(stage != "open"),
            }
        ),
    }


def write_crm(folder: Path, n_contacts: int = 200) -> list[Path]:
    """Writes the four files; returns their paths."""
    return write_files(folder, crm_frames(n_contacts))


def write_files(folder: Path, frames: Mapping[str, pd.DataFrame]) -> list[Path]:
    """Writes each table as a CSV file of its name; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in frames.items():
        paths.append(folder / f"{name}.csv")
        frame.to_csv(paths[-1], index=False)
    return paths


def read_tables(paths: Sequence[Path]) -> TableSet:
    """The files, read and linked as the Data page does; files of the same content are read once and copied then."""
    home = load_settings().home
    content = fingerprint([(path.name, file_sha256(path)) for path in paths])
    if content not in _READ:
        kept = home.parent / f"read-{content}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRAPHLEADIQ_HOME", str(kept))
            bundle = read_bundle(list(paths), lambda _phase, _share: None)
            assert not bundle.failures
            _READ[content] = kept, propose_links(bundle.tables)
    kept, tables = _READ[content]
    shutil.copytree(kept, home, dirs_exist_ok=True)
    return tables


def asked_workspace(name: str, tables: TableSet, line: str = LINE) -> Workspace:
    """A workspace whose question has been asked."""
    query = resolve(line, tables)
    examples = make_examples(tables, query, propose_seeds(tables, query))
    workspace = create_workspace(name).with_tables(tables).with_question(line)
    return workspace.with_table(examples.table).with_task(examples.task).store()


@contextmanager
def trained_home(
    home: Path, paths: Sequence[Path] | None = None, configs: tuple[TrainConfig, ...] = (DFS,)
) -> Iterator[Trained]:
    """A home with the workspace "crm" of these files (None: the four of `write_crm`) and a finished run a config."""
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    tables = read_tables(paths or write_crm(home / "files"))
    workspace = asked_workspace("crm", tables)
    runs = {config.model: train_now(workspace, config).id for config in configs}
    monkeypatch.undo()
    yield Trained(home, workspace.name, runs, tables)
