"""The form and the query say the same; what the form cannot show it does not pretend to show."""

import pytest

from core.task.query.ast import Aggregation, All, ColumnRef, Compare, IsIn, IsNull, Like, Named, Query
from core.task.query.form import QueryForm, form_of, query_of
from core.task.query.parse import parse_query

ENTITY = ColumnRef(table="contact", column="contact_id")
STAGE = ColumnRef(table="opportunity", column="stage")
ROWS = ColumnRef(table="opportunity", column="*")


@pytest.mark.parametrize(
    "form",
    [
        QueryForm(entity="contact", name="will_convert"),
        QueryForm(entity="contact", table="opportunity"),
        QueryForm(entity="contact", function="COUNT", table="activity", op=">=", value=3, start=7, end=30),
        QueryForm(
            entity="contact",
            function="SUM",
            table="opportunity",
            column="value",
            filter_column="stage",
            filter_value="Won",
            value=1000.0,
            unit="months",
            end=6,
        ),
        QueryForm(entity="deal", own_column=True, column="stage", op="=", value="Won"),
        QueryForm(
            entity="deal",
            own_column=True,
            column="stage",
            op="=",
            value="Won",
            also=("Signed",),
            against=("Lost",),
        ),
        QueryForm(
            entity="deal", own_column=True, column="stage", op="=", value="Won", against=("Lost", "Dead")
        ),
        QueryForm(entity="contact", table="opportunity", filter_column="closed_on", filter_op="is filled"),
        QueryForm(entity="contact", table="opportunity", filter_column="closed_on", filter_op="is empty"),
    ],
)
def test_a_form_comes_back_from_its_query(form: QueryForm) -> None:
    assert form_of(query_of(form)) == form


def test_an_exists_query_has_no_comparison() -> None:
    query = query_of(QueryForm(entity="contact", table="opportunity", op=">", value=0))
    assert query.op is None and query.value is None


@pytest.mark.parametrize(
    "where",
    [
        Like(left=STAGE, pattern="%won%"),
        IsIn(left=STAGE, values=("Won", "Signed")),
        IsIn(left=STAGE, values=("Won",), negated=True),
        All(parts=(IsNull(left=STAGE), Compare(left=STAGE, op="=", value="Won"))),
        Compare(left=ColumnRef(table="company", column="size"), op=">", value=5),
    ],
)
def test_a_filter_that_the_form_lacks_is_not_shown_as_another(where: object) -> None:
    target = Aggregation(function="EXISTS", over=ROWS, where=where, end=90)
    assert form_of(Query(target=target, entity=ENTITY)) is None


@pytest.mark.parametrize(
    "target",
    [
        Aggregation(function="COUNT", over=STAGE, end=90),
        Aggregation(function="COUNT", over=ROWS, end=90),
        Aggregation(function="SUM", over=ROWS, start=None, end=0),
    ],
)
def test_a_target_that_the_form_lacks_is_not_shown_as_another(target: Aggregation) -> None:
    assert form_of(Query(target=target, entity=ENTITY)) is None


@pytest.mark.parametrize(
    "line",
    [
        "PREDICT stage NOT IN ('Won', 'Signed') FOR EACH opportunity",
        "PREDICT EXISTS(opportunity.*, 0, 9, days) OR contact.age > 3 FOR EACH contact",
        "PREDICT SUM(opportunity.amount, 0, 9, days) FOR EACH contact",
        "PREDICT opportunity.amount FOR EACH opportunity",
    ],
)
def test_a_line_that_says_more_is_no_form(line: str) -> None:
    assert form_of(parse_query(line)) is None


def test_what_the_form_does_not_show_is_kept() -> None:
    old = Query(
        target=Named(name="will_convert"),
        entity=ENTITY,
        where=Compare(left=ColumnRef(table="contact", column="country"), op="=", value="AT"),
        using=("contact", "activity"),
        rank=True,
        top=20,
    )
    new = query_of(QueryForm(entity="contact", table="opportunity"), "contact_id", like=old)
    assert new.where == old.where and new.using == old.using
    assert new.rank and new.top == 20


def test_another_entity_starts_anew() -> None:
    old = Query(target=Named(name="will_convert"), entity=ENTITY, using=("contact",))
    assert query_of(QueryForm(entity="company", table="opportunity"), like=old).using == ()
