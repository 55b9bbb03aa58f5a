"""Choosing what to train: models, loss, seed, device, and advanced settings folded away."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.graph.default_recipe import recipe_in_force
from core.runs.launcher import start_runs
from core.runs.leaderboard import Standing
from core.runs.plan import companions, first_choice
from core.training.config import TrainConfig
from core.workspace import Workspace
from models.catalog import MODELS, models_offered
from pages.ui import words
from pages.ui.cache_training import cards
from pages.ui.frame import guarded

_LOSSES = {
    "bce": "Plain: every answer weighs the same (cross-entropy, BCE)",
    "weighted": "The rarer answer weighs more (class-weighted)",
    "focal": "Hard cases weigh more (focal)",
}


_SAMPLINGS = {
    "all": "Learn from all examples as they are",
    "balanced": "Draw yes and no equally often",
    "smote": "Make up examples between those who said yes (SMOTE)",
}


def train_form(workspace: Workspace, standings: list[Standing]) -> None:
    """Draws the form; the button starts the training and draws the page anew."""
    with st.container(border=True):
        st.subheader("Train models", anchor=False)
        many = workspace.task is not None and workspace.task.origin is not None
        names = models_offered(many_tables=many)
        if st.session_state.pop("train.begun", False):  # what was just started is not asked for again
            st.session_state.pop("train.models", None)
        kept = st.session_state.get("train.models", first_choice(workspace, standings))
        kept = [name for name in kept if name in names]
        st.session_state["train.models"] = kept
        chosen = st.multiselect(
            "Models", names, format_func=lambda name: MODELS[name].title, key="train.models",
            help="Several models are trained one after another, the fastest first.",
            placeholder="Choose models to train",
        )  # fmt: skip
        st.caption("  \n".join(f"**{MODELS[name].title}**: {MODELS[name].sentence}" for name in chosen))
        added = _companions(workspace, chosen, standings)
        changes = _settings([*chosen, *added])
        if st.button(
            _button_text([*chosen, *added]),
            type="primary",
            key="train.start",
            disabled=not chosen,
            icon=":material/play_arrow:",
        ):
            with guarded():
                start_runs(workspace, [TrainConfig.suited(name, changes) for name in [*chosen, *added]])
                st.session_state["train.begun"] = True
                st.rerun()


def _companions(workspace: Workspace, chosen: list[str], standings: list[Standing]) -> list[str]:
    if workspace.task is None:
        return []
    recipe = recipe_in_force(workspace.recipe, workspace.task)
    needed = companions(chosen, recipe, standings)
    if not needed:
        return []
    titles = "; ".join(MODELS[name].title for name in needed)
    st.session_state.setdefault("train.companions", True)
    wanted = st.checkbox(
        f"Also train what it must beat: {titles}",
        key="train.companions",
        help="A graph model is only worth its trouble when it beats a strong model without a graph, and "
        "itself without links, on the same clients.",
    )
    return needed if wanted else []


def _settings(names: list[str]) -> dict[str, Any]:
    """Changes to each model's own settings."""
    loss, seed, device = st.columns([2, 1, 2])
    changes: dict[str, Any] = {
        "loss": loss.selectbox(
            "What counts as wrong", list(_LOSSES), format_func=_LOSSES.get, key="train.loss",
            help="The loss. " + words.HELP["loss"],
        ),
        "seed": seed.number_input(
            "Seed", min_value=0, max_value=2**31 - 1, step=1, key="train.seed", help=words.HELP["seed"]
        ),
        "device": _device(device),
    }  # fmt: skip
    with st.expander("Advanced settings"):
        own = st.toggle(
            "Each model's own settings", value=True, key="train.own",
            help="What suits each model; turn this off to set it by hand for all chosen models.",
        )  # fmt: skip
        if not own and names:
            changes |= _by_hand(names)
    return changes


def _device(column: Any) -> str:
    found = cards()
    shown = ", ".join(f"{name}, {memory:.0f} GB" for name, memory in found)
    labels = {"auto": f"Automatic ({shown})" if found else "Automatic (CPU)", "cpu": "CPU"}
    if found:
        labels["cuda"] = f"CUDA: {shown}"
    choice = column.selectbox("Device", list(labels), format_func=labels.get, key="train.device")
    if not found:
        column.caption("No CUDA card on this machine.")
    return str(choice)


def _by_hand(names: list[str]) -> dict[str, Any]:
    """The fields that at least one chosen model heeds, starting from the first one's own settings."""
    start = TrainConfig.for_model(names[0])
    applies = {field for name in names for field in MODELS[name].applies}
    fields: dict[str, tuple[str, dict[str, Any]]] = {
        "epochs": ("Epochs at most", {"min_value": 1, "max_value": 10_000}),
        "patience": ("Stop after epochs without progress (0: never)", {"min_value": 0, "max_value": 10_000}),
        "learning_rate": (
            "Learning rate",
            {"min_value": 1e-6, "max_value": 10.0, "step": 1e-3, "format": "%g"},
        ),
        "weight_decay": ("Weight decay", {"min_value": 0.0, "max_value": 10.0, "step": 1e-4, "format": "%g"}),
        "hidden_channels": ("Hidden channels", {"min_value": 2, "max_value": 1024}),
        "num_layers": ("Layers", {"min_value": 1, "max_value": 8}),
        "heads": ("Attention heads", {"min_value": 1, "max_value": 16}),
        "dropout": ("Dropout", {"min_value": 0.0, "max_value": 0.95}),
        "batch_size": ("Clients a step (0: all)", {"min_value": 0, "max_value": 1_000_000}),
        "focal_gamma": ("Focal gamma", {"min_value": 0.0, "max_value": 10.0}),
        "num_neighbors": ("Linked rows heard, each kind of link", {"min_value": 1, "max_value": 512}),
        "examples_per_epoch": ("Examples an epoch (0: all)", {"min_value": 0, "max_value": 10_000_000}),
        "context_examples": ("Known examples compared with", {"min_value": 40, "max_value": 50_000}),
    }
    columns = st.columns(3)
    values: dict[str, Any] = {}
    for i, name in enumerate(field for field in fields if field in applies):
        label, limits = fields[name]
        key = f"train.{name}"
        st.session_state.setdefault(key, getattr(start, name))
        values[name] = columns[i % 3].number_input(label, key=key, **limits)
    st.session_state.setdefault("train.refit", True)
    values["refit"] = st.checkbox(
        "Learn once more with the practice clients when the best epoch is known", key="train.refit"
    )
    if "columns_of_tables" in applies:
        st.session_state.setdefault("train.columns_of_tables", start.columns_of_tables)
        values["columns_of_tables"] = st.checkbox(
            "The network also gets the columns collected from linked tables", key="train.columns_of_tables"
        )
    if "sampling" in applies:
        values["sampling"] = _sampling(names)
    if cards():
        st.session_state.setdefault("train.amp", True)
        values["amp"] = st.checkbox("Mixed precision on CUDA", key="train.amp")
    return values


def _sampling(names: list[str]) -> str:
    """Which examples are learned from, among what any of the models can do."""
    ways = ["all", *sorted({way for name in names for way in MODELS[name].samplings})]
    if st.session_state.get("train.sampling") not in ways:
        st.session_state["train.sampling"] = ways[0]
    choice = st.selectbox(
        "Where yes is rare",
        ways,
        format_func=_SAMPLINGS.__getitem__,
        key="train.sampling",
        help="Holds for the models that can do it; the others learn from all. Goes with the plain loss only: two "
        "ways of lifting the rarer answer would lift it twice.",
    )
    return str(choice)


def _button_text(names: list[str]) -> str:
    return "Start training" if len(names) < 2 else f"Start training {len(names)} models"
