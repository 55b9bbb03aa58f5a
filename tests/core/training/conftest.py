"""The hand-made graph of most tests here."""

from __future__ import annotations

import pytest
from hand_made_graph import make_graph

from core.graph.customer_graph import CustomerGraph


@pytest.fixture(scope="session")
def graph() -> CustomerGraph:
    """600 clients, three relations, no contagion."""
    return make_graph()
