"""Up to which moment the encoders of linked tables may learn: the end of learning, never now."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from core.errors import GraphError
from core.graph.recipe import GraphRecipe
from core.graph.seeds import fitted_until, seeds_of
from core.tables.table import Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.task.prediction_task import QueryOrigin
from core.task.query.parse import parse_query
from core.task.seed_times import SeedTimes
from tests.core.task.small_tables import table_of
from tests.relational_tiny import make_activity, make_tables

DAYS = {"validation": "2026-03-01", "test": "2026-05-01", "now": "2026-09-01", "horizon_days": 30}
ROLLING = SeedTimes(train=("2026-01-01", "2026-02-01"), **DAYS)
OWN = SeedTimes(kind="own", **DAYS)


def day(text: str) -> float:
    return (pd.Timestamp(text) - pd.Timestamp("1970-01-01")).days


@pytest.fixture
def asked() -> Callable[[list[str], SeedTimes], tuple[Table, QueryOrigin]]:
    """Examples that ask about these contacts on 1 January, and what they were made of."""

    def make(keys: list[str], seeds: SeedTimes) -> tuple[Table, QueryOrigin]:
        contact = table_of(
            pd.DataFrame({"key": ["contact-0", "contact-1"]}), {"key": Role.ID}, name="contact"
        )
        origin = QueryOrigin(
            tables=TableSet(tables=(LinkedTable(table=contact, primary_key="key"),)),
            query=parse_query("PREDICT contact.key = 'contact-0' FOR EACH contact"),
            seeds=seeds,
            entity_column="contact",
            time_column="asked on",
        )
        frame = pd.DataFrame({"contact": keys, "asked on": pd.Timestamp("2026-01-01")})
        return table_of(frame, {"contact": Role.ID}), origin

    return make


@pytest.mark.parametrize(("seeds", "last"), [(ROLLING, "2026-02-01"), (OWN, "2026-03-01")])
def test_encoders_learn_until_the_end_of_learning(seeds: SeedTimes, last: str) -> None:
    assert fitted_until(SimpleNamespace(seeds=seeds)) == day(last)  # type: ignore[arg-type]


def test_the_graph_is_asked_for_with_that_moment_and_every_example_finds_its_row(
    asked: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, heard = make_tables(make_activity(2), 2), []
    monkeypatch.setattr(
        "core.graph.relational_building.relational_graph_for",
        lambda _tables, _recipe, until, _report, encoders: heard.append((until, encoders)) or tables,
    )
    table, origin = asked(["contact-3", "contact-0", "contact-3"], ROLLING)
    found = seeds_of(table, origin, GraphRecipe(), lambda _event: None, {"contact": "its own"})  # type: ignore[dict-item]
    assert heard == [(day("2026-02-01"), {"contact": "its own"})]
    assert found.node_type == "contact" and found.node.tolist() == [3, 0, 3]
    assert np.array_equal(found.time, np.full(3, day("2026-01-01")))
    lost, origin = asked(["contact-3", "somebody"], ROLLING)
    with pytest.raises(GraphError, match="1 examples ask about rows that are not in contact"):
        seeds_of(lost, origin, GraphRecipe(), lambda _event: None)
