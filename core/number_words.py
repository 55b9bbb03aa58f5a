"""A number as a person writes it: thousands apart, a few digits, never a power of ten."""

from __future__ import annotations

import math

_MOST_DECIMALS = 15  # smaller is written as 0


def number_words(value: float, digits: int = 4, *, is_code: bool = False) -> str:
    """A number in words: 28571.43 as "28,571", 0.000012 as "0.000012", 300.0 as "300".

    Args:
        value: The number; whole ones keep all their digits.
        digits: How many digits a number that is not whole has at least before it is rounded.
        is_code: Whether it names something, as 5002 does an owner: its digits stay together.
    """
    if not math.isfinite(value):
        return str(value)
    group = "" if is_code else ","
    if float(value).is_integer():
        return f"{int(value):{group}d}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{value:{group}.{min(max(decimals, 0), _MOST_DECIMALS)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
