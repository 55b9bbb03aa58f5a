"""Which parts of an explanation a model cannot give, and why."""

from __future__ import annotations

from core.explanation.evidence import Heard
from models.catalog import ModelSpec

NEIGHBOURS, ATTENTION = "neighbours", "attention"


def not_applicable(spec: ModelSpec, heard: Heard | None) -> dict[str, str]:
    """Part -> one sentence on why it does not apply to this model; empty where everything does."""
    if heard is None:
        if spec.family == "blend":
            why = "Does not apply: no model of this blend hears neighbours."
        elif spec.hears_outcomes:
            why = (
                f"Does not apply: {spec.title} hears rates of what many earlier clients answered, not single "
                "clients, so nobody can be named or removed."
            )
        else:
            why = f"Does not apply: {spec.title} looks at the client's own columns and hears no neighbours."
        return {NEIGHBOURS: why, ATTENTION: why}
    if not heard.attention:
        why = (
            f"Does not apply: {_who(spec)} weighs neighbours by a fixed rule and has no attention. The bars "
            "and the chance without a neighbour say what each of them did."
        )
        return {ATTENTION: why}
    return {}


def _who(spec: ModelSpec) -> str:
    return "every model of this blend that hears neighbours" if spec.family == "blend" else spec.title
