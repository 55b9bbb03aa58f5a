"""Random sets of linked tables with a question, and the same set with answers changed that nobody could know yet.

For tests and for `python -m tests.bench`: whatever is not known on the day of a question must move no score of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from core.tables.table_set import Link, TableSet
from core.task.examples import Examples, make_examples
from core.task.query.ast import ColumnRef, IsIn, Not, Query
from core.task.seed_proposal import propose_seeds
from core.task.seed_times import SeedTimes
from tests.core.graph.small_crm import linked

FIRST = pd.Timestamp("2024-01-01")
N_DAYS = 200
_MOST_COLUMNS = 40
Frames = dict[str, pd.DataFrame]
_NAMES = (
    "stage",
    "status",
    "industry",
    "technologies",
    "answer",
)  # two of them would link rows by themselves


@dataclass(frozen=True)
class Schema:
    """Tables around a deal, and what is asked of it.

    Attributes:
        frames: The rows by table; each deal names an account, and other tables name a deal or an account.
        roles: By table and column.
        known: By table what is said of its clock.
        target: The column of the deal that is asked about.
        repeats: Columns of the deal that repeat the target: other spellings, texts, what was read from it.
        is_late: Whether a date says when the target was filled in.
        positive: The value that is asked for.
        form: How it is asked for: "equals", "in", "not" or "against" (the next value means no, others no answer yet).
    """

    frames: Frames
    roles: dict[str, dict[str, str]]
    known: dict[str, dict[str, Any]]
    target: str
    repeats: tuple[str, ...]
    is_late: bool
    positive: str
    form: str = "equals"

    @property
    def query(self) -> Query:
        column = ColumnRef(table="deal", column=self.target)
        entity = ColumnRef(table="deal", column="deal_id")
        is_in = IsIn(left=column, values=(self.positive,))
        if self.form in ("in", "not"):
            condition = is_in if self.form == "in" else Not(part=is_in)
            return Query(target=condition, entity=entity, name="answer_is_yes")
        others = sorted(set(self.frames["deal"][self.target]) - {self.positive})
        against = tuple(others[:1]) if self.form == "against" else ()
        return Query(
            target=column,
            op="=",
            value=self.positive,
            against=against,
            entity=entity,
            name="answer_is_yes",
        )

    @property
    def tables(self) -> TableSet:
        """The set, its rows stored in the home in force."""
        links = [
            Link(table=name, column=column, to=column.removesuffix("_id"))
            for name, frame in self.frames.items()
            for column in frame.columns
            if column.endswith("_id") and column.removesuffix("_id") in self.frames and column != f"{name}_id"
        ]
        return TableSet(
            tables=tuple(
                linked(name, frame, self.roles[name], **self.known[name])
                for name, frame in self.frames.items()
            ),
            links=tuple(links),
        )

    def seeds(self) -> SeedTimes:
        return propose_seeds(self.tables, self.query)

    def answered(self) -> pd.Series:
        """(n,) the moment from which each deal's answer is known, worked out anew: a day beside moments is its end."""
        clocks = [
            self.frames[name][str(said[clock])]
            for name, said in self.known.items()
            for clock in ("time_column", "late_time")
            if said.get(clock)
        ]
        ended = self.frames["deal"]["ended"]
        if _are_days(ended) and not all(_are_days(one) for one in clocks):
            return ended + pd.Timedelta(hours=23, minutes=59, seconds=59)
        return ended

    def changed(self, at: pd.Timestamp, seeds: SeedTimes, rng: np.random.Generator) -> Schema:
        """Other answers in every deal whose answer nobody knew at a moment, and with them whatever repeats the answer.

        Where no date says since when answers are known, those are all deals but the ones for learning.
        """
        deal = self.frames["deal"].copy()
        known = self.answered() <= at if self.is_late else deal["begun"] < pd.Timestamp(seeds.validation)
        unknown = np.flatnonzero(~known.to_numpy())
        others = rng.permutation(unknown)
        for column in (self.target, *self.repeats):
            values = deal[column].to_numpy(copy=True)
            values[unknown] = deal[column].to_numpy()[others]
            deal[column] = values
        return replace(self, frames={**self.frames, "deal": deal})


def random_schema(rng: np.random.Generator, n_deals: int = 130) -> Schema:
    """One question over two to five tables; clocks, links, roles and what repeats the answer by chance."""
    frames: Frames = {"account": _accounts(rng)}
    roles = {"account": {"account_id": "id", "employees": "number", "kind": "category", "since": "date"}}
    known: dict[str, dict[str, Any]] = {"account": {"primary_key": "account_id"}}
    if rng.random() < 0.5:
        known["account"]["time_column"] = "since"
    is_late, target = bool(rng.random() < 0.5), str(rng.choice(_NAMES))
    deal, repeats = _deals(rng, n_deals, len(frames["account"]), target)
    frames["deal"], roles["deal"] = deal, _deal_roles(deal, target)
    late = ("ended", target, *repeats)
    said = {"late_time": "ended", "late_columns": late[: int(rng.integers(2, len(late) + 1))]}
    known["deal"] = {"primary_key": "deal_id", "time_column": "begun", **(said if is_late else {})}
    if not is_late and rng.random() < 0.3:
        known["deal"]["outcome_columns"] = (target,)
    if not is_late:
        frames["deal"] = deal.drop(columns="ended")
    for name in ("talk", "line"):
        if rng.random() < 0.4:
            frames[name], roles[name] = _events(rng, name, n_deals, len(frames["account"]))
            known[name] = {"primary_key": f"{name}_id", **_event_clock(rng, frames[name], is_late)}
    positive = str(rng.choice(sorted(deal[target].unique())[:2]))
    form = str(rng.choice(["equals", "in", "not", "against"]))
    return Schema(frames, roles, known, target, repeats, is_late, positive, form)


def asked(schema: Schema, seeds: SeedTimes) -> Examples:
    """The examples of the schema's question."""
    return make_examples(schema.tables, schema.query, seeds, most_columns=_MOST_COLUMNS)


def _are_days(times: pd.Series) -> bool:
    return bool((times.dropna() == times.dropna().dt.normalize()).all())


def _days(rng: np.random.Generator, n: int, *, moments: bool, last: int = N_DAYS) -> pd.Series:
    found = pd.Series(FIRST + pd.to_timedelta(np.sort(rng.integers(0, last, n)), unit="D"))
    return found + pd.to_timedelta(rng.integers(1, 86_000, n), unit="s") if moments else found


def _accounts(rng: np.random.Generator) -> pd.DataFrame:
    n = int(rng.integers(12, 30))
    return pd.DataFrame(
        {
            "account_id": [f"K{i}" for i in range(n)],
            "employees": rng.integers(1, 99, n).astype(float),
            "kind": rng.choice(["x", "y", "z"], n),
            "since": _days(rng, n, moments=bool(rng.random() < 0.5), last=40),
        }
    )


def _deals(
    rng: np.random.Generator, n: int, n_accounts: int, target: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    values = ["won", "lost", "open"][: int(rng.integers(2, 4))]
    answer = pd.Series(rng.choice(values, n))
    begun = _days(rng, n, moments=bool(rng.random() < 0.5))
    ended = begun.dt.normalize() + pd.to_timedelta(rng.integers(0, 40, n), unit="D")  # some on the same day
    ended = (ended + pd.Timedelta(hours=23, minutes=59)) if rng.random() < 0.3 else ended
    deal = pd.DataFrame(
        {
            "deal_id": [f"D{i}" for i in range(n)],
            "account_id": [f"K{i}" for i in rng.integers(0, n_accounts, n)],
            "begun": begun,
            "ended": ended.where(pd.Series(rng.random(n) < 0.9)),
            "price": rng.integers(1, 999, n).astype(float),
            "way": rng.choice(["web", "fair", "call"], n),
            target: answer,
        }
    )
    repeats = {
        "code": answer.map({value: float(place) for place, value in enumerate(values)}),
        "finer": answer + pd.Series(rng.choice(["-1", "-2"], n)),
        "remark": "it is " + answer + " said no " + pd.Series(rng.integers(0, 9_999, n)).astype(str),
        "loud": answer.str.upper() + " ",
    }
    chosen = [name for name in repeats if rng.random() < 0.4]
    return deal.assign(**{name: repeats[name] for name in chosen}), tuple(chosen)


def _deal_roles(deal: pd.DataFrame, target: str) -> dict[str, str]:
    roles = {"deal_id": "id", "account_id": "category", "begun": "date", "ended": "date", "price": "number"}
    roles |= {"way": "category", "code": "number", "finer": "category", "remark": "text", "loud": "category"}
    return {name: roles.get(name, "category") for name in deal.columns} | {target: "category"}


def _events(
    rng: np.random.Generator, name: str, n_deals: int, n_accounts: int
) -> tuple[pd.DataFrame, dict[str, str]]:
    n = int(rng.integers(60, 200))
    to, letter, many = ("deal", "D", n_deals) if rng.random() < 0.6 else ("account", "K", n_accounts)
    frame = pd.DataFrame(
        {
            f"{name}_id": [f"{name}{i}" for i in range(n)],
            f"{to}_id": [f"{letter}{i}" for i in rng.integers(0, many, n)],
            "at": _days(rng, n, moments=bool(rng.random() < 0.5)),
            "amount": rng.integers(1, 50, n).astype(float),
        }
    )
    return frame, {f"{name}_id": "id", f"{to}_id": "category", "at": "date", "amount": "number"}


def _event_clock(rng: np.random.Generator, frame: pd.DataFrame, is_late: bool) -> dict[str, Any]:
    if rng.random() < 0.6:
        return {"time_column": "at"}
    key = next(column for column in frame.columns[1:] if column.endswith("_id"))
    return {"time_from": key} if key == "deal_id" or is_late else {}
