"""The people of the demo bank: teams at employers, pensioners and students, their columns and leanings.

Knows nothing of who influences whom; `core.tables.demo_bank` plays the campaign with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FIRST_DAY = "2024-11-18"

_SPAN_DAYS = 728
_FULL_SIZE = 3000
_MARKET = 0.45
_MOOD = 1.3
_BASE = -3.7

_EMPLOYERS = (
    ("Kestrel Rail", "technician", 46),
    ("Elmwood Hospital", "nurse", 44),
    ("Fairfield University", "teacher", 52),
    ("Umbra Software", "engineer", 72),
    ("Harbour Retail Group", "sales", 34),
    ("Granite Steelworks", "worker", 41),
    ("Westbrook City Council", "clerk", 43),
    ("Brightwater Energy", "engineer", 63),
    ("Marlow Foods", "worker", 33),
    ("Pinecrest Pharma", "technician", 66),
    ("Silverline Telecom", "sales", 45),
    ("Alder & Finch Insurance", "clerk", 55),
    ("Tidewell Hotels", "service", 29),
    ("Quayside Shipyard", "worker", 44),
    ("Orion Semiconductors", "engineer", 78),
    ("Lindenhof Schools", "teacher", 49),
    ("Redwood Construction", "worker", 38),
    ("Vantage Aerospace", "engineer", 74),
    ("Copperfield Logistics", "service", 32),
    ("Meridian Consulting", "manager", 82),
)
_BRANCHES = (
    "Harbour",
    "Old Town",
    "Riverside",
    "Station Square",
    "North Gate",
    "Hillside",
    "Market Hall",
    "Lakeview",
)
_JOBS = ("technician", "nurse", "teacher", "engineer", "sales", "worker", "clerk", "service", "manager")
_MANUAL = ("worker", "service")
_GRADUATES = ("teacher", "engineer", "manager")

Strings = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class People:
    """The clients in order of contact.

    Attributes:
        frame: Their columns, without the answer.
        day: (n,) days of contact since `FIRST_DAY`, ascending.
        circle: (n,) number of the circle a client talks with.
        partner: (n,) row of the partner in the same household, -1 for none.
        alone: (n,) log-odds of a yes from columns and market.
        mood: (n,) log-odds of the circle's own mood at that time.
    """

    frame: pd.DataFrame
    day: Ints
    circle: Ints
    partner: Ints
    alone: Floats
    mood: Floats


def people(rng: np.random.Generator, n: int) -> People:
    """Draws n clients."""
    day = _days(rng, n)
    circles = _circles(rng, n)
    circle = rng.choice(len(circles), size=n, p=circles["size"].to_numpy())
    mine = circles.iloc[circle].reset_index(drop=True)
    group = mine["group"].to_numpy(dtype=object)
    working = np.isin(group, ("employed", "self-employed"))
    at_home = rng.random(n) < 0.94
    branch = np.where(at_home, mine["branch"], rng.integers(0, len(_BRANCHES), n)).astype(np.int64)
    age = np.clip(np.round(rng.normal(mine["age"], 3.5)), 18, 92)
    partner = _partners(rng, n, group, age, branch)
    joined = np.minimum(np.flatnonzero(partner >= 0), partner[partner >= 0])
    household = np.full(n, None, dtype=object)
    household[partner >= 0] = [f"Household {k + 1}" for k in np.unique(joined, return_inverse=True)[1]]
    income = np.round(1000 * mine["pay"].to_numpy() * np.exp(rng.normal(0, 0.1, n)), -2)
    balance = np.round(income * 0.1 + rng.gamma(2.0, 1900, n) - 2600, 0)
    education = np.where(rng.random(n) < 0.92, mine["education"], "secondary").astype(object)
    education[rng.random(n) < 0.02] = None
    married = (partner >= 0) | (rng.random(n) < np.where(age > 32, 0.55, 0.1))
    marital = np.where(married, "married", np.where((age > 38) & (rng.random(n) < 0.4), "divorced", "single"))
    housing = rng.random(n) < np.where(working, 0.45, 0.15)
    mobile = rng.random(n) < np.where(age > 62, 0.45, 0.88)
    calls = np.minimum(rng.geometric(0.62, n), 6)
    before = rng.choice(3, size=n, p=[0.76, 0.16, 0.08])  # not called, said no, said yes
    frame = pd.DataFrame(
        {
            "client_id": _client_ids(rng, n),
            "contact_date": (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(day, unit="D")).strftime("%Y-%m-%d"),
            "age": age.astype(np.int64),
            "job": mine["job"].to_numpy(dtype=object),
            "marital_status": marital,
            "education": education,
            "employer": mine["employer"].to_numpy(dtype=object),
            "branch": np.array(_BRANCHES, dtype=object)[branch],
            "household": household,
            "yearly_income_eur": income.astype(np.int64),
            "balance_eur": balance.astype(np.int64),
            "housing_loan": np.where(housing, "yes", "no"),
            "contact_channel": np.where(mobile, "mobile", "landline"),
            "calls_so_far": calls,
            "last_campaign": np.array(["not called", "said no", "said yes"], dtype=object)[before],
        }
    )
    alone = (
        _BASE
        + np.select([group == "retired", group == "student"], [0.3, 0.6], 0.0)
        + 0.8 * np.clip(balance / 5000, -1, 3)
        - 1.1 * housing
        + 1.1 * mobile
        - 0.5 * np.minimum(calls - 1, 4)
        + np.array([0.0, -0.5, 2.9])[before]
        + _market(rng, day)
    )
    return People(
        frame=frame,
        day=day,
        circle=circle,
        partner=partner,
        alone=alone,
        mood=_mood(rng, circles, circle, day),
    )


def _circles(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """People who talk with each other: four teams an employer, pensioners and students by branch."""
    n_employers = int(np.clip(n // 500, 2, len(_EMPLOYERS)))
    rows: list[dict[str, object]] = []
    for name, main_job, pay in _EMPLOYERS[:n_employers]:
        jobs = [main_job, *rng.permutation([job for job in _JOBS if job != main_job])[:3]]
        branches = rng.permutation(len(_BRANCHES))
        for k, job in enumerate(jobs):
            level = "university" if job in _GRADUATES else ("primary" if job in _MANUAL else "secondary")
            size = 0.76 / n_employers / 4
            rows.append(
                {"group": "employed", "employer": name, "job": job, "branch": branches[k], "size": size}
                | {"age": rng.uniform(27, 56), "pay": pay * rng.uniform(0.7, 1.35), "education": level}
            )
    for group, share, age, pay in (
        ("retired", 0.14, 69, 27),
        ("student", 0.07, 23, 9),
        ("self-employed", 0.03, 44, 47),
    ):
        n_circles = max(2, 2 * round(2 * n_employers * share / 0.76))
        for branch in rng.permutation(len(_BRANCHES))[:n_circles]:
            level = "university" if group == "student" else "secondary"
            rows.append(
                {
                    "group": group,
                    "employer": None,
                    "job": group,
                    "branch": branch,
                    "size": share / min(n_circles, len(_BRANCHES)),
                }
                | {"age": age, "pay": pay, "education": level}
            )
    return pd.DataFrame(rows)


def _days(rng: np.random.Generator, n: int) -> Ints:
    """Contact days since FIRST_DAY, ascending, weekdays only."""
    span = max(120, round(_SPAN_DAYS * min(1.0, n / _FULL_SIZE)))
    weekdays = np.array([d for d in range(span) if d % 7 < 5])
    return np.sort(rng.choice(weekdays, size=n))


def _client_ids(rng: np.random.Generator, n: int) -> list[str]:
    width = max(5, len(str(n)))
    return [f"C-{number:0{width}d}" for number in rng.permutation(n) + 1]


def _partners(rng: np.random.Generator, n: int, group: Strings, age: Floats, branch: Ints) -> Ints:
    """Pairs about a quarter of the adults with somebody of nearly the same age; -1: nobody."""
    partner = np.full(n, -1, dtype=np.int64)
    some = np.flatnonzero((group != "student") & (rng.random(n) < 0.26))
    some = some[np.lexsort((rng.random(some.size), age[some], branch[some]))]
    first, second = some[0::2][: some.size // 2], some[1::2]
    close = (np.abs(age[first] - age[second]) <= 6) & (branch[first] == branch[second])
    partner[first[close]], partner[second[close]] = second[close], first[close]
    return partner


def _market(rng: np.random.Generator, day: Ints) -> Floats:
    """(n,) log-odds of the whole market: it turns from warm to cold and back every four to six months."""
    span = int(day.max()) + 1
    turns = np.cumsum(rng.integers(120, 180, span // 120 + 2)) - rng.integers(0, 90)
    warm = (np.searchsorted(turns, day, side="right") + rng.integers(0, 2)) % 2
    return np.asarray(_MARKET * (2.0 * warm - 1.0))


def _mood(rng: np.random.Generator, circles: pd.DataFrame, circle: Ints, day: Ints) -> Floats:
    """(n,) log-odds of each circle's own mood, which turns once; half of each employer's circles warm up."""
    turn = np.repeat(rng.uniform(0.15, 1.0, (len(circles) + 1) // 2), 2) * (int(day.max()) + 1)
    warms = np.arange(len(circles)) % 2 == 0
    after = day >= turn[circle]
    return np.asarray(np.where(after == warms[circle], _MOOD, -_MOOD))
