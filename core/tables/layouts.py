"""Layouts of public files that are recognised by their columns, and what is known about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

DURATION_REASON = (
    "The length of the call is known only after the call, when the answer is known too. A model that uses it "
    "looks excellent in tests and cannot be used to decide whom to call."
)


@dataclass(frozen=True)
class Layout:
    """What is known of a file with these columns.

    Attributes:
        name: Shown to the user.
        columns: All must be there (upper and lower case alike); further columns are allowed.
        target: Target column and its positive value.
        excluded: Columns that must not be used to predict, with the reason.
        never_values: Per column, the numbers that stand for "never".
        order_column: The file is in order of time where this column's value seldom changes from row to row.
        min_ordered_rows: Smaller files are samples and never in order of time.
    """

    name: str
    columns: frozenset[str]
    target: tuple[str, str]
    excluded: dict[str, str] = field(default_factory=dict)
    never_values: dict[str, tuple[float, ...]] = field(default_factory=dict)
    order_column: str | None = None
    min_ordered_rows: int = 20_000

    def in_order_of_time(self, n_rows: int, n_changes: int) -> bool:
        """True for the -full files: many rows, and the month changes in less than 1 % of them.

        Args:
            n_rows: Rows of the table.
            n_changes: Rows whose `order_column` differs from the row before.
        """
        return n_rows >= self.min_ordered_rows and n_changes < 0.01 * n_rows


_SHARED = (
    "age job marital education default housing loan contact month duration campaign pdays previous poutcome y"
)

LAYOUTS: dict[str, Layout] = {
    "bank": Layout(
        name="UCI Bank Marketing",
        columns=frozenset([*_SHARED.split(), "balance", "day"]),
        target=("y", "yes"),
        excluded={"duration": DURATION_REASON},
        never_values={"pdays": (-1.0,)},
        order_column="month",
    ),
    "bank-additional": Layout(
        name="UCI Bank Marketing with economic indicators",
        columns=frozenset(
            [
                *_SHARED.split(),
                "day_of_week",
                *("emp.var.rate", "cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed"),
            ]
        ),
        target=("y", "yes"),
        excluded={"duration": DURATION_REASON},
        never_values={"pdays": (999.0,)},
        order_column="month",
    ),
}


def recognise(names: Collection[str]) -> Layout | None:
    """The layout whose columns are all among `names`, or None."""
    present = {name.strip().lower() for name in names}
    return next((layout for layout in LAYOUTS.values() if layout.columns <= present), None)
