"""Whether small whole numbers are the keys of a table by chance: counts, ages and ratings meet keys 1, 2, 3 as well."""
# ruff: noqa: S608 - the relations are named by `core.tables.key_overlap` itself

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from core.tables.key_overlap import KeyMeasure, Place
from core.tables.name_words import ID_WORDS, says_id, singular, slugged, words

DENSE = 0.5  # of the whole numbers between the least and the greatest value are keys: any such number is one
_SPREAD = 0.5  # of the keys that as many rows would name at random are named
_LOW = 0.75  # of the rows name the lowest quarter of the keys: so do counts, which are mostly small
_MANY = 1_000  # different numbers of things are no counts any more
_COUNTING = frozenset(
    (
        *("n", "num", "nbr", "no", "nr", "number", "count", "cnt", "total", "sum", "avg", "average", "mean"),
        *("max", "min", "times", "qty", "quantity", "amount", "how", "many"),
    )
)
_MEASURES = frozenset(
    (
        *(
            "count",
            "cnt",
            "total",
            "qty",
            "quantity",
            "amount",
            "size",
            "age",
            "score",
            "rating",
            "rank",
            "level",
        ),
        *(
            "price",
            "cost",
            "value",
            "rate",
            "share",
            "percent",
            "day",
            "week",
            "month",
            "year",
            "hour",
            "minute",
        ),
        *("duration", "length", "weight", "point", "balance", "budget", "revenue", "discount", "probability"),
    )
)


@dataclass(frozen=True)
class ChanceOverlap:
    """What whole numbers of a column have in common with the keys of a table.

    Attributes:
        expected: The share of its different values that chance alone would find among the keys: the share of the
            whole numbers between its least and its greatest that are keys.
        spread: Different keys that are named, as a share of those that as many rows would name at random.
        low: The share of its rows that name the lowest quarter of the keys.
        n_named: Different keys that are named.
    """

    expected: float
    spread: float
    low: float
    n_named: int

    @property
    def is_weak(self) -> bool:
        """Whether the overlap says next to nothing."""
        return self.expected >= DENSE

    @property
    def looks_like_keys(self) -> bool:
        """Whether the rows name very many keys, or keys all over their range, as references do and counts do not."""
        return self.n_named >= _MANY or (self.spread >= _SPREAD and self.low <= _LOW)


def chance_overlap(measure: KeyMeasure, child: Place, parent: Place) -> ChanceOverlap | None:
    """How much of an overlap is chance; None where one of the two holds anything but whole numbers."""
    values, keys = measure.values(child), measure.values(parent)
    if values.has_letters or keys.has_letters or not keys.n_distinct or not values.n_rows:
        return None
    row = measure.one(
        f"WITH used AS (SELECT try_cast(number AS BIGINT) AS v, n FROM {values.relation}), "
        f"keys AS (SELECT DISTINCT try_cast(number AS BIGINT) AS k FROM {keys.relation}), "
        "bounds AS (SELECT min(v) AS lo, max(v) AS hi, count(*) FILTER (v IS NULL) AS bad FROM used), "
        "quarter AS (SELECT quantile_disc(k, 0.25) AS q, count(*) FILTER (k IS NULL) AS bad FROM keys) "
        "SELECT lo, hi, bounds.bad + quarter.bad, (SELECT count(*) FROM keys WHERE k BETWEEN lo AND hi), "
        "(SELECT count(*) FROM used WHERE v IN (SELECT k FROM keys)), "
        "(SELECT coalesce(sum(n), 0) FROM used WHERE v <= q) FROM bounds, quarter"
    )
    lo, hi, n_bad, n_between, n_named, n_low = row
    if n_bad or lo is None:
        return None
    at_random = keys.n_distinct * (1 - math.exp(-values.n_rows / keys.n_distinct))
    return ChanceOverlap(
        expected=n_between / (hi - lo + 1),
        spread=n_named / max(1.0, at_random),
        low=float(n_low) / values.n_rows,
        n_named=int(n_named),
    )


def is_count(column: str) -> bool:
    """True for names of numbers of things, such as NumOfProducts, "Number of contacts", contact_count or orders."""
    parts = words(column)
    if not parts or parts[-1] in ID_WORDS - {"number", "num", "no", "nr"}:
        return False
    # "number of contacts" counts, "contact number" and "no" name
    begins = len(parts) > 1 and parts[0] in _COUNTING
    return begins or parts[-1] in _MEASURES or (not says_id(parts) and _is_plural(column))


def _is_plural(column: str) -> bool:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column)
    last = slugged(spaced).rpartition("_")[2]
    return singular(last) != last
