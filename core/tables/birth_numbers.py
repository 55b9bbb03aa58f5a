"""What national numbers made of a birth date say: the day of birth, and the sex that is written into month or digits.

Sources: Czech act 133/2000 Sb. on registration of residents, section 13, and its Slovak counterpart 301/1995 Z. z.;
Polish act of 24 September 2010 on population records, article 15 (PESEL); Bulgarian act on civil registration,
article 11 (EGN); P. Berka, Guide to the Financial Data Set (PKDD'99), whose numbers are the first six digits.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

import pandas as pd

from core.tables.name_words import words

READ_FROM_BIRTHS = ("birth_date", "sex")
_NAMES = (("birth", "number"), ("rodne", "cislo"), ("national", "number"), ("pesel",), ("egn",), ("rc",))
_ENOUGH = 0.95  # of the different values must be days of birth
Said = tuple[dt.date, str]


def is_birth_number(name: str) -> bool:
    """Whether a column's name says that it holds such numbers."""
    said = words(name)
    return any(said[-len(one) :] == one for one in _NAMES)


def read_births(values: pd.Series) -> pd.DataFrame | None:
    """(n,) different numbers with birth date and sex, by the country whose rule nearly all follow; or None.

    Args:
        values: Text or whole numbers, none missing; zeros in front that a number lost are put back.
    """
    cells = [str(value).removesuffix(".0").strip() for value in values]
    for rule in _RULES:
        read = [rule(cell) for cell in cells]
        if cells and sum(one is not None for one in read) >= _ENOUGH * len(cells):
            days = pd.to_datetime(pd.Series([None if one is None else one[0].isoformat() for one in read]))
            return pd.DataFrame(
                {"birth_date": days, "sex": [None if one is None else one[1] for one in read]}
            )
    return None


def _czech_or_slovak(cell: str) -> Said | None:
    """YYMMDD with 50 on the month for women, and after it up to 1953 three digits, since then four that check."""
    digits = re.sub(r"[/ ]", "", cell)
    if not digits.isdecimal() or not 5 <= len(digits) <= 10:
        return None
    short = len(digits) <= 6
    digits = digits.zfill(6) if short else digits.zfill(9)
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    if len(digits) == 10 and int(digits[:9]) % 11 % 10 != int(digits[9]):
        return None
    century = 2000 if len(digits) == 10 and year < 54 else 1900
    sex = "woman" if month > 50 else "man"
    month -= 50 * (month > 50)
    month -= 20 * (month > 20 and century == 2000)  # where the numbers of a day are used up, since 2004
    return _said(century + year, month, day, sex)


def _by_month(
    cell: str, *, length: int, centuries: dict[int, int], weights: str, sex_digit: int, men: int
) -> Said | None:
    """YYMMDD with the century in the month, an odd or even digit for men, and a digit that checks the rest."""
    if not re.fullmatch(rf"\d{{{length - 1},{length}}}", cell):
        return None
    digits = cell.zfill(length)
    total = sum(int(weight, 36) * int(digit) for weight, digit in zip(weights, digits[:-1], strict=True))
    check = (10 - total % 10) % 10 if length == 11 else total % 11 % 10
    if check != int(digits[-1]):
        return None
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    added = 20 * ((month - 1) // 20)
    if added not in centuries:
        return None
    sex = "man" if int(digits[sex_digit]) % 2 == men else "woman"
    return _said(centuries[added] + year, month - added, day, sex)


def _said(year: int, month: int, day: int, sex: str) -> Said | None:
    try:
        return dt.date(year, month, day), sex
    except ValueError:
        return None


_RULES: tuple[Callable[[str], Said | None], ...] = (
    partial(
        _by_month,
        length=11,
        centuries={80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200},
        weights="1379137913",
        sex_digit=9,
        men=1,
    ),
    _czech_or_slovak,
    partial(
        _by_month, length=10, centuries={20: 1800, 0: 1900, 40: 2000}, weights="2485A9736", sex_digit=8, men=0
    ),
)
