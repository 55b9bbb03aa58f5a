"""Where a list is cut: the budget of calls, else what the question asks for, else the best expected profit."""

from __future__ import annotations

from typing import Literal

from core.record import Record

_MOST = 0.5  # share of the list up to which the best profit is a choice; beyond it nearly everybody "pays"
_USUAL = 0.1


class Cut(Record):
    """How many are called, and why.

    Attributes:
        calls: From the top of the list.
        clients: In the list.
        why: "budget" (said by the person), "question" (it asks for the best so many), "profit" (the best expected one)
            or "usual" (the best tenth, because profit sets no limit).
        sentence: Why, in words.
    """

    calls: int
    clients: int
    why: Literal["budget", "question", "profit", "usual"]
    sentence: str

    @property
    def share(self) -> float:
        """Share of the list that is called."""
        return self.calls / self.clients if self.clients else 0.0


def choose_cut(clients: int, best: int, budgeted: int | None, top: int | None = None) -> Cut:
    """The cut of a list.

    Args:
        clients: Clients in the list.
        best: Calls with the highest expected profit (see `core.leads.budget.best_calls`).
        budgeted: Calls that can be made, None where nobody said.
        top: How many the question asks for (TOP), None where it does not say.
    """
    if budgeted is not None:
        calls = min(budgeted, clients)
        return Cut(calls=calls, clients=clients, why="budget", sentence=f"Your budget: {calls:,} calls.")
    if top is not None:
        sentence = f"The question asks for the best {top:,}."
        return Cut(calls=min(top, clients), clients=clients, why="question", sentence=sentence)
    if 0 < best <= _MOST * clients:
        sentence = (
            f"The best expected profit: call {best + 1:,} would cost more than it is expected to bring."
        )
        return Cut(calls=best, clients=clients, why="profit", sentence=sentence)
    pays = "no call pays" if best == 0 else f"{best:,} of {clients:,} calls pay"
    calls = max(1, round(_USUAL * clients)) if clients else 0
    return Cut(
        calls=calls,
        clients=clients,
        why="usual",
        sentence=f"At these amounts {pays}, so profit does not say where to cut: the best tenth to begin with.",
    )
