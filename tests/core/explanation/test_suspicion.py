"""An explanation is trusted less where its strongest reason is a column that may know the answer."""

from __future__ import annotations

import pytest

from core.evaluation.bootstrap import Estimate
from core.explanation.lead_explanation import Reason, Trust
from core.explanation.suspicion import doubted
from core.task.column_power import ColumnPower, ColumnPowers
from core.task.leakage import Kind


def powers(column: str, value: float, kinds: tuple[Kind, ...] = (), *, certain: bool = False) -> ColumnPowers:
    power = Estimate(value=value, low=value - 0.02, high=value + 0.02)
    return ColumnPowers(
        columns=(
            ColumnPower(column=column, power=power, n=900, n_positive=90, kinds=kinds, certain=certain),
            ColumnPower(column="age", power=Estimate(value=0.6, low=0.5, high=0.7), n=900, n_positive=90),
        )
    )


def reasons(*names: str) -> tuple[Reason, ...]:
    return tuple(Reason(column=name, value="x", contribution=10.0, sentence=name) for name in names)


TRUST = {
    level: Trust(level=level, fidelity=0.9, sentence="as measured") for level in ("good", "fair", "poor")
}


@pytest.mark.parametrize(
    ("before", "known", "after"),
    [
        ("good", powers("tags", 0.75, ("asked",)), "fair"),
        ("good", powers("tags", 0.85, ("filled",), certain=True), "poor"),
        ("fair", powers("tags", 0.95), "poor"),  # nothing but its power speaks against it
        ("poor", powers("tags", 0.75, ("asked",)), "poor"),
    ],
)
def test_a_suspicious_strongest_reason(before: str, known: ColumnPowers, after: str) -> None:
    found = doubted(TRUST[before], reasons("tags", "age"), known)
    assert found.level == after
    assert found.sentence.startswith(f"{after.capitalize()}: the strongest reason, tags,")
    assert found.fidelity == 0.9


def test_others_are_trusted_as_measured() -> None:
    suspicious = powers("tags", 0.97, ("copy",), certain=True)
    assert doubted(TRUST["good"], reasons("age", "tags"), suspicious) is TRUST["good"]
    assert doubted(TRUST["good"], (), suspicious) is TRUST["good"]
    assert doubted(TRUST["good"], reasons("links"), suspicious) is TRUST["good"]
    assert doubted(TRUST["good"], reasons("tags"), ColumnPowers()) is TRUST["good"]
