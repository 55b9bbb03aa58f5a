"""The page on the query language keeps its word: every example resolves, every mistake reads as shown."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from core.task.query.ast import Function, Operator, Unit
from core.task.query.check import resolve
from core.task.query.errors import QueryError
from core.task.query.parse import parse_query, parser
from core.task.query.text import query_text
from tests.core.task.small_crm import b2b, bank

PAGE = (Path(__file__).parents[3] / "docs" / "query-language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)(?: (bank))?\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = [(which, line) for kind, which, body in BLOCKS if kind == "query" for line in body.splitlines()]
MISTAKES = [
    (which, body.strip(), answer.strip())
    for (kind, which, body), (after, _, answer) in pairwise(BLOCKS)
    if (kind, after) == ("broken", "answer")
]


@pytest.mark.parametrize(("which", "text"), EXAMPLES)
def test_every_example_resolves_and_round_trips(which: str, text: str) -> None:
    tables = bank() if which else b2b()
    parsed = parse_query(text)
    assert parse_query(query_text(parsed)) == parsed
    query = resolve(text, tables)
    assert resolve(query, tables) == query


@pytest.mark.parametrize(("which", "text", "answer"), MISTAKES)
def test_every_mistake_reads_as_shown(which: str, text: str, answer: str) -> None:
    with pytest.raises(QueryError) as caught:
        resolve(text, bank() if which else b2b())
    assert str(caught.value) == answer


def test_the_page_shows_every_word_of_the_language() -> None:
    assert len(EXAMPLES) >= 40 and len(MISTAKES) >= 6
    shown = " ".join(line for _, line in EXAMPLES)
    for word in (*get_args(Function), *get_args(Unit)):
        assert word in PAGE, word
    assert all(f"{function}(" in shown for function in get_args(Function))
    assert all(f" {operator} " in shown for operator in get_args(Operator))
    words = re.findall(r"[A-Z]+", shown.upper())
    for terminal in parser().terminals:
        keyword = re.match(r"\(\?i:([A-Z]+)\)", terminal.pattern.to_regexp())
        assert keyword is None or keyword[1] in words, terminal.name
