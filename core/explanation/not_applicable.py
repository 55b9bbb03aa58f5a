"""Which parts of an explanation a model cannot give, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.explanation.evidence import Heard
from models.catalog import ModelSpec

if TYPE_CHECKING:
    from core.explanation.tables_told import TablesHeard

NEIGHBOURS, ATTENTION = "neighbours", "attention"


def not_applicable(
    spec: ModelSpec, heard: Heard | None, tables: TablesHeard | None = None, *, many_tables: bool = False
) -> dict[str, str]:
    """Part -> one sentence on why it does not apply to this model; empty where everything does.

    Args:
        spec: The model.
        heard: What it heard of other clients.
        tables: What it heard of rows of linked tables.
        many_tables: True where the clients are examples made of several tables.
    """
    if tables is not None:
        why = (
            f"Does not apply: {spec.title} has no attention for single rows. The points and the chance without a "
            "row say what each of them did."
        )
        return {} if tables.predictor.module.has_attention else {ATTENTION: why}
    if heard is None:
        if spec.family == "blend":
            why = "Does not apply: no model of this blend hears neighbours."
        elif spec.hears_outcomes:
            why = (
                f"Does not apply: {spec.title} hears rates of what many earlier clients answered, not single "
                "clients, so nobody can be named or removed."
            )
        elif many_tables and spec.columns == "all":
            why = (
                f"Does not apply: {spec.title} looks at columns collected from the linked tables, such as counts "
                "and averages, and hears no single rows. Those columns stand among the reasons."
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
