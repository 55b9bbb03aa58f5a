"""What is wrong with the links, keys and times of a set, counted by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.bundle import read_bundle
from core.tables.integrity import IntegrityReport, check_integrity
from core.tables.integrity_finding import IntegrityFinding
from core.tables.key_overlap import measuring
from core.tables.link_proposals import propose_links
from core.tables.table_set import Link, TableSet
from core.tables.time_integrity import credible_until
from tests.core.tables.linked_files import linked

DAYS = [str(day.date()) for day in pd.date_range("2024-01-01", periods=200, freq="D")]


@pytest.fixture
def crm(tmp_path: Path) -> TableSet:
    product = linked(
        tmp_path,
        "product",
        {"product": ["GTX Pro", "GTX Basic", "MG Advanced", "MG Advanced"], "price": [5, 4, 3, 3]},
        primary_key="product",
    )
    rep = linked(tmp_path, "rep", {"rep": [*range(1, 40), None], "age": [30, 40] * 20}, primary_key="rep")
    deal = linked(
        tmp_path,
        "deal",
        {
            "product": ["GTXPro"] * 50 + ["GTX Basic"] * 140 + ["Bicycle"] * 9 + [None],
            "rep": [f"{1 + i % 39:03d}" for i in range(199)] + ["99"],
            "opened": [*DAYS[:-3], "2099-01-01", DAYS[-3], None],
            "closed": [*DAYS[5:], "2024-01-02", *DAYS[:4]],
            "stage": ["won", "lost"] * 100,
        },
        time_column="opened",
        late_time="closed",
        late_columns=("closed", "stage"),
    )
    lone = linked(tmp_path, "weather", {"town": ["A", "B"], "rain": [1, 2]})
    sums = linked(
        tmp_path,
        "sums",
        {
            "rep": range(1, 40),
            "total_a": [1] * 39,
            "avg_b": range(39),
            "count_c": range(39),
            "sum_d": range(39),
        },
    )
    links = (
        Link(table="deal", column="product", to="product"),
        Link(table="deal", column="rep", to="rep"),
        Link(table="sums", column="rep", to="rep"),
    )
    return TableSet(tables=(product, rep, deal, lone, sums), links=links)


def of(report: IntegrityReport, kind: str) -> dict[str, IntegrityFinding]:
    return {
        item.table + (f".{item.column}" if item.column else ""): item
        for item in report.findings
        if item.kind == kind
    }


def test_dangling_keys_are_counted_and_the_nearest_is_named(crm: TableSet) -> None:
    dangling = of(check_integrity(crm), "dangling keys")
    assert set(dangling) == {"deal.product", "deal.rep"}
    product = dangling["deal.product"]
    assert (product.count, product.severity) == (59, "problem")
    assert "'GTXPro' (50 rows)" in product.sentence and "'GTXPro' is probably 'GTX Pro'" in product.sentence
    assert "'Bicycle' (9 rows)" in product.sentence and "'Bicycle' is probably" not in product.sentence
    assert "alike" in product.action
    rep = dangling["deal.rep"]
    assert (rep.count, rep.severity) == (1, "check") and "'99' (1 row)" in rep.sentence


def test_keys_that_repeat_or_are_missing(crm: TableSet) -> None:
    report = check_integrity(crm)
    assert of(report, "repeated keys")["product.product"].count == 1
    assert "'MG Advanced' (2 rows)" in of(report, "repeated keys")["product.product"].sentence
    assert of(report, "missing keys")["rep.rep"].count == 1


def test_types_lone_tables_and_sums_without_a_date(crm: TableSet) -> None:
    report = check_integrity(crm)
    assert of(report, "different types")["deal.rep"].severity == "info"
    assert set(of(report, "different types")) == {"deal.rep"}
    assert "kept" in of(report, "lone table")["weather"].sentence
    assert set(of(report, "lone table")) == {"weather"}
    assert set(of(report, "computed later")) == {"sums"}


def test_times(crm: TableSet) -> None:
    report = check_integrity(crm)
    future = of(report, "future dates")
    assert set(future) == {"deal.opened"} and future["deal.opened"].count == 1
    assert "01 Jan 2099" in future["deal.opened"].sentence
    assert (
        report.data_end == DAYS[-3] and f"{pd.Timestamp(DAYS[-3]):%d %b %Y}" in future["deal.opened"].sentence
    )
    assert of(report, "rows without time")["deal.opened"].count == 1
    frame = crm.table("deal").table.frame()
    assert of(report, "end before beginning")["deal.closed"].count == int((frame.closed < frame.opened).sum())


def test_the_worst_comes_first(crm: TableSet) -> None:
    report = check_integrity(crm)
    order = [("problem", "check", "info").index(item.severity) for item in report.findings]
    assert order == sorted(order) and order[0] == 0
    assert (report.n_tables, report.n_links, report.n_rows) == (5, 3, 4 + 40 + 200 + 2 + 39)
    assert all(item.sentence.endswith(".") for item in report.findings)


def test_times_in_several_zones_are_told(tmp_path: Path) -> None:
    calls = {"at": ["2024-03-01 10:00:00+02:00", "2024-03-02 10:00:00Z"] * 20, "n": list(range(40))}
    call = linked(tmp_path, "call", calls, time_column="at")
    found = of(check_integrity(TableSet(tables=(call,))), "mixed zones")
    assert "+02:00 in 20 rows" in found["call.at"].sentence


def report_of_orders(folder: Path) -> IntegrityReport:
    """Orders with a day, and lines that are known since their order."""
    days = pd.date_range("2024-01-01", periods=30, freq="D")
    order = linked(
        folder, "order", {"order_id": range(30), "day": days}, primary_key="order_id", time_column="day"
    )
    line = linked(
        folder, "line", {"order_id": [i % 30 for i in range(60)], "n": range(60)}, time_from="order_id"
    )
    links = (Link(table="line", column="order_id", to="order"),)
    return check_integrity(TableSet(tables=(order, line), links=links))


def test_a_set_without_flaws_has_no_findings(tmp_path: Path) -> None:
    client = linked(tmp_path, "client", {"client_id": range(30), "age": range(30)}, primary_key="client_id")
    card = linked(tmp_path, "card", {"client_id": [i % 30 for i in range(60)], "n": range(60)})
    links = (Link(table="card", column="client_id", to="client"),)
    report = check_integrity(TableSet(tables=(client, card), links=links))
    assert [item.kind for item in report.findings] == ["known always", "known always"]
    assert report.data_end is None
    dated = report_of_orders(tmp_path)
    assert dated.findings == () and dated.data_end is not None


def test_cycles_and_links_to_the_same_table_are_checked_each(tmp_path: Path) -> None:
    team = linked(
        tmp_path, "team", {"team_id": range(5), "head": [10, 11, 12, 13, 99]}, primary_key="team_id"
    )
    person = linked(
        tmp_path,
        "person",
        {"person_id": range(10, 30), "team": [i % 6 for i in range(20)], "boss": [10] * 19 + [77]},
        primary_key="person_id",
    )
    links = (
        Link(table="team", column="head", to="person"),
        Link(table="person", column="team", to="team"),
        Link(table="person", column="boss", to="person"),
    )
    dangling = of(check_integrity(TableSet(tables=(team, person), links=links)), "dangling keys")
    assert {name: item.count for name, item in dangling.items()} == {
        "team.head": 1,
        "person.team": 3,
        "person.boss": 1,
    }


def test_overlap_equals_pandas(crm: TableSet) -> None:
    deal, product = crm.table("deal").table.frame(), crm.table("product").table.frame()
    with measuring(crm) as measure:
        overlap = measure.overlap(("deal", "product"), ("product", "product"))
    used = deal["product"].dropna()
    found = used.isin(product["product"])
    assert (overlap.n_rows, overlap.n_dangling) == (len(used), int((~found).sum()))
    assert (overlap.n_distinct, overlap.n_found) == (used.nunique(), used[found].nunique())
    assert overlap.n_keys == product["product"].nunique()


def test_what_is_credible() -> None:
    low, high = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-26")
    assert credible_until(low, high) == high + pd.Timedelta(days=180)
    assert credible_until(low, low) == low + pd.Timedelta(days=30)


def test_a_damaged_table_is_one_clear_error(crm: TableSet) -> None:
    crm.table("deal").table.parquet.write_bytes(b"PAR1 not any more")
    with pytest.raises(TableError, match="could not be read"):
        check_integrity(crm)


def test_lines_that_were_rejected_are_said_before_rows_are_missed(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i % 7}\n" for i in range(1, 25)) + "25,1,too,many\n26,2,too,many\n"
    (tmp_path / "firm.csv").write_text("firm_id,size\n" + rows)
    (tmp_path / "deal.csv").write_text(
        "deal_id,firm_id\n" + "".join(f"{i},{1 + i % 26}\n" for i in range(78))
    )
    tables = propose_links(read_bundle([tmp_path / "firm.csv", tmp_path / "deal.csv"]).tables)
    found = check_integrity(tables).findings
    (rejected,) = [one for one in found if one.kind == "rejected lines"]
    assert (rejected.table, rejected.count, rejected.severity) == ("firm", 2, "problem")
    assert "line 26" in rejected.sentence
    (dangling,) = [one for one in found if one.kind == "dangling keys"]
    assert dangling.count == 6
    assert dangling.sentence.startswith("2 lines of firm could not be read")
    assert "rejected lines of firm" in dangling.action


@pytest.mark.parametrize("n_repeated", [1, 60])
def test_an_id_that_repeats_is_said_however_often(tmp_path: Path, n_repeated: int) -> None:
    n = 260
    ids = [*range(1, n - n_repeated + 1), *range(1, n_repeated + 1)]
    opportunity = {"deal_id": ids, "contact_id": [1 + i % 40 for i in range(n)], "won": ["yes", "no"] * 130}
    contact = {"contact_id": range(1, 41), "job": ["Clerk", "Buyer"] * 20}
    tables = TableSet(
        tables=(linked(tmp_path, "opportunity", opportunity), linked(tmp_path, "contact", contact))
    )
    tables = propose_links(tables)
    said = " ".join([*tables.notes, *(one.sentence for one in check_integrity(tables).findings)])
    assert re.search(rf"{n_repeated} (of {n} )?rows? repeat", said)
    assert not any(one.table == "contact" for one in check_integrity(tables).findings if "key" in one.kind)
