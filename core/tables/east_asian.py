"""Which East Asian code page bytes are in: by how many of their characters are the common ones of that code page."""

from __future__ import annotations

from dataclasses import dataclass

_MAX_MISFITS = 0.02


@dataclass(frozen=True)
class _Page:
    """First bytes of the common characters of a code page; of those in `both_high` the second byte is high as well."""

    codec: str
    common: tuple[tuple[int, int], ...]
    both_high: bool


_PAGES = (
    _Page("cp932", ((0x81, 0x83), (0x88, 0x97)), both_high=False),  # kana, and the kanji of the first level
    _Page("cp949", ((0xB0, 0xC8),), both_high=True),  # the syllables of KS X 1001
    _Page("euc_jp", ((0xA4, 0xA5), (0xB0, 0xCF)), both_high=True),
    _Page("gb18030", ((0xA3, 0xA3), (0xB0, 0xD7)), both_high=True),  # the first level of GB 2312
    _Page("big5", ((0xA4, 0xC6),), both_high=False),  # the frequently used characters
)
EAST_ASIAN = tuple(page.codec for page in _PAGES)
_WORTH = 0.5


def east_asian_page(lines: bytes, guessed: str | None) -> str | None:
    """The code page whose common characters the bytes are, or None where they are of none.

    Args:
        lines: Lines of text with bytes beyond ASCII.
        guessed: What a statistical guess says; decides between equals.
    """
    scores = {page.codec: _score(lines, page) + 0.1 * (page.codec == guessed) for page in _PAGES}
    best = max(scores, key=lambda codec: scores[codec])  # the first of equals
    return best if scores[best] > _WORTH else None


def _score(lines: bytes, page: _Page) -> float:
    """The share of common characters among those beyond ASCII; 0 where the bytes do not fit."""
    text = lines.decode(page.codec, errors="replace")
    beyond = [char for char in text if not char.isascii()]
    if not beyond or beyond.count("\ufffd") > _MAX_MISFITS * len(beyond):
        return 0.0
    return sum(_is_common(char, page) for char in beyond) / len(beyond)


def _is_common(char: str, page: _Page) -> bool:
    code = char.encode(page.codec, errors="replace")
    if len(code) != 2 or (page.both_high and code[1] < 0xA1):
        return False
    return any(first <= code[0] <= last for first, last in page.common)
