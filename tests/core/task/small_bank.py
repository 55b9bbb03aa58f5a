"""A retail bank in small: clients hold accounts by a table that only joins them; loans, payments and cards hang on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.tables.table_set import TableSet
from tests.core.task.crm_tables import link, linked

BANK_LINKS = (
    link("client", "district_id", "district"),
    link("account", "district_id", "district"),
    link("disp", "client_id", "client"),
    link("disp", "account_id", "account"),
    link("card", "disp_id", "disp"),
    link("loan", "account_id", "account"),
    link("trans", "account_id", "account"),
)


def bank_frames(seed: int, n_clients: int = 40) -> dict[str, pd.DataFrame]:
    """Random rows of 2025; some clients hold several accounts, some hold one twice, and keys dangle."""
    rng = np.random.default_rng(seed)
    n_accounts, n_holders = n_clients, 2 * n_clients

    def keys(letter: str, n: int, of: int, beyond: int = 0) -> list[str]:
        return [f"{letter}{i}" for i in rng.integers(0, of + beyond, n)]

    def times(n: int) -> pd.Series:
        found = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, n), unit="D")
        return pd.Series(found).astype("datetime64[us]")

    return {
        "district": pd.DataFrame({"district_id": ["D0", "D1"], "salary": [900.0, 1400.0]}),
        "client": pd.DataFrame(
            {
                "client_id": [f"C{i}" for i in range(n_clients)],
                "district_id": keys("D", n_clients, 2),
                "sex": rng.choice(["f", "m"], n_clients),
            }
        ),
        "account": pd.DataFrame(
            {
                "account_id": [f"A{i}" for i in range(n_accounts)],
                "district_id": keys("D", n_accounts, 2),
                "opened_on": times(n_accounts).mask(rng.random(n_accounts) < 0.05),
            }
        ),
        "disp": pd.DataFrame(
            {
                "disp_id": [f"P{i}" for i in range(n_holders)],
                "client_id": keys("C", n_holders, n_clients, 2),
                "account_id": keys("A", n_holders, n_accounts, 2),
                "type": rng.choice(["owner", "user"], n_holders),
            }
        ),
        "card": pd.DataFrame(
            {
                "card_id": [f"K{i}" for i in range(20)],
                "disp_id": keys("P", 20, n_holders),
                "issued_on": times(20),
                "kind": rng.choice(["gold", "junior"], 20),
            }
        ),
        "loan": pd.DataFrame(
            {
                "loan_id": [f"L{i}" for i in range(2 * n_accounts)],
                "account_id": keys("A", 2 * n_accounts, n_accounts, 2),
                "granted_on": times(2 * n_accounts),
                "amount": rng.integers(1, 99, 2 * n_accounts).astype(float),
                "status": rng.choice(["A", "B", "C", "D"], 2 * n_accounts),
            }
        ),
        "trans": pd.DataFrame(
            {
                "trans_id": [f"T{i}" for i in range(300)],
                "account_id": keys("A", 300, n_accounts),
                "booked_on": times(300),
                "amount": rng.integers(-99, 99, 300).astype(float),
                "partner": rng.choice(["AB", "CD", "EF", None], 300),
            }
        ),
    }


def bank_of(frames: dict[str, pd.DataFrame]) -> TableSet:
    """The frames with their keys, links and clocks."""
    times = {"account": "opened_on", "card": "issued_on", "loan": "granted_on", "trans": "booked_on"}
    made = [
        linked(name, frame, primary_key=str(frame.columns[0]), time_column=times.get(name))
        for name, frame in frames.items()
    ]
    return TableSet(tables=tuple(made), links=BANK_LINKS)
