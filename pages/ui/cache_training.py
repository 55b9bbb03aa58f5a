"""Cached facts of training: the machine's cards, and verdicts on links by run ids."""

from __future__ import annotations

import streamlit as st

from core.runs.leaderboard import LinkVerdict, Standing, baseline_of, link_verdict, twin_of


@st.cache_resource(show_spinner=False)
def cards() -> list[tuple[str, float]]:
    """CUDA cards as (name, memory in GiB)."""
    from core.runs.cards import cuda_cards

    return [(card.name, card.memory_gb) for card in cuda_cards()]


def verdict(one: Standing, others: list[Standing]) -> LinkVerdict:
    """What the links of a finished graph model are worth; worked out once for the same three runs."""
    twin, baseline = twin_of(one, others), baseline_of(one, others)
    return _verdict(
        one.run_id, twin.run_id if twin else None, baseline.run_id if baseline else None, one, others
    )


@st.cache_data(max_entries=64, show_spinner="Comparing with and without links …")
def _verdict(
    run_id: str, twin: str | None, baseline: str | None, _one: Standing, _others: list[Standing]
) -> LinkVerdict:
    return link_verdict(_one, _others)
