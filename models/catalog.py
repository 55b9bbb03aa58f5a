"""The list of models that can be trained, in words; importing it imports no numerical library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Family = Literal["points", "linear", "tree", "graph", "blend"]


@dataclass(frozen=True)
class ModelSpec:
    """What a person needs to know to choose a model.

    Attributes:
        name: The name in configs and on the command line.
        title: The name on screen.
        family: Which kind of model it is; decides how it is fitted and explained.
        sentence: One plain sentence on what it does.
        hears_links: True when linked clients' columns are inputs.
        hears_outcomes: True when known outcomes of earlier clients are inputs.
        has_attention: True when it can say how much it looked at each neighbour.
        defaults: Values of `core.training.config.TrainConfig` that suit this model.
        applies: Names of the TrainConfig fields that have an effect on it, beside `seed`.
    """

    name: str
    title: str
    family: Family
    sentence: str
    hears_links: bool = False
    hears_outcomes: bool = False
    has_attention: bool = False
    defaults: dict[str, Any] = field(default_factory=dict)
    applies: tuple[str, ...] = ()


_NETWORK_FIELDS = (
    "epochs", "patience", "refit", "learning_rate", "weight_decay", "hidden_channels", "num_layers",
    "dropout", "batch_size", "loss", "focal_gamma", "device", "amp",
)  # fmt: skip
_TREE_FIELDS = ("epochs", "patience", "refit", "learning_rate", "loss")
_NETWORK_DEFAULTS: dict[str, Any] = {"epochs": 60, "patience": 8, "learning_rate": 0.003}
_TREE_DEFAULTS: dict[str, Any] = {"epochs": 1500, "patience": 100, "learning_rate": 0.03}

_SPECS = (
    ModelSpec(
        name="points",
        title="Points",
        family="points",
        sentence="A scorecard: each column gives points for its value, learned from the training clients; "
        "the points can be read and edited.",
        applies=("refit",),
    ),
    ModelSpec(
        name="logistic",
        title="Logistic regression",
        family="linear",
        sentence="A weighted sum of the columns: simple, stable and easy to explain.",
        applies=("patience", "refit", "loss"),
    ),
    ModelSpec(
        name="xgboost",
        title="XGBoost",
        family="tree",
        sentence="Boosted decision trees on the client's own columns; a strong yardstick.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
    ),
    ModelSpec(
        name="lightgbm",
        title="LightGBM",
        family="tree",
        sentence="Boosted decision trees on the client's own columns; a strong and fast yardstick.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
    ),
    ModelSpec(
        name="lightgbm_rates",
        title="LightGBM with recent rates",
        family="tree",
        sentence="LightGBM that is also told which share of earlier clients said yes lately; the fair rival "
        "of a graph model that hears known outcomes.",
        hears_outcomes=True,
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
    ),
    ModelSpec(
        name="mlp",
        title="Network without links",
        family="graph",
        sentence="The graph network with all links taken away: shows what the links are worth.",
        defaults=_NETWORK_DEFAULTS,
        applies=_NETWORK_FIELDS,
    ),
    ModelSpec(
        name="simple_graphsage",
        title="Simple GraphSAGE",
        family="graph",
        sentence="The paper's model: two dense layers that average a client with its most similar clients.",
        hears_links=True,
        defaults={"epochs": 60, "patience": 0, "learning_rate": 0.01, "weight_decay": 0.0, "num_layers": 2},
        applies=("epochs", "refit", "learning_rate", "weight_decay", "hidden_channels", "dropout", "device"),
    ),
    ModelSpec(
        name="gcn",
        title="GCN",
        family="graph",
        sentence="A graph network that averages linked clients, those with many links counting less.",
        hears_links=True,
        hears_outcomes=True,
        defaults=_NETWORK_DEFAULTS,
        applies=_NETWORK_FIELDS,
    ),
    ModelSpec(
        name="graphsage",
        title="GraphSAGE",
        family="graph",
        sentence="A graph network that keeps the client apart from the average of its linked clients.",
        hears_links=True,
        hears_outcomes=True,
        defaults=_NETWORK_DEFAULTS,
        applies=_NETWORK_FIELDS,
    ),
    ModelSpec(
        name="gat",
        title="GAT",
        family="graph",
        sentence="A graph network that learns how much to look at each linked client, and can show it.",
        hears_links=True,
        hears_outcomes=True,
        has_attention=True,
        defaults=_NETWORK_DEFAULTS,
        applies=(*_NETWORK_FIELDS, "heads"),
    ),
    ModelSpec(
        name="blend",
        title="Blend",
        family="blend",
        sentence="A weighted mean of runs you choose; the weights are fitted on the practice exam.",
        applies=("blend_of",),
    ),
)

MODELS: dict[str, ModelSpec] = {spec.name: spec for spec in _SPECS}


def model_spec(name: str) -> ModelSpec:
    """The model of that name.

    Raises:
        KeyError: unknown; the message lists the known ones.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise KeyError(f"no model {name!r}; known: {', '.join(MODELS)}") from None
