"""Cached facts of training: the machine's cards, and verdicts on links by run ids."""

from __future__ import annotations

import streamlit as st

from core.runs.leaderboard import LinkVerdict, Standing, baseline_of, link_verdict, twin_of
from core.runs.run import ACTIVE_STATES


@st.cache_resource(show_spinner=False)
def cards() -> list[tuple[str, float]]:
    """CUDA cards as (name, memory in GiB)."""
    from core.runs.cards import cuda_cards

    return [(card.name, card.memory_gb) for card in cuda_cards()]


def verdict(one: Standing, others: list[Standing]) -> LinkVerdict:
    """What the links of a finished graph model are worth; worked out once for the same three runs and queue."""
    twin, baseline = twin_of(one, others), baseline_of(one, others)
    waiting = tuple(sorted(other.run_id for other in others if other.state in ACTIVE_STATES))
    runs = (one.run_id, twin.run_id if twin else None, baseline.run_id if baseline else None, waiting)
    return _verdict(runs, one, others)


@st.cache_data(max_entries=64, show_spinner="Comparing with and without links …")
def _verdict(
    runs: tuple[str, str | None, str | None, tuple[str, ...]], _one: Standing, _others: list[Standing]
) -> LinkVerdict:
    return link_verdict(_one, _others)
