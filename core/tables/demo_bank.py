"""A made-up bank campaign with planted neighbour effects, generated from a seed; no real person is in it.

What is planted, on the log-odds of saying yes (written to the truth file, never into a column):

- Columns: a yes in the campaign before, savings and a mobile call raise the chance, students and pensioners
  say yes more often; a housing loan and many calls lower it.
- Drift: the whole market turns from warm to cold and back every four to six months.
- Circles: people talk in circles (four teams an employer, pensioners and students of one branch). Each circle
  is for or against the offer and changes its mind once in the two years; of the four teams of an employer two
  warm up and two cool down, so that the columns alone tell little about it.
- Contagion: a client hears up to eight people of the circle who were contacted in the `MEMORY_DAYS` before
  and whose answer was known, which takes `DELAY_DAYS`; those near in age and time first, and the partner
  in the household before all. Hearing yes raises the chance, hearing no lowers it.

So what people alike answered in the last months is worth knowing, and a model that hears it ranks much better
than one that sees a client's own columns only. The clients contacted last have no answer yet: they are the
leads.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from core.storage import write_bytes
from core.tables.demo_people import Floats, Ints, People, people

CSV_NAME = "demo_bank.csv"
TRUTH_NAME = "demo_truth.csv"
DEMO_SEED = 7
DELAY_DAYS = 14
MEMORY_DAYS = 240
MAX_HEARD = 8

_UNANSWERED_SHARE = 0.05
_HEARD_PUSH = 4.0  # log-odds between hearing only yes and hearing only no
_USUAL_SHARE = 0.25  # of yes among those heard; pushes neither up nor down
_PARTNER_WEIGHT = 2.5


def write_demo_bank(directory: Path, n_clients: int = 3000, seed: int = DEMO_SEED) -> Path:
    """Writes `demo_bank.csv` and, beside it, `demo_truth.csv`.

    Args:
        directory: Made if it is not there.
        n_clients: Rows. From 3,000 on the contacts spread over two years; fewer clients take less time, so
            that there are always about four contacts a day.
        seed: The same seed gives the same bytes.

    Returns:
        The path of `demo_bank.csv`. The truth has one row for each person a client heard (one, if nobody):
        `client_id, heard_from, channel, answer_heard, push` (log-odds), `chance_alone, chance`.
    """
    frame, truth = demo_bank(n_clients, seed)
    path = directory / CSV_NAME
    write_bytes(path, frame.to_csv(index=False, lineterminator="\n").encode())
    write_bytes(directory / TRUTH_NAME, truth.to_csv(index=False, lineterminator="\n").encode())
    return path


def demo_bank(n_clients: int = 3000, seed: int = DEMO_SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The demo bank and its truth as data frames, rows in order of client id."""
    rng = np.random.default_rng(seed)
    bank = people(rng, n_clients)
    yes, chance, truth = _contagion(rng, bank)
    frame = bank.frame
    frame["call_minutes"] = np.round(np.exp(rng.normal(0.9 + 0.75 * yes, 0.55)), 1)
    answer = np.where(yes == 1, "yes", "no").astype(object)
    answer[int(np.ceil(n_clients * (1 - _UNANSWERED_SHARE))) :] = None
    frame.loc[pd.isna(answer), "call_minutes"] = np.nan
    frame["subscribed"] = answer
    truth["chance_alone"] = np.round(_sigmoid(bank.alone)[truth["client"]], 4)
    truth["chance"] = np.round(chance[truth["client"]], 4)
    ids = frame["client_id"].to_numpy(dtype=object)
    truth.insert(0, "client_id", ids[truth.pop("client")])
    heard = truth.pop("heard").to_numpy()
    truth.insert(1, "heard_from", np.where(heard >= 0, ids[heard], None))
    return (
        frame.sort_values("client_id", ignore_index=True),
        truth.sort_values("client_id", ignore_index=True, kind="stable"),
    )


def _sigmoid(logit: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-logit))


def _contagion(rng: np.random.Generator, bank: People) -> tuple[Ints, Floats, pd.DataFrame]:
    """Plays the campaign day by day: (n,) answers, (n,) chances, and who was heard by whom."""
    n = len(bank.day)
    age = bank.frame["age"].to_numpy(dtype=np.float64)
    employed = bank.frame["employer"].notna().to_numpy(dtype=bool)
    luck = rng.random(n)
    yes, chance = np.zeros(n, dtype=np.int64), np.zeros(n)
    heard_rows: list[tuple[int, int, str, str, float]] = []
    members: dict[int, list[int]] = {}
    for i in range(n):
        known = np.array(members.setdefault(int(bank.circle[i]), []), dtype=np.int64)
        gap = bank.day[i] - bank.day[known]
        known = known[(gap >= DELAY_DAYS) & (gap <= MEMORY_DAYS)]
        distance = np.abs(age[known] - age[i]) / 8 + (bank.day[i] - bank.day[known]) / 200
        heard = [int(j) for j in known[np.argsort(distance, kind="stable")[:MAX_HEARD]]]
        partner = int(bank.partner[i])
        if 0 <= partner < i and bank.day[i] - bank.day[partner] >= DELAY_DAYS:
            heard = [partner, *[j for j in heard if j != partner]][:MAX_HEARD]
        weight = np.array([_PARTNER_WEIGHT if j == partner else 1.0 for j in heard])
        weight /= max(weight.sum(), 3.0)
        push = _HEARD_PUSH * weight * (yes[heard] - _USUAL_SHARE) if heard else np.zeros(0)
        chance[i] = float(_sigmoid(bank.alone[i] + bank.mood[i] + push.sum()))
        yes[i] = int(luck[i] < chance[i])
        members[int(bank.circle[i])].append(i)
        if not heard:
            heard_rows.append((i, -1, "nobody", "", 0.0))
        for j, part in zip(heard, push, strict=True):
            channel = "household" if j == partner else "colleague" if employed[i] else "neighbour"
            heard_rows.append((i, j, channel, "yes" if yes[j] else "no", round(float(part), 3)))
    truth = pd.DataFrame(heard_rows, columns=["client", "heard", "channel", "answer_heard", "push"])
    return yes, chance, truth
