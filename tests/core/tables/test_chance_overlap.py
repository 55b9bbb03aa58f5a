"""Small whole numbers are keys by chance: names of counts are no links, references over all keys stay links."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.tables.chance_overlap import chance_overlap, is_count
from core.tables.key_overlap import measuring
from core.tables.link_proposals import propose_links
from core.tables.table_set import TableSet
from tests.core.tables.linked_files import linked

N = 300
RNG = np.random.default_rng(3)
COUNTS = 1 + RNG.poisson(1.5, N)
REFERENCES = 1 + RNG.integers(0, 40, N)


def shop(folder: Path, column: str, values: np.ndarray) -> TableSet:
    return TableSet(
        tables=(
            linked(folder, "product", {"product_id": range(1, 41), "price": range(40)}),
            linked(folder, "client", {"client_code": [f"c{i}" for i in range(N)], column: values}),
        )
    )


@pytest.mark.parametrize(
    "name",
    [
        *("NumOfProducts", "Number of Products", "n_products", "products", "num_products", "product"),
        *("no_of_products", "total_product", "product_count"),
    ],
)
def test_counts_are_no_links(tmp_path: Path, name: str) -> None:
    assert propose_links(shop(tmp_path, name, COUNTS)).links == ()


@pytest.mark.parametrize("name", ["product", "product_id", "ProductId", "product no", "bought product"])
def test_references_stay_links(tmp_path: Path, name: str) -> None:
    (link,) = propose_links(shop(tmp_path, name, REFERENCES)).links
    assert (link.to, link.n_dangling) == ("product", 0)
    assert link.confidence > 0.85


def test_an_id_that_names_few_of_the_keys_is_less_sure(tmp_path: Path) -> None:
    (link,) = propose_links(shop(tmp_path, "product_id", COUNTS)).links
    assert 0.6 < link.confidence < 0.85


def test_what_chance_would_find_by_hand(tmp_path: Path) -> None:
    keys = [1, 2, 3, 4, 10, 20, 30, 40]
    tables = TableSet(
        tables=(
            linked(tmp_path, "a", {"a_id": keys, "x": range(8)}),
            linked(tmp_path, "b", {"b": [1, 1, 1, 2, 5, 20], "y": range(6)}),
        )
    )
    with measuring(tables) as measure:
        chance = chance_overlap(measure, ("b", "b"), ("a", "a_id"))
    assert chance is not None
    assert chance.expected == pytest.approx(6 / 20)  # 1, 2, 3, 4, 10 and 20 among 1 … 20
    assert chance.spread == pytest.approx(3 / (8 * (1 - np.exp(-6 / 8))))
    assert chance.low == pytest.approx(4 / 6)  # up to 2


@pytest.mark.parametrize(("name", "counts"), [("contact number", False), ("order no", False), ("ids", False)])
def test_names_that_do_not_count(name: str, counts: bool) -> None:
    assert is_count(name) is counts
