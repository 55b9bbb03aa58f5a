"""Why one client scores as it does: reasons, neighbours, removals and trust, for every model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from core.errors import GraphLeadError
from core.explanation.attribution import Array, Attribution, by_neighbour
from core.explanation.evidence import UNKNOWN, Heard, neighbours
from core.explanation.explained import explained_by
from core.explanation.fidelity import judge, measure_fidelity
from core.explanation.lead_explanation import (
    LINK_COLUMNS,
    LINK_OUTCOMES,
    LINKS,
    LeadExplanation,
    Reason,
    Trust,
)
from core.explanation.not_applicable import not_applicable
from core.explanation.opened import Opened, calibration_of
from core.explanation.scale import probability_of, to_points
from core.explanation.sentences import lead_sentence, percent, reason_sentence, value_words
from core.explanation.suspicion import doubted
from core.explanation.threads import one_thread
from core.explanation.told import Told, told_words
from core.tables.display import UNNAMED, Names
from core.task.splits import PART_NAMES
from core.training.calibration import Calibration
from models.catalog import MODELS

if TYPE_CHECKING:
    from core.explanation.tables_told import TablesTold

_SAME_CHANCE = 0.005  # a stored chance and one worked out again may differ by rounding, not by this


def explain_lead(
    opened: Opened, row: int, frame: pd.DataFrame | None = None, names: Names = UNNAMED
) -> LeadExplanation:
    """Explains the score of one client.

    Networks: integrated gradients on what the score depends on, never on the whole graph (see
    `core.explanation.network`, over many tables `core.explanation.tables`). Trees: TreeSHAP. Logistic regression:
    weights times values. Points: the points. Instant answers: Shapley values. A blend: the weighted sum of its parts.
    Contributions are rescaled from logit to percentage points of the calibrated chance, so that the reasons sum to
    chance minus baseline chance (see `core.explanation.scale.to_points`).

    Args:
        opened: A finished run with table, graph, model, calibration and scores.
        row: The client's row in table and graph.
        frame: The table's rows, when the caller has them at hand.
        names: What columns and values are called; the explanation's own keys stay those of the file.

    Raises:
        GraphLeadError: no such row.
    """
    graph = opened.graph
    if not 0 <= row < graph.n_nodes:
        raise GraphLeadError(
            f"There is no client in row {row}",
            expected=f"a row from 0 to {graph.n_nodes - 1}",
            action="Choose a client on the Leads page",
        )
    with one_thread(MODELS[opened.predictor.model].family in ("graph", "blend", "relational")):
        return _explain(opened, row, opened.table.frame() if frame is None else frame, names)


def _explain(opened: Opened, row: int, frame: pd.DataFrame, names: Names) -> LeadExplanation:
    graph, task = opened.graph, opened.config.task
    explained, calibration = explained_by(opened.predictor, graph, row), calibration_of(opened, row)
    attribution, heard = explained.attribution, explained.heard
    points = to_points(attribution.contributions, attribution.value, attribution.baseline, calibration)
    score = opened.scores.iloc[row]
    probability = float(score["probability"])
    baseline = float(probability_of(attribution.baseline, calibration))
    base_rate = float((graph.y[graph.y >= 0] == 1).mean())
    answers = frame[task.target]
    told = told_words(graph, row, attribution, points=points, positive=task.positive)
    tables, around = explained.tables, None
    if tables is not None:
        around = tables.told(calibration, points, task.origin.tables if task.origin else None, names)
    reasons = _reasons(
        opened, attribution, points, frame.iloc[row], told, around.reasons if around else None, names
    )
    fidelity = measure_fidelity(*attribution.grouped())
    part = PART_NAMES[int(graph.part[row])]
    return LeadExplanation(
        run_id=opened.run.id,
        row=row,
        id=str(graph.ids[row]),
        probability=probability,
        raw_score=float(score["raw"]),
        base_rate=base_rate,
        rank=int(score["rank"]),
        percentile=float(score["percentile"]),
        sentence=lead_sentence(
            probability,
            base_rate,
            reasons,
            target=names.column(task.target),
            positive=names.value(task.target, task.positive),
            baseline=baseline,
            heard=told.sentence,
        ),
        method=attribution.method,
        reasons=reasons,
        neighbours=(
            neighbours(
                graph,
                row,
                heard,
                points=by_neighbour(attribution, points),
                answers=answers,
                calibration=calibration,
                probability=probability,
            )
            if heard
            else ()
        ),
        layer_names=tuple(heard.layer_names) if heard else (),
        rows=around.rows if around else (),
        kinds=around.kinds if around else (),
        as_of=tables.as_of if tables else "",
        baseline_words="typical lead without links" if tables else "typical client",
        probability_without_links=_without_links(calibration, heard, around),
        baseline_probability=baseline,
        outcome=value_words(answers.iloc[row], is_code=True) if graph.y[row] >= 0 else UNKNOWN,
        part=part,
        trust=_checked(
            doubted(judge(fidelity, attribution.completeness_gap, part), reasons, opened.powers),
            calibration,
            attribution,
            probability,
        ),
        not_applicable=not_applicable(
            MODELS[opened.predictor.model], heard, tables, many_tables=graph.seeds is not None
        ),
    )


def _checked(trust: Trust, calibration: Calibration, attribution: Attribution, probability: float) -> Trust:
    """Poor trust where the model no longer gives the stored chance: then the explanation is of another score."""
    now = float(probability_of(attribution.value, calibration))
    if abs(now - probability) <= _SAME_CHANCE:
        return trust
    sentence = (
        f"Poor: the chance of this run is {percent(probability)}, but its model now gives {percent(now)}, so "
        "the reasons explain another score. The program has changed since; train this model again."
    )
    return trust.model_copy(update={"level": "poor", "sentence": sentence})


def _without_links(calibration: Calibration, heard: Heard | None, around: TablesTold | None) -> float | None:
    if around is not None:
        return around.without_links
    return float(calibration.apply(heard.without_links)) if heard else None


def _reasons(
    opened: Opened,
    attribution: Attribution,
    points: Array,
    values: pd.Series,
    told: Told,
    links: tuple[Reason, ...] | None,
    names: Names,
) -> tuple[Reason, ...]:
    """Own columns, and all neighbours together, sorted by size; `links`, where given, stand for all neighbours."""
    hears_outcomes = bool(attribution.from_outcome.any())
    given = {reason.column for reason in links or ()}
    sums: dict[str, float] = {}
    for name, neighbour, from_outcome, amount in zip(
        attribution.names, attribution.neighbours, attribution.from_outcome, points, strict=True
    ):
        group = name
        if links is not None and (neighbour >= 0 or name in given):
            continue
        if neighbour >= 0:
            group = (LINK_OUTCOMES if from_outcome else LINK_COLUMNS) if hears_outcomes else LINKS
        sums[group] = sums.get(group, 0.0) + float(amount)
    texts = {LINKS: told.clients, LINK_COLUMNS: told.clients, LINK_OUTCOMES: told.answers}
    known = {column.name: column for column in opened.table.columns}
    reasons = []
    for name, amount in sums.items():
        value = texts.get(name, "")
        if name in known:
            column = known[name]
            value = value_words(values[name], column.never_values, is_code=column.holds_codes)
        value, shown = names.value(name, value), names.column(name)
        sentence = reason_sentence(shown, value, amount)
        reasons.append(Reason(column=name, value=value, contribution=amount, sentence=sentence, shown=shown))
    reasons += links or ()
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.contribution)))
