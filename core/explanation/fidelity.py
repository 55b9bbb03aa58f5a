"""Whether an explanation tells what moves the score: measured by taking its reasons away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.explanation.lead_explanation import Trust, TrustCheck

Array = npt.NDArray[np.float64]
Removal = Callable[[npt.NDArray[np.bool_]], Array]
"""(T, C) what is taken away in each of T trials -> (T,) logits of the client without it."""

GOOD, FAIR = 0.8, 0.6


@dataclass(frozen=True)
class Fidelity:
    """How faithful a list of contributions is.

    Attributes:
        beats_random: In how many of the trials the strongest reasons moved the score more than as many
            random ones, 0…1 (0.5: no better than chance).
        agreement: Correlation of promised and measured moves over random sets of reasons, cut to 0…1.
        move_top: Mean move back (logit) when the strongest reasons are taken away.
        move_random: Mean move back (logit) when as many random ones are.
        n_trials: Random sets drawn.
    """

    beats_random: float
    agreement: float
    move_top: float
    move_random: float
    n_trials: int

    @property
    def value(self) -> float:
        """The mean of the two measures, 0…1."""
        return 0.5 * (self.beats_random + self.agreement)


def measure_fidelity(
    contributions: Array, removal: Removal, *, n_trials: int = 48, seed: int = 0
) -> Fidelity:
    """Compares what an explanation promises with what happens when reasons are taken away.

    Two measures. Comprehensiveness against chance (DeYoung et al., 2020, "ERASER", ACL): with k = 1, 2, 3, 5
    reasons taken away, the k strongest of those that point the way of the score have to move it back
    further than k random ones. Faithfulness correlation (Bhatt et al., 2020, "Evaluating and Aggregating
    Feature-based Model Explanations", IJCAI): over random sets, the sum of the contributions taken away has
    to go along with the fall of the logit. Exact contributions of a model that is a sum reach 1 in both.

    Args:
        contributions: (C,) on the logit scale.
        removal: The model's answer to taking reasons away.
        n_trials: Random sets, spread evenly over the sizes.
        seed: Seeds the sets.
    """
    c = np.asarray(contributions, dtype=np.float64)
    used = np.flatnonzero(np.abs(c) > 1e-9)
    if used.size < 2:
        return Fidelity(1.0, 1.0, 0.0, 0.0, 0)
    sizes = [k for k in (1, 2, 3, 5) if k < c.size] or [1]
    draw = np.random.default_rng(seed)
    way = 1.0 if c.sum() >= 0 else -1.0
    order = np.argsort(-way * c, kind="stable")
    top = np.zeros((len(sizes), c.size), dtype=bool)
    for i, size in enumerate(sizes):
        top[i, order[:size]] = True
    each = max(n_trials // len(sizes), 1)
    size_of = np.repeat(np.arange(len(sizes)), each)
    random = np.zeros((size_of.size, c.size), dtype=bool)
    for trial, size_index in enumerate(size_of):
        random[trial, draw.choice(c.size, size=sizes[size_index], replace=False)] = True
    nothing = np.zeros((1, c.size), dtype=bool)
    answers = removal(np.concatenate([nothing, top, random]))
    whole, without_top, without_random = np.split(answers, [1, 1 + len(sizes)])
    move_top = way * (whole - without_top)
    fall = whole - without_random
    same = (random == top[size_of]).all(axis=1)
    better = np.where(same, 0.5, (move_top[size_of] > way * fall).astype(float))
    return Fidelity(
        beats_random=float(better[~same].mean()) if (~same).any() else 1.0,
        agreement=_correlation(random.astype(np.float64) @ c, fall),
        move_top=float(move_top.mean()),
        move_random=float((way * fall).mean()),
        n_trials=int(size_of.size),
    )


def _correlation(promised: Array, measured: Array) -> float:
    """Pearson correlation cut to 0…1; 0 when nothing moved although it was promised."""
    if promised.std() < 1e-12 or measured.std() < 1e-12:
        return float(promised.std() < 1e-12 and measured.std() < 1e-12)
    return float(np.clip(np.corrcoef(promised, measured)[0, 1], 0.0, 1.0))


def judge(fidelity: Fidelity, completeness_gap: float, part: str) -> Trust:
    """A plain level and sentence from the measured fidelity.

    Args:
        fidelity: The measures.
        completeness_gap: Share of the way from baseline to score that the contributions leave unexplained, 0…
        part: "train", "validation", "test" or "unlabelled": where the client's row is.
    """
    level = "good" if fidelity.value >= GOOD else "fair" if fidelity.value >= FAIR else "poor"
    if completeness_gap > 0.1 and level == "good":
        level = "fair"
    explained = max(0.0, 1.0 - completeness_gap)
    checks = (
        TrustCheck(
            name="The strongest reasons move the chance more than random ones",
            value=fidelity.beats_random,
            sentence=(
                f"In {100 * fidelity.beats_random:.0f} of 100 trials, taking away the strongest reasons "
                "moved the score more than taking away as many random ones (50 would be chance)."
            ),
        ),
        TrustCheck(
            name="The promised moves happen",
            value=fidelity.agreement,
            sentence=(
                "Correlation of what the reasons promise with what happens when they are taken away: "
                f"{fidelity.agreement:.2f} (1 is perfect)."
            ),
        ),
        TrustCheck(
            name="The reasons add up to the score",
            value=explained,
            sentence=f"{100 * explained:.0f} % of the way from the typical client to this one is explained.",
        ),
    )
    words = {
        "good": "Good: when the strongest reasons are taken away, the chance moves as they promise.",
        "fair": "Fair: the strongest reasons matter, but they work together, so single bars are rough.",
        "poor": "Poor: taking the reasons away does not move the chance as they promise. Use the ranking, "
        "not the reasons.",
    }
    sentence = words[level]
    if part == "train":
        sentence += " The model learned from this client, so its chance may be too sure of itself."
    return Trust(level=level, fidelity=fidelity.value, sentence=sentence, checks=checks)
