"""The business demo, from nothing to a workspace of linked tables with a question, ready to answer and to train."""

from __future__ import annotations

from collections.abc import Callable

from core.runs.demo import runs_for
from core.runs.run import Run
from core.tables.bundle import read_bundle
from core.tables.demo_b2b import write_demo_b2b
from core.tables.link_proposals import propose_links
from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace

BUSINESS_TITLE = "Demo business bank"
BUSINESS_QUESTION = "PREDICT will_convert FOR EACH contact"
# An answer at once; then what a network must beat; last the network that shows whom it looked at.
BUSINESS_MODELS = ("instant", "dfs_lightgbm", "flat_lightgbm", "hetero_gat")
_N_CONTACTS = 2000


def prepare_business(
    report: Callable[[str, float], None], title: str = BUSINESS_TITLE, n_contacts: int = _N_CONTACTS
) -> Workspace:
    """Makes up the tables, links them, asks the question and makes its examples.

    Args:
        report: Called with what is done now, in words, and the share done (0…1).
        title: The workspace's title.
        n_contacts: How many contacts the bank has.

    Raises:
        TableError: `n_contacts` is out of range.
        StorageError: the disk is full.
    """
    workspace = create_workspace(title)
    report("Making up a bank for companies", 0.02)
    paths = write_demo_b2b(workspace.uploads / f"business-{n_contacts}", n_contacts)
    bundle = read_bundle(
        paths, lambda phase, share: report(f"Reading its tables: {phase}", 0.05 + 0.25 * share)
    )
    report("Looking for what links the tables", 0.3)
    tables = with_invitations(propose_links(bundle.tables))
    workspace = workspace.with_tables(tables).with_question(BUSINESS_QUESTION).store()
    query = resolve(BUSINESS_QUESTION, tables)
    made = make_examples(
        tables,
        query,
        propose_seeds(tables, query),
        report=lambda phase, share: report(f"Asking the question: {phase}", 0.4 + 0.6 * share),
    )
    report("Ready to answer", 1.0)
    return workspace.with_table(made.table).with_task(made.task).store()


def business_config(model: str) -> TrainConfig:
    """The settings of a model of the business demo: networks half as wide as usual, so that nobody waits long."""
    config = TrainConfig.for_model(model)
    return config.model_copy(update={"hidden_channels": 32}) if model == "hetero_gat" else config


def train_business(workspace: Workspace) -> list[Run]:
    """Starts the demo's models in the background, unless they are there; the instant answer comes first."""
    return runs_for(workspace, [business_config(model) for model in BUSINESS_MODELS])


def with_invitations(tables: TableSet) -> TableSet:
    """Invitations are known from the day they were sent; whether somebody came, from the day of the answer."""
    member = tables.table("campaign_member").model_copy(
        update={"time_column": "invited_on", "late_time": "responded_on", "late_columns": ("responded_on",)}
    )
    return tables.with_table(member)
