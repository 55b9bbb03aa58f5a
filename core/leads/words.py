"""Why a client ranks as it does: the strongest reasons for and against, in words, of the visible rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.recipe import OUTCOME_KINDS, GraphRecipe
from core.number_words import number_words
from core.tables.display import UNNAMED, Names
from core.tables.table import Column, Role

LINKS = "links"  # the column of the contributions that stands for all neighbours together
_SMALLEST_PP = 0.05  # what would be written as 0.0 is no reason
_LONGEST = 40
_NO_NUMBER = ("never", "unknown")


def links_phrase(recipe: GraphRecipe) -> str:
    """What the links of this graph carry, in words."""
    if recipe.table_relations:
        return "linked rows"
    if any(relation.kind == "peers" for relation in recipe.relations):
        return "linked clients’ answers"
    if any(relation.kind in OUTCOME_KINDS for relation in recipe.relations):
        return "similar clients’ answers"
    shared = [relation.column for relation in recipe.relations if relation.kind == "shared"]
    if shared and not any(relation.kind == "knn" for relation in recipe.relations):
        return f"clients with the same {shared[0]}"
    return "similar clients"


def value_words(column: Column | None, values: pd.Series) -> list[str]:
    """The values of one column in words: 85440 as "85,440", never values as "never", missing as "unknown"."""
    never = set(column.never_values) if column is not None else set()
    is_code = column is not None and column.holds_codes
    codes, distinct = pd.factorize(values)
    words = [*(_word(value, never, is_code=is_code) for value in distinct), "unknown"]
    return [words[code] for code in codes]


def _word(value: Any, never: set[float], *, is_code: bool) -> str:
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, float, np.number)):
        if float(value) in never:
            return "never"
        return number_words(float(value), is_code=is_code)
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%b %Y}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def phrases(column: Column | None, name: str, values: pd.Series, names: Names = UNNAMED) -> list[str]:
    """One phrase a row on a column: "age 31", "job: student", "pdays: never"; `names` says what is shown."""
    words = [names.value(name, word) for word in value_words(column, values)]
    name = names.column(name)
    number = column is not None and column.role is Role.NUMBER
    return [f"{name} {word}" if number and word not in _NO_NUMBER else f"{name}: {word}" for word in words]


def reasons(
    contributions: pd.DataFrame,
    values: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    links: str = "similar clients",
    names: Names = UNNAMED,
    most: int = 3,
    longest: int | None = None,
) -> pd.DataFrame:
    """The strongest reasons for and against of each row, in words.

    Args:
        contributions: (n, columns) percentage points each source column, and "links", added to the chance.
        values: (n, …) the same rows of the table.
        columns: What is known of the table's columns.
        links: The phrase for the links (see `links_phrase`).
        names: What columns and values are called.
        most: At most so many reasons on each side.
        longest: Characters a side; of longer ones the weakest reasons are left out, never the first. None: any.

    Returns:
        Columns `reasons_for` and `reasons_against`, text such as "similar clients’ answers +31 · month: sep
        +12", index as in `contributions`; empty where nothing speaks on that side.
    """
    sources = [str(name) for name in contributions.columns]
    points = np.nan_to_num(contributions.to_numpy(np.float64), nan=0.0)
    known = {column.name: column for column in columns}
    texts: dict[int, list[str]] = {}

    def phrase(index: int, row: int) -> str:
        name = sources[index]
        if name == LINKS and LINKS not in known:
            return links
        if name not in values.columns:
            return names.column(name)
        if index not in texts:
            texts[index] = phrases(known.get(name), name, values[name], names)
        return texts[index][row]

    order = np.argsort(-np.abs(points), axis=1, kind="stable")
    return pd.DataFrame(
        {
            side: [
                _joined([f"{phrase(i, row)} {_points(points[row, i])}" for i in chosen], longest)
                for row, chosen in enumerate(_strongest(points * sign, order, most))
            ]
            for side, sign in (("reasons_for", 1.0), ("reasons_against", -1.0))
        },
        index=contributions.index,
    )


def _joined(told: list[str], longest: int | None) -> str:
    """The reasons in one line; the first, as many of the others as there is room for, and how many more there are."""
    for n_left in range(len(told)):
        more = [f"{n_left} more"] if n_left else []
        line = " · ".join([*told[: len(told) - n_left], *more])
        if longest is None or len(line) <= longest:
            return line
    return line if told else ""


def _strongest(
    points: npt.NDArray[np.float64], order: npt.NDArray[np.int64], most: int
) -> list[npt.NDArray[np.int64]]:
    """Of each row, up to `most` columns with more than the smallest points, strongest first."""
    return [
        columns[line[columns] >= _SMALLEST_PP][:most] for line, columns in zip(points, order, strict=True)
    ]


def _points(value: float) -> str:
    """Percentage points with their sign: +31, −1.2; a true minus, so that it lines up with the plus."""
    digits = 0 if abs(value) >= 9.95 else 1
    return f"{'+' if value >= 0 else '−'}{abs(value):.{digits}f}"
