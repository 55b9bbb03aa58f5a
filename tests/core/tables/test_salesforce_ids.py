"""Salesforce's ids: those of 15 and of 18 characters meet, their case counts, and the id of zeros is missing."""

from __future__ import annotations

from pathlib import Path

import duckdb

from core.tables.expressions import opened
from core.tables.integrity import check_integrity
from core.tables.link_proposals import propose_links
from core.tables.salesforce_ids import long_sql, with_long_ids
from core.tables.table_set import TableSet
from tests.core.tables.linked_files import linked

# the first from Salesforce's documentation, the others worked by hand
KNOWN = {
    "001A0000006Vm9u": "IAC",
    "a0RB0000003qbLF": "MAY",
    "001000000000000": "AAA",
    "00530000003ozqc": "AAA",
}
SHORT = [f"001Ab{'cC'[i % 2]}000000{i:02d}xY"[:15] for i in range(30)]
NO_ID = "000000000000000AAA"


def check_characters(short: str) -> str:
    """The three that follow, written independently of the engine's expression."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    fives = (short[place : place + 5] for place in (0, 5, 10))
    return "".join(letters[sum(1 << i for i, c in enumerate(five) if "A" <= c <= "Z")] for five in fives)


def long(short: str) -> str:
    return short + check_characters(short)


def crm(folder: Path, accounts: list[str], named: list[str]) -> TableSet:
    return TableSet(
        tables=(
            linked(folder, "account", {"Id": accounts, "Industry": ["a", "b"] * (len(accounts) // 2)}),
            linked(folder, "contact", {"contact_id": range(len(named)), "AccountId": named}),
        )
    )


def test_check_characters_by_hand_and_in_the_engine() -> None:
    for short, check in KNOWN.items():
        assert check_characters(short) == check
        assert duckdb.sql(f"SELECT {long_sql(repr(short))}").fetchall() == [(short + check,)]
    assert duckdb.sql(f"SELECT {long_sql(repr('001A0000006Vm9uIAC'))}").fetchall() == [
        ("001A0000006Vm9uIAC",)
    ]


def test_ids_of_both_lengths_meet_and_their_case_counts(tmp_path: Path) -> None:
    upper = [one.replace("c", "C", 1) for one in SHORT[::2]]  # other ids, apart only by case
    assert not set(upper) & set(SHORT)
    tables = propose_links(
        crm(tmp_path, [long(one) for one in [*SHORT, upper[0], upper[1]]], [*SHORT, *upper])
    )
    (link,) = tables.links
    assert (link.name, link.to, link.n_dangling) == ("contact.AccountId", "account", len(upper) - 2)
    assert tables.table("contact").short_ids == ("AccountId",)
    assert any("15 characters" in note for note in tables.notes)
    with opened(tables) as source:
        accounts = source.table("account").select("Id", "Industry")
        met = source.table("contact").join(accounts, [("AccountId", "Id")]).execute()
    assert set(met["AccountId"]) == {long(one) for one in [*SHORT, upper[0], upper[1]]}


def test_the_id_of_nothing_is_missing_and_said(tmp_path: Path) -> None:
    named = [long(SHORT[i]) if i % 3 else NO_ID for i in range(30)]
    tables = propose_links(crm(tmp_path, [long(one) for one in SHORT], named))
    (link,) = tables.links
    assert link.n_dangling == 0
    (finding,) = [one for one in check_integrity(tables).findings if one.kind == "empty ids"]
    assert finding.count == 10
    assert not [one for one in check_integrity(tables).findings if one.kind == "dangling keys"]
    with opened(tables) as source:
        assert source.table("contact")["AccountId"].isnull().sum().execute() == 10


def test_what_only_looks_like_such_ids_stays(tmp_path: Path) -> None:
    codes = [f"AB{i:013d}" for i in range(30)]  # 15 characters, and nothing of 18 to meet
    broken = [one + "AAA" for one in codes]  # the check does not hold
    tables, notes = with_long_ids(crm(tmp_path, broken, codes))
    assert notes == []
    assert all(one.short_ids == () for one in tables.tables)


def test_a_column_of_both_lengths_is_one(tmp_path: Path) -> None:
    mixed = [long(one) if i % 2 else one for i, one in enumerate(SHORT)]
    tables = propose_links(crm(tmp_path, mixed, [*SHORT, *map(long, SHORT)]))
    assert tables.links[0].n_dangling == 0
    assert (
        tables.rows_key("account") != tables.table("account").table.typed_key
    )  # another key for what is computed
