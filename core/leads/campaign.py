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
    """

    calls: int | None = Field(default=None, ge=0)
    cost: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    value: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    worth: str | None = None
    by_value: bool | None = None

    def of_question(self, *, amounts: bool, deal_value: str = "", top: int | None = None) -> Campaign:
        """The campaign with nothing left unsaid: a question for a number is ordered by the amounts it foretells.

        Args:
            amounts: A number was asked for.
            deal_value: The column with a deal's own value, where deals are scored; then the yes is worth that.
            top: How many the question asks for (TOP); so many calls where nobody said another number.
        """
        worth = (PREDICTED if amounts else deal_value) if self.worth is None else self.worth
        by_value = worth == PREDICTED if self.by_value is None else self.by_value
        calls = top if self.calls is None else self.calls
        return self.model_copy(update={"worth": worth, "by_value": by_value, "calls": calls})

    def amounts(self, average: float) -> tuple[float, float]:
        """Cost of a call and value of a yes; examples where nothing was said.

        Args:
            average: The mean chance of the list.
        """
        cost = EXAMPLE_COST if self.cost is None else self.cost
        return cost, example_value(cost, average) if self.value is None else self.value


def example_value(cost: float, average: float) -> float:
    """A value of a yes at which cutting makes a difference: calls pay from 1.5 times the average odds on.

    Two digits, so that it looks like the example that it is. Whatever share says yes, neither everybody nor nobody is
    worth a call then.

    Args:
        cost: Cost of one call.
        average: The mean chance of the list.
    """
    chance = float(np.clip(average, 1e-4, 1 - 1e-4))
    odds = _EXAMPLE_ODDS * chance / (1 - chance)
    value = cost * (1 + odds) / odds
    return float(f"{value:.2g}")


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
