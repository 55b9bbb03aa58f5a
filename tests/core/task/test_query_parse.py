"""Every form of the query language, hand-written values beside the text."""

from __future__ import annotations

import pytest

from core.task.query.ast import (
    Aggregation,
    All,
    Any,
    ColumnRef,
    Compare,
    Condition,
    IsIn,
    IsNull,
    Like,
    Named,
    Not,
    Query,
)
from core.task.query.parse import parse_query

CONTACT = ColumnRef(table="contact", column="")


def ref(name: str) -> ColumnRef:
    table, _, column = name.rpartition(".")
    return ColumnRef(table=table, column=column)


def counted(function: str, over: str, start: float | None, end: float, unit: str = "days") -> Aggregation:
    return Aggregation.model_validate(
        {"function": function, "over": ref(over), "start": start, "end": end, "unit": unit}
    )


def condition_of(text: str) -> Condition | None:
    return parse_query(f"PREDICT x FOR contact WHERE {text}").where


TARGETS = {
    "will_convert": Query(target=Named(name="will_convert"), entity=CONTACT, each=False),
    "contact.age >= 18": Query(target=ref("contact.age"), op=">=", value=18, entity=CONTACT, each=False),
    "contact.opted_in": Query(target=ref("contact.opted_in"), entity=CONTACT, each=False),
    "contact.country = 'DE'": Query(
        target=ref("contact.country"), op="=", value="DE", entity=CONTACT, each=False
    ),
    "COUNT(deal.*, 0, 90, days) > 0": Query(
        target=counted("COUNT", "deal.*", 0, 90), op=">", value=0, entity=CONTACT, each=False
    ),
    "EXISTS(deal, 7, 14, day)": Query(target=counted("EXISTS", "deal.*", 7, 14), entity=CONTACT, each=False),
    "SUM(deal.amount, 0, 3, months) > 1.5": Query(
        target=counted("SUM", "deal.amount", 0, 3, "months"), op=">", value=1.5, entity=CONTACT, each=False
    ),
    "AVG(deal.amount, 0, 36, hour) <> -2": Query(
        target=counted("AVG", "deal.amount", 0, 36, "hours"), op="!=", value=-2, entity=CONTACT, each=False
    ),
    "MIN(deal.amount, 0, .5, minutes) < 1e3": Query(
        target=counted("MIN", "deal.amount", 0, 0.5, "minutes"), op="<", value=1e3, entity=CONTACT, each=False
    ),
    "MAX(deal.amount, 0, 30) <= +4": Query(
        target=counted("MAX", "deal.amount", 0, 30), op="<=", value=4, entity=CONTACT, each=False
    ),
    "COUNT_DISTINCT(deal.source, 0, 30, days) == 2": Query(
        target=counted("COUNT_DISTINCT", "deal.source", 0, 30), op="=", value=2, entity=CONTACT, each=False
    ),
    "COUNT(*, 0, 30, days) > 0 AS busy": Query(
        target=counted("COUNT", ".*", 0, 30), op=">", value=0, entity=CONTACT, each=False, name="busy"
    ),
}


@pytest.mark.parametrize("text", TARGETS)
def test_every_target(text: str) -> None:
    assert parse_query(f"PREDICT {text} FOR contact").to_json() == TARGETS[text].to_json()


ENTITIES = {
    "FOR contact": {"each": False},
    "FOR EACH contact": {},
    "FOR EACH contact.contact_id": {"entity": ref("contact.contact_id")},
    "FOR contact = 'c1'": {"each": False, "ids": ("c1",)},
    "FOR contact.contact_id IN (1, 2, 'c''3')": {
        "each": False,
        "entity": ref("contact.contact_id"),
        "ids": (1, 2, "c'3"),
    },
    "FOR EACH contact USING contact, deal": {"using": ("contact", "deal")},
    "FOR EACH contact;": {},
}


@pytest.mark.parametrize("text", ENTITIES)
def test_every_entity(text: str) -> None:
    wanted = Query(target=Named(name="x"), entity=CONTACT).model_copy(update=ENTITIES[text])
    assert parse_query(f"PREDICT x {text}").to_json() == wanted.to_json()


A, B, C = (Compare(left=ref(name), op="=", value=1) for name in "abc")

CONDITIONS = {
    "a = 1": A,
    "contact.age != 'x'": Compare(left=ref("contact.age"), op="!=", value="x"),
    'a = "its"': Compare(left=ref("a"), op="=", value="its"),
    "a = 'it''s'": Compare(left=ref("a"), op="=", value="it's"),
    'a = "say ""hi"""': Compare(left=ref("a"), op="=", value='say "hi"'),
    "a = TRUE": Compare(left=ref("a"), op="=", value=True),
    "a = false": Compare(left=ref("a"), op="=", value=False),
    "a >= '2026-01-31'": Compare(left=ref("a"), op=">=", value="2026-01-31"),
    "a ≤ 1": Compare(left=ref("a"), op="<=", value=1),
    "a IN ('x')": IsIn(left=ref("a"), values=("x",)),
    "a NOT IN (1, 2)": IsIn(left=ref("a"), values=(1, 2), negated=True),
    "a LIKE 'x%'": Like(left=ref("a"), pattern="x%"),
    "a NOT LIKE 'x%'": Like(left=ref("a"), pattern="x%", negated=True),
    "a CONTAINS 'x'": Like(left=ref("a"), pattern="%x%"),
    "a NOT CONTAINS 'x'": Like(left=ref("a"), pattern="%x%", negated=True),
    "a IS NULL": IsNull(left=ref("a")),
    "a IS NOT NULL": IsNull(left=ref("a"), negated=True),
    "NOT a = 1": Not(part=A),
    "NOT NOT a = 1": Not(part=Not(part=A)),
    "a = 1 AND b = 1 AND c = 1": All(parts=(A, B, C)),
    "a = 1 OR b = 1 AND c = 1": Any(parts=(A, All(parts=(B, C)))),
    "(a = 1 OR b = 1) AND c = 1": All(parts=(Any(parts=(A, B)), C)),
    "(a = 1 AND b = 1) AND c = 1": All(parts=(All(parts=(A, B)), C)),
    "NOT (a = 1 OR b = 1)": Not(part=Any(parts=(A, B))),
    "NOT a = 1 AND b = 1": All(parts=(Not(part=A), B)),
    "((((a = 1))))": A,
    "COUNT(activity.*, -30, 0, days) > 2": Compare(
        left=counted("COUNT", "activity.*", -30, 0), op=">", value=2
    ),
    "COUNT(activity, -INF, 0, days) = 0": Compare(
        left=counted("COUNT", "activity.*", None, 0), op="=", value=0
    ),
    "EXISTS(activity.*, - inf, -7, days)": Compare(
        left=counted("EXISTS", "activity.*", None, -7), op="=", value=True
    ),
    "NOT EXISTS(activity.*, -30, 0)": Not(
        part=Compare(left=counted("EXISTS", "activity.*", -30, 0), op="=", value=True)
    ),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_every_condition(text: str) -> None:
    found = condition_of(text)
    assert found is not None
    assert found.to_json() == CONDITIONS[text].to_json()


def test_conditions_stand_inside_counts_and_in_every_clause() -> None:
    query = parse_query(
        "PREDICT COUNT(deal.* WHERE deal.stage = 'Won' AND amount > 5, 0, 180, days) > 0 FOR EACH contact.id "
        "WHERE age > 3 ASSUMING COUNT(campaign.*, 0, 30, days) > 0 USING contact"
    )
    assert isinstance(query.target, Aggregation)
    stage = Compare(left=ref("deal.stage"), op="=", value="Won")
    assert query.target.where == All(parts=(stage, Compare(left=ref("amount"), op=">", value=5)))
    assert query.where == Compare(left=ref("age"), op=">", value=3)
    assert query.assuming == Compare(left=counted("COUNT", "campaign.*", 0, 30), op=">", value=0)


def test_keywords_in_any_case_and_over_several_lines() -> None:
    text = "predict count(deal.*, 0, 90, DAYS) > 0\n\tfor each contact\u00a0Where age Is Not Null\r\nusing contact"
    upper = "PREDICT COUNT(deal.*, 0, 90, days) > 0 FOR EACH contact WHERE age IS NOT NULL USING contact"
    assert parse_query(text) == parse_query(upper)


@pytest.mark.parametrize(
    "name",
    [
        "größe",
        "名前",
        "कंपनी",
        "شركة",
        "ชื่อ",
        "e\u0301te",
        "_id",
        "days",
        "count",
        "sum",
        "inf",
        "exists",
        "format",
    ],
)
def test_plain_names_of_any_language(name: str) -> None:
    query = parse_query(f"PREDICT {name}.{name} = 1 FOR {name} WHERE {name} IS NULL USING {name}")
    assert query.target == ColumnRef(table=name, column=name)
    assert query.entity == ColumnRef(table=name, column="")
    assert query.where == IsNull(left=ColumnRef(table="", column=name))
    assert query.using == (name,)


def test_odd_names_stand_in_quotes_or_backticks() -> None:
    query = parse_query(
        'PREDICT "sales team"."sum (€)" > 1 FOR `sales team` WHERE "a""b" = "c" AND `d``e` = 1'
    )
    assert query.target == ColumnRef(table="sales team", column="sum (€)")
    assert query.entity.table == "sales team"
    first, second = query.where.parts  # type: ignore[union-attr]
    assert first == Compare(left=ColumnRef(table="", column='a"b'), op="=", value="c")
    assert second == Compare(left=ColumnRef(table="", column="d`e"), op="=", value=1)


def test_keywords_are_names_after_a_dot_and_in_quotes() -> None:
    query = parse_query('PREDICT contact.where = 1 FOR "each" WHERE "not" IS NULL')
    assert query.target == ColumnRef(table="contact", column="where")
    assert query.entity.table == "each"
    assert query.where == IsNull(left=ColumnRef(table="", column="not"))


def test_the_window_counts_days() -> None:
    target = parse_query("PREDICT COUNT(deal.*, 1, 2, months) > 0 FOR contact").target
    assert isinstance(target, Aggregation)
    assert (target.start_days, target.end_days) == (30.4375, 60.875)
