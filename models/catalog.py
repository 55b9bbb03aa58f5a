"""The list of models that can be trained, in words; importing it imports no numerical library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Family = Literal["points", "linear", "tree", "graph", "relational", "instant", "blend"]
Columns = Literal["own", "all"]


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
        library: Which library grows its trees.
        columns: "own": looks only at the columns of the lead's own table; "all": also at those collected from
            linked tables.
        many_tables: True for a model that makes sense only where a lead comes from several linked tables.
        samplings: Values of `TrainConfig.sampling` that it can learn with, beside "all".
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
    library: Literal["lightgbm", "xgboost"] | None = None
    columns: Columns = "all"
    many_tables: bool = False
    samplings: tuple[str, ...] = ()


_NETWORK_FIELDS = (
    "epochs", "patience", "refit", "learning_rate", "weight_decay", "hidden_channels", "num_layers",
    "dropout", "batch_size", "loss", "focal_gamma", "device", "amp",
)  # fmt: skip
_RELATIONAL_FIELDS = (
    "epochs", "patience", "refit", "learning_rate", "weight_decay", "hidden_channels", "num_layers", "dropout",
    "batch_size", "loss", "focal_gamma", "sampling", "num_neighbors", "examples_per_epoch", "columns_of_tables",
    "residual", "device",
)  # fmt: skip
_LINEAR_FIELDS = ("patience", "refit", "loss", "sampling")
_TREE_FIELDS = ("epochs", "patience", "refit", "learning_rate", "loss", "sampling")
_SMOTE = ("smote",)
_BALANCED = ("balanced",)
_RELATIONAL_DEFAULTS: dict[str, Any] = {
    "epochs": 30,
    "patience": 4,
    "learning_rate": 0.002,
    "dropout": 0.3,
    "num_neighbors": 10,
    "columns_of_tables": False,
}
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
        applies=_LINEAR_FIELDS,
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="xgboost",
        title="XGBoost",
        family="tree",
        sentence="Boosted decision trees on the client's own columns; a strong yardstick.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
        library="xgboost",
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="lightgbm",
        title="LightGBM",
        family="tree",
        sentence="Boosted decision trees on the client's own columns; a strong and fast yardstick.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
        library="lightgbm",
        samplings=_SMOTE,
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
        library="lightgbm",
        samplings=_SMOTE,
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
        name="b2b_points",
        title="Rules of thumb",
        family="points",
        sentence="Points by rules that many sales teams use (title +10, company size +15, …); nothing is learned, "
        "and the points can be edited.",
        many_tables=True,
    ),
    ModelSpec(
        name="flat_lightgbm",
        title="LightGBM, own columns",
        family="tree",
        sentence="Boosted trees on the columns of the lead's own table alone: what linked tables must beat.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
        library="lightgbm",
        columns="own",
        many_tables=True,
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="dfs_logistic",
        title="Logistic regression, linked columns",
        family="linear",
        sentence="A weighted sum of the lead's columns and of those collected from linked tables.",
        applies=_LINEAR_FIELDS,
        many_tables=True,
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="dfs_lightgbm",
        title="LightGBM, linked columns",
        family="tree",
        sentence="Boosted trees on the lead's columns and on those collected from linked tables; a strong and fast "
        "yardstick.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
        library="lightgbm",
        many_tables=True,
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="dfs_xgboost",
        title="XGBoost, linked columns",
        family="tree",
        sentence="Boosted trees on the lead's columns and on those collected from linked tables.",
        defaults=_TREE_DEFAULTS,
        applies=_TREE_FIELDS,
        library="xgboost",
        many_tables=True,
        samplings=_SMOTE,
    ),
    ModelSpec(
        name="instant",
        title="Instant answer",
        family="instant",
        sentence="No training: compares each lead with known examples at once, within seconds.",
        applies=("refit", "context_examples"),
    ),
    ModelSpec(
        name="lead_scoring_gnn",
        title="Lead scoring network",
        family="relational",
        sentence="A graph network over all tables: averages what is linked, relation by relation, as of the day asked.",
        hears_links=True,
        defaults=_RELATIONAL_DEFAULTS,
        applies=_RELATIONAL_FIELDS,
        many_tables=True,
        samplings=_BALANCED,
    ),
    ModelSpec(
        name="hetero_gat",
        title="Attention network",
        family="relational",
        sentence="A graph network over all tables that learns how much to look at each linked row, and can show it.",
        hears_links=True,
        has_attention=True,
        defaults=_RELATIONAL_DEFAULTS,
        applies=(*_RELATIONAL_FIELDS, "heads"),
        many_tables=True,
        samplings=_BALANCED,
    ),
    ModelSpec(
        name="hgt",
        title="Graph transformer",
        family="relational",
        sentence="A graph network over all tables with one attention over all kinds of links together.",
        hears_links=True,
        defaults=_RELATIONAL_DEFAULTS,
        applies=(*_RELATIONAL_FIELDS, "heads"),
        many_tables=True,
        samplings=_BALANCED,
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


_EFFORT = ("points", "linear", "tree", "instant", "graph", "relational", "blend")


def effort(name: str) -> tuple[int, int]:
    """How much a model asks of machine and reader, for sorting: what is fast and simple comes first.

    By kind of model, then by what it hears of others. Unknown models come last.
    """
    spec = MODELS.get(name)
    if spec is None:
        return (len(_EFFORT), 0)
    return (_EFFORT.index(spec.family), spec.hears_links + spec.hears_outcomes)


def models_offered(many_tables: bool) -> list[str]:
    """Names of the models that can be chosen for training, blends aside.

    Args:
        many_tables: True where a lead comes from several linked tables; models of the customer graph and the
            plain columns models, which the "linked columns" ones stand for there, are then left out.
    """
    names = [name for name, spec in MODELS.items() if spec.family != "blend"]
    if many_tables:
        return [name for name in names if MODELS[name].many_tables or name in ("points", "instant")]
    return [name for name in names if not MODELS[name].many_tables]
