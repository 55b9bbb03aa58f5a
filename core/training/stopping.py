"""When to stop learning: a smoothed validation curve, so that one lucky epoch does not decide."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.errors import TrainingError

Report = Callable[[dict[str, object]], None]
ShouldStop = Callable[[], bool]


class TrainingCancelledError(TrainingError):
    """The person cancelled; nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("Training was cancelled")


def no_report(event: dict[str, object]) -> None:
    """A `report` that keeps nothing."""


def never() -> bool:
    """A `should_stop` that never stops."""
    return False


class Stopping:
    """Early stopping on a value that should rise, smoothed over the last `window` epochs.

    The value of epoch e is the mean of the values of epochs e - window + 1 … e (fewer at the start, where the
    missing ones count as the first value). The best epoch is the one with the highest smoothed value, but never
    one before `least`: where the practice exam differs much from training (a drift), hardly any learning can look
    best there by chance.

    Args:
        patience: Epochs without improvement before stopping; 0: never stop.
        window: Number of epochs in the mean; 1: no smoothing.
        least: The first epoch that may be the best.
    """

    def __init__(self, patience: int, window: int = 3, least: int = 1) -> None:
        self.patience = patience
        self.window = window
        self.least = least
        self.values: list[float] = []
        self.best_epoch = 0
        self.best_value = -np.inf

    def update(self, value: float) -> bool:
        """Takes the value of the next epoch (counted from 1); True when it is time to stop."""
        self.values.append(value)
        epoch = len(self.values)
        recent = self.values[-self.window :]
        recent = [self.values[0]] * (self.window - len(recent)) + recent
        smoothed = float(np.mean(recent))
        if epoch < self.least:
            return False
        if smoothed > self.best_value:
            self.best_value, self.best_epoch = smoothed, epoch
        return self.patience > 0 and epoch - self.best_epoch >= self.patience

    @property
    def improved(self) -> bool:
        """True when the last epoch is the best so far."""
        return bool(self.values) and self.best_epoch == len(self.values)
