"""Columns that say who or what a row is and nothing about it: ids, row numbers, phones, tax numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from core.tables.name_words import slugged, words

Shape = Literal["email", "address of a page", "phone number", "IBAN"]

_ID = frozenset((
    "id", "uuid", "guid", "uid", "oid", "pk", "fk", "sk", "key", "identifier", "kennung", "token",
))  # fmt: skip
_NUMBERED = frozenset((
    "no", "nr", "num", "number", "nummer", "numero", "numéro", "code", "ref", "reference", "#",
))  # fmt: skip
_ROW = frozenset((
    "row", "rownum", "rowid", "rownumber", "index", "idx", "serial", "line", "sr", "sno", "srno", "unnamed",
))  # fmt: skip
_PEOPLE = frozenset((
    "owner", "agent", "rep", "representative", "salesperson", "salesrep", "assignee", "advisor", "adviser",
    "manager", "creator", "created", "modified", "updated", "assigned", "employee", "staff", "operator",
    "consultant", "caller", "betreuer", "besitzer", "mitarbeiter", "verkaufer", "berater",
))  # fmt: skip
_CLIENTS = (
    "customer", "client", "contact", "lead", "prospect", "person", "member", "account", "subscriber", "kunde",
    "kunden", "patient", "borrower", "policyholder", "donor", "buyer", "user", "visitor", "company", "cliente",
)  # fmt: skip
_THINGS = (
    "order", "invoice", "ticket", "deal", "product", "campaign", "transaction", "loan", "session", "case",
    "policy", "contract", "record", "application", "event", "booking", "opportunity", "activity", "branch",
    "store", "vendor",
)  # fmt: skip
_JOINED = (*_CLIENTS, *_PEOPLE, *_ROW, *_THINGS)  # what an ending is written to without a break: kundennr
_ENDINGS = (
    "id", "uuid", "guid", "nr", "no", "num", "number", "nummer",
)  # fmt: skip

_REASONS = {
    "phone": "A phone or fax number: it says who somebody is, not what they will do.",
    "tax": "A tax, bank or register number: it says who somebody is, not what they will do.",
    "email": "An email address: it says who somebody is, not what they will do.",
    "page": "The address of a page: it says who somebody is, not what they will do.",
}
_PHONE = (
    "phone", "telephone", "tel", "telefon", "telefono", "telefone", "telephon", "mobile", "mobil", "movil",
    "cell", "cellphone", "handy", "gsm", "whatsapp", "msisdn", "fax", "telefax", "landline", "festnetz",
    "celular", "natel",
)  # fmt: skip
_TAX = (
    "vat", "ustid", "ust", "uid", "tin", "ein", "ssn", "nif", "cif", "nie", "siren", "siret", "cnpj", "cpf",
    "cuit", "gstin", "gst", "pan", "abn", "duns", "iban", "bic", "swift", "passport", "partita", "tva", "iva",
    "mwst", "ahv", "steuernummer", "steuernr", "handelsregister", "kvk", "krs", "regon", "nip", "inn", "lei",
    "rfc", "curp", "tax", "ustidnr",
)  # fmt: skip
_PAIRS = {
    ("tax", "id"), ("tax", "number"), ("tax", "no"), ("social", "security"), ("bank", "account"), ("routing", "number"),
    ("account", "iban"), ("register", "number"), ("registration", "number"), ("steuer", "nr"), ("national", "id"),
    ("credit", "card"), ("card", "number"), ("driver", "license"),
}  # fmt: skip
_EMAIL = (
    "email", "mail", "emailaddress",
)  # fmt: skip
_PAGE = (
    "url", "uri", "website", "webseite", "homepage", "linkedin", "facebook", "twitter", "instagram", "xing",
    "href",
)  # fmt: skip
_TAIL = frozenset((
    "number", "no", "nr", "num", "nummer", "id", "1", "2", "3", "home", "work", "office", "business",
    "private", "primary", "main", "other", "personal", "address", "link", "profile", "direct", "alternate",
    "secondary", "country", "default",
))  # fmt: skip
_SHAPES: tuple[tuple[Shape, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("address of a page", re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    ("IBAN", re.compile(r"[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?")),
    (
        "phone number",
        re.compile(r"(\+|00)\d[\d ()/.-]{6,18}\d(( ?(x|ext\.?) ?)\d+)?|\(\d{2,5}\) ?\d[\d -]{4,10}"),
    ),
)
_MOST = 0.9  # of the cells have a shape


def shape_of(cells: Sequence[str]) -> Shape | None:
    """What nearly all cells are by how they are written: emails, pages, phones, IBANs; or None.

    Args:
        cells: Different values from the whole column.
    """
    for shape, pattern in _SHAPES:
        if cells and sum(bool(pattern.fullmatch(cell)) for cell in cells) >= _MOST * len(cells):
            return shape
    return None


def reason_of_shape(shape: Shape | None) -> str | None:
    """Why values of a shape are no input."""
    reasons = {"email": "email", "address of a page": "page", "phone number": "phone", "IBAN": "tax"}
    return None if shape is None else _REASONS[reasons[shape]]


def reason_of_name(name: str) -> str | None:
    """Why a column is no input by what it is called, where its values are many and look like it, or None.

    Only the noun counts that the name ends with: "email opens" are opens.
    """
    parts = words(name)
    core = parts
    while len(core) > 1 and core[-1] in _TAIL:
        core = core[:-1]
    pairs = set(pairwise(parts))
    last = core[-1] if core else ""
    last = last.rstrip("0123456789")
    nouns = {
        last,
        "".join(core),
        "".join(parts),
        slugged(name).replace("_", ""),
        *(last.removesuffix(end) for end in _ENDINGS),
    }
    kinds = (
        ("phone", _PHONE, False),
        ("tax", _TAX, pairs & _PAIRS),
        ("email", _EMAIL, False),
        ("page", _PAGE, False),
    )
    return next((_REASONS[kind] for kind, known, also in kinds if nouns & set(known) or also), None)


def says_id(name: str) -> bool:
    """Whether a name ends (or consists) of a word for an id: CustomerId, "Owner ID", kundennr; not "no of visits"."""
    parts = _parts(name)
    return says_key(name) or (bool(parts) and parts[-1] in _NUMBERED and parts[0] != "house")


def says_key(name: str) -> bool:
    """Whether a name's noun means nothing but an id: CustomerId, id_cliente; not "house number"."""
    parts = _parts(name)
    return bool(parts) and (parts[-1] in _ID or (len(parts) > 1 and parts[0] in ("id", "uuid")))


def says_row(name: str) -> bool:
    """Whether a name is one for the place of a row: RowNumber, index, "Unnamed: 0", "S.No"."""
    parts = _parts(name)
    if parts == ("s", "no") or name.strip() == "#":
        return True
    rest = [part for part in parts if not (part in _ROW | _NUMBERED | _ID or part.isdigit())]
    return not rest and any(part in _ROW for part in parts)


def says_people(name: str) -> bool:
    """Whether it is the id of somebody who sells: "Owner ID", created_by_id, AgentId."""
    parts = _parts(name)
    return len(parts) > 1 and parts[-1] in _ID | _NUMBERED and bool(_PEOPLE & set(parts[:-1]))


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name, an ending such as "id" or "nr" taken off a long last one."""
    parts = words(name)
    if parts and name.rstrip().endswith("#"):  # "Deal #"
        return (*parts, "#")
    last = parts[-1] if parts else ""
    for ending in _ENDINGS:
        if last.endswith(ending) and last.removesuffix(ending) in _JOINED:
            return (*parts[:-1], last.removesuffix(ending), ending)
    return parts
