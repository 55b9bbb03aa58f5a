"""Tables as expressions: typed as `Table.frame` types them, keys alike on both sides of a link."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.errors import StorageError, TableError
from core.tables.expressions import ROW, opened
from core.tables.logical import logical_table
from core.tables.reading import read_table
from core.tables.table import Role
from core.tables.table_set import Link, LinkedTable, TableSet
from tests.core.tables.linked_files import linked


def test_types_follow_roles_and_rows_keep_their_order(tmp_path: Path) -> None:
    n = 5_000
    frame = pd.DataFrame(
        {
            "when": pd.date_range("2024-01-01", periods=n, freq="h").astype(str),
            "whole": range(n),
            "real": [i + 0.5 for i in range(n)],
            "word": ["x", "y"] * (n // 2),
        }
    )
    frame.to_csv(tmp_path / "rows.csv", index=False)
    table = read_table(tmp_path / "rows.csv")
    with opened(TableSet(tables=(LinkedTable(table=table),))) as tables:
        rows = tables.table("rows")
        kinds = {name: str(kind) for name, kind in rows.schema().items()}
        assert kinds == {"when": "timestamp(6)", "whole": "int64", "real": "float64", "word": "string"}
        numbered = tables.numbered("rows")
        got = tables.backend.to_pandas(numbered.order_by(ROW))
    pd.testing.assert_frame_equal(got.drop(columns=ROW), table.frame(), check_dtype=False)
    assert got[ROW].tolist() == list(range(n))


@pytest.mark.parametrize("role", [Role.DATE, Role.NUMBER, Role.CATEGORY])
def test_corrected_roles_give_the_values_of_the_frame(tmp_path: Path, role: Role) -> None:
    table = linked(
        tmp_path,
        "t",
        {
            "day": [930101, 981231, 940615, 950101],
            "long": [20240131, 20231231, 20240215, 20240229],
            "mixed": ["1", "2.5", "word", "2024-03-04"],
            "n": [1, 2, 3, 4],
        },
    ).table
    changed = table.with_roles(dict.fromkeys(("day", "long", "mixed"), role))
    with opened(TableSet(tables=(LinkedTable(table=changed),))) as tables:
        got = tables.backend.to_pandas(tables.numbered("t").order_by(ROW))
    expected = changed.frame()
    for name in ("day", "long"):
        assert got[name].tolist() == expected[name].tolist()
    if role is not Role.DATE:  # pandas takes "1" for a day of this month
        assert got["mixed"].map(str).tolist() == expected["mixed"].map(str).tolist()
    if role is Role.DATE:
        assert got["day"][0] == pd.Timestamp("1993-01-01") and got["mixed"][3] == pd.Timestamp("2024-03-04")


def test_keys_of_different_types_meet(tmp_path: Path) -> None:
    account = linked(tmp_path, "account", {"id": [12, 13, 140], "x": [1.5, 2.5, 3.5]}, primary_key="id")
    card = linked(tmp_path, "card", {"account": ["0012", "0013", "X9", "0140"], "y": [1, 2, 3, 4]})
    links = (Link(table="card", column="account", to="account"),)
    with opened(TableSet(tables=(account, card), links=links)) as tables:
        a, c = tables.table("account"), tables.table("card")
        joined = tables.backend.to_pandas(c.join(a, c.account == a.id).order_by("y"))
        assert joined[["account", "y", "x"]].to_numpy().tolist() == [
            ["12", 1, 1.5],
            ["13", 2, 2.5],
            ["140", 4, 3.5],
        ]
    with opened(TableSet(tables=(account, card))) as tables:  # nothing says that these are one
        kept = tables.backend.to_pandas(tables.table("card").account)
        assert sorted(kept) == ["0012", "0013", "0140", "X9"]


def test_a_key_family_reaches_over_several_links(tmp_path: Path) -> None:
    lead = linked(tmp_path, "lead", {"id": ["007", "008"], "x": [1, 2]}, primary_key="id")
    deal = linked(tmp_path, "deal", {"lead": ["007", "008"], "x": [1, 2]}, primary_key="lead")
    call = linked(tmp_path, "call", {"deal": [7, 8], "x": [1, 2]})
    links = (
        Link(table="deal", column="lead", to="lead"),
        Link(table="call", column="deal", to="deal"),
    )
    with opened(TableSet(tables=(lead, deal, call), links=links)) as tables:
        for name, column in (("lead", "id"), ("deal", "lead"), ("call", "deal")):
            assert sorted(tables.backend.to_pandas(tables.table(name)[column])) == ["7", "8"]


@pytest.mark.parametrize("numbers", [False, True])
def test_a_repeated_key_names_the_first_row_only(tmp_path: Path, numbers: bool) -> None:
    keys = [12, 13, 12] if numbers else ["0012", "13", "12"]
    client = linked(tmp_path, "client", {"id": keys, "x": [1.5, 2.5, 3.5]}, primary_key="id")
    call = linked(tmp_path, "call", {"client": [12, 12, 13, 14], "y": [1, 2, 3, 4]})
    links = (Link(table="call", column="client", to="client"),)
    with opened(TableSet(tables=(client, call), links=links)) as tables:
        calls, clients = tables.table("call"), tables.table("client")
        joined = tables.backend.to_pandas(calls.left_join(clients, calls.client == clients.id).order_by("y"))
        assert joined["x"].fillna(-1).tolist() == [1.5, 1.5, 2.5, -1]
        assert tables.backend.to_pandas(clients.count()) == 3  # the row stays, without a name


def test_late_rows_are_those_that_were_written(tmp_path: Path) -> None:
    deal = linked(
        tmp_path,
        "deal",
        {
            "id": ["a", "b", "c"],
            "opened": ["2024-01-01", "2024-01-05", "2024-01-07"],
            "closed": ["2024-02-01", None, "2024-02-05"],
        },
        primary_key="id",
        time_column="opened",
        late_time="closed",
        late_columns=("closed",),
    )
    tables = TableSet(tables=(deal,))
    with opened(tables) as open_tables:
        late = open_tables.logical(logical_table(tables, "deal_late"))
        assert sorted(open_tables.backend.to_pandas(late)["id"]) == ["a", "c"]
        early = open_tables.logical(logical_table(tables, "deal"))
        assert open_tables.backend.to_pandas(early.count()) == 3


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    tables = TableSet(tables=(linked(tmp_path, "deal", {"id": [1, 2], "x": [1, 2]}),))
    with opened(tables) as open_tables, pytest.raises(TableError, match="no table 'nope'"):
        open_tables.table("nope")
    tables.tables[0].table.parquet.write_bytes(b"not parquet")
    with pytest.raises(TableError), opened(tables):
        pass
    tables.tables[0].table.parquet.unlink()
    with pytest.raises(StorageError, match="deal is not there any more"), opened(tables):
        pass
