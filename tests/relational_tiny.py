"""A small graph of three tables, made by hand: companies, their contacts and what contacts did, with a planted effect.

A contact says yes when colleagues (other contacts of the company) were active in the last 30 days. Its own columns and
its own activities tell nothing.
"""

from __future__ import annotations

import numpy as np

from core.graph.customer_graph import CustomerGraph, Seeds
from core.graph.relational_graph import ALWAYS, Nodes, Relation, RelationalGraph

TINY_KEY = "tiny"
START, DAYS = 20_000.0, 400
TRAIN_DAYS = (20_120.0, 20_160.0, 20_200.0, 20_240.0)
VALIDATION_DAY, TEST_DAY = 20_290.0, 20_340.0
PER_COMPANY = 5


def relation(edge_type: tuple[str, str, str], pairs: np.ndarray, time: np.ndarray, n: int) -> Relation:
    """Edges from (E, 2) source, destination pairs."""
    source, destination = np.asarray(pairs, dtype=np.int64).reshape(-1, 2).T
    return Relation.from_edges(
        edge_type, " ".join(edge_type), source, destination, np.asarray(time, dtype=float), n
    )


def make_tables(
    activity: tuple[np.ndarray, np.ndarray], n_companies: int, *, seed: int = 0, key: str = TINY_KEY
) -> RelationalGraph:
    """The graph of (contact, day) of each activity; contacts 5 i … 5 i + 4 work at company i."""
    random = np.random.default_rng(seed)
    n_contacts = n_companies * PER_COMPANY
    contact, day = activity
    company_of = np.arange(n_contacts) // PER_COMPANY

    def nodes(name: str, n: int, n_columns: int, time: np.ndarray) -> Nodes:
        x = random.normal(size=(n, n_columns)).astype(np.float32)
        names = [f"{name} {i}" for i in range(n_columns)]
        ids = np.array([f"{name}-{i}" for i in range(n)], dtype=object)
        return Nodes(name, name, ids, x, names, names, time)

    rows = np.arange(len(contact))
    does = np.column_stack([rows, contact])
    works = np.column_stack([np.arange(n_contacts), company_of])
    always = np.full(n_contacts, ALWAYS)
    tables = [
        nodes("contact", n_contacts, 2, np.full(n_contacts, START)),
        nodes("company", n_companies, 2, np.full(n_companies, ALWAYS)),
        nodes("activity", len(contact), 2, day),
    ]
    relations = [
        relation(("contact", "works_at", "company"), works, np.full(n_contacts, START), n_companies),
        relation(("company", "employs", "contact"), works[:, ::-1], always, n_contacts),
        relation(("activity", "had_activity", "contact"), does, day, n_contacts),
        relation(("contact", "did", "activity"), does[:, ::-1], day, len(contact)),
    ]
    return RelationalGraph(
        key=key,
        nodes={table.name: table for table in tables},
        relations={one.edge_type: one for one in relations},
        fitted_until=max(TRAIN_DAYS),
        encoders={table.name: {"version": 1} for table in tables},
    )


def make_activity(n_companies: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Each company has some busy months of its own; its contacts then act several times."""
    random = np.random.default_rng(seed + 1)
    busy = random.random((n_companies * PER_COMPANY, DAYS // 40)) < 0.25
    contacts, days = [], []
    for contact, month in zip(*np.nonzero(busy), strict=True):
        n = random.integers(2, 5)
        contacts.append(np.full(n, contact))
        days.append(START + 40 * month + np.floor(random.random(n) * 40))
    return np.concatenate(contacts), np.concatenate(days).astype(float)


def make_examples(
    tables: RelationalGraph,
    activity: tuple[np.ndarray, np.ndarray],
    *,
    seed: int = 0,
    shuffled: bool = False,
) -> CustomerGraph:
    """Every contact asked on each day; the column `colleagues lately` is what collecting would give."""
    random = np.random.default_rng(seed + 2)
    n = tables.nodes["contact"].n
    days = (*TRAIN_DAYS, VALIDATION_DAY, TEST_DAY)
    node = np.tile(np.arange(n), len(days))
    time = np.repeat(days, n)
    lately = np.column_stack([_colleagues_lately(activity, n, day) for day in days]).T.ravel()
    logit = np.where(lately > 0, 2.0, -2.0)
    y = (random.random(len(node)) < 1 / (1 + np.exp(-logit))).astype(np.int8)
    if shuffled:
        y = random.permutation(y)
    x = np.column_stack([tables.nodes["contact"].x[node], np.log1p(lately)]).astype(np.float32)
    part = np.select([time < VALIDATION_DAY, time < TEST_DAY], [0, 1], 2).astype(np.int8)
    names = [*tables.nodes["contact"].feature_names, "colleagues lately"]
    return CustomerGraph(
        key=f"{tables.key}-{seed}",
        ids=np.array([f"contact-{i} · {t:.0f}" for i, t in zip(node, time, strict=True)], dtype=object),
        x=x,
        feature_names=names,
        feature_columns=names,
        y=y,
        part=part,
        time=time,
        relations={},
        seeds=Seeds(tables.key, "contact", node.astype(np.int64), time.astype(np.float64)),
    )


def _colleagues_lately(activity: tuple[np.ndarray, np.ndarray], n: int, day: float) -> np.ndarray:
    contact, time = activity
    lately = (time <= day) & (time > day - 30)
    own = np.bincount(contact[lately], minlength=n)
    company = np.arange(n) // PER_COMPANY
    return np.bincount(company, weights=own)[company] - own
