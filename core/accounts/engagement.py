"""How engaged somebody is: active, cooling or dark, from how often and how lately they were in touch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

ACTIVE, COOLING, DARK, NEVER = "active", "cooling", "dark", "never in touch"
STATUS_SENTENCES = {
    ACTIVE: "In touch within the last 30 days, and not much less than before.",
    COOLING: "In touch within the last 90 days, but not lately, or less than half as often as before.",
    DARK: "Not in touch for more than 90 days.",
    NEVER: "No row says that anybody was ever in touch.",
}


def status(counts: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The status of each row of `core.accounts.events.engagement_counts` (NaN: never in touch).

    Active: at least one touch in 30 days, and at least half as many a day as in the 60 days before. Cooling: any other
    touch within 90 days. Dark: older ones only.
    """
    n_30 = counts["n_30"].fillna(0).to_numpy(dtype=np.float64)
    before = counts["n_90"].fillna(0).to_numpy(dtype=np.float64) - n_30
    ever = counts["n_ever"].fillna(0).to_numpy(dtype=np.float64)
    active = (n_30 > 0) & (n_30 / 30 >= 0.5 * before / 60)
    cooling = ~active & (n_30 + before > 0)
    words = np.where(active, ACTIVE, np.where(cooling, COOLING, np.where(ever > 0, DARK, NEVER)))
    return words.astype(object)


def depth(counts: pd.DataFrame) -> npt.NDArray[np.float64]:
    """How deep the engagement of the last 90 days is: one a touch, and two more for each meeting or call."""
    n_90 = counts["n_90"].fillna(0).to_numpy(dtype=np.float64)
    return np.asarray(n_90 + 2.0 * counts["deep_90"].fillna(0).to_numpy(dtype=np.float64))
