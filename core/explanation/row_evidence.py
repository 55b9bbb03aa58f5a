"""Rows of linked tables as evidence for one lead's score, and what each kind of link did; records only."""

from __future__ import annotations

from pydantic import Field

from core.explanation.spoken import signed
from core.record import Record
from core.tables.display import Names
from core.tables.proposed_names import lower_first


class RowEvidence(Record):
    """One row that the score heard, as it was known on the day of the question.

    Attributes:
        number: Its place among all rows around the lead, from 0.
        node_type, node: Which row of the graph.
        table: Its table.
        name: Its primary key, or "#17" for the table's 17th row.
        kind: Over which kind of link it is heard, such as "employer: people who work there".
        hop: How many links away it is.
        parent: `number` of the row that hears it and leads on to the lead; -1: the lead itself.
        when: ISO date on which it became known; "" where it was known always.
        cells: Column -> text, of columns known by the day of the question.
        contribution: Percentage points of what is in the row, compared with an average row in its place.
        attention: The share that the row hearing it gave it among all it heard over that relation; None where the
            model has no attention.
        chance_without: The chance if the row had never been written; None where it was not worked out.
        carried: (what, percentage points) of the columns that did most, strongest first.
        lead: The id under which the row can be opened as a lead of the same run, or "".
        lead_row: The lead's row, -1 where it is none.
    """

    number: int
    node_type: str
    node: int
    table: str
    name: str
    kind: str
    hop: int
    parent: int = -1
    when: str = ""
    cells: dict[str, str] = Field(default_factory=dict)
    contribution: float = 0.0
    attention: float | None = None
    chance_without: float | None = None
    carried: tuple[tuple[str, float], ...] = ()
    lead: str = ""
    lead_row: int = -1

    def shown(self, names: Names) -> RowEvidence:
        """The row with shown names of its table and columns; what must not be seen is masked before."""
        return self.model_copy(
            update={
                "table": lower_first(names.table(self.table)),
                "cells": {
                    lower_first(names.column(one, self.table)): text for one, text in self.cells.items()
                },
                "carried": tuple((names.told(what, what, table=self.table), p) for what, p in self.carried),
            }
        )

    @property
    def called(self) -> str:
        """Its table and key in one: "contact c-17"."""
        return f"{self.table} {self.name}"

    @property
    def in_words(self) -> str:
        """The row in one line: "type: call · outcome: positive"."""
        return " · ".join(f"{column}: {text}" for column, text in self.cells.items())

    @property
    def carried_in_words(self) -> str:
        """What in it did most: "type +2.1, when it was +0.4"."""
        return ", ".join(f"{what} {signed(points)}" for what, points in self.carried)


class KindEvidence(Record):
    """One kind of link: what was heard over it, and the chance without it.

    Attributes:
        kind: In words, as in `RowEvidence.kind`.
        table: Where its rows stand.
        hop: How many links away they are.
        n_rows: Rows heard.
        latest: ISO date of the latest of them, or "".
        of_rows: Percentage points of what is in its rows.
        of_links: Percentage points of there being such links at all; 0 beyond the lead's own links.
        chance_without: The chance without these links.
        looked_at: `number` of the row among them that the model looked at most, and `looked_share` its share; -1
            without attention, and where there was nothing to choose from.
    """

    kind: str
    table: str
    hop: int
    n_rows: int
    latest: str = ""
    of_rows: float = 0.0
    of_links: float = 0.0
    chance_without: float | None = None
    looked_at: int = -1
    looked_share: float = 0.0

    @property
    def points(self) -> float:
        """Percentage points of its rows and of their being there."""
        return self.of_rows + self.of_links
