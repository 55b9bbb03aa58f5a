"""What each kind of model says about one client, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import GraphLeadError
from core.explanation.attribution import Attribution
from core.explanation.blend import blended_attribution, blended_heard
from core.explanation.evidence import Heard
from core.explanation.linear import sum_attribution
from core.explanation.trees import tree_attribution
from core.graph.customer_graph import CustomerGraph
from core.training.blend import BlendPredictor, own_graph
from core.training.column_predictors import LogisticPredictor, TreePredictor
from core.training.points_predictor import PointsPredictor
from core.training.predictor import Predictor
from models.catalog import MODELS

if TYPE_CHECKING:
    from core.explanation.tables_told import TablesHeard


@dataclass(frozen=True)
class Explained:
    """What moved a client's logit.

    Attributes:
        attribution: Units and their contributions.
        heard: What was heard of other clients; None: the model hears no links between clients.
        tables: What was heard of rows of linked tables; None: the model hears none.
    """

    attribution: Attribution
    heard: Heard | None = None
    tables: TablesHeard | None = None


def explained_by(predictor: Predictor, graph: CustomerGraph, row: int) -> Explained:
    """Asks a model why it scores one client as it does.

    Raises:
        GraphLeadError: a kind of model that cannot be explained.
    """
    if isinstance(predictor, TreePredictor):
        return Explained(tree_attribution(predictor, graph, row))
    if isinstance(predictor, LogisticPredictor | PointsPredictor):
        return Explained(sum_attribution(predictor, graph, row))
    if isinstance(predictor, BlendPredictor):
        return _blend(predictor, graph, row)
    family = MODELS[predictor.model].family
    if family == "graph":
        return _network(predictor, graph, row)
    if family == "relational":
        return _tables(predictor, graph, row)
    if family == "instant":
        from core.explanation.instant import instant_attribution

        return Explained(instant_attribution(predictor, graph, row))
    raise GraphLeadError(f"The model {predictor.model} cannot be explained yet")


def _blend(predictor: BlendPredictor, graph: CustomerGraph, row: int) -> Explained:
    used = np.flatnonzero(predictor.weights > 0)
    weights = predictor.weights[used]
    models = [predictor.components[i] for i in used]
    parts = [
        explained_by(model, own_graph(model, predictor.graph_keys[i], graph), row)
        for i, model in zip(used, models, strict=True)
    ]
    attributions = [part.attribution for part in parts]
    heard = blended_heard(
        [part.heard for part in parts],
        [MODELS[model.model].title for model in models],
        [part.value for part in attributions],
        weights,
    )
    return Explained(blended_attribution(attributions, weights), heard)


def _network(predictor: Predictor, graph: CustomerGraph, row: int) -> Explained:
    from core.explanation.network import LeadNetwork
    from core.training.graph_predictor import GraphPredictor

    if not isinstance(predictor, GraphPredictor):
        raise TypeError("not a network")
    network = LeadNetwork(predictor, graph, row)
    attribution = network.attribution()
    spec = MODELS[predictor.model]
    if not (spec.hears_links or spec.hears_outcomes):
        return Explained(attribution)
    names, layers, combined = network.attention()
    return Explained(
        attribution,
        Heard(
            without=lambda source: network.probability_raw([source]),
            without_links=network.probability_raw(no_links=True),
            attention=combined,
            layers=layers,
            layer_names=names,
        ),
    )


def _tables(predictor: Predictor, graph: CustomerGraph, row: int) -> Explained:
    from core.explanation.tables import TablesExplanation
    from core.explanation.tables_told import TablesHeard
    from core.training.relational_predictor import RelationalPredictor

    if not isinstance(predictor, RelationalPredictor):
        raise TypeError("not a network over many tables")
    explanation = TablesExplanation(predictor, graph, row)
    return Explained(explanation.attribution, tables=TablesHeard(explanation, predictor, graph))
