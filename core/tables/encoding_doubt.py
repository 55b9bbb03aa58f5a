"""Few words beyond ASCII tell too little of a text's code page: what was guessed is said, with the words and others."""

from __future__ import annotations

import re
import unicodedata

from core.tables.encodings import CODE_PAGES, LATIN, SIGNS, Encoding, encoding_in_words, words_beyond_ascii
from core.tables.set_aside import SetAside, aside, many

_UNTOLD = re.compile(rf"’|(?<=\d)[{SIGNS}]+")  # O’Brien, 20°C
_ENOUGH = 10  # different words beyond ASCII tell the code page
_SHOWN = 3
_MAX_OTHERS = 5
_SCRIPTS = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}  # Japanese mixes them


def guessed_encoding(encoding: Encoding) -> tuple[SetAside, ...]:
    """What to say where a code page was guessed from few words; () where the bytes tell it."""
    words = _with_letters(words_beyond_ascii(encoding.evidence, encoding.name))
    if not words or len(words) >= _ENOUGH:
        return ()
    others = _others(encoding.evidence, encoding.name, words)
    if not others and _are_words(words):
        return ()  # nothing else gives words
    read = ", ".join(map(repr, words[:_SHOWN]))
    page = encoding_in_words(encoding.name)
    said = f"The text is read as {page}, which is a guess from {many(len(words), 'word')}: {read}."
    if others:
        listed = "; ".join(
            f"as {encoding_in_words(name)} {', '.join(map(repr, some))}" for name, some in others
        )
        said += f" It could be {listed}."
    said += " Where that looks wrong, choose the encoding and read the file again."
    return (aside("guessed encoding", len(words), said, text=", ".join(words)),)


def _others(lines: bytes, codec: str, words: list[str]) -> list[tuple[str, list[str]]]:
    """Other code pages in which all could be words, the likeliest first, each with some words."""
    from charset_normalizer import from_bytes

    pages = dict.fromkeys((*CODE_PAGES, *(name for name, _ in LATIN)))
    told = "\n".join(words).encode(codec, "replace")
    ranked = [match.encoding for match in from_bytes(lines, cp_isolation=list(CODE_PAGES))]
    found: list[tuple[str, list[str]]] = []
    seen = [words]
    for name in dict.fromkeys((*ranked, *pages)):
        read = words_beyond_ascii(told, name)
        if name != codec and read not in seen and _are_words(read):
            seen.append(read)
            found.append((name, read[:_SHOWN]))
    return found[:_MAX_OTHERS]


def _with_letters(words: list[str]) -> list[str]:
    """The words beyond ASCII without typographic signs, which tell nothing: 5 €, O’Brien and – are none."""
    bare = (_UNTOLD.sub("", word.strip(SIGNS)) for word in words)
    return list(dict.fromkeys(word for word in bare if not word.isascii()))


def _are_words(words: list[str]) -> bool:
    """Whether all could be words: letters of one script each, no capital in the middle."""
    return all(map(_is_word, words)) and any(map(str.isalpha, words))


def _is_word(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    if any(not char.isascii() and not char.isalpha() for char in word):
        return False
    scripts = {unicodedata.name(char, "?").split()[0] for char in letters}
    one = len({_SCRIPTS.get(script, script) for script in scripts}) <= 1
    return one and (word == word.upper() or word[1:] == word[1:].lower())
