"""Linked rows as numbers: hand-worked values and brute force in pandas, for both kinds of seed times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.aggregates import aggregated
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on
from core.task.keyed_rows import KEY
from core.task.query.ast import Query
from core.task.related_columns import RelatedColumns, choose_columns
from tests.core.task.crm_tables import asks, count, crm, days, link, linked, random_frames

QUERY = asks(count("activity", 0, 30, function="EXISTS"))
DEALS = asks(count("opportunity", 0, 30, function="EXISTS"))
DAY = "2025-08-01"


def chosen(tables: TableSet, asked: Asked, query: Query = QUERY, most: int = 1000) -> RelatedColumns:
    del tables
    return choose_columns(asked.source, query, asked, DAY, most)


def values(asked: Asked, related: RelatedColumns) -> dict[str, pd.Series]:
    """Title -> value by (key, seed) of every aggregated column."""
    found: dict[str, pd.Series] = {}
    for block in related.blocks:
        frame = aggregated(asked, block).execute().set_index([KEY, SEED])
        assert frame.index.is_unique
        found.update({title: frame[f"c{place}"] for place, title in enumerate(block.titles)})
    return found


def test_ways_and_names() -> None:
    with opened(crm(random_frames(1))) as source:
        related = chosen(source.tables, asked_on(source, "contact", DAY))
    words = [block.words for block in related.blocks]
    assert words == [
        "activity",
        "company's contact",
        "company's opportunity",
        "company's closed opportunity",
        "company's contact's activity",
    ]
    titles = [title for block in related.blocks for title in block.titles]
    for title in (
        "activity: last 30 days",
        "days since last activity",
        "activity: kind is call, ever",
        "activity: average minutes",
        "company's closed opportunity: share of stage is Won",
        "company's closed opportunity: total value",
    ):
        assert title in titles or title.replace("Won", "Lost") in titles
    assert "company's opportunity: total value" not in titles  # known only when it is closed
    assert [one.title for one in related.lookups] == ["company: industry", "company: employees"]
    assert len(set(titles)) == len(titles)


def brute(rows: pd.DataFrame, when: str, seed: pd.Timestamp, column: str) -> dict[str, float]:
    """Every number of the rows of one key, worked out in pandas."""
    rows = rows[rows[when] <= seed]
    number = rows[column].dropna()
    ago = (seed - rows[when]).dt.total_seconds() / 86_400
    latest = rows[rows[when] == rows[when].max()][column].dropna()
    recent = {w: float((ago < w).sum()) for w in (7, 30, 90)}
    return {
        "ever": float(len(rows)),
        **{f"last {w} days": n for w, n in recent.items()},
        "change of pace": recent[30] - recent[90] / 3,
        "since last": float(ago.min()) if len(rows) else np.nan,
        "since first": float(ago.max()) if len(rows) else np.nan,
        f"average {column}": float(number.mean()) if len(number) else np.nan,
        f"total {column}": float(number.sum()) if len(number) else np.nan,
        f"largest {column}": float(number.max()) if len(number) else np.nan,
        f"latest {column}": float(latest.max()) if len(latest) else np.nan,
    }


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("seed", [5, 6])
def test_numbers_agree_with_brute_force(own: bool, seed: int) -> None:
    frames = random_frames(seed)
    siblings = frames["activity"].merge(frames["contact"], on="contact_id").dropna(subset=["created_on"])
    siblings["since"] = (
        siblings[["happened_on", "created_on"]].max(axis=1).where(siblings.happened_on.notna())
    )
    cases = [  # words, rows, key, time, number
        ("activity", frames["activity"], "contact_id", "happened_on", "minutes"),
        (
            "company's closed opportunity",
            frames["opportunity"],
            "company_id",
            "closed_on",
            "value",
        ),
        ("company's contact's activity", siblings, "company_id", "since", "minutes"),
    ]
    with opened(crm(frames)) as source:
        asked = asked_at_own_time(source, "contact") if own else asked_on(source, "contact", DAY)
        found = values(asked, chosen(source.tables, asked, DEALS))
        who = asked.rows.select(ENTITY, SEED, "company_id").execute()
    assert len(who) > 20
    for words, rows, key, when, column in cases:
        titles = {"since last": f"days since last {words}", "since first": f"days since first {words}"}
        compared = 0
        for _, example in who.iterrows():
            mine = rows[rows[key] == (example[ENTITY] if key == "contact_id" else example["company_id"])]
            expected = brute(mine, when, example[SEED], column)
            place = (example[ENTITY] if key == "contact_id" else example["company_id"], example[SEED])
            for name, value in expected.items():
                series = found[titles.get(name, f"{words}: {name}")]
                if place in series.index:
                    assert series[place] == pytest.approx(value, rel=1e-9, abs=1e-8, nan_ok=True), (
                        words,
                        name,
                    )
                    compared += 1
                else:
                    assert expected["ever"] == 0
        assert compared > 50


def test_levels_and_shares() -> None:
    frames = random_frames(7)
    with opened(crm(frames)) as source:
        asked = asked_on(source, "contact", DAY)
        found = values(asked, chosen(source.tables, asked))
    rows = frames["activity"]
    rows = rows[rows["happened_on"] <= pd.Timestamp(DAY)]
    for level in ("call", "mail", "web"):
        by = rows.groupby("contact_id")["kind"]
        number = by.apply(lambda kinds, level=level: float((kinds == level).sum()))
        share = by.apply(lambda kinds, level=level: float((kinds.dropna() == level).mean()))
        got = found[f"activity: kind is {level}, ever"].droplevel(1)
        assert got.to_dict() == number.to_dict()
        got_share = found[f"activity: share of kind is {level}"].droplevel(1)
        for key, value in share.items():
            assert got_share[key] == pytest.approx(value, nan_ok=True)


def test_levels_are_chosen_on_rows_for_learning_only() -> None:
    frames = random_frames(8)
    later = frames["activity"]["happened_on"] > pd.Timestamp(DAY)
    frames["activity"].loc[later, "kind"] = "new in autumn"
    with opened(crm(frames)) as source:
        related = chosen(source.tables, asked_on(source, "contact", "2025-12-01"))
    assert not [t for block in related.blocks for t in block.titles if "autumn" in t]


def test_the_cap_keeps_the_most_general_columns() -> None:
    with opened(crm(random_frames(9))) as source:
        asked = asked_on(source, "contact", DAY)
        everything, few = chosen(source.tables, asked), chosen(source.tables, asked, most=12)
    assert few.n == 12
    assert few.n_left_out == everything.n - 12
    titles = [title for block in few.blocks for title in block.titles]
    assert {"activity: ever", "activity: last 30 days", "days since last activity"} <= set(titles)
    assert [one.title for one in few.lookups] == ["company: industry", "company: employees"]


def test_using_names_the_tables_that_may_be_used() -> None:
    query = QUERY.model_copy(update={"using": ("contact", "activity")})
    with opened(crm(random_frames(9))) as source:
        related = chosen(source.tables, asked_on(source, "contact", DAY), query)
    assert [block.words for block in related.blocks] == ["activity"]
    assert related.lookups == ()


def test_own_times_do_not_count_the_row_that_is_asked_about() -> None:
    contact = pd.DataFrame(
        {
            "contact_id": ["x", "y", "z"],
            "company_id": ["k", "k", "k"],
            "created_on": days("2025-01-01", "2025-01-05", "2025-01-09"),
        }
    )
    tables = TableSet(
        tables=(
            linked("company", pd.DataFrame({"company_id": ["k"], "size": [3]}), primary_key="company_id"),
            linked("contact", contact, primary_key="contact_id", time_column="created_on"),
            linked(
                "activity",
                pd.DataFrame({"contact_id": ["x"], "happened_on": days("2025-02-01")}),
                time_column="happened_on",
            ),
        ),
        links=(link("contact", "company_id", "company"), link("activity", "contact_id", "contact")),
    )
    with opened(tables) as source:
        asked = asked_at_own_time(source, "contact")
        related = choose_columns(source, QUERY, asked, "2025-12-01")
        found = values(asked, related)
    ever = found["company's contact: ever"].droplevel(0)
    assert ever.to_dict() == {pd.Timestamp("2025-01-05"): 1, pd.Timestamp("2025-01-09"): 2}
    assert found["days since last company's contact"].tolist() == [4.0, 4.0]
    assert "activity" not in [block.words for block in related.blocks]  # it is the answer


def test_crowded_rows_are_looked_at_as_of_the_monday_before(monkeypatch: pytest.MonkeyPatch) -> None:
    frames = random_frames(10)
    with opened(crm(frames)) as source:
        asked = asked_at_own_time(source, "contact")
        exact = chosen(source.tables, asked)
        monkeypatch.setattr("core.task.related_columns._MOST_PAIRS", 10)
        weekly = chosen(source.tables, asked)
        assert not any(block.weekly for block in exact.blocks)
        shared = {block.words: block.weekly for block in weekly.blocks}
        found = values(asked, weekly)["company's opportunity: ever"]
    assert shared == {name: name != "activity" for name in shared}
    rows = frames["opportunity"]
    for (company, monday), n in found.items():
        assert monday.weekday() == 0
        assert n == ((rows["company_id"] == company) & (rows["opened_on"] <= monday)).sum()


def test_huge_amounts_and_ties_do_not_break_sums() -> None:
    frames = random_frames(11)
    frames["activity"].loc[0, "minutes"] = 1e300
    frames["activity"]["contact_id"] = "C1"
    frames["activity"]["happened_on"] = pd.Timestamp("2025-05-01")
    with opened(crm(frames)) as source:
        asked = asked_on(source, "contact", DAY)
        found = values(asked, chosen(source.tables, asked))
    usable = frames["activity"]["minutes"].iloc[1:].dropna()
    assert found["activity: total minutes"].tolist() == pytest.approx([usable.sum()])
    assert found["activity: latest minutes"].tolist() == [1e300]


def test_a_self_reference_counts_those_below() -> None:
    company = pd.DataFrame({"company_id": ["a", "b", "c"], "parent_id": [None, "a", "a"], "size": [9, 2, 3]})
    tables = TableSet(
        tables=(linked("company", company, primary_key="company_id"),),
        links=(link("company", "parent_id", "company"),),
    )
    query = QUERY.model_copy(update={"entity": QUERY.entity.model_copy(update={"table": "company"})})
    with opened(tables) as source:
        asked = asked_on(source, "company", DAY)
        related = choose_columns(source, query, asked, DAY)
        found = values(asked, related)
    assert found["company (parent_id): ever"].droplevel(1).to_dict() == {"a": 2}
    assert found["company (parent_id): average size"].droplevel(1).to_dict() == {"a": 2.5}
    assert "parent_id: size" in [one.title for one in related.lookups]


def test_repeated_keys_count_once() -> None:
    frames = random_frames(12)
    twice = pd.concat([frames["contact"], frames["contact"].assign(created_on=pd.Timestamp("2025-12-24"))])
    frames["contact"] = twice.reset_index(drop=True)
    with opened(crm(frames)) as source:
        asked = asked_on(source, "contact", "2025-12-31")
        keys = asked.rows.select(ENTITY).execute()[ENTITY]
        related = chosen(source.tables, asked)
        block = next(b for b in related.blocks if b.words == "company's contact's activity")
        once = replace(block, columns=block.columns[:1])
        total = aggregated(asked, once).execute()["c0"].sum()
    assert keys.is_unique
    joined = (
        frames["activity"].dropna(subset=["happened_on"]).merge(random_frames(12)["contact"], on="contact_id")
    )
    assert total == len(joined)


def test_cycles_between_tables_end() -> None:
    company = pd.DataFrame({"company_id": ["a", "b"], "owner_id": ["1", "2"], "parent_id": ["b", "a"]})
    person = pd.DataFrame({"person_id": ["1", "2"], "company_id": ["a", "a"], "age": [30, 50]})
    tables = TableSet(
        tables=(
            linked("company", company, primary_key="company_id"),
            linked("person", person, primary_key="person_id"),
        ),
        links=(
            link("company", "owner_id", "person"),
            link("company", "parent_id", "company"),
            link("person", "company_id", "company"),
        ),
    )
    query = QUERY.model_copy(update={"entity": QUERY.entity.model_copy(update={"table": "company"})})
    with opened(tables) as source:
        asked = asked_on(source, "company", DAY)
        related = choose_columns(source, query, asked, DAY)
        found = values(asked, related)
    assert found["person: ever"].droplevel(1).to_dict() == {"a": 2}
    assert found["person: average age"].droplevel(1).to_dict() == {"a": 40}
    titles = [*found, *(one.title for one in related.lookups)]
    assert "person: age" in titles
    assert len(titles) == len(set(titles))
