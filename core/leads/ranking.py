"""Clients in the order in which they should be called: rank, chance and percentile among those chosen."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import LeadError
from core.evaluation.exam import ENTITY
from core.task.splits import PART_NAMES, TEST, to_score

Who = Literal["new", "exam", "all"]

WHO_WORDS: dict[Who, str] = {
    "new": "Clients without an answer yet",
    "exam": "Final exam clients",
    "all": "Everybody",
}

_PARTS = ("learning", "practice exam", "final exam", "answer known, no date", "lead")

AMOUNT = "amount"  # of the scores, where a model foretells what a yes brings
_NEEDED = ("row", "id", "part", "y", "raw", "probability")


def leads_of(scores: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """(N,) the rows of a run's scores whose answer nobody knows yet (see `core.task.splits.to_score`)."""
    return to_score(scores["part"].to_numpy(), scores["y"].to_numpy())


def part_words(leads: pd.DataFrame) -> npt.NDArray[np.object_]:
    """(n,) what each client is in a list: a lead, or for which part its known answer was used."""
    place = np.where(leads_of(leads), len(PART_NAMES), leads["part"].to_numpy())
    return np.array(_PARTS, dtype=object)[place]


def default_who(scores: pd.DataFrame) -> tuple[Who, str]:
    """Which clients to list first, and one plain sentence why.

    Args:
        scores: Scores of a run, one row a client (see core.runs.scores).
    """
    n_new = int(leads_of(scores).sum())
    if n_new:
        clients = "client has" if n_new == 1 else "clients have"
        return "new", f"{n_new:,} {clients} no answer yet: these are the ones to call."
    return "exam", (
        "Every client has an answer already, so the list shows the final exam: "
        "clients whose answer the model never saw. It is a rehearsal of a real call list."
    )


def who_sentence(who: Who) -> str:
    """What the chosen clients are good for, in one sentence."""
    return {
        "new": "Clients without an answer yet: these are the ones to call.",
        "exam": "A rehearsal: clients whose answer is known, but was never shown to the model.",
        "all": "Everybody, also those the model learned from: their chances look better than they are. "
        "Good for looking somebody up, not for planning calls.",
    }[who]


def available(scores: pd.DataFrame) -> list[Who]:
    """The choices that hold at least one client, the default first."""
    first = default_who(scores)[0]
    parts = scores["part"].to_numpy()
    found: list[Who] = [first]
    if first == "new" and bool(np.any(parts == TEST)):
        found.append("exam")
    return [*found, "all"]


def by_expected_value(leads: pd.DataFrame) -> pd.DataFrame:
    """The same clients, those first whose chance times worth is highest; ranks and percentiles follow.

    Args:
        leads: Ranked leads with a column `worth`.
    """
    expected = leads["chance"].to_numpy(np.float64) * leads["worth"].to_numpy(np.float64)
    ordered = leads.iloc[np.argsort(-expected, kind="stable")].reset_index(drop=True)
    places = {name: leads[name].to_numpy() for name in ("rank", "percentile")}
    return ordered.assign(**places)


_SAME_CHANCE = 0.005


def ranked_leads(scores: pd.DataFrame, who: Who = "all") -> pd.DataFrame:
    """The chosen clients, best chance first.

    Equal chances are ordered by raw score, then by place in the file, so the order is the same every time.

    Args:
        scores: Scores of a run: row, id, part, y (1, 0, -1 unknown), raw, probability; any order.
        who: "new" (no answer yet), "exam" (test part) or "all".

    Returns:
        Columns row (place in the table), id, part, y, chance (calibrated probability, 0…1), rank (1 is
        best) and percentile (share of the chosen clients ranked below, in percent), sorted by rank; and `amount`,
        what a yes is expected to bring, and `entity`, where the scores hold them.

    Raises:
        LeadError: a column is missing or a chance is not between 0 and 1.
    """
    missing = [name for name in _NEEDED if name not in scores.columns]
    if missing:
        raise LeadError(
            "The scores of this run are incomplete",
            found=f"no column {', '.join(missing)}",
            action="Train the model again, or choose another run",
        )
    chosen = scores
    if who != "all":
        chosen = scores[leads_of(scores) if who == "new" else scores["part"].to_numpy() == TEST]
    chance = chosen["probability"].to_numpy(np.float64)
    if chance.size and not (np.nanmin(chance) >= 0 and np.nanmax(chance) <= 1 and np.isfinite(chance).all()):
        raise LeadError("A chance of this run is not between 0 and 1", action="Train the model again")
    row = chosen["row"].to_numpy(np.int64)
    order = np.lexsort((row, -chosen["raw"].to_numpy(np.float64), -chance))
    rank = np.arange(1, order.size + 1)
    ranked = pd.DataFrame(
        {
            "row": row[order],
            "id": chosen["id"].astype("str").to_numpy()[order],
            "part": chosen["part"].to_numpy(np.int8)[order],
            "y": chosen["y"].to_numpy(np.int8)[order],
            "chance": chance[order],
            "rank": rank,
            "percentile": 100.0 * (order.size - rank) / max(order.size, 1),
        }
    )
    if AMOUNT in chosen.columns:
        ranked[AMOUNT] = chosen[AMOUNT].to_numpy(np.float64)[order]
    if ENTITY in chosen.columns:
        ranked[ENTITY] = chosen[ENTITY].to_numpy(np.int64)[order]
    return ranked


def shown_share(share: float | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A share of a list as it is written: to a tenth of a percent, and never 0.0 %.

    The first of 330 is in the top 0.3 % and above 99.7 % of the list, the first of 9,042 in the top 0.1 %.
    """
    return np.maximum(np.round(np.asarray(share, dtype=np.float64), 3), 0.001)


def all_alike(leads: pd.DataFrame) -> bool:
    """Whether a model tells none of several clients apart: all chances are the same to half a percentage point.

    Args:
        leads: Of `ranked_leads`.
    """
    return len(leads) > 1 and float(np.ptp(leads["chance"].to_numpy(np.float64))) < _SAME_CHANCE
