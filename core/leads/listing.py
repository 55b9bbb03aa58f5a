"""The list as people read it: the columns on screen, and the call list that is exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.leads.campaign import Campaign
from core.leads.grades import GradeShares, grades_of
from core.leads.masking import MASK, masked_names, naming_columns
from core.leads.ranking import AMOUNT, Who, by_expected_value, part_words, ranked_leads
from core.leads.words import LINKS, reasons
from core.leads.worth import worth_of
from core.tables.display import UNNAMED, Names
from core.tables.table import Table


@dataclass(frozen=True)
class LeadSource:
    """Everything a list is made from; shared by sessions, so never changed in place.

    Attributes:
        leads: Ranked leads (see `ranked_leads`).
        table: The table that the run scored.
        frame: Its rows.
        contributions: (N, source columns + "links") percentage points, row by row as in `frame`, or None
            where the model has none.
        links: The phrase for the links (see `links_phrase`).
        names: What columns and values are called; the frame keeps the names of the file.
        worth_note: What was filled in where the worth of a yes is not known, in words.
    """

    leads: pd.DataFrame
    table: Table
    frame: pd.DataFrame
    contributions: pd.DataFrame | None
    links: str = "similar clients"
    worth_note: str = ""
    names: Names = UNNAMED

    @classmethod
    def of(
        cls,
        scores: pd.DataFrame,
        who: Who,
        table: Table,
        frame: pd.DataFrame,
        contributions: pd.DataFrame | None,
        *,
        links: str = "similar clients",
        campaign: Campaign | None = None,
        names: Names = UNNAMED,
    ) -> LeadSource:
        """The chosen clients of a run, in the order that the campaign asks for."""
        leads, note = ranked_leads(scores, who), ""
        asked = (campaign or Campaign()).of_question(amounts=AMOUNT in leads.columns)
        worth = worth_of(leads, frame, asked.worth) if asked.worth and len(leads) else None
        if worth is not None:
            leads, note = leads.assign(worth=worth.values), worth.sentence
            leads = by_expected_value(leads) if asked.by_value else leads
        elif asked.worth:
            note = f"{asked.worth} has no number for anybody here: every yes is worth the same"
        return cls(leads, table, frame, contributions, links, note, names)


def graded(leads: pd.DataFrame, shares: GradeShares) -> npt.NDArray[Any]:
    """The grade of each row by its chance, shape (n,)."""
    return grades_of(leads["chance"].to_numpy(np.float64), shares)


def listing(
    source: LeadSource,
    positions: npt.NDArray[np.int64],
    shares: GradeShares,
    *,
    extra: tuple[str, ...] = (),
    masked: bool = False,
    most: int = 3,
    longest: int | None = None,
    with_part: bool = False,
) -> pd.DataFrame:
    """The rows on screen; words are made for these rows only.

    Args:
        source: What the list is made from.
        positions: (n,) places in `source.leads`, in the order shown.
        shares: Percent of the list per grade.
        extra: Columns of the table to show as well.
        masked: True: client names and free text are replaced.
        most: At most so many reasons on each side.
        longest: Characters of the reasons on each side, see `core.leads.words.reasons`.
        with_part: True: a column "part" says whether each is a lead or somebody whose answer is known.

    Returns:
        Columns rank, client, chance (0…1), percentile, grade; where each yes has its own worth, worth and
        expected_value (chance times worth); reasons_for, reasons_against, then the extra
        columns under their own names (with " (table)" where such a name is taken already).
    """
    leads = source.leads.iloc[positions]
    rows = leads["row"].to_numpy()
    values = source.frame.take(rows)
    shown = pd.DataFrame(
        {
            "rank": leads["rank"].to_numpy(),
            "client": masked_names(rows) if masked else leads["id"].to_numpy(),
            "chance": leads["chance"].to_numpy(),
            "percentile": leads["percentile"].to_numpy(),
            "grade": graded(source.leads, shares)[positions],
        }
    )
    if with_part:
        shown["part"] = part_words(leads)
    why = _why(source, values, rows, masked=masked, most=most, longest=longest)
    if "worth" in leads.columns:
        shown["worth"] = leads["worth"].to_numpy()
        shown["expected_value"] = shown["worth"] * shown["chance"]
    shown["reasons_for"] = why["reasons_for"].to_numpy()
    shown["reasons_against"] = why["reasons_against"].to_numpy()
    hidden = naming_columns(source.table) if masked else frozenset()
    more: dict[str, pd.Series] = {}  # joined at once: a list of examples takes a hundred columns along
    for name in extra:
        if name in values.columns:
            column = values[name].reset_index(drop=True)
            free = _free(name, {*shown.columns, *more})
            more[free] = pd.Series(MASK, index=shown.index) if name in hidden else column
    return pd.concat([shown, pd.DataFrame(more, index=shown.index)], axis="columns") if more else shown


def call_list(
    source: LeadSource,
    positions: npt.NDArray[np.int64],
    shares: GradeShares,
    *,
    masked: bool = False,
    value: float | None = None,
) -> pd.DataFrame:
    """The list to take along: as on screen, with every column of the table; chances with six digits.

    Args:
        source: What the list is made from.
        positions: (n,) places in `source.leads`.
        shares: Percent of the list per grade.
        masked: True: client names and free text are replaced.
        value: What a yes is worth where all are worth the same; the expected value is worked out with it.
    """
    extra = tuple(str(name) for name in source.frame.columns)
    full = listing(source, positions, shares, extra=extra, masked=masked, with_part=True)
    full["chance"] = full["chance"].round(6)
    full["percentile"] = full["percentile"].round(3)
    if value is not None and "worth" not in full.columns:
        full.insert(list(full.columns).index("reasons_for"), "expected_value", full["chance"] * value)
    if "expected_value" in full.columns:
        full["expected_value"] = full["expected_value"].round(2)
    return full


def shown_headers(full: pd.DataFrame, source: LeadSource) -> pd.DataFrame:
    """A call list with the shown names of the table's columns as headers; its own columns keep theirs."""
    own = [name for name in full.columns if name not in source.frame.columns]
    headers = {name: source.names.column(str(name)) for name in full.columns if name not in own}
    return full.rename(columns={name: _free(shown, set(own)) for name, shown in headers.items()})


def _why(
    source: LeadSource,
    values: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    *,
    masked: bool,
    most: int,
    longest: int | None,
) -> pd.DataFrame:
    if source.contributions is None:
        return pd.DataFrame({"reasons_for": [""] * len(rows), "reasons_against": [""] * len(rows)})
    points = source.contributions.take(rows)
    if masked:
        hidden = naming_columns(source.table)
        points = points[[name for name in points if name == LINKS or name not in hidden]]
    return reasons(
        points,
        values,
        source.table.columns,
        links=source.links,
        names=source.names,
        most=most,
        longest=longest,
    )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += " (table)"
    return name
