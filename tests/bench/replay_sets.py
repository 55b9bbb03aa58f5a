"""Histories whose later answers are known: public files and made-up banks, cut at many days as if it were then.

Each cut gives four parts in order of time: learning, practice exam, final exam, and "leads" whose answers are held
back. A fast model (LightGBM) is fitted on the first, scores the second, is fitted again on both and scores the rest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SHARES = (0.64, 0.16, 0.20)  # of what is known at the cut, as `SplitConfig` has them
_LEADS = 0.10  # of the whole history: the rows that follow a cut
_CUTS = (0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90)
_MANY_CUTS = tuple(np.round(np.arange(0.30, 0.91, 0.06), 2))


@dataclass(frozen=True)
class History:
    """Rows in order of time.

    Attributes:
        name: What it is called in the table of figures.
        inputs: (N, …) columns that may be used; texts are categories.
        y: (N,) answers, 1 or 0.
        time: (N,) row number, or days; rows of one day stay together.
        cuts: Where the known rows end, as shares of the history.
    """

    name: str
    inputs: pd.DataFrame
    y: npt.NDArray[np.int8]
    time: Floats
    cuts: tuple[float, ...] = _CUTS


@dataclass(frozen=True)
class Replay:
    """One cut: answers, raw scores and times of the practice exam, of the final exam and of the leads.

    `learnt` holds the answers and times of the learning part, which has no scores that a model can be judged by.
    """

    name: str
    y: tuple[npt.NDArray[np.int8], ...]
    raw: tuple[Floats, ...]
    time: tuple[Floats, ...]
    learnt: tuple[npt.NDArray[np.int8], Floats]


def histories(seeds: tuple[int, ...] = (7, 8, 9)) -> Iterator[History]:
    """All there are: public files that are not there are left out."""
    public: tuple[Callable[[], History], ...] = (bank_full, bank_additional, crm, olist)
    for read in public:
        try:
            yield read()
        except FileNotFoundError:
            continue
    for seed in seeds:
        yield demo_bank_history(seed)
    for seed in seeds:
        yield demo_business_history(seed)


def bank_full() -> History:
    """UCI Bank Marketing, the older file, in file order."""
    return _bank("bank-full", "bank-full.csv.gz")


def bank_additional() -> History:
    """UCI Bank Marketing with the economy's figures, in file order."""
    return _bank("bank-additional", "bank-additional-full.csv.gz")


def _bank(name: str, file: str) -> History:
    frame = pd.read_csv(DATA / "bank-marketing" / file, sep=";")
    y = (frame["y"] == "yes").to_numpy(np.int8)
    inputs = frame.drop(columns=["y", "duration"])
    return History(name, inputs, y, np.arange(len(frame), dtype=np.float64), _MANY_CUTS)


def crm() -> History:
    """Opportunities that were won or lost, by the day of the first talk."""
    folder = DATA / "crm-sales-opportunities"
    deals = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date"])
    deals = deals[deals["deal_stage"].isin(["Won", "Lost"])].sort_values("engage_date", kind="stable")
    deals = deals.merge(pd.read_csv(folder / "sales_teams.csv"), how="left", on="sales_agent")
    deals = deals.merge(pd.read_csv(folder / "accounts.csv"), how="left", on="account")
    inputs = deals.drop(columns=["opportunity_id", "deal_stage", "engage_date", "close_date", "close_value"])
    return History(
        "crm", inputs, (deals["deal_stage"] == "Won").to_numpy(np.int8), _days(deals["engage_date"])
    )


def olist() -> History:
    """Leads of a marketplace, by the day of the first contact; yes: closed a deal."""
    folder = DATA / "olist-funnel"
    leads = pd.read_csv(
        folder / "olist_marketing_qualified_leads_dataset.csv", parse_dates=["first_contact_date"]
    ).sort_values("first_contact_date", kind="stable")
    closed = pd.read_csv(folder / "olist_closed_deals_dataset.csv")["mql_id"]
    day = leads["first_contact_date"]
    inputs = leads[["landing_page_id", "origin"]].assign(weekday=day.dt.weekday)
    return History("olist", inputs, leads["mql_id"].isin(closed).to_numpy(np.int8), _days(day))


def demo_bank_history(seed: int) -> History:
    """The demo bank of a seed, by the day of the contact."""
    from core.tables.demo_bank import demo_bank

    frame = demo_bank(seed=seed)[0]
    frame = frame[frame["subscribed"].notna()]
    day = pd.to_datetime(frame["contact_date"])
    frame = frame.assign(day=day).sort_values("day", kind="stable")
    inputs = frame.drop(columns=["client_id", "subscribed", "call_minutes", "contact_date", "day"])
    return History("demo bank", inputs, (frame["subscribed"] == "yes").to_numpy(np.int8), _days(frame["day"]))


def demo_business_history(seed: int, n_contacts: int = 1500) -> History:
    """The business demo of a seed: everybody asked every 90 days; cuts between the days."""
    from core.runs.demo_business import BUSINESS_QUESTION, with_invitations
    from core.tables.bundle import read_bundle
    from core.tables.demo_b2b import write_demo_b2b
    from core.tables.link_proposals import propose_links
    from core.task.examples import make_examples
    from core.task.query.check import resolve
    from core.task.seed_proposal import propose_seeds

    with tempfile.TemporaryDirectory() as folder:
        paths = write_demo_b2b(Path(folder), n_contacts, seed)
        tables = with_invitations(propose_links(read_bundle(paths).tables))
        query = resolve(BUSINESS_QUESTION, tables)
        made = make_examples(tables, query, propose_seeds(tables, query))
        frame = made.table.frame()
        answer, columns = made.task.target, made.task.feature_columns(made.table)
    frame = frame[frame[answer].notna()].sort_values("asked_on", kind="stable")
    y, time = (frame[answer] == "yes").to_numpy(np.int8), _days(frame["asked_on"])
    ends = np.searchsorted(time, np.unique(time)[3:-1], side="right")
    return History("demo business", frame[columns], y, time, tuple(ends / len(frame)))


def _days(values: pd.Series) -> Floats:
    return (pd.to_datetime(values) - pd.Timestamp("1970-01-01")).dt.days.to_numpy(np.float64)


def replays(history: History, seed: int = 0) -> Iterator[Replay]:
    """Every cut of a history, fitted and scored."""
    n = len(history.y)
    for number, cut in enumerate(history.cuts):
        known = _whole_days(history.time, round(cut * n))
        end = _whole_days(history.time, min(n, known + round(_LEADS * n)))
        if end <= known:
            end = int(np.searchsorted(history.time, history.time[known], side="right"))
        first = _whole_days(history.time, round(_SHARES[0] * known))
        second = _whole_days(history.time, round((1 - _SHARES[2]) * known))
        if second <= first:  # few days: the last is the exam, the one before it the practice exam
            days = np.unique(history.time[:known])
            first, second = np.searchsorted(history.time, days[-2:], side="left").tolist()
        parts = [np.arange(a, b) for a, b in ((0, first), (first, second), (second, known), (known, end))]
        yield _scored(history, parts, f"{history.name} {cut:.2f}", seed + number)


def _whole_days(time: Floats, place: int) -> int:
    if place >= len(time):
        return len(time)
    return int(np.searchsorted(time, time[place], side="left")) if place else 0


def _scored(history: History, parts: list[Ints], name: str, seed: int) -> Replay:
    from lightgbm import LGBMClassifier

    def fitted(rows: Ints) -> LGBMClassifier:
        model = LGBMClassifier(
            n_estimators=120,
            learning_rate=0.05,
            num_leaves=15,
            min_child_samples=30,
            subsample=0.8,
            subsample_freq=1,
            colsample_bytree=0.8,
            random_state=seed,
            n_jobs=1,
            verbose=-1,
        )
        return model.fit(inputs.iloc[rows], history.y[rows])

    inputs = history.inputs.copy()
    for column in inputs.columns:
        if not (pd.api.types.is_numeric_dtype(inputs[column]) or pd.api.types.is_bool_dtype(inputs[column])):
            known = pd.Index(pd.unique(inputs[column].iloc[parts[0]].dropna()))
            inputs[column] = pd.Categorical(inputs[column], categories=known)
    inputs.columns = [f"c{place}" for place in range(inputs.shape[1])]
    learn, practice, exam, leads = parts
    before = fitted(learn)
    after = fitted(np.concatenate([learn, practice]))
    raw = (
        before.predict_proba(inputs.iloc[practice])[:, 1],
        after.predict_proba(inputs.iloc[exam])[:, 1],
        after.predict_proba(inputs.iloc[leads])[:, 1],
    )
    asked = (practice, exam, leads)
    return Replay(
        name,
        tuple(history.y[rows] for rows in asked),
        raw,
        tuple(history.time[rows] for rows in asked),
        (history.y[learn], history.time[learn]),
    )
