"""The line that says a query, read back as the same query: by hand and for random queries."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.task.query.ast import (
    Aggregation,
    All,
    Any,
    ColumnRef,
    Compare,
    Function,
    IsIn,
    IsNull,
    Like,
    Named,
    Not,
    Operator,
    Query,
    Unit,
)
from core.task.query.parse import parse_query
from core.task.query.text import name_text, query_text

_WORDS = st.sampled_from(
    [
        "contact",
        "deal",
        "for",
        "Each",
        "IN",
        "null",
        "count",
        "days",
        "as",
        "größe",
        "名前",
        "a b",
        "*",
        "-inf",
        "1x",
        "rank",
        "Top",
        "against",
        "between",
    ]
)
_NAMES = st.one_of(_WORDS, st.text(min_size=1, max_size=12))
_NUMBERS = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda x: x + 0.0),
)
_VALUES = st.one_of(
    st.text(max_size=12), st.sampled_from(["it's", '"', "%", "\\", "\n"]), _NUMBERS, st.booleans()
)
_REFS = st.builds(ColumnRef, table=st.one_of(st.just(""), _NAMES), column=_NAMES)
_FULL_REFS = st.builds(ColumnRef, table=_NAMES, column=_NAMES)
_ROWS = st.one_of(_FULL_REFS, st.builds(ColumnRef, table=st.one_of(st.just(""), _NAMES), column=st.just("*")))
_OPERATORS = st.sampled_from(get_args(Operator))
_WINDOWS = st.floats(-1e6, 1e6)
_SIMPLE = st.one_of(
    st.builds(Compare, left=_REFS, op=_OPERATORS, value=_VALUES),
    st.builds(
        IsIn, left=_REFS, values=st.lists(_VALUES, min_size=1, max_size=3).map(tuple), negated=st.booleans()
    ),
    st.builds(Like, left=_REFS, pattern=st.text(max_size=8), negated=st.booleans()),
    st.builds(IsNull, left=_REFS, negated=st.booleans()),
)


def _counted(conditions: st.SearchStrategy) -> st.SearchStrategy:
    return st.builds(
        Aggregation,
        function=st.sampled_from(get_args(Function)),
        over=_ROWS,
        where=st.one_of(st.none(), conditions),
        start=st.one_of(st.none(), _WINDOWS),
        end=_WINDOWS,
        unit=st.sampled_from(get_args(Unit)),
    )


def _larger(conditions: st.SearchStrategy) -> st.SearchStrategy:
    parts = st.lists(conditions, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, parts=parts),
        st.builds(Any, parts=parts),
        st.builds(Not, part=conditions),
        st.builds(Compare, left=_counted(conditions), op=_OPERATORS, value=_VALUES),
    )


_CONDITIONS = st.recursive(_SIMPLE, _larger, max_leaves=8)
_TARGETS = st.one_of(
    st.tuples(
        st.one_of(_counted(_CONDITIONS), _FULL_REFS, st.builds(Named, name=_NAMES)),
        st.one_of(st.just((None, None)), st.tuples(_OPERATORS, _VALUES)),
    ),
    st.tuples(_CONDITIONS.filter(lambda one: not isinstance(one, Compare)), st.just((None, None))),
)
_QUERIES = st.builds(
    lambda target, **fields: Query(target=target[0], op=target[1][0], value=target[1][1], **fields),
    _TARGETS,
    against=st.lists(_VALUES, max_size=3).map(tuple),
    entity=st.builds(ColumnRef, table=_NAMES, column=st.one_of(st.just(""), _NAMES)),
    each=st.booleans(),
    ids=st.lists(_VALUES, max_size=3).map(tuple),
    where=st.one_of(st.none(), _CONDITIONS),
    assuming=st.one_of(st.none(), _CONDITIONS),
    using=st.lists(_NAMES, max_size=3).map(tuple),
    name=st.one_of(st.just(""), _NAMES),
    rank=st.booleans(),
    top=st.one_of(st.none(), st.integers(1, 10**9)),
)


@settings(max_examples=400, deadline=None)
@given(_QUERIES)
def test_text_and_back(query: Query) -> None:
    text = query_text(query)
    again = parse_query(text)
    assert again == query
    # 1, 1.0 and true are equal in Python but not in a query; -0.0 is 0 in a window
    assert json.dumps(again.to_json()).replace("-0.0", "0.0") == json.dumps(query.to_json()).replace(
        "-0.0", "0.0"
    )
    assert query_text(again) == text


@settings(max_examples=300, deadline=None)
@given(_NAMES)
def test_a_name_is_quoted_only_where_it_must_be(name: str) -> None:
    written = name_text(name)
    assert written == name or (written[0] == '"' and written[-1] == '"')
    assert parse_query(f"PREDICT x FOR {written}").entity.table == name


@pytest.mark.parametrize("name", ["contact", "größe", "名前", "_x1", "days", "count"])
def test_usual_names_stay_bare(name: str) -> None:
    assert name_text(name) == name


@pytest.mark.parametrize("name", ["for", "Each", "a b", "1x", "", "a-b", "x.y", 'a"b', "ﬁ x", "ıN"])
def test_odd_names_and_keywords_are_quoted(name: str) -> None:
    assert name_text(name).startswith('"')


def test_the_line_is_the_usual_one() -> None:
    text = (
        "PREDICT COUNT(opportunity.* WHERE stage = 'Won', 0, 180, days) > 0 AS wins FOR EACH contact.contact_id "
        "IN ('a', 'b') WHERE (age > 3 OR NOT country IN ('DE')) AND EXISTS(activity.*, -INF, 0, days) "
        'ASSUMING COUNT(campaign.*, 0, 1.5, months) >= 2 USING contact, "sales team"'
    )
    assert query_text(parse_query(text)) == text
