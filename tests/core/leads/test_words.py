"""Reasons in words: order, signs, values, and the links by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, SharedRelation
from core.leads.words import links_phrase, phrases, reasons, value_words
from core.tables.table import Column, Role


def column(name: str, role: Role, never: tuple[float, ...] = ()) -> Column:
    return Column(name=name, role=role, guessed_role=role, never_values=never)


COLUMNS = (
    column("age", Role.NUMBER),
    column("job", Role.CATEGORY),
    column("pdays", Role.NUMBER, (999.0, -1.0)),
)
VALUES = pd.DataFrame({"age": [31, 64], "job": ["student", None], "pdays": [999, 6]})


def test_strongest_reasons_on_each_side() -> None:
    points = pd.DataFrame(
        {"age": [-1.2, 4.0], "job": [3.96, -0.01], "pdays": [12.4, -30.2], "links": [31.0, 0.5]}
    )
    found = reasons(points, VALUES, COLUMNS, links="similar clients’ answers", most=2)
    assert found["reasons_for"].tolist() == [
        "similar clients’ answers +31 · pdays: never +12",
        "age 64 +4.0 · similar clients’ answers +0.5",
    ]
    assert found["reasons_against"].tolist() == ["age 31 −1.2", "pdays 6 −30"]


def test_nothing_to_say() -> None:
    found = reasons(pd.DataFrame({"age": [0.0, np.nan]}), VALUES, COLUMNS)
    assert found.to_numpy().tolist() == [["", ""], ["", ""]]


def test_a_column_that_is_gone_keeps_its_name() -> None:
    found = reasons(pd.DataFrame({"region": [2.0, -2.0]}), VALUES, COLUMNS)
    assert found["reasons_for"].tolist() == ["region +2.0", ""]


def test_most_reasons() -> None:
    points = pd.DataFrame([[float(i) for i in range(1, 9)]], columns=[f"c{i}" for i in range(8)])
    text = reasons(points, pd.DataFrame(index=[0]), (), most=3)["reasons_for"][0]
    assert text == "c7 +8.0 · c6 +7.0 · c5 +6.0"


def test_only_as_many_reasons_as_there_is_room_for() -> None:
    points = pd.DataFrame({"a long name of a column": [9.0], "b": [5.0], "c": [1.0]})
    values = pd.DataFrame({"a long name of a column": ["x"], "b": ["y"], "c": ["z"]})

    def told(longest: int | None) -> str:
        return str(reasons(points, values, (), longest=longest)["reasons_for"].iloc[0])

    assert told(None) == "a long name of a column: x +9.0 · b: y +5.0 · c: z +1.0"
    assert told(55) == "a long name of a column: x +9.0 · b: y +5.0 · c: z +1.0"
    assert told(54) == "a long name of a column: x +9.0 · b: y +5.0 · 1 more"
    assert told(45) == told(5) == "a long name of a column: x +9.0 · 2 more"


def test_values_in_words() -> None:
    assert value_words(None, pd.Series([85440.0, 1.25, -3.0])) == ["85,440", "1.25", "-3"]
    assert value_words(COLUMNS[2], pd.Series([999, -1, 5])) == ["never", "never", "5"]
    assert value_words(None, pd.Series([pd.Timestamp("2026-11-21"), pd.NaT])) == ["21 Nov 2026", "unknown"]
    assert value_words(None, pd.Series([True, False])) == ["yes", "no"]
    assert value_words(None, pd.Series(["a\n b", "x" * 60, None])) == ["a b", "x" * 39 + "…", "unknown"]
    assert value_words(None, pd.Series([np.inf, -np.inf])) == ["inf", "-inf"]


def test_phrases() -> None:
    assert phrases(COLUMNS[0], "age", pd.Series([31, -2])) == ["age 31", "age -2"]
    assert phrases(COLUMNS[1], "job", pd.Series(["<b>x</b>", None])) == ["job: <b>x</b>", "job: unknown"]
    assert phrases(COLUMNS[2], "pdays", pd.Series([999.0])) == ["pdays: never"]


@pytest.mark.parametrize(
    ("relations", "words"),
    [
        ((KnnRelation(), HistoryRelation()), "similar clients’ answers"),
        ((KnnRelation(),), "similar clients"),
        ((SharedRelation(column="employer"),), "clients with the same employer"),
    ],
)
def test_links_in_words(relations: tuple, words: str) -> None:
    assert links_phrase(GraphRecipe(relations=relations)) == words
