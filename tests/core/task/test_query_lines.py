"""Lines that people type: the right ones resolve and come back, the wrong ones are told what to write instead."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.table_set import TableSet
from core.task.query.ast import IsIn
from core.task.query.check import resolve, resolve_and_say
from core.task.query.errors import QueryError
from core.task.query.text import query_text
from tests.core.task.crm_tables import linked
from tests.core.task.query_lines import RIGHT, WRONG, bank, crm
from tests.core.task.small_crm import b2b

ANSWERED = [(which, line) for which, lines in RIGHT.items() for line in lines]
TOLD = [(which, line) for which, lines in WRONG.items() for line in lines]


@pytest.fixture(scope="module")
def lines_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


@pytest.fixture(scope="module")
def made(lines_home: Path) -> dict[str, TableSet]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRAPHLEADIQ_HOME", str(lines_home))
        return {"crm": crm(), "bank": bank()}


@pytest.fixture
def tables(
    home: Path, lines_home: Path, made: dict[str, TableSet], monkeypatch: pytest.MonkeyPatch
) -> dict[str, TableSet]:
    """The two sets of tables, their rows made once."""
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(lines_home))
    return made


@pytest.mark.parametrize(("which", "line"), ANSWERED)
def test_a_right_line_is_understood(which: str, line: str, tables: dict[str, TableSet]) -> None:
    query = resolve(line, tables[which])
    assert resolve(query_text(query), tables[which]) == query


@pytest.mark.parametrize(("which", "line"), TOLD)
def test_a_wrong_line_is_told_what_to_write_instead(
    which: str, line: str, tables: dict[str, TableSet]
) -> None:
    with pytest.raises(QueryError) as caught:
        resolve(line, tables[which])
    assert WRONG[which][line] in str(caught.value).split("\n")[0]
    assert caught.value.line, "the line is shown with the mistake"


def test_there_are_enough_of_them() -> None:
    assert len(ANSWERED) + len(TOLD) >= 120
    assert len(ANSWERED) >= 40


def test_what_is_read_otherwise_is_said(tables: dict[str, TableSet]) -> None:
    line = "PREDICT stage = 'closed  won' FOR EACH deal WHERE sales_rep.region IN ('north', 'South')"
    query, notes = resolve_and_say(line, tables["crm"])
    assert query.value == "Closed Won"
    assert notes[:2] == (
        "deal.stage: 'closed  won' is read as 'Closed Won'.",
        "sales_rep.region: 'north' is read as 'North'.",
    )


def test_spellings_that_differ_in_case_alone_are_one_value(tables: dict[str, TableSet]) -> None:
    frame = pd.DataFrame({"id": ["1", "2", "3", "4"], "stage": ["Won", "WON", "won ", "Lost"]})
    one = TableSet(tables=(linked("deal", frame, primary_key="id"),))
    query, notes = resolve_and_say("PREDICT stage = 'won' FOR EACH deal", one)
    assert isinstance(query.target, IsIn)
    assert query.target.values == ("WON", "Won", "won ")
    assert notes[0] == "deal.stage: 'won' is read as 'WON' or 'Won' or 'won '."
    negated, _ = resolve_and_say("PREDICT stage != 'won' FOR EACH deal", one)
    assert isinstance(negated.target, IsIn) and negated.target.negated


def test_a_table_without_rows_at_hand_is_not_held_against(tables: dict[str, TableSet]) -> None:
    assert resolve("PREDICT stage = 'Never seen' FOR EACH opportunity", b2b()).value == "Never seen"
