"""The demo bank, from nothing to a workspace that is ready to train: data, task and recipe in one call."""

from __future__ import annotations

from collections.abc import Callable

from core.graph.default_recipe import recipe_in_force
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, PeersRelation, RecentRelation
from core.runs.launcher import start_run
from core.runs.registry import list_runs
from core.runs.run import Run
from core.runs.status import read_status
from core.tables.demo_bank import DELAY_DAYS, DEMO_SEED, write_demo_bank
from core.tables.reading import read_table
from core.task.proposal import propose_task
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace
from models.catalog import MODELS

DEMO_TITLE = "Demo bank"
DEMO_RECIPE = GraphRecipe(
    relations=(
        KnnRelation(k=8),
        HistoryRelation(k=16, delay=DELAY_DAYS, unit="days", window=500),  # the latest four months
        PeersRelation(column="household", k=4, delay=DELAY_DAYS, unit="days"),
        RecentRelation(k=32, delay=DELAY_DAYS, unit="days"),
    )
)
DEMO_MODELS = ("gat", "mlp", "lightgbm")  # the graph model, itself without edges, and a strong baseline


def demo_config(model: str) -> TrainConfig:
    """The settings of a demo model: networks half as wide as usual, so that nobody waits a minute.

    Width and steps of an epoch were compared on the practice exams of banks of other seeds (1 and 2); they hardly
    matter there.
    """
    config = TrainConfig.for_model(model)
    if MODELS[model].family != "graph":
        return config
    return config.model_copy(update={"hidden_channels": 32, "patience": 5})


def prepare_demo(
    report: Callable[[str, float], None], title: str = DEMO_TITLE, seed: int = DEMO_SEED
) -> Workspace:
    """Generates the demo bank and makes its workspace, with the proposed task and relations that suit it.

    Args:
        report: Called with what is done now, in words, and the share done (0…1).
        title: The workspace's title.
        seed: Which bank is made up; another seed gives another bank with effects of the same kind.
    """
    workspace = create_workspace(title)
    report("Making up a bank", 0.1)
    path = write_demo_bank(workspace.uploads, seed=seed)
    report("Reading its file", 0.4)
    workspace = workspace.with_table(read_table(path))
    if workspace.table is None:
        raise AssertionError("with_table sets the table")
    if workspace.task is None:
        report("Proposing what to predict", 0.8)
        task = propose_task(workspace.table)
        workspace = workspace.with_task(task).with_recipe(DEMO_RECIPE)
    report("Ready to train", 1.0)
    return workspace.store()


def train_demo(workspace: Workspace) -> list[Run]:
    """Starts the demo's models in the background, unless they are there; the graph model comes first."""
    return runs_for(workspace, [demo_config(model) for model in DEMO_MODELS])


def runs_for(workspace: Workspace, configs: list[TrainConfig]) -> list[Run]:
    """A run of each config on the workspace's question: one that is there already, or a new one in the background."""
    runs = list_runs(workspace.name)
    usable = {
        run.config().train.model: run
        for run in reversed(runs)
        if read_status(run).state in ("queued", "running", "finished") and _fits(run, workspace)
    }
    return [
        usable[config.model] if config.model in usable else start_run(workspace, config) for config in configs
    ]


def _fits(run: Run, workspace: Workspace) -> bool:
    """True when a run answers the question that the workspace asks now."""
    config = run.config()
    task = workspace.task
    return (
        task is not None and config.task == task and config.recipe == recipe_in_force(workspace.recipe, task)
    )
