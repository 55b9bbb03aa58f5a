"""What values are by how they are written: emails, pages, phones, tax and card numbers, codes of computers, ids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.tables.amount_words import says_amount
from core.tables.identifiers import Kind

_TOP_DOMAINS = (
    "com|org|net|info|biz|io|co|eu|app|dev|shop|online|de|at|ch|fr|it|es|pt|nl|be|lu|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua|se|no"
    "|dk|fi|ie|uk|us|ca|br|mx|ar|cl|in|cn|jp|kr|au|nz|za"
)
_VAT = "ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI"
_HEX = "[0-9a-fA-F]"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"  # of an address of a network: 1.234.567.890 is an amount
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    (
        "page",
        re.compile(rf"(https?://|www\d*\.)\S+|([a-z0-9-]+\.)+({_TOP_DOMAINS})(/\S*)?", re.IGNORECASE),
    ),
    ("tax", re.compile(r"[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?")),  # IBAN
    (
        "tax",  # Brazil, the United States, Poland, value added tax in the European Union
        re.compile(
            r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{3}-\d{2}-\d{4}|\d{3}-\d{3}-\d{2}-\d{2}"
            rf"|\d{{3}}-\d{{2}}-\d{{2}}-\d{{3}}|({_VAT})\d[\dA-Z]{{7,11}}"
        ),
    ),
    ("tax", re.compile(r"\d{4}([ -]\d{4}){3}")),  # cards
    (
        "phone",  # with the country's number, in brackets, of Russia, Japan, the United States, Germany
        re.compile(
            r"(\+|00)\d[\d ()/.-]{6,18}\d(( ?(x|ext\.?) ?)\d+)?|\(\d{2,5}\) ?\d[\d -]{4,10}"
            r"|8 ?\(?\d{3}\)?[ -]?\d{3}[ -]\d{2}[ -]\d{2}|0\d{1,3}-\d{3,4}-\d{4}"
            r"|\d{3}[-.]\d{3}[-.]\d{4}|0\d{2,4}[ /]\d{3,9}"
        ),
    ),
    (
        "machine",  # UUID, digests, addresses of a network
        re.compile(
            rf"\{{?{_HEX}{{8}}-({_HEX}{{4}}-){{3}}{_HEX}{{12}}\}}?|{_HEX}{{32}}|{_HEX}{{40}}|{_HEX}{{64}}"
            rf"|({_HEX}{{2}}[:-]){{5}}{_HEX}{{2}}|{_OCTET}(\.{_OCTET}){{3}}(:\d+)?"
        ),
    ),
)
_MOST = 0.9  # of the cells have a shape
_LOOKED_AT_FIRST = 10
_NAMING_DIGITS = 9  # amounts of so many digits are not all equally long
_MOMENTS = (  # whole numbers that count seconds, milliseconds, … since 1970, or write a moment
    *((631_152_000 * 1000**k, 2_208_988_800 * 1000**k) for k in range(4)),
    (19_000_101_000000, 21_991_231_235959),
)


def shape_of(cells: Sequence[str], name: str = "") -> Kind | None:
    """What nearly all cells are by how they are written: emails, pages, phones, tax numbers, …; or None.

    Args:
        cells: Different values from the whole column.
        name: What the column is called: amounts may be long numbers as well.
    """
    first = cells[:_LOOKED_AT_FIRST]  # most columns have no shape, and cost little
    for shape, pattern in _SHAPES:
        if _most(pattern, first) and _most(pattern, cells):
            return shape
    if not first or not (_equally_long(first) and _equally_long(cells)):
        return None
    return "digits" if name_something(int(min(cells)), int(max(cells)), name) else None


def name_something(low: float, high: float, name: str) -> bool:
    """Whether whole numbers from the smallest to the largest are all equally long and too long for amounts."""
    if low < 10 ** (_NAMING_DIGITS - 1) or len(f"{low:.0f}") != len(f"{high:.0f}") or says_amount(name):
        return False
    return not any(start <= low and high <= end for start, end in _MOMENTS)


def _equally_long(cells: Sequence[str]) -> bool:
    """Whether all are as many of the digits 0 to 9: "²" is a digit, too, and no number."""
    return all(len(cell) == len(cells[0]) and cell.isascii() and cell.isdigit() for cell in cells)


def _most(pattern: re.Pattern[str], cells: Sequence[str]) -> bool:
    return sum(bool(pattern.fullmatch(cell)) for cell in cells) >= _MOST * len(cells) > 0
