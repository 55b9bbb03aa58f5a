"""Names taken apart into plain words, so that AccountId, account_id and "Accounts" can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath

_ENDINGS = (".gz", ".zip", ".csv", ".tsv", ".tab", ".txt", ".dat", ".asc", ".parquet", ".xlsx", ".xls")
_PREFIXES = ("hubspot_crm_exports_all_", "hubspot_crm_exports_", "hubspot_export_", "salesforce_export_")
_SUFFIXES = re.compile(
    r"_(dataset|data|export|exported|table|dump|extract|full|final|copy"
    r"|(19|20)\d\d_?[01]\d_?[0-3]\d(_\d{4,6})?)$"
)
_IRREGULAR = {"people": "person", "children": "child", "ids": "id"}
_NOT_PLURAL = ("ss", "us", "is", "os", "as")
# the names of a wide table, of which every question is asked again
_REMEMBERED = 8_192
ID_WORDS = frozenset(
    (
        "id",
        "ids",
        "key",
        "uuid",
        "guid",
        "no",
        "nr",
        "num",
        "number",
        "nummer",
        "code",
        "ref",
        "sk",
        "pk",
        "fk",
    )
)


def table_slug(file_name: str) -> str:
    """A table's name made of its file's: lower case letters, digits and _, without endings such as
    ".csv.gz", "_dataset" or the day of an export.
    """
    name = PurePosixPath(file_name.replace("\\", "/")).name
    while name.lower().endswith(_ENDINGS):
        name = name[: name.rfind(".")]
    slug = slugged(re.sub(r" ?\(\d+\)$", "", name))
    for prefix in _PREFIXES:
        slug = slug.removeprefix(prefix)
    while (shorter := _SUFFIXES.sub("", slug)) not in ("", slug):
        slug = shorter
    slug = slug or "table"
    return f"table_{slug}" if slug[0].isdigit() else slug


def slugged(text: str) -> str:
    """Lower case ASCII letters and digits of a text, everything else as one _."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:60].strip("_")


@lru_cache(maxsize=_REMEMBERED)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and singular: `OwnerIDs`, `owner_id` and "Owner ID" are owner, id."""
    name = re.sub(r"IDs?(?![a-z])", "Id", name)
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    parts = [part for part in slugged(spaced).split("_") if part]
    return tuple(singular(part) for part in parts)


@lru_cache(maxsize=_REMEMBERED)
def letters_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, in whatever script, without digits: "Телефон 2" is телефон."""
    return tuple(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name).casefold()))


def without_id(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words before (or after) one that says "id": what is named."""
    while parts and parts[-1] in ID_WORDS:
        parts = parts[:-1]
    while len(parts) > 1 and parts[0] in ID_WORDS:
        parts = parts[1:]
    joined = parts[-1] if parts else ""
    # companyid, kundennr: an ending that is written without a break
    for ending in ("id", "nr"):
        if len(joined) > len(ending) + 3 and joined.endswith(ending):
            return (*parts[:-1], joined.removesuffix(ending))
    return parts


def says_id(parts: tuple[str, ...]) -> bool:
    """True where a name's words say that it holds an id."""
    return bool(parts) and (without_id(parts) != parts or parts[-1] in ID_WORDS)


def singular(word: str) -> str:
    """An English word's singular, roughly: companies, deals, addresses, people."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL):
        return word[:-1]
    return word
