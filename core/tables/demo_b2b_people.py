"""The tables of the relational demo bank that stand still: companies, contacts, reps and products."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.tables.demo_b2b_companies import Cast, Ints
from core.tables.demo_b2b_files import CsvFile, chosen, dates, labels
from core.tables.demo_b2b_words import (
    COMPANY_ROOTS,
    FIRST_NAMES,
    FORMS,
    INDUSTRIES,
    LAST_NAMES,
    PRODUCTS,
    REGIONS,
    TECHNOLOGIES,
    TITLES,
    TOWNS,
)

_CHUNK = 200_000


@dataclass(frozen=True)
class Keys:
    """The keys of everybody and everything, as they stand in the tables: arrays of text by number."""

    company: Any
    contact: Any
    rep: Any
    product: Any


def keys(rng: np.random.Generator, people: Cast) -> Keys:
    """Draws keys; their order tells nothing."""
    n, companies = people.n_contacts, people.n_companies
    return Keys(
        company=labels("F", rng.permutation(companies), companies),
        contact=labels("C", rng.permutation(n), n),
        rep=labels("R", np.arange(people.n_reps), people.n_reps),
        product=labels("P", np.arange(len(PRODUCTS)), len(PRODUCTS)),
    )


def write_people(folder: Path, rng: np.random.Generator, people: Cast, key: Keys) -> None:
    """Writes `company.csv`, `contact.csv`, `rep.csv` and `product.csv`."""
    domains = _write_companies(folder, rng, people, key)
    _write_contacts(folder, rng, people, key, domains)
    first = rng.integers(0, len(FIRST_NAMES), people.n_reps)
    last = rng.integers(0, len(LAST_NAMES), people.n_reps)
    with CsvFile(folder, "rep", {"rep_id": "text", "name": "text", "region": "text"}) as file:
        names = [f"{FIRST_NAMES[a]} {LAST_NAMES[b]}" for a, b in zip(first, last, strict=True)]
        file.write(key.rep, names, [REGIONS[i % len(REGIONS)] for i in range(people.n_reps)])
    columns = {"product_id": "text", "name": "text", "category": "text", "monthly_fee": "whole"}
    with CsvFile(folder, "product", columns) as file:
        file.write(key.product, *zip(*PRODUCTS, strict=True))


def _write_companies(folder: Path, rng: np.random.Generator, people: Cast, key: Keys) -> Any:
    """Writes the companies and gives back their web domains."""
    word = rng.integers(0, 2, people.n_companies)
    form = rng.integers(0, len(FORMS), people.n_companies)
    names, domains = [], []
    for root, industry, second, end in zip(people.root, people.industry, word, form, strict=True):
        name = f"{COMPANY_ROOTS[root]} {INDUSTRIES[industry][1][second]}"
        names.append(f"{name} {FORMS[end]}")
        domains.append(f"{plain(name).replace(' ', '-')}.example")
    using = [";".join(np.array(TECHNOLOGIES)[row]) or None for row in people.technologies]
    columns = dict.fromkeys(("company_id", "name", "industry"), "text")
    columns |= {"employees": "whole", "revenue": "whole", "city": "text", "domain": "text"}
    columns |= {"technologies": "text", "customer_since": "day"}
    order = _in_order(key.company)
    with CsvFile(folder, "company", columns) as file:
        file.write(
            key.company.take(order),
            pa.array(names).take(order),
            pa.array([name for name, _ in INDUSTRIES]).take(pa.array(people.industry)).take(order),
            people.employees[order],
            people.revenue[order] * 1000,
            chosen(pa.array(TOWNS), people.town[order]),
            pa.array(domains).take(order),
            pa.array(using, type=pa.string()).take(order),
            dates(people.customer_since[order]),
        )
    return pa.array(domains)


def _write_contacts(folder: Path, rng: np.random.Generator, people: Cast, key: Keys, domains: Any) -> None:
    n = people.n_contacts
    first = rng.integers(0, len(FIRST_NAMES), n)
    last = rng.integers(0, len(LAST_NAMES), n)
    titles = pa.array([title for levels in TITLES for variants in levels for title in variants])
    title = (people.department * len(TITLES[0]) + people.level) * 2 + people.variant
    same = (people.company * len(FIRST_NAMES) + first) * len(LAST_NAMES) + last
    again: Ints = np.asarray(pd.Series(same).groupby(same).cumcount()).astype(np.int64)
    number = pa.array(["", *(str(i) for i in range(2, int(again.max()) + 2))])
    slugs = [pa.array([plain(name) for name in names]) for names in (FIRST_NAMES, LAST_NAMES)]
    columns = {"contact_id": "text", "company_id": "text", "first_name": "text", "last_name": "text"}
    columns |= {"email": "text", "job_title": "text", "created_on": "day"}
    order = _in_order(key.contact)
    with CsvFile(folder, "contact", columns) as file:
        for start in range(0, n, _CHUNK):
            row = order[start : start + _CHUNK]
            at = pc.binary_join_element_wise(chosen(slugs[1], last[row]), chosen(number, again[row]), "")
            user = pc.binary_join_element_wise(chosen(slugs[0], first[row]), at, ".")
            file.write(
                key.contact.take(row),
                chosen(key.company, people.company[row]),
                chosen(pa.array(FIRST_NAMES), first[row]),
                chosen(pa.array(LAST_NAMES), last[row]),
                pc.binary_join_element_wise(user, chosen(domains, people.company[row]), "@"),
                chosen(titles, title[row]),
                dates(people.created[row]),
            )


def plain(text: str) -> str:
    """A name as it stands in an address: small letters without accents, no apostrophes."""
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


def _in_order(key: Any) -> Ints:
    return np.asarray(pc.sort_indices(key).to_numpy()).astype(np.int64)
