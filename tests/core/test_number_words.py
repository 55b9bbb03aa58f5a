"""Numbers as a person writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.number_words import number_words


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (28_571.43, 4, "28,571"),
        (1_739_269.5, 6, "1,739,270"),
        (113_099.7, 4, "113,100"),
        (300.0, 4, "300"),
        (3.14159, 4, "3.142"),
        (0.000012, 4, "0.000012"),
        (-0.0, 4, "0"),
        (-1e-30, 4, "0"),
        (1e20, 4, "100,000,000,000,000,000,000"),
        (99.97, 2, "100"),
    ],
)
def test_a_number_is_written_out(value: float, digits: int, said: str) -> None:
    assert number_words(value, digits) == said


def test_a_code_keeps_its_digits_together() -> None:
    assert number_words(5002.0, is_code=True) == "5002"


@given(st.floats(-1e30, 1e30), st.integers(2, 10))
def test_never_a_power_of_ten_and_near_the_number(value: float, digits: int) -> None:
    said = number_words(value, digits)
    assert "e" not in said
    assert float(said.replace(",", "")) == pytest.approx(value, rel=10.0 ** (1 - digits), abs=1e-15)
