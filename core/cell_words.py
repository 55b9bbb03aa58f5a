"""A cell of a file as a sentence says it: in quotes, with blanks where special blanks stand, never an escape code."""

from __future__ import annotations

import unicodedata


def cell_words(cell: object, most: int = 200) -> str:
    """A cell in quotes: 3\\xa0306 is said as '3 306'; what nobody could see otherwise keeps its code.

    Args:
        cell: The value, a text or what it writes.
        most: Characters that are shown.
    """
    text = str(cell)[:most]
    seen = "".join(_seen(one) for one in text)
    if not seen.strip():
        return repr(text)
    quote = '"' if "'" in seen and '"' not in seen else "'"
    return f"{quote}{seen}{quote}"


def _seen(one: str) -> str:
    if one.isspace():
        return " "
    return "" if unicodedata.category(one) in ("Cf", "Cc") else one
