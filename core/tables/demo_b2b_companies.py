"""The companies of the relational demo bank and the people who work there, before anything happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.demo_b2b_words import (
    COMPANY_ROOTS,
    DEPARTMENTS,
    INDUSTRIES,
    TECHNOLOGIES,
    TOWNS,
)

FIRST_DAY = "2024-11-18"  # a Monday
N_WEEKS = 104
LAST_DAY = "2026-11-15"

_CONTACTS_A_COMPANY = 12
_COMPANIES_A_PEER_GROUP = 5
_CONTACTS_A_REP = 250
_DEPARTMENT_SHARE = (0.18, 0.17, 0.18, 0.17, 0.15, 0.15)
_LEVEL_SHARE = (0.22, 0.36, 0.24, 0.12, 0.06)
_DEPARTMENT_PUSH = (0.3, -0.2, 0.05, -0.25, -0.1, 0.2)
_LEVEL_PUSH = (-0.3, 0.3, -0.15, 0.1, -0.1)  # up and down again: no rule of thumb
_SIZE_PUSH = (-0.25, 0.25, 0.07)  # small, middle, large

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cast:
    """Who takes part. C companies, N contacts, G peer groups; days count from `FIRST_DAY`.

    Attributes:
        industry: (C,) place in `INDUSTRIES`.
        town: (C,) place in `TOWNS`.
        root: (C,) place in `COMPANY_ROOTS`; unique within an industry.
        employees: (C,).
        revenue: (C,) in thousand euros.
        technologies: (C, len(TECHNOLOGIES)) in use or not.
        customer_since: (C,) days, all before the first.
        rep: (C,) the sales rep who looks after the company.
        n_reps: How many reps there are.
        peers: (C,) number of the company's peer group: the same industry in the same town.
        company: (N,) where a contact works.
        department, level, variant: (N,) places in `TITLES`.
        created: (N,) days; negative for those who were there before.
        own: (N,) log-odds from what stands in the contact's and the company's own row.
    """

    industry: Ints
    town: Ints
    root: Ints
    employees: Ints
    revenue: Ints
    technologies: npt.NDArray[np.bool_]
    customer_since: Ints
    rep: Ints
    n_reps: int
    peers: Ints
    company: Ints
    department: Ints
    level: Ints
    variant: Ints
    created: Ints
    own: Floats

    @property
    def n_companies(self) -> int:
        return len(self.industry)

    @property
    def n_contacts(self) -> int:
        return len(self.company)

    @property
    def team(self) -> Ints:
        """(N,) number of the department of the company that a contact works in."""
        return self.company * len(DEPARTMENTS) + self.department


def cast(rng: np.random.Generator, n_contacts: int) -> Cast:
    """Draws companies and contacts; a company has about twelve contacts, whatever its size."""
    n_companies = max(12, n_contacts // _CONTACTS_A_COMPANY)
    company = places(rng, rng.lognormal(0.0, 0.4, n_companies), n_contacts)
    industry = np.arange(n_companies) % len(INDUSTRIES)
    n_towns = int(np.clip(n_companies // (len(INDUSTRIES) * _COMPANIES_A_PEER_GROUP), 1, len(TOWNS)))
    town = rng.integers(0, n_towns, n_companies)
    employees = np.maximum(5, np.round(rng.lognormal(4.7, 0.9, n_companies))).astype(np.int64)
    revenue = np.round(employees * rng.lognormal(5.0, 0.4, n_companies)).astype(np.int64)
    root = rng.permutation(len(COMPANY_ROOTS))
    shift = rng.integers(0, len(COMPANY_ROOTS), len(INDUSTRIES))
    place = (np.arange(n_companies) // len(INDUSTRIES) + shift[industry]) % len(COMPANY_ROOTS)
    n_reps = max(6, n_contacts // _CONTACTS_A_REP)
    department = places(rng, np.array(_DEPARTMENT_SHARE), n_contacts)
    level = places(rng, np.array(_LEVEL_SHARE), n_contacts)
    size = np.digitize(employees, (60, 180))
    new = rng.random(n_contacts) < 0.25
    created = np.where(new, rng.integers(0, N_WEEKS * 7 - 28, n_contacts), rng.integers(-1000, 0, n_contacts))
    return Cast(
        industry=industry,
        town=town,
        root=root[place],
        employees=employees,
        revenue=revenue,
        technologies=rng.random((n_companies, len(TECHNOLOGIES))) < 0.35,
        customer_since=-rng.integers(30, 7000, n_companies),
        rep=rng.integers(0, n_reps, n_companies),
        n_reps=n_reps,
        peers=industry * n_towns + town,
        company=company,
        department=department,
        level=level,
        variant=rng.integers(0, 2, n_contacts),
        created=created,
        own=np.array(_DEPARTMENT_PUSH)[department]
        + np.array(_LEVEL_PUSH)[level]
        + np.array(_SIZE_PUSH)[size][company],
    )


def places(rng: np.random.Generator, weight: Floats, n: int) -> Ints:
    """(n,) places drawn with chances in proportion to `weight`."""
    edges = np.cumsum(weight / weight.sum())
    return np.minimum(np.searchsorted(edges, rng.random(n)), len(weight) - 1)
