"""Which East Asian code page bytes are in: by how many of their characters are the common ones of that code page."""

from __future__ import annotations

import re
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
_HIGH = re.compile(rb"[\x80-\xff]+")
_MIN_RUNS = 4
# the bytes of Chinese and Japanese characters are syllables as well, but rare ones: words are made of these
_SYLLABLES = frozenset(
    "이다는에의가을고하로은지를한도서사기자들어그대리인수시나으며해게아일정있전주보제상여부장라관구동국원성공비조중것우만위소화"
    "생방연유개미과분안세오경양모실반내교회계신행적문무물결발학업용선건민심강남북명단체산진금년월요식재현영치면당감점본없음직종"
    "매출철품료담처거래규객름역울색등록번호"
)
_MIN_SYLLABLES = 0.4


def east_asian_page(lines: bytes, guessed: str | None) -> str | None:
    """The code page whose common characters the bytes are, or None where they are of none.

    Args:
        lines: Lines of text with bytes beyond ASCII.
        guessed: What a statistical guess says; decides between equals.
    """
    scores = {page.codec: _score(lines, page) + 0.1 * (page.codec == guessed) for page in _PAGES}
    best = max(scores, key=lambda codec: scores[codec])  # the first of equals
    return best if scores[best] > _WORTH else None


def are_pairs(lines: bytes) -> bool:
    """Whether every run of bytes beyond ASCII is of even length, as no alphabet of single bytes has it by chance."""
    runs = set(_HIGH.findall(lines))
    return len(runs) >= _MIN_RUNS and all(len(run) % 2 == 0 for run in runs)


def _score(lines: bytes, page: _Page) -> float:
    """The share of common characters among those beyond ASCII; 0 where the bytes do not fit."""
    text = lines.decode(page.codec, errors="replace")
    beyond = [char for char in text if not char.isascii()]
    if not beyond or beyond.count("\ufffd") > _MAX_MISFITS * len(beyond):
        return 0.0
    if page.codec == "cp949" and sum(char in _SYLLABLES for char in beyond) < _MIN_SYLLABLES * len(beyond):
        return 0.0
    return sum(_is_common(char, page) for char in beyond) / len(beyond)


def _is_common(char: str, page: _Page) -> bool:
    code = char.encode(page.codec, errors="replace")
    if len(code) != 2 or (page.both_high and code[1] < 0xA1):
        return False
    return any(first <= code[0] <= last for first, last in page.common)
