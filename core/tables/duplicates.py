"""Companies and people that stand in a table more than once: proposals, merged only when somebody accepts them."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.record import Record
from core.tables.comparable_names import (
    company_name,
    domain_name,
    folded,
    legal_form,
    mail_address,
    person_name,
    phone_number,
)
from core.tables.duplicate_pairs import Pairs, Subjects, company_pairs, person_pairs
from core.tables.engine import engine, explaining_engine_errors, quoted, scratch_folder
from core.tables.expressions import key_cell, stored_types
from core.tables.made_rows import PLACE, rows_sql
from core.tables.merges import Merge, final_keys
from core.tables.name_words import words
from core.tables.table_set import LinkedTable, TableSet

ENOUGH = 0.6  # proposed from this confidence on
COMPANIES = frozenset(("company",))
PEOPLE = frozenset(("contact", "lead", "client"))
_LABEL = 60  # characters

# Names of columns as words, the best first.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "first": ("first name", "firstname", "given name", "forename", "vorname"),
    "last": ("last name", "lastname", "surname", "family name", "nachname"),
    "full": ("full name", "contact name", "person name", "name", "contact", "person"),
    "company name": (
        *(
            "company name",
            "account name",
            "organization name",
            "organisation name",
            "customer name",
            "seller name",
        ),
        *("legal name", "name", "company", "account", "organization", "organisation", "firm", "customer"),
    ),
    "domain": (
        "domain",
        "company domain name",
        "domain name",
        "website",
        "web site",
        "website url",
        "url",
        "homepage",
    ),
    "mail": ("email", "email address", "mail", "e mail", "mail address"),
    "phone": (
        "phone",
        "phone number",
        "telephone",
        "mobile",
        "mobile phone",
        "mobile phone number",
        "tel",
        "telefon",
    ),
    "city": ("city", "billing city", "town", "office location", "seller city"),
    "country": ("country", "billing country", "country region"),
    "at company": (
        "company",
        "company name",
        "account",
        "account name",
        "organization",
        "organisation",
        "employer",
    ),
}


class Duplicate(Record):
    """Rows that are probably the same company or person.

    Attributes:
        merge: What accepting it would do; the fullest row is kept.
        kept: What the kept row is called.
        merged: What the others are called, in the order of `merge.merged`.
        confidence: 0 … 1, of the least sure of them.
        why: One plain sentence on the least sure of them.
    """

    merge: Merge
    kept: str
    merged: tuple[str, ...]
    confidence: float
    why: str


def propose_duplicates(tables: TableSet) -> tuple[Duplicate, ...]:
    """Duplicates in all tables of companies or people, the surest first; rows merged already are left out.

    Raises:
        TableError: a table's file is damaged or gone, or needs more memory than is allowed.
    """
    found: list[Duplicate] = []
    for linked in tables.tables:
        rated = _rate(linked)
        if rated is None:
            continue
        frame = _rows(tables, linked, rated is person_pairs)
        if frame is not None and len(frame) > 1:
            found += _stars(linked.name, frame, rated(_subjects(frame, rated is person_pairs)))
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.merge.table, one.merge.kept)))


def _rate(linked: LinkedTable) -> Callable[[Subjects], Pairs] | None:
    """How rows of this table are compared; None: they are neither companies nor people with names."""
    if linked.primary_key is None or linked.kind == "documentation":
        return None
    named = _named(linked)
    is_person = ("first" in named and "last" in named) or "full" in named or "mail" in named
    if linked.kind in PEOPLE:
        return person_pairs if is_person else None
    if linked.kind in COMPANIES or (linked.kind is None and "domain" in named and "first" not in named):
        return company_pairs if "company name" in named or "domain" in named else None
    if linked.kind is None and ("first" in named and "last" in named):
        return person_pairs
    return None


def _named(linked: LinkedTable) -> dict[str, str]:
    """What is known of a row -> the column that tells it."""
    by_words: dict[str, str] = {}
    for column in linked.table.columns:
        by_words.setdefault(" ".join(words(column.name)), column.name)
    return {
        what: next(by_words[name] for name in names if name in by_words)
        for what, names in _COLUMNS.items()
        if any(name in by_words for name in names)
    }


def _rows(tables: TableSet, linked: LinkedTable, people: bool) -> pd.DataFrame | None:
    """One row a key in file order: `key`, `filled` and what is known as text, "" where it is missing."""
    named = _named(linked)
    company = next(
        (
            link.column
            for link in tables.links_from(linked.name)
            if people and tables.table(link.to).kind in COMPANIES
        ),
        None,
    )
    if company is not None:
        named["at company"] = company
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(linked.name):
        stored = stored_types(connection, linked)
        cells = [
            f"coalesce({key_cell(linked, column, stored[column], False)}, '') AS {quoted(what)}"
            for what, column in named.items()
        ]
        filled = " + ".join(f"({quoted(c.name)} IS NOT NULL)::INT" for c in linked.table.columns)
        key = key_cell(linked, str(linked.primary_key), stored[str(linked.primary_key)], False)
        source = rows_sql(linked.table)
        frame = connection.execute(
            f"SELECT {key} AS key, {filled} AS filled, {', '.join(cells)} FROM {source} "
            f"WHERE key IS NOT NULL ORDER BY {PLACE}"
        ).df()
    frame = frame.drop_duplicates("key")
    frame = frame[~frame["key"].isin(list(final_keys(tables.merges, linked.name)))].reset_index(drop=True)
    if company is not None:
        to = next(link.to for link in tables.links_from(linked.name) if link.column == company)
        frame["at company"] = frame["at company"].replace(final_keys(tables.merges, to))
    for what in _COLUMNS:
        if what not in frame.columns:
            frame[what] = ""
    return frame


def _subjects(frame: pd.DataFrame, people: bool) -> Subjects:
    mail = _each(frame["mail"], mail_address)
    if not people:
        name, domain = _each(frame["company name"], company_name), _each(frame["domain"], domain_name)
        short, company = _each(frame["company name"], legal_form), _each(frame["key"], lambda _: "")
    else:
        full = frame["full"].where(
            (frame["first"] == "") & (frame["last"] == ""), frame["first"] + " " + frame["last"]
        )
        name, short = _each(full, person_name), _each(full, _last_and_initial)
        domain, company = _each(mail, domain_name), _each(frame["at company"], str.lower)
    return Subjects(
        name=name,
        short=short,
        domain=domain,
        mail=mail,
        phone=_each(frame["phone"], phone_number),
        city=_each(frame["city"], folded),
        country=_each(frame["country"], folded),
        company=company,
        filled=frame["filled"].to_numpy(dtype=np.int64),
    )


def _each(values: Any, comparable: Callable[[str], str]) -> Any:
    """Each different value is worked on once."""
    codes, different = pd.factorize(np.asarray(values, dtype=object))
    return np.array([comparable(str(value)) for value in different] or [""], dtype=object)[codes]


def _last_and_initial(full: str) -> str:
    """ "Anna Maria Weiß" and "A. Weiss" are "weiss a"; "" for a single word."""
    last, comma, first = full.partition(",")
    parts = folded(f"{first} {last}" if comma else full).replace(".", " ").split()
    return f"{parts[-1]} {parts[0][0]}" if len(parts) > 1 else ""


def _stars(table: str, frame: pd.DataFrame, pairs: Pairs) -> list[Duplicate]:
    """Groups in which every row was itself compared with the one that is kept: A like B like C joins no A and C.

    The surest pairs come first, so that a doubtful one never takes a row away from a sure one.
    """
    filled, keys, labels = frame["filled"].to_numpy(), frame["key"].tolist(), _labels(frame)
    enough = pairs.confidence >= ENOUGH
    first, second = pairs.first[enough], pairs.second[enough]
    confidence, why = pairs.confidence[enough], pairs.why[enough]
    # first < second: of rows that are as full, the earlier one is kept
    kept = np.where(filled[second] > filled[first], second, first)
    other = first + second - kept
    order = np.lexsort((other, kept, -filled[kept], -confidence))
    stars: dict[int, dict[int, int]] = {}
    gone: set[int] = set()
    for place in order.tolist():
        centre, row = int(kept[place]), int(other[place])
        if not {centre, row} & gone and row not in stars:
            stars.setdefault(centre, {})[row] = place
            gone.add(row)
    found = []
    for centre, rows in sorted(stars.items()):
        least = max(rows.values(), key=lambda place: -confidence[place])
        others = sorted(rows)
        found.append(
            Duplicate(
                merge=Merge(table=table, kept=keys[centre], merged=tuple(keys[row] for row in others)),
                kept=labels[centre],
                merged=tuple(labels[row] for row in others),
                confidence=round(float(confidence[least]), 2),
                why=str(why[least]),
            )
        )
    return found


def _labels(frame: pd.DataFrame) -> Sequence[str]:
    """What a row is called on screen: its name, else its mail address, else its key."""
    people = (frame["first"] + " " + frame["last"]).str.strip()
    name = people.where(people != "", frame["company name"].where(frame["full"] == "", frame["full"]))
    name = name.where(name != "", frame["mail"]).where(lambda text: text != "", frame["key"])
    return [str(text)[:_LABEL] for text in name]
