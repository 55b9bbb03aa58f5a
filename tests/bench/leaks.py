"""Which leaks are found, and what is found where there is none: public files, and files made like well-known ones."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.tables.bundle import read_bundle
from core.tables.demo_b2b import write_demo_b2b
from core.tables.demo_bank import write_demo_bank
from core.tables.link_proposals import propose_links
from core.tables.reading import read_table
from core.tables.table_set import TableSet
from core.task.column_power import ColumnPowers, column_powers
from core.task.examples import make_examples
from core.task.prediction_task import Exclusion
from core.task.proposal import task_for
from core.task.query.check import resolve
from core.task.query.first_question import first_question
from core.task.query.text import query_text
from core.task.seed_proposal import propose_seeds
from tests.bench.row import Row
from tests.leaky_files import (
    SALESFORCE_ASKED,
    SALESFORCE_LEAKS,
    X_EDUCATION_ASKED,
    X_EDUCATION_LEAKS,
    salesforce_report,
    x_education,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LOAN_WITHIN_A_YEAR = "PREDICT EXISTS(loan.*, 0, 365, days) FOR EACH account"
DURATION = (Exclusion(column="duration", reason="known only after the call"),)
Look = Callable[[], ColumnPowers]


@dataclass(frozen=True)
class Case:
    """One file or set of tables.

    Attributes:
        name: What it is called.
        look: Measures it; the columns are those that nobody left out yet.
        leaks: Columns, or beginnings of collected ones, that must be found.
        fair: Further ones about which it is right to ask.
        source: The file or folder that must be there; None: it is made up.
    """

    name: str
    look: Look
    leaks: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()
    source: Path | None = None


@dataclass(frozen=True)
class Found:
    """What came of a case: leaks that were missed, and what is suspected without being one."""

    powers: ColumnPowers
    missed: tuple[str, ...]
    false: tuple[str, ...]


def judged(case: Case) -> Found:
    """Looks at a case."""
    powers = case.look()
    names = [one.column for one in powers.suspicious]
    known = (*case.leaks, *case.fair)
    return Found(
        powers,
        tuple(leak for leak in case.leaks if not any(leak in name for name in names)),
        tuple(name for name in names if not any(leak in name for leak in known)),
    )


def _file(path: Path, target: str, positive: str, without: tuple[Exclusion, ...] = ()) -> ColumnPowers:
    table = read_table(path)
    task = task_for(table, target, positive)
    split = task.split
    return column_powers(table, task.model_copy(update={"excluded": without, "split": split}))


def _frame(frame: pd.DataFrame, target: str, positive: str) -> ColumnPowers:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.csv"
        frame.to_csv(path, index=False)
        return _file(path, target, positive)


def _asked(tables: TableSet, question: str | None) -> ColumnPowers:
    text = query_text(first_question(tables)) if question is None else question
    query = resolve(text, tables)
    made = make_examples(tables, query, propose_seeds(tables, query))
    return column_powers(made.table, made.task)


def _folder(name: str, files: str, question: str | None = None) -> ColumnPowers:
    return _asked(
        propose_links(read_bundle(sorted((DATA / name).glob(files)), lambda *_: None).tables), question
    )


def berka() -> ColumnPowers:
    """Accounts that take a loan within a year; standing orders that pay the loan (UVER) have no time."""
    paths = [DATA / "berka" / f"{name}.asc" for name in ("account", "order", "loan", "district")]
    return _asked(propose_links(read_bundle(paths, lambda *_: None).tables), LOAN_WITHIN_A_YEAR)


def business_demo() -> ColumnPowers:
    """The business demo, small."""
    with tempfile.TemporaryDirectory() as folder:
        tables = read_bundle(write_demo_b2b(Path(folder), 1000), lambda *_: None).tables
    return _asked(propose_links(tables), None)


def demo_bank() -> ColumnPowers:
    """The demo bank."""
    with tempfile.TemporaryDirectory() as folder:
        return _file(write_demo_bank(Path(folder)), "subscribed", "yes")


_BANK = DATA / "bank-marketing"
CASES = (
    Case("bank-full", lambda: _file(_BANK / "bank-full.csv.gz", "y", "yes"), ("duration",), (), _BANK),
    Case(
        "bank-full without duration",
        lambda: _file(_BANK / "bank-full.csv.gz", "y", "yes", DURATION),
        source=_BANK,
    ),
    Case(
        "bank-additional-full without duration",
        lambda: _file(_BANK / "bank-additional-full.csv.gz", "y", "yes", DURATION),
        source=_BANK,
    ),
    Case(
        "leads like X Education's",
        lambda: _frame(x_education(), "Converted", "1"),
        X_EDUCATION_LEAKS,
        X_EDUCATION_ASKED,
    ),
    Case(
        "a report like Salesforce's",
        lambda: _frame(salesforce_report(), "Became Customer", "yes"),
        SALESFORCE_LEAKS,
        SALESFORCE_ASKED,
    ),
    Case("Berka: loan within a year", berka, ("UVER",), (), DATA / "berka"),
    Case("olist-funnel", lambda: _folder("olist-funnel", "*.csv"), source=DATA / "olist-funnel"),
    Case(
        "crm-sales-opportunities",
        lambda: _folder("crm-sales-opportunities", "[!d]*.csv"),
        source=DATA / "crm-sales-opportunities",
    ),
    Case("demo bank", demo_bank, ("call_minutes",)),
    Case("business demo", business_demo),
)


def rows() -> Iterator[Row]:
    """One row a case; those whose files are not beside the checkout are said."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRAPHLEADIQ_HOME"] = home
        for case in CASES:
            if case.source is not None and not case.source.exists():
                yield Row(f"leaks, {case.name}", _wanted(case), "its files are not beside this checkout")
                continue
            found = judged(case)
            named = [
                f"{one.column} {one.power.value:.2f} ({'sure' if one.certain else 'asked'})"
                for one in found.powers.suspicious
            ]
            yield Row(
                f"leaks, {case.name}",
                _wanted(case),
                f"found: {', '.join(named) or 'nothing'}; missed: {', '.join(found.missed) or 'none'}; false: "
                f"{', '.join(found.false) or 'none'}",
                not found.missed and len(found.false) <= 1,
            )


def _wanted(case: Case) -> str:
    leaks = f"{', '.join(case.leaks)} found; " if case.leaks else ""
    return f"{leaks}at most one false alarm"
