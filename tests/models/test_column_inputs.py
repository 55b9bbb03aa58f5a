"""Steps between quantiles, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.column_inputs import ColumnInputs, Steps, quantile_edges


def test_steps_by_hand() -> None:
    steps = Steps.between([(1, np.array([0.0, 1.0, 3.0])), (0, np.array([10.0, 20.0]))])
    x = torch.tensor([[15.0, 2.0], [-9.0, -5.0], [99.0, 99.0], [10.0, 1.0]])
    expected = [[1.0, 0.5, 0.5], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]
    assert steps(x).tolist() == expected


def test_between_the_ends_nothing_is_lost() -> None:
    """Width times step, summed, gives the size back."""
    ends = np.array([-2.0, -0.5, 0.0, 4.0])
    steps = Steps.between([(0, ends)])
    x = torch.linspace(-2, 4, 13).unsqueeze(1)
    torch.testing.assert_close(ends[0] + (steps(x) * steps.width).sum(dim=1, keepdim=True), x)


@pytest.mark.parametrize(
    ("values", "max_steps", "expected"),
    [
        ([3, 1, 1, 2], 12, [1, 2, 3]),
        (range(101), 4, [0, 25, 50, 75, 100]),
        ([0] * 97 + [1, 2, 3], 2, [0, 3]),  # nearly all the same: one step over what is left
        ([5, 5, 5], 4, [5]),
    ],
)
def test_quantile_edges(values: list[int], max_steps: int, expected: list[float]) -> None:
    assert quantile_edges(np.array(values), max_steps).tolist() == expected


def test_flags_pass_and_sizes_become_steps() -> None:
    x = np.array([[0.0, 1.0, 7.0], [1.0, 2.0, 7.0], [0.0, 3.0, 7.0]])
    inputs = ColumnInputs.fitted(x, ["job", "age", "job"])
    found = inputs(torch.tensor([[1.0, 2.5, 8.0]]))
    assert found.tolist() == [[1.0, 0.5, 1.0, 8.0]]  # the two steps of age, then both flags as they are
    assert inputs.groups.tolist() == [1, 1, 0, 0]  # age is the second column that is named, job the first
    assert inputs.out_channels == 4


def test_passing_changes_nothing() -> None:
    x = torch.tensor([[0.3, -9.0], [4.0, 5.0]])
    inputs = ColumnInputs.passing(2)
    assert torch.equal(inputs(x), x)
    assert inputs.groups.tolist() == [0, 1]


def test_stored_steps_are_checked() -> None:
    inputs = ColumnInputs.fitted(np.array([[0.0, 1.0], [1.0, 2.0], [0.0, 3.0]]), ["a", "b"])
    assert inputs.fits(2)
    assert not inputs.fits(1)  # b is read and would not be there
    for name, value in (("width", 0.0), ("width", float("nan")), ("low", float("inf"))):
        changed = ColumnInputs.fitted(np.array([[0.0, 1.0], [1.0, 2.0], [0.0, 3.0]]), ["a", "b"])
        getattr(changed.steps, name)[0] = value
        assert not changed.fits(2)
    inputs.flags[0] = -1
    assert not inputs.fits(2)


def test_named_columns_get_no_steps() -> None:
    x = np.random.default_rng(0).normal(size=(50, 2))
    inputs = ColumnInputs.fitted(x, ["size", "note"], as_they_are={"note"})
    assert inputs.steps.source.unique().tolist() == [0]
    assert inputs.flags.tolist() == [1]
