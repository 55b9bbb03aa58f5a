"""Rows of logical tables as features: fitted on what was known, batch by batch the same as at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.graph import row_encoding, table_rows
from core.graph.features import FeatureEncoder
from core.graph.row_encoding import encode_rows, fit_frame, fit_rows
from core.tables.expressions import opened
from core.tables.logical import logical_table
from core.tables.table_set import Link, TableSet
from tests.core.graph.small_crm import FIRST, FIRST_DAY, frames, linked, table_set


def encoded(tables: TableSet, name: str, until: float) -> tuple[FeatureEncoder, np.ndarray]:
    with opened(tables) as open_tables:
        rows = table_rows.table_rows(open_tables, logical_table(tables, name))
        encoder = fit_rows(open_tables, rows, until)
        x = np.zeros((rows.n, len(encoder.feature_names)), dtype=np.float32)
        encode_rows(open_tables, rows, encoder, x)
    return encoder, x


def test_learns_from_known_rows_only() -> None:
    data = frames(np.random.default_rng(0))
    tables = table_set(data)
    until = FIRST_DAY + 40
    encoder, x = encoded(tables, "activity", until)
    known = data["activity"][data["activity"]["at"] <= FIRST + pd.Timedelta(days=40)]
    assert 10 < len(known) < 100
    truth = fit_frame(logical_table(tables, "activity"), known)
    assert encoder == truth
    assert np.array_equal(x, truth.transform(data["activity"]))


def test_what_few_clients_have_often_is_not_named() -> None:
    n = 60
    client = pd.DataFrame({"client_id": [f"C{i}" for i in range(n)]})
    paid = pd.DataFrame(
        {
            "client_id": ["C1"] * 9 + [f"C{i}" for i in range(n)],
            "payee": ["his landlord"] * 9 + ["town", "shop", "rail"] * (n // 3),
        }
    )
    tables = TableSet(
        tables=(
            linked("client", client, {"client_id": "id"}, primary_key="client_id"),
            linked("paid", paid, {"client_id": "id", "payee": "category"}),
        ),
        links=(Link(table="paid", column="client_id", to="client"),),
    )
    encoder, _ = encoded(tables, "paid", FIRST_DAY)
    assert encoder.columns[0].levels == ("rail", "shop", "town")
    few = tables.with_table(linked("client", client[:40], {"client_id": "id"}, primary_key="client_id"))
    encoder, _ = encoded(few, "paid", FIRST_DAY)  # so small a table holds products or regions
    assert "his landlord" in encoder.columns[0].levels


def test_numbers_are_standardised_by_hand() -> None:
    frame = pd.DataFrame(
        {"day": FIRST + pd.to_timedelta([0, 1, 2, 3], unit="D"), "v": [1.0, 3.0, 100.0, None]}
    )
    tables = TableSet(tables=(linked("t", frame, {"day": "date", "v": "number"}, time_column="day"),))
    encoder, x = encoded(tables, "t", FIRST_DAY + 1)
    assert encoder.feature_names == ["v"]
    assert x[:, 0].tolist() == [-1.0, 1.0, 50.0, 0.0]  # mean 2, deviation 1, cut at 50


def test_a_date_after_its_row_was_known_is_no_input() -> None:
    frame = pd.DataFrame(
        {
            "day": FIRST + pd.to_timedelta([10, 10, 10], unit="D"),
            "born": FIRST + pd.to_timedelta([0, 4, 99], unit="D"),
        }
    )
    tables = TableSet(tables=(linked("t", frame, {"day": "date", "born": "date"}, time_column="day"),))
    encoder, x = encoded(tables, "t", FIRST_DAY + 50)
    assert encoder.feature_columns == ["born"] * len(encoder.feature_names)
    assert x[:, 0].tolist() == [1.0, -1.0, 0.0]  # 10 and 6 days before: mean 8, deviation 2
    assert x[:, -1].tolist() == [0.0, 0.0, 1.0]


def test_batches_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = table_set(frames(np.random.default_rng(1)))
    encoder, x = encoded(tables, "activity", FIRST_DAY + 60)
    monkeypatch.setattr(table_rows, "FETCHED_ROWS", 17)
    monkeypatch.setattr(table_rows, "BATCH_ROWS", 5)
    again, in_batches = encoded(tables, "activity", FIRST_DAY + 60)
    assert again == encoder
    assert np.array_equal(x, in_batches)


def test_the_sample_to_learn_from_is_bounded_and_stable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_encoding, "MAX_FITTED", 10)
    known = np.arange(0, 90, 3)
    sample = row_encoding._sample(known)
    assert len(sample) == 10 and np.isin(sample, known).all() and len(set(sample)) == 10
    tables = table_set(frames(np.random.default_rng(2)))
    encoder, _ = encoded(tables, "contact", FIRST_DAY + 99)
    assert sum(len(column.feature_names) for column in encoder.columns) <= 4


def test_the_answer_of_another_table_is_a_category() -> None:
    frame = pd.DataFrame({"won": ["yes", "no"] * 6})
    tables = TableSet(tables=(linked("deal", frame, {"won": "target"}),))
    encoder, x = encoded(tables, "deal", 0.0)
    assert encoder.feature_names == ["won = no", "won = yes"]
    assert x.sum(axis=0).tolist() == [6.0, 6.0]


def test_notes_that_repeat_are_read_as_text() -> None:
    """There are too many to be categories of their own, and their words tell them apart."""
    random = np.random.default_rng(0)
    notes = [f"{mood} about offer {number}" for mood in ("glad", "angry") for number in range(40)]
    frame = pd.DataFrame(
        {
            "day": FIRST + pd.to_timedelta(np.arange(800) % 50, unit="D"),
            "note": random.choice(notes, 800),
            "town": [f"Town{i % 60}" for i in range(800)],
        }
    )
    tables = TableSet(
        tables=(
            linked("t", frame, {"day": "date", "note": "category", "town": "category"}, time_column="day"),
        )
    )
    encoder, x = encoded(tables, "t", FIRST_DAY + 60)
    kinds = {column.column: column.kind for column in encoder.columns}
    assert kinds == {"note": "text", "town": "category"}
    is_glad = frame["note"].str.startswith("glad").to_numpy(dtype=float)
    text = np.column_stack([x[:, np.array(encoder.feature_columns) == "note"], np.ones(800)])
    told = text @ np.linalg.lstsq(text, is_glad, rcond=None)[0]
    assert np.abs(told - is_glad).max() < 0.2


def test_addresses_are_no_text() -> None:
    frame = pd.DataFrame(
        {
            "day": FIRST + pd.to_timedelta(np.arange(100) % 50, unit="D"),
            "email": [f"person{i}@firm{i}.example" for i in range(100)],
            "remark": [f"asked for the papers of offer {i}" for i in range(100)],
        }
    )
    tables = TableSet(
        tables=(linked("t", frame, {"day": "date", "email": "text", "remark": "text"}, time_column="day"),)
    )
    encoder, _ = encoded(tables, "t", FIRST_DAY + 60)
    assert encoder.source_columns == ["remark"]
