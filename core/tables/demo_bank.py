"""A made-up bank campaign with planted neighbour effects, generated from a seed; no real person is in it.

What is planted, on the log-odds of saying yes (written to the truth file, never into a column):

- Columns: students, pensioners, savers, a yes in the campaign before and a mobile call raise the chance;
  a housing loan, a personal loan and many calls lower it.
- Drift: the whole market warms up and cools down in a wave of about thirteen months.
- Contagion: a client hears up to eight people who were contacted before and whose answer was known
  `DELAY_DAYS` days after their contact: the partner in the household, colleagues of the same employer with a
  similar age and job, and for people without an employer those of the same branch and job. Hearing yes raises
  the chance, hearing no lowers it.
- Information days: now and then the bank visits an employer, which starts a wave that contagion carries on.

The clients contacted last have no answer yet: they are the leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.storage import write_bytes

CSV_NAME = "demo_bank.csv"
TRUTH_NAME = "demo_truth.csv"
FIRST_DAY = "2024-11-18"
DELAY_DAYS = 14
MEMORY_DAYS = 90
MAX_HEARD = 8

_SPAN_DAYS = 728
_FULL_SIZE = 3000
_UNANSWERED_SHARE = 0.05
_HEARD_PUSH = 4.5  # log-odds between hearing only yes and hearing only no
_DRIFT = 0.4
_BASE = -2.5
_MOOD = 1.5

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
_GRADUATES = ("teacher", "engineer", "manager")

Strings = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Bank:
    """The clients in order of contact; `circle` says who talks with whom, `partner` is -1 for none."""

    frame: pd.DataFrame
    day: Ints
    circle: Ints
    partner: Ints
    alone: Floats  # log-odds from columns and drift


def write_demo_bank(directory: Path, n_clients: int = 3000, seed: int = 7) -> Path:
    """Writes `demo_bank.csv` and, beside it, `demo_truth.csv`.

    Args:
        directory: Made if it is not there.
        n_clients: Rows. From 3,000 on the contacts spread over two years; fewer clients take less time, so
            that there are always about four contacts a day.
        seed: The same seed gives the same bytes.

    Returns:
        The path of `demo_bank.csv`. The truth has one row for each person a client heard (one, if nobody):
        `client_id, heard_from, channel, answer_heard, push` (log-odds), `chance_alone, chance`.
    """
    frame, truth = demo_bank(n_clients, seed)
    path = directory / CSV_NAME
    write_bytes(path, frame.to_csv(index=False, lineterminator="\n").encode())
    write_bytes(directory / TRUTH_NAME, truth.to_csv(index=False, lineterminator="\n").encode())
    return path


def demo_bank(n_clients: int = 3000, seed: int = 7) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The demo bank and its truth as data frames, rows in order of client id."""
    rng = np.random.default_rng(seed)
    bank = _clients(rng, n_clients)
    yes, chance, truth = _contagion(rng, bank)
    frame = bank.frame
    frame["call_minutes"] = np.round(np.exp(rng.normal(0.9 + 0.75 * yes, 0.55)), 1)
    answer = np.where(yes == 1, "yes", "no").astype(object)
    answer[int(np.ceil(n_clients * (1 - _UNANSWERED_SHARE))) :] = None
    frame.loc[pd.isna(answer), "call_minutes"] = np.nan
    frame["subscribed"] = answer
    truth["chance_alone"] = np.round(_sigmoid(bank.alone)[truth["client"]], 4)
    truth["chance"] = np.round(chance[truth["client"]], 4)
    ids = frame["client_id"].to_numpy(dtype=object)
    truth.insert(0, "client_id", ids[truth.pop("client")])
    heard = truth.pop("heard").to_numpy()
    truth.insert(1, "heard_from", np.where(heard >= 0, ids[heard], None))
    return (
        frame.sort_values("client_id", ignore_index=True),
        truth.sort_values("client_id", ignore_index=True, kind="stable"),
    )


def _sigmoid(logit: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-logit))


def _days(rng: np.random.Generator, n: int) -> Ints:
    """Contact days since FIRST_DAY, ascending, weekdays only."""
    span = max(120, round(_SPAN_DAYS * min(1.0, n / _FULL_SIZE)))
    weekdays = np.array([d for d in range(span) if d % 7 < 5])
    return np.sort(rng.choice(weekdays, size=n))


def _clients(rng: np.random.Generator, n: int) -> _Bank:
    day = _days(rng, n)
    n_employers = int(np.clip(n // 240, 4, len(_EMPLOYERS)))
    kind = rng.choice(4, size=n, p=[0.76, 0.13, 0.07, 0.04])  # employed, retired, student, self-employed
    employer = np.where(kind == 0, rng.choice(n_employers, size=n), -1)
    home = rng.permutation(n_employers) % len(_BRANCHES)
    branch = np.where(
        (employer >= 0) & (rng.random(n) < 0.95), home[employer], rng.integers(0, len(_BRANCHES), n)
    )
    main_job = np.array([_JOBS.index(job) for _, job, _ in _EMPLOYERS])
    job_number = np.where(rng.random(n) < 0.75, main_job[employer], rng.integers(0, len(_JOBS), n))
    job = np.array(_JOBS, dtype=object)[job_number]
    for number, name in ((1, "retired"), (2, "student"), (3, "self-employed")):
        job[kind == number] = name
    centre = rng.uniform(30, 52, n_employers)
    age = np.where(employer >= 0, rng.normal(centre[employer], 5), rng.normal(45, 9, n))
    age = np.where(kind == 1, rng.normal(70, 5, n), np.where(kind == 2, rng.normal(23, 2, n), age))
    age = np.clip(np.round(age), 18, 92)
    partner = _partners(rng, n, kind, age, branch)
    joined = np.minimum(np.flatnonzero(partner >= 0), partner[partner >= 0])
    branch[partner >= 0] = branch[joined]
    household = np.full(n, None, dtype=object)
    household[partner >= 0] = [f"Household {k + 1}" for k in np.unique(joined, return_inverse=True)[1]]

    level = np.array([pay for *_, pay in _EMPLOYERS])
    pay = np.where(employer >= 0, level[employer], np.array([0, 27, 9, 47])[kind])
    income = np.round(1000 * pay * np.exp(rng.normal(0, 0.11, n)), -2)
    balance = np.round(income * 0.1 + rng.gamma(1.6, 2100, n) - 2600, 0)
    graduate = rng.random(n) < np.where(np.isin(job, _GRADUATES), 0.85, 0.2)
    education = np.where(graduate, "university", np.where(rng.random(n) < 0.75, "secondary", "primary"))
    education = education.astype(object)
    education[rng.random(n) < 0.03] = None
    married = (partner >= 0) | (rng.random(n) < np.where(age > 32, 0.5, 0.15))
    marital = np.where(married, "married", np.where((age > 38) & (rng.random(n) < 0.4), "divorced", "single"))
    years = np.round(np.clip(rng.gamma(2.0, 4.0, n), 0, age - 17), 0)
    housing = rng.random(n) < np.where(kind == 0, 0.5, 0.15)
    loan = rng.random(n) < 0.16
    mobile = rng.random(n) < np.where(age > 62, 0.45, 0.85)
    calls = np.minimum(rng.geometric(0.6, n), 6)
    before = rng.choice(3, size=n, p=[0.74, 0.18, 0.08])  # not called, said no, said yes
    frame = pd.DataFrame(
        {
            "client_id": _client_ids(rng, n),
            "contact_date": (pd.Timestamp(FIRST_DAY) + pd.to_timedelta(day, unit="D")).strftime("%Y-%m-%d"),
            "age": age.astype(np.int64),
            "job": job,
            "marital_status": marital,
            "education": education,
            "employer": np.array([*(name for name, *_ in _EMPLOYERS), None], dtype=object)[employer],
            "branch": np.array(_BRANCHES, dtype=object)[branch],
            "household": household,
            "yearly_income_eur": income.astype(np.int64),
            "balance_eur": balance.astype(np.int64),
            "years_with_bank": years.astype(np.int64),
            "housing_loan": np.where(housing, "yes", "no"),
            "personal_loan": np.where(loan, "yes", "no"),
            "contact_channel": np.where(mobile, "mobile", "landline"),
            "calls_so_far": calls,
            "last_campaign": np.array(["not called", "said no", "said yes"], dtype=object)[before],
        }
    )
    alone = (
        _BASE
        + np.select([kind == 1, kind == 2, kind == 3], [0.7, 1.0, -0.3], 0.0)
        + 0.35 * np.clip(balance / 6000, -1, 3)
        - 0.6 * housing
        - 0.6 * loan
        + 0.5 * mobile
        - 0.3 * np.minimum(calls - 1, 4)
        + np.array([0.0, -0.3, 2.0])[before]
        + _DRIFT * np.sin(2 * np.pi * day / 520 + 0.6)
    )
    circle = np.where(employer >= 0, employer, n_employers + branch * 4 + kind)
    return _Bank(frame=frame, day=day, circle=circle, partner=partner, alone=alone)


def _client_ids(rng: np.random.Generator, n: int) -> list[str]:
    width = max(5, len(str(n)))
    return [f"C-{number:0{width}d}" for number in rng.permutation(n) + 1]


def _partners(rng: np.random.Generator, n: int, kind: Ints, age: Floats, branch: Ints) -> Ints:
    """Pairs about a quarter of the adults with somebody of nearly the same age; -1: nobody."""
    partner = np.full(n, -1, dtype=np.int64)
    some = np.flatnonzero((kind != 2) & (rng.random(n) < 0.26))
    some = some[np.lexsort((rng.random(some.size), age[some], branch[some]))]
    first, second = some[0::2][: some.size // 2], some[1::2]
    close = np.abs(age[first] - age[second]) <= 6
    partner[first[close]], partner[second[close]] = second[close], first[close]
    return partner


def _contagion(rng: np.random.Generator, bank: _Bank) -> tuple[Ints, Floats, pd.DataFrame]:
    """Plays the campaign day by day: (n,) answers, (n,) chances, and who was heard by whom."""
    n = len(bank.day)
    age = bank.frame["age"].to_numpy(dtype=np.float64)
    job = bank.frame["job"].to_numpy(dtype=object)
    mood = _mood(rng, bank)
    luck = rng.random(n)
    yes, chance = np.zeros(n, dtype=np.int64), np.zeros(n)
    heard_rows: list[tuple[int, int, str, str, float]] = []
    members: dict[int, list[int]] = {}
    for i in range(n):
        known = np.array(members.setdefault(int(bank.circle[i]), []), dtype=np.int64)
        gap = bank.day[i] - bank.day[known]
        known = known[(gap >= DELAY_DAYS) & (gap <= MEMORY_DAYS)]
        distance = (
            np.abs(age[known] - age[i]) / 8 + (job[known] != job[i]) + (bank.day[i] - bank.day[known]) / 75
        )
        heard = [int(j) for j in known[np.argsort(distance, kind="stable")[:MAX_HEARD]]]
        partner = int(bank.partner[i])
        if 0 <= partner < i and bank.day[i] - bank.day[partner] >= DELAY_DAYS:
            heard = [partner, *[j for j in heard if j != partner]][:MAX_HEARD]
        weight = np.array([2.5 if j == partner else 1.0 for j in heard])
        weight /= max(weight.sum(), 3.0)
        push = _HEARD_PUSH * weight * (yes[heard] - 0.25) if heard else np.zeros(0)
        chance[i] = float(_sigmoid(bank.alone[i] + mood[i] + push.sum()))
        yes[i] = int(luck[i] < chance[i])
        members[int(bank.circle[i])].append(i)
        if not heard:
            heard_rows.append((i, -1, "nobody", "", 0.0))
        for j, part in zip(heard, push, strict=True):
            channel = (
                "household"
                if j == partner
                else ("colleague" if bank.frame.at[i, "employer"] else "neighbour")
            )
            heard_rows.append((i, j, channel, "yes" if yes[j] else "no", round(float(part), 3)))
    truth = pd.DataFrame(heard_rows, columns=["client", "heard", "channel", "answer_heard", "push"])
    return yes, chance, truth


def _mood(rng: np.random.Generator, bank: _Bank) -> Floats:
    """(n,) log-odds of each circle's own wave; centred over the earlier two thirds of the days, so that the
    circle alone tells little and its latest answers tell much.
    """
    period = rng.uniform(280, 420, int(bank.circle.max()) + 1)[:, None]
    start = rng.uniform(0, 2 * np.pi, period.size)[:, None]
    days = np.arange(int(bank.day.max()) + 1)
    wave = np.sin(2 * np.pi * days / period + start)
    wave -= wave[:, : days.size * 2 // 3].mean(axis=1, keepdims=True)
    return np.asarray(_MOOD * wave[bank.circle, bank.day])
