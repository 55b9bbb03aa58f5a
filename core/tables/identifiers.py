"""Columns that say who or what a row is and nothing about it: ids, row numbers, phones, tax numbers, addresses."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from core.tables.amount_words import says_amount
from core.tables.identifier_words import (
    ALONE,
    CLIENTS_JOINED,
    CLIENTS_OF,
    EMAIL,
    ENDINGS,
    FIRST_NAMES,
    FULL_NAMES,
    ID,
    ID_OF,
    JOINED,
    LAST_NAMES,
    NO_NUMBERS,
    NUMBER_ENDINGS,
    NUMBER_OF,
    NUMBERED,
    OF,
    OWNERS,
    PAGE,
    PEOPLE,
    PEOPLE_JOINED,
    PHONE,
    PHONE_PARTS,
    PLACES,
    ROW,
    SELLERS,
    TAIL,
    TAX,
    TAX_PAIRS,
    THINGS_OF,
    VERSIONS,
    VERSIONS_OF,
)
from core.tables.name_words import letters_of, singular, slugged, words

Kind = Literal["phone", "tax", "email", "page", "machine", "digits"]
_WHO = "it says who somebody is, not what they will do."
_REASONS: dict[Kind, str] = {
    "phone": f"A phone or fax number: {_WHO}",
    "tax": f"A tax, bank or register number: {_WHO}",
    "email": f"An email address: {_WHO}",
    "page": f"The address of a page: {_WHO}",
    "machine": "A code that a computer gave: it names something and says nothing about it.",
    "digits": "Numbers of the same many digits, nearly every row its own: they name something and are no amounts.",
}
_NOUNS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("phone", frozenset((*PHONE, *map(singular, PHONE)))),
    ("tax", frozenset((*TAX, *map(singular, TAX)))),  # names are compared in the singular: "DUNS number"
    ("email", frozenset(EMAIL)),
    ("page", frozenset(PAGE)),
)
_WHERE_MANY: tuple[Kind, ...] = ("page", "machine")  # few pages or domains are groups: gmail.com, google.com
_SHORTEST = (
    7  # characters of phone and tax numbers: what is called VAT or mobile may as well be an amount or a count
)


def reason_of_shape(shape: Kind | None) -> str | None:
    """Why values of a shape are no input, however few there are; others are none only where they are many."""
    return None if shape is None or shape in ("digits", *_WHERE_MANY) else _REASONS[shape]


def reason_of_many(shape: Kind | None, name: str, *, has_digits: bool, mean_length: float) -> str | None:
    """Why many different values are no input, by their shape or by what the column is called, or None.

    Args:
        shape: See `core.tables.identifier_shapes.shape_of`.
        name: The column's.
        has_digits: Digits stand in most of its cells, as in every phone or tax number.
        mean_length: Mean number of characters of its cells.
    """
    if shape is not None and shape in _WHERE_MANY:
        return _REASONS[shape]
    return reason_of_name(name, like_numbers=has_digits and mean_length >= _SHORTEST)


def reason_of_digits(shape: Kind | None) -> str | None:
    """Why numbers, nearly every row with its own, are no input."""
    return _REASONS[shape] if shape == "digits" else None


def reason_of_name(name: str, *, like_numbers: bool = True) -> str | None:
    """Why a column is no input by what it is called, where its values are many and look like it, or None.

    Only the noun counts that the name ends with: "email opens" are opens.

    Args:
        name: The column's.
        like_numbers: Its cells hold digits and are as long as phone and tax numbers.
    """
    parts = words(name)
    nouns = {slugged(name).replace("_", ""), "".join(parts)}
    for own in (parts, letters_of(name) if not name.isascii() else ()):
        core = _without_tail(own)
        last = core[-1].rstrip("0123456789") if core else ""
        nouns |= {last, "".join(core), *(last.removesuffix(end) for end in ENDINGS)}
    found = next((kind for kind, known in _NOUNS if nouns & known), None)
    paired = bool(set(pairwise(parts)) & TAX_PAIRS)
    if found is None and paired:
        found = "tax"
    if found is None and _holds(name, PHONE_PARTS) and not says_amount(name):
        found = "phone"
    if found is None or (found in ("phone", "tax") and not like_numbers):
        return None
    if found == "tax" and says_amount(name) and not paired:  # sales tax, "income tax"
        return None
    return _REASONS[found]


def says_version(name: str) -> bool:
    """Whether its noun is a version, 5.10 is not 5.1 then: "app version", "версия приложения"; not "build cost"."""
    return any(
        core[-1] in VERSIONS or core[0] in VERSIONS_OF
        for core in map(_without_tail, (words(name), letters_of(name)))
        if core
    )


def says_person(name: str) -> bool:
    """Whether it is called a person's name, or a part of one."""
    said = {" ".join(words(name)), " ".join(letters_of(name)), "".join(words(name))}
    return bool(said & (FIRST_NAMES | LAST_NAMES | FULL_NAMES))


def says_id(name: str) -> bool:
    """Whether a name ends (or consists) of a word for an id: CustomerId, "Owner ID", kundennr; not "no of visits"."""
    parts = _parts(name)
    if says_key(name) or (bool(parts) and parts[-1] in NUMBERED and parts[0] not in PLACES):
        return True
    return says_client(name) or any(map(_is_number_of, (parts, _spelled(name))))


def _spelled(name: str) -> tuple[str, ...]:
    """The words of a name with their endings: "número de pedidos" counts orders, and is the number of none."""
    return tuple(slugged(part) if part.isascii() or slugged(part) else part for part in letters_of(name))


def _is_number_of(parts: tuple[str, ...]) -> bool:
    """Whether words are the number of a thing: Kundennummer, "numéro de contrat", "номер договора", or bare: código."""
    if not parts or parts[-1] in NO_NUMBERS or parts[0] in PLACES:
        return False
    if parts[-1].endswith(NUMBER_ENDINGS) or " ".join(parts) in NUMBER_OF | ALONE - {"n"}:
        return True
    rest = [part for part in parts[1:] if part not in OF]
    first = bool(rest) and parts[0] in NUMBER_OF and all(part in THINGS_OF for part in rest)
    return first or (
        len(parts) > 1 and parts[-1] in NUMBER_OF - NUMBERED - ID and parts[-1] not in ("n", "kod")
    )


def says_key(name: str) -> bool:
    """Whether a name's noun means nothing but an id: CustomerId, id_cliente; not "house number"."""
    parts = _parts(name)
    return bool(parts) and (parts[-1] in ID or (len(parts) > 1 and parts[0] in ("id", "uuid")))


def says_client(name: str) -> bool:
    """Whether it is the number of a client, the noun last: "Nr klienta", "Código de cliente", "номер клиента"."""
    if re.fullmatch(CLIENTS_JOINED, name.strip().casefold()):
        return True
    parts = letters_of(name) if not name.isascii() and not words(name) else words(name)
    rest = [part for part in parts[1:] if part not in OF]
    return bool(rest) and parts[0] in NUMBER_OF and all(part in CLIENTS_OF for part in rest)


def says_row(name: str) -> bool:
    """Whether a name is one for the place of a row: RowNumber, index, "Unnamed: 0", "S.No"."""
    parts = _parts(name)
    if parts == ("s", "no") or name.strip() == "#":
        return True
    rest = [part for part in parts if not (part in ROW | NUMBERED | ID or part.isdigit())]
    return not rest and any(part in ROW for part in parts)


def says_people(name: str) -> bool:
    """Whether it is the id of somebody who sells: "Owner ID", created_by_id, AgentId, "Id vendedor", 担当者コード."""
    if re.fullmatch(PEOPLE_JOINED, name.strip().casefold()):
        return True
    for parts in (_parts(name), letters_of(name)):
        if len(parts) > 1 and parts[-1] in ID | NUMBERED and PEOPLE & set(parts[:-1]):
            return True
        if len(parts) > 1 and parts[0] in ID_OF and PEOPLE & set(parts[1:]):
            return True
    return False


def says_owner(name: str, *, few: bool = False) -> bool:
    """Whether it is called somebody who sells and nothing else, so that whole numbers in it are ids: Besitzer.

    Args:
        name: The column's.
        few: Its numbers are long and few recur, so that they neither count people nor are amounts: Agent, Comercial.
    """
    known = OWNERS | SELLERS if few else OWNERS
    return any(" ".join(parts) in known for parts in (words(name), letters_of(name)))


def _holds(name: str, stems: tuple[str, ...]) -> bool:
    said = (*words(name), name.casefold())
    return any(stem in one for one in said for stem in stems)


def _without_tail(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name up to its noun: phone (work)."""
    while len(parts) > 1 and parts[-1] in TAIL:
        parts = parts[:-1]
    return parts


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name, an ending such as "id" or "nr" taken off a long last one."""
    parts = words(name)
    if parts and name.rstrip().endswith("#"):  # "Deal #"
        return (*parts, "#")
    last = parts[-1] if parts else ""
    for ending in ENDINGS:
        if last.endswith(ending) and last.removesuffix(ending) in JOINED:
            return (*parts[:-1], last.removesuffix(ending), ending)
    return parts
