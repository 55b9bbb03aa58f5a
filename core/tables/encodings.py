"""Which letters the bytes of a text table stand for: byte order marks, UTF-8, and the older code pages."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from core.errors import TableError
from core.tables.east_asian import EAST_ASIAN, are_pairs, east_asian_page

SAMPLE_BYTES = 1 << 18
_CHUNK = 1 << 22
_EVIDENCE_BYTES = 60_000  # of lines with letters beyond ASCII: more tells nothing new
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp"),
    (b"\x1b$@", "iso2022_jp"),
)  # RFC 1468 and 1557
_TEXT_CONTROLS = (0, 9, 10, 11, 12, 13, 26, 27)
_MANY_CONTROLS, _MANY_ZEROS = 0.01, 0.3

# what tables are written in; without such a list two bytes are taken for a letter of UTF-16
CODE_PAGES = (
    *EAST_ASIAN,
    *("cp1251", "koi8_r", "cp866", "mac_cyrillic", "cp1253"),
    *("cp1255", "cp1256", "cp874", "cp1258", "cp1252", "cp1250", "cp1254", "mac_roman", "cp850"),
)
_FEW, _SURE, _FREQUENT = 0.3, 0.85, 0.35
_MIXED = 0.95  # letters of several western languages in one file are less likely than those of one Central European
_LAST_LATIN = 0x24F
_WORD = re.compile(r"[^\W\d_]+")
_WESTERN = {
    "German": "äöüß",
    "French": "àâæçéèêëîïôœùûü",
    "Spanish": "áéíñóúü¿¡",
    "Portuguese": "áâãàçéêíóôõú",
    "Italian": "àèéìòù",
    "Nordic": "åäöæøé",
    "Swiss": "äöüàâçéèêëîïôœùû",
    "Icelandic": "áéíóúýþæöð",
    "Western": "äöüßàâæçéèêëîïôœùûáíñóúãõåøì",
}
_CENTRAL = {
    "Polish": "ąćęłńóśźż",
    "Czech and Slovak": "áčďéěíňóřšťúůýžľĺŕôä",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţ",
    "Croatian and Slovene": "čćđšž",
}
LATIN: tuple[tuple[str, dict[str, str]], ...] = (  # the first of equals wins
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("cp1254", {"Turkish": "çğıöşüâi̇"}),
    ("mac_roman", _WESTERN),
    ("cp850", _WESTERN),
    ("iso8859_2", _CENTRAL),
    ("cp1257", {"Baltic": "āčēģīķļņšūžąęėįųõäöü"}),
)
_MARKS = re.compile(r"[€‘’“”„–—…•™\u00a0]|[£¥§©®°±²³µ·¼½¾«»´ºª](?![^\W\d_])")
SIGNS = "€‘’“”„–—…•™\u00a0£¥§©®°±²³µ·¼½¾«»´ºª"  # at one place in all code pages of Windows, or nearly
_RUSSIAN_MARKS = "«»„“”‘’–—…•№°§©®€\u00a0"
_WORDS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252 (Latin-1)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp932": "Shift-JIS (Japanese)",
    "gb18030": "GB 18030 or GBK (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp949": "EUC-KR (Korean)",
    "mac_roman": "Mac Roman",
    "mac_cyrillic": "Mac Cyrillic",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp874": "Windows-874 (Thai)",
    "cp850": "DOS 850 (Western)",
    "cp866": "DOS 866 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "euc_jp": "EUC-JP (Japanese)",
    "iso2022_jp": "ISO-2022-JP (Japanese)",
    "iso2022_kr": "ISO-2022-KR (Korean)",
}


@dataclass(frozen=True)
class Encoding:
    """A codec name, how many bytes of the file do not fit it, and the lines by which it was found, if by any."""

    name: str
    n_damaged: int = 0
    evidence: bytes = field(default=b"", compare=False)


def encoding_in_words(codec: str) -> str:
    """A codec's name as people know it."""
    return _WORDS.get(codec, codec.upper())


def detect_encoding(path: Path, called: str | None = None) -> Encoding:
    """The encoding of a text file: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if the bytes
    fit (all, or all but a few), else the code page in which its lines read best.

    Args:
        path: The file.
        called: Its name for messages, where it is an unpacked copy.

    Raises:
        TableError: the bytes are no text.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name)
    if utf16 := _utf16_without_mark(head):
        return Encoding(utf16)
    if head.isascii() and (escaped := next((codec for sign, codec in _ESCAPES if sign in head), None)):
        return Encoding(escaped)
    controls = sum(head.count(code) for code in range(32) if code not in _TEXT_CONTROLS)
    if controls > _MANY_CONTROLS * len(head) or head.count(0) > _MANY_ZEROS * len(head):
        raise _not_text(called or path.name)
    bad, good, evidence = _beyond_ascii(path)
    if bad == 0:
        return Encoding("utf-8")
    if good > 5 * bad:
        return Encoding("utf-8", n_damaged=bad)
    codec = code_page(evidence)
    return Encoding(codec, n_damaged=_misfits(path, codec), evidence=evidence)


def code_page(lines: bytes) -> str:
    """The code page in which these lines, all with bytes beyond ASCII, read best.

    `charset-normalizer` tells scripts apart well and the code pages of Latin letters badly (by a few letters
    they differ in one place): among those, the alphabets of the languages they were made for decide.
    """
    from charset_normalizer import from_bytes

    western = _decoded(lines, "cp1252")
    words = [word for word in _WORD.findall(western) if not word.isascii()]
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    fits = _plausibility(western, _WESTERN) > _SURE
    if (fits and mixed >= 0.5 * len(words)) or all(map(_is_signed, _beyond(western))):
        return _latin_page(lines)  # one letter in a word of ASCII letters, and a likely one, or signs alone
    if _is_russian(_decoded(lines, "cp1251")):
        return "cp1251"
    best = from_bytes(lines, cp_isolation=list(CODE_PAGES)).best()
    codec = "" if best is None else best.encoding
    if (best is None or codec in EAST_ASIAN or are_pairs(lines)) and (found := east_asian_page(lines, codec)):
        codec = found
    if not codec:
        return _latin_page(lines)
    text = _decoded(lines, codec)
    foreign = [word for word in _WORD.findall(text) if any(ord(letter) > _LAST_LATIN for letter in word)]
    mixed = sum(any(letter.isascii() for letter in word) for word in foreign)
    if len(foreign) <= _FEW * len(_beyond(text)) or mixed > _FEW * len(foreign):
        return _latin_page(lines)
    if codec == "cp1251" and not any(0xC0 <= byte < 0xE0 or byte > 0xFA for byte in lines):
        return "cp1255"  # Cyrillic without capitals or any of the last five letters is Hebrew
    return codec


def words_beyond_ascii(data: bytes, codec: str) -> list[str]:
    """The different words of lines that hold something beyond ASCII, as a codec reads them, in their order."""
    return list(dict.fromkeys(_beyond(_decoded(data, codec))))


def _is_russian(text: str) -> bool:
    """Words of Cyrillic letters alone, capitals only where words begin, mostly the frequent letters."""
    words = _beyond(text)
    letters = "".join(char for word in words for char in word if not char.isascii())
    if any(not char.isalpha() and char not in _RUSSIAN_MARKS for char in letters):
        return False  # the bytes of Chinese are signs as often as letters
    lower = [word for word in re.findall(r"\w+", text) if not word.isascii() and word != word.upper()]
    whole = sum(bool(re.fullmatch(r"[\dА-ЯЁ]?[а-яё]+", word)) for word in lower)
    frequent = sum(char in "оеаинтсрвл" for char in letters.lower())
    return bool(lower) and whole >= _SURE * len(lower) and frequent > _FREQUENT * len(letters)


def _latin_page(lines: bytes) -> str:
    scores = [(codec, _plausibility(_decoded(lines, codec), languages)) for codec, languages in LATIN]
    return max(scores, key=lambda item: item[1])[0]  # the first of equals


def _plausibility(text: str, languages: dict[str, str]) -> float:
    """How far letters beyond ASCII are those of one language, where capitals begin words or whole words are written
    in them; 1 at most.
    """
    beyond = "".join(char for word in _beyond(text) for char in word if not char.isascii())
    if not beyond:
        return 0.0
    odd = sum(
        second.isupper() and first.isalpha() and not "A" <= first <= "Z"
        for word in _beyond(text)
        if word != word.upper()
        for first, second in pairwise(word)
    )
    marks = sum(len(_MARKS.findall(word)) for word in _beyond(text))
    fits = max(
        sum(char.lower() in letters for char in beyond) * (_MIXED if language == "Western" else 1.0)
        for language, letters in languages.items()
    )
    return round((fits + marks - odd) / len(beyond), 3)


def _is_signed(word: str) -> bool:
    """20°C, 5€, O’Brien: ASCII and signs, no two of which stand side by side as the halves of Chinese letters do."""
    beyond = [not char.isascii() for char in word]
    signs = all(char in SIGNS for char in word if not char.isascii())
    return signs and not any(first and second for first, second in pairwise(beyond))


def _beyond(text: str) -> list[str]:
    """The words (runs between blanks and delimiters) that hold something beyond ASCII."""
    return [word for word in re.split(r"[\s,;|\"']+", text) if not word.isascii()]


def _decoded(data: bytes, codec: str) -> str:
    return data.decode(codec, errors="replace")


def _beyond_ascii(path: Path) -> tuple[int, int, bytes]:
    """Bytes that are no UTF-8, letters of UTF-8 beyond ASCII, and the first lines with bytes beyond ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return 0, 0, b""
        except UnicodeDecodeError:
            stream.seek(0)
        lenient = codecs.getincrementaldecoder("utf-8")(errors="replace")
        bad = good = 0
        evidence: list[bytes] = []
        size = 0
        while chunk := stream.read(_CHUNK):
            text = lenient.decode(chunk)
            lost = text.count("\ufffd")
            bad += lost
            good += len(text) - lost - len(text.encode("ascii", errors="ignore"))
            if size < _EVIDENCE_BYTES:
                found = [line for line in re.split(rb"[\r\n]+", chunk) if not line.isascii()]
                evidence += found
                size += sum(map(len, found))
    return bad, good, b"\n".join(evidence)[:_EVIDENCE_BYTES]


def _misfits(path: Path, codec: str) -> int:
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    with path.open("rb") as stream:
        count = 0
        while chunk := stream.read(_CHUNK):
            count += decoder.decode(chunk).count("\ufffd")
        return count + decoder.decode(b"", final=True).count("\ufffd")


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _not_text(name: str) -> TableError:
    return TableError(
        f"{name} is not a text table",
        found="bytes that are not text (a program, picture or other binary file)",
        expected="CSV, TSV, Parquet or XLSX, or one of these in .gz or .zip",
        action="Export the table again from where it came from",
    )
