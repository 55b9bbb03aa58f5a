"""Targets with a name, such as `will_convert`: those that fit given tables, and those that people name themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.tables.paths import hops
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import Aggregation, ColumnRef, Compare, Condition, Definition, IsIn, Query
from core.task.query.errors import QueryError, quoted
from core.task.query.reach import best_ways, through_strangers
from core.task.query.syntax import FUNCTIONS, UNITS
from core.task.query.text import name_text
from core.task.query.won import won_values

CONVERT = "will_convert"
_LONGEST_NAME = 60
_NEAR = 2  # hops: what happens further away is nobody's next step
_DAYS = {"opportunity_created": 90, "closed_won": 180, "product_bought": 90}
_FAMILY = re.compile(r"(opportunity_created|closed_won|product_bought)_within_([0-9]{1,5})_days")


def definitions(
    tables: TableSet, entity: str, own: Sequence[Definition] = (), using: tuple[str, ...] = ()
) -> tuple[Definition, ...]:
    """The named targets that fit an entity: the ready ones, then those that people named.

    Ready are *opportunity created within 90 days*, *closed-won within 180 days* and *product bought within 90
    days*, each where such a table with a clock is linked to the entity; the first of them is `will_convert`. Any
    of them goes by its sentence too, with any number of days: `closed_won_within_30_days`.

    Args:
        tables: The tables and links.
        entity: The table that is asked about.
        own: What people named; those over tables that are not there are left out.
        using: The tables named after USING, which may decide between several ways.
    """
    ready = [
        _definition(family, days, linked, where)
        for family, days in _DAYS.items()
        for linked, where in _fitting(family, tables, entity, using)
    ]
    first = {one.sentence: one for one in reversed(ready)}  # two tables of one kind: the first in the set
    ready = [one for one in ready if first[one.sentence] is one]
    if ready:
        ready[0] = ready[0].model_copy(update={"name": CONVERT})
    named = [one for one in own if _is_reached(tables, entity, one.target.over.table, using)]
    return (*ready, *named)


def definition_of(
    name: str, tables: TableSet, entity: str, own: Sequence[Definition] = (), using: tuple[str, ...] = ()
) -> Definition | None:
    """The definition of a name, whatever its case; None where there is none for this entity.

    A person's own definition is found even where its table is missing, so that its check can say so.
    """
    wanted = _folded(name)
    for one in (*definitions(tables, entity, own, using), *own):
        if _folded(one.name) == wanted:
            return one
    family = _FAMILY.fullmatch(wanted)
    if family is None:
        return None
    fitting = _fitting(family[1], tables, entity, using)
    return next((_definition(family[1], int(family[2]), *one) for one in fitting), None)


def own_definition(
    name: str, query: Query, tables: TableSet, taken: Sequence[Definition] = (), sentence: str = ""
) -> Definition:
    """A person's own definition: the target of a resolved query under a name.

    Args:
        name: A plain word, such as `big_deal_soon`.
        query: The resolved query whose target is named.
        tables: The tables; a name that one of their columns has is refused.
        taken: The person's definitions so far.
        sentence: What it means, in plain words; empty: the name with spaces.

    Raises:
        QueryError: the name is no plain word, is taken or belongs to the language, or the target is no count.
    """
    if not isinstance(query.target, Aggregation):
        raise QueryError("Only a count of rows can be named", action="A column has a name already")
    check_name(name, tables, taken)
    words = sentence.strip() or name.replace("_", " ")
    return Definition(name=name, sentence=words, target=query.target, op=query.op, value=query.value)


def check_name(name: str, tables: TableSet, taken: Sequence[Definition] = ()) -> None:
    """Refuses a name that a definition cannot have.

    Raises:
        QueryError: no plain word, too long, a word of the language, or taken.
    """
    expected = f"one word of letters, digits and _, at most {_LONGEST_NAME} characters"
    example = "Write for example big_deal_soon"
    if name.upper() in FUNCTIONS or name.lower() in (*UNITS, *(unit[:-1] for unit in UNITS)):
        raise QueryError(f"{quoted(name)} is a word of the query language", expected=expected, action=example)
    if not name or len(name) > _LONGEST_NAME or name_text(name) != name:
        word = "is a word of the query language or no plain word"
        raise QueryError(f"{quoted(name)} {word}", expected=expected, action=example)
    wanted = _folded(name)
    if wanted == CONVERT or _FAMILY.fullmatch(wanted) or any(_folded(one.name) == wanted for one in taken):
        raise QueryError(f"There is a definition {quoted(name)} already", action="Choose another name")
    for linked in tables.tables:
        if wanted in (_folded(linked.name), *(_folded(column.name) for column in linked.table.columns)):
            raise QueryError(f"{quoted(name)} is the name of a table or column", action="Choose another name")


_OPPORTUNITY = re.compile(r"(?:^|_)(?:opportunit(?:y|ies)|opps?|deals?|(?:sales_)?pipeline)(?:$|_)")
_PURCHASE = re.compile(
    r"(?:^|_)(?:products?|purchases?|orders?|sales|subscriptions?|holdings?|loans?|cards?|polic(?:y|ies)|contracts?)(?:$|_)"
)
_PURCHASE_KINDS = ("product", "purchase", "order", "loan", "card", "subscription", "contract")
_STAGE = re.compile(r"(?:^|_)(?:stage|stage_name|stagename|deal_stage|dealstage|is_?won|won|status|outcome)$")
_WON_TIME = re.compile(r"(?:^|_)won(?:$|_)")
_END_TIME = re.compile(r"(?:^|_)(?:won|closed?)(?:$|_)")


def _fitting(
    family: str, tables: TableSet, entity: str, using: tuple[str, ...]
) -> Iterator[tuple[LinkedTable, Condition | None]]:
    """The tables a ready definition can count rows of, each with the condition on them."""
    for linked in tables.tables:
        if not _is_reached(tables, entity, linked.name, using):
            continue
        is_deal = _is_kind(linked, ("opportunity",), _OPPORTUNITY)
        if family == "product_bought" and not is_deal and linked.time_column:
            if _is_kind(linked, _PURCHASE_KINDS, _PURCHASE):
                yield linked, None
        elif family == "opportunity_created" and is_deal and linked.time_column and not _lists_ends(linked):
            yield linked, None
        elif family == "closed_won" and is_deal and linked.time_column and _lists_ends(linked):
            if _WON_TIME.search(_folded(linked.time_column)):
                yield linked, None
        elif family == "closed_won" and is_deal and (won := _won(linked)) is not None:
            yield linked, won


def _is_kind(linked: LinkedTable, kinds: tuple[str, ...], names: re.Pattern[str]) -> bool:
    if linked.kind is not None:
        return linked.kind in kinds
    return names.search(_folded(linked.name)) is not None


def _is_reached(tables: TableSet, entity: str, table: str, using: tuple[str, ...]) -> bool:
    """True where one short way leads to the rows, and not only by way of strangers such as a shared sales rep."""
    if table == entity or table not in tables.names:
        return False
    ways = best_ways(tables, entity, ColumnRef(table=table, column="*"), using)
    if len(ways) != 1 or len(hops(tables, ways[0].steps)) > _NEAR:
        return False
    return not ways[0].is_single and not through_strangers(tables, ways[0])


def _lists_ends(linked: LinkedTable) -> bool:
    """True for a table of deals that have ended: its clock is the day of the end and it has no stage."""
    return _END_TIME.search(_folded(linked.time_column or "")) is not None and not _stages(linked)


def _stages(linked: LinkedTable) -> list[Column]:
    return [column for column in linked.table.columns if _STAGE.search(_folded(column.name))]


def _won(linked: LinkedTable) -> Condition | None:
    """The condition that a deal was won, on a column that is filled in when it closes."""
    for column in _stages(linked):
        if linked.late_time is None or column.name not in linked.late_columns:
            continue
        ref = ColumnRef(table=linked.name, column=column.name)
        if column.role is Role.YES_NO and _folded(column.name).endswith("won"):
            return Compare(left=ref, op="=", value=True)
        values = won_values(linked.table, column)
        if len(values) == 1:
            return Compare(left=ref, op="=", value=values[0])
        if values:
            return IsIn(left=ref, values=values)
    return None


def _definition(family: str, days: int, linked: LinkedTable, where: Condition | None) -> Definition:
    words = family.replace("closed_won", "closed-won").replace("_", " ")
    over = ColumnRef(table=linked.name, column="*")
    return Definition(
        name=f"{family}_within_{days}_days",
        sentence=f"{words} within {days} days",
        target=Aggregation(function="COUNT", over=over, where=where, start=0, end=days),
        op=">",
        value=0,
    )


def _folded(name: str) -> str:
    """A name in small letters with _ for everything else, and between words run together as in StageName."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"\W+", "_", spaced).strip("_").casefold()
