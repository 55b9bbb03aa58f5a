"""Numbers and dates as people write them, turned into what a query takes."""

from __future__ import annotations

import re
from datetime import date

_SCALE = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend"), 1_000),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), 1_000_000),
    **dict.fromkeys(("bn", "mrd", "billion", "billions"), 1_000_000_000),
}
SCALE_WORDS = "|".join(_SCALE)
CURRENCY = r"[$€£¥₹]|eur|usd|gbp|chf"
_NUMBER = re.compile(
    rf"(?:{CURRENCY})?\s*(?P<sign>[+-]?)(?P<digits>\d(?:[\d.,'’_\s]*\d)?)\s*(?:{SCALE_WORDS})?\s*(?:{CURRENCY})?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’_\s]\d{3})+")
_DATE = re.compile(r"(?P<a>\d{1,4})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})")


def plain_number(text: str) -> str | None:
    """A number without separators, units and currency; None where the text is no number.

    `10,000`, `10.000`, `€ 10k` and `10 000` are 10000; `1,5` is 1.5. Three digits after a separator are thousands.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["digits"]
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or _GROUPED.fullmatch(digits):
        last = len(digits)
    whole, part = digits[:last], digits[last + 1 :]
    if not (whole.isdecimal() or _GROUPED.fullmatch(whole)) or (part and not part.isdecimal()):
        return None
    whole = re.sub(r"\D", "", whole)
    scale = re.search(rf"({SCALE_WORDS})(?:\s*(?:{CURRENCY}))?\Z", text.strip(), re.IGNORECASE)
    value = float(f"{whole}.{part or 0}") * (_SCALE[scale[1].lower()] if scale else 1)
    return found["sign"].strip("+") + (str(int(value)) if value.is_integer() else repr(value))


def iso_dates(text: str) -> tuple[str, ...]:
    """The ISO days that a date may mean: one, two where day and month may be either, none where it is no date."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return ()
    first, second, third = found["a"], found["b"], found["c"]
    if len(first) == 4:
        readings = [(first, second, third)]
    elif len(third) == 4:
        readings = [(third, second, first), (third, first, second)]
    else:
        return ()
    if found["sign"] == ".":  # nobody writes the month first between dots
        readings = readings[:1]
    return tuple(dict.fromkeys(day for one in readings if (day := _day(*map(int, one)))))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
