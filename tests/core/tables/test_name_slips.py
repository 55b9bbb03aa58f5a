"""Slips of one letter: found wherever they are, and told from other real names by how many rows use each word."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
from rapidfuzz.distance import OSA

from core.tables.name_slips import differences, slip_candidates
from tests.bench.duplicates import LEVELS, companies, figures, people


def test_candidates_are_all_pairs_within_one_letter_of_one_word() -> None:
    rng = np.random.default_rng(5)
    words = ["".join(rng.choice(list("abc"), rng.integers(3, 6))) for _ in range(120)]
    names = np.array(
        [" ".join(sorted((words[i], words[-i - 1]))) for i in range(60)] + ["", "abc abc"], dtype=object
    )
    first, second = slip_candidates(names)
    assert (first < second).all()
    found = set(zip(first.tolist(), second.tolist(), strict=True))

    def near(one: str, other: str) -> bool:
        if one == other or not one or not other:
            return False
        a, b = one.split(), other.split()
        ways = [(a[i], b[j], a[1 - i], b[1 - j]) for i in range(2) for j in range(2)]
        return any(rest == same and OSA.distance(left, right) == 1 for left, right, rest, same in ways)

    assert {
        pair for pair in combinations(range(len(names)), 2) if near(names[pair[0]], names[pair[1]])
    } <= found


def test_a_word_that_nobody_else_has_is_misspelt_and_one_in_use_is_a_name() -> None:
    names = np.array(
        [
            "anna meier",
            "anna maier",
            "anna meiier",
            *["jon meier"] * 2,
            *["jon maier"] * 3,
            "plant 12",
            "plant 13",
            "jon miaer",
        ],
        dtype=object,
    )
    pairs = [(0, 1), (0, 2), (8, 9), (0, 5), (5, 10)]
    first, second = (np.array(part) for part in zip(*pairs, strict=True))
    found = differences(names, first, second, np.ones(len(pairs), dtype=bool))
    assert found.slip.tolist() == [True, True, False, False, True]  # other digits are another thing
    assert found.rare.tolist() == [False, True, False, False, True]
    assert found.real.tolist() == [True, False, False, True, False]
    unseen = differences(names, first, second, np.zeros(len(pairs), dtype=bool))
    assert not unseen.slip.any() and not unseen.real.any()


def test_slips_among_close_names_are_found_and_hardly_anything_else(tmp_path: Path) -> None:
    from core.tables.duplicates import propose_duplicates

    for made in (companies, people):
        case = made(tmp_path, seed=3, n=900, n_twice=90)
        found = propose_duplicates(case.tables)
        recall, precision, _ = figures(found, case.truth, LEVELS[0])
        assert recall >= 0.75 and precision >= 0.8, case.name
