"""The campaign that a list is for: calls, their cost and what a yes is worth; one for all pages of a workspace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydantic import Field

from core.errors import StorageError
from core.record import Record
from core.settings import load_settings

PREDICTED = "the predicted amount"
EXAMPLE_COST = 10.0
_EXAMPLE_ODDS = 1.5  # example amounts pay for clients with so many times the odds of the average one


class Campaign(Record):
    """What a person said of the campaign; None where nothing was said yet.

    Attributes:
        calls: How many calls can be made.
        cost: Cost of one call.
        value: What a yes is worth, where all are worth the same.
        worth: The column that says what the yes of each client is worth; empty: `value` for all. None: nothing was
            said, see `of_question`.
        by_value: True: the list is ordered by expected value, chance times worth, not by chance. None: as `worth`.
        top: How many the question asks for, see `of_question`; nobody says it of a campaign.
    """

    calls: int | None = Field(default=None, ge=0)
    cost: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    value: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    worth: str | None = None
    by_value: bool | None = None
    top: int | None = Field(default=None, ge=1)

    def of_question(self, *, amounts: bool, deal_value: str = "", top: int | None = None) -> Campaign:
        """The campaign with nothing left unsaid: a question for a number is ordered by the amounts it foretells.

        Args:
            amounts: A number was asked for.
            deal_value: The column with a deal's own value, where deals are scored; then the yes is worth that.
            top: How many the question asks for (TOP); so many are called where nobody said a number of calls.
        """
        worth = (PREDICTED if amounts else deal_value) if self.worth is None else self.worth
        by_value = worth == PREDICTED if self.by_value is None else self.by_value
        return self.model_copy(update={"worth": worth, "by_value": by_value, "top": top or self.top})

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The amounts that nobody set, in words: figures made of them are examples."""
        cost = ("cost of a call",) if self.cost is None else ()
        value = ("value of a yes",) if self.value is None and not self.worth else ()
        return (*cost, *value)

    def amounts(self, average: float, worth: float | None = None) -> tuple[float, float]:
        """Cost of a call and value of a yes; examples where nothing was said.

        At the example value cutting makes a difference: a call pays from 1.5 times the average odds on, so whatever
        share says yes, neither everybody nor nobody is worth one. Two digits, so that it looks like the example it is.

        Args:
            average: The mean chance of the list.
            worth: What a yes is worth on average, where each has its own.
        """
        needed = _needed(average)
        cost = EXAMPLE_COST if self.cost is None else self.cost
        if worth is not None:
            return cost, worth
        return cost, float(f"{cost / needed:.2g}") if self.value is None else self.value


def _needed(average: float) -> float:
    """The chance that has 1.5 times the odds of the average."""
    chance = float(np.clip(average, 1e-4, 1 - 1e-4))
    odds = _EXAMPLE_ODDS * chance / (1 - chance)
    return odds / (1 + odds)


def read_campaign(workspace: str) -> Campaign:
    """What was said of the campaign of a workspace; nothing where it is not there or damaged."""
    try:
        return Campaign.load(_path(workspace))
    except StorageError:
        return Campaign()


def keep_campaign(workspace: str, campaign: Campaign) -> None:
    """Writes it down, unless the workspace was deleted in the meantime."""
    path = _path(workspace)
    if path.parent.is_dir():
        campaign.save(path)


def _path(workspace: str) -> Path:
    return load_settings().workspaces_dir / workspace / "campaign.json"
