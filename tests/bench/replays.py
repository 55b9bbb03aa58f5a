"""Do the promises hold? Lists whose answers are known but held back: expected yes against what came.

`python -m tests.bench replays` prints the figures asked for; `python -m tests.bench.replays` one line a replay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.leads.budget import expected_yes
from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION
from core.training.calibrating import choose_calibration
from core.training.calibration import log_odds, sigmoid
from core.training.level import measured_level
from tests.bench.replay_sets import Replay, histories, replays
from tests.bench.row import Row

CALLED = (1.0, 0.2, 0.1)  # the whole list, and what a budget usually reaches


@dataclass(frozen=True)
class Judged:
    """One replay.

    Attributes:
        name: Set and cut.
        method: The calibration that the practice exam chose.
        came: Yes among the best 100, 20 and 10 % of the leads.
        promised: The expected yes and its interval, each (value, low, high).
        brier: Of the chances as stated, and as corrected.
        shift: What was added to the log-odds.
    """

    name: str
    method: str
    came: tuple[float, ...]
    promised: tuple[tuple[float, float, float], ...]
    brier: tuple[float, float]
    shift: float

    @property
    def set_name(self) -> str:
        return self.name.rsplit(" ", 1)[0]

    def covered(self, place: int) -> bool:
        """True when what came lies in the interval."""
        _, low, high = self.promised[place]
        return low <= self.came[place] <= high

    def width(self, place: int) -> float:
        """Width of the interval as a share of what was promised."""
        value, low, high = self.promised[place]
        return (high - low) / value


def judged(replay: Replay) -> Judged:
    """What the product would have promised, and what came."""
    calibration = choose_calibration(replay.y[0], replay.raw[0])
    chances = [calibration.apply(raw) for raw in replay.raw]
    learnt_y, learnt_time = replay.learnt
    held_back = np.full(len(replay.y[2]), -1, dtype=np.int8)
    level = measured_level(
        np.repeat(
            np.array([TRAIN, VALIDATION, TEST, UNLABELLED], dtype=np.int8),
            [len(learnt_y), *(len(y) for y in replay.y)],
        ),
        np.concatenate([learnt_y, replay.y[0], replay.y[1], held_back]),
        np.concatenate([np.full(len(learnt_y), np.nan), *chances]),
        np.concatenate([learnt_time, *replay.time]),
    )
    stated, answers = chances[2], replay.y[2]
    corrected = sigmoid(log_odds(stated) + level.correction.by)
    order = np.argsort(-replay.raw[2], kind="stable")
    came, promised = [], []
    for share in CALLED:
        called = order[: round(share * len(order))]
        found = expected_yes(corrected[called], level.correction)
        came.append(float(answers[called].sum()))
        promised.append((found.value, found.low, found.high))
    brier = (float(np.mean((stated - answers) ** 2)), float(np.mean((corrected - answers) ** 2)))
    return Judged(replay.name, calibration.method, tuple(came), tuple(promised), brier, level.correction.by)


def by_set(found: list[Judged]) -> dict[str, list[Judged]]:
    """The replays of each set."""
    sets: dict[str, list[Judged]] = {}
    for one in found:
        sets.setdefault(one.set_name, []).append(one)
    return sets


def rows() -> Iterator[Row]:
    """The rows of `make bench`."""
    found = [judged(replay) for history in histories() for replay in replays(history)]
    for place, share in enumerate(CALLED):
        inside = sum(one.covered(place) for one in found)
        width = float(np.median([one.width(place) for one in found]))
        yield Row(
            f"coverage of the 95 % interval of expected yes, best {share:.0%} called",
            "90–99 % of at least 40 replays",
            f"{inside / len(found):.1%} of {len(found)}, median width {width:.0%} of what was promised",
            0.9 <= inside / len(found) <= 0.99 and len(found) >= 40,
        )
    for name, ones in by_set(found).items():
        stated, corrected = (float(np.mean([one.brier[side] for one in ones])) for side in (0, 1))
        yield Row(
            f"Brier of leads' chances, level corrected against not: {name}",
            "nowhere worse",
            f"{corrected:.4f} against {stated:.4f} ({len(ones)} replays, "
            f"{sum(one.covered(0) for one in ones)} covered)",
            corrected <= stated,
        )


def main() -> None:
    """One line a replay."""
    for history in histories():
        for replay in replays(history):
            one = judged(replay)
            lists = "  ".join(
                f"{came:.0f} of {value:.0f} ({low:.0f}–{high:.0f}){'' if low <= came <= high else ' MISSED'}"
                for came, (value, low, high) in zip(one.came, one.promised, strict=True)
            )
            print(f"{one.name} {one.method} {one.shift:+.2f} {lists} {one.brier[0]:.4f} {one.brier[1]:.4f}")


if __name__ == "__main__":
    main()
