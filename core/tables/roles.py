"""What each column is: its values' type and the role it probably plays, with the reason in a sentence."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cell_words import cell_words
from core.tables.amount_words import says_amount
from core.tables.answer_words import Says, plain_answers, says
from core.tables.column_values import ColumnValues
from core.tables.engine import in_file_order, quoted
from core.tables.identifier_words import CODES, NAMES_ROWS
from core.tables.identifiers import (
    reason_of_digits,
    reason_of_many,
    reason_of_name,
    reason_of_shape,
    says_client,
    says_id,
    says_key,
    says_owner,
    says_people,
    says_person,
    says_row,
)
from core.tables.layouts import Layout, recognise
from core.tables.long_numbers import long_numbers_as_text
from core.tables.numbers import DecimalMark
from core.tables.options import ReadOptions
from core.tables.raw import raw_kinds, raw_row
from core.tables.set_aside import SetAside, many
from core.tables.stand_ins import said_aside
from core.tables.stored_values import stored_values
from core.tables.table import Column, Role
from core.tables.target_names import names_target, rank_as_target
from core.tables.typed_select import typed_select
from core.tables.values import file_decimal, text_values

if TYPE_CHECKING:
    import duckdb

_ID_NAME = re.compile(
    rf"(.*[_ .-])?({'|'.join(NAMES_ROWS)})([_ .-]?(id|no|nr|num|number|nummer|key|code))?|unnamed: ?0",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(rf"(.*[_ .-])?({'|'.join(CODES)})([_ .-]?code)?", re.IGNORECASE)
_PERSON_NAME = re.compile(
    r"(contact|client|customer|person)?[_ .-]?(first|last|middle|given|family|full|sur)[_ .-]?name|vorname|nachname",
    re.IGNORECASE,
)
_COUNTS_ROWS = "It counts the rows of the file one after the other, so it says nothing about a row."
_NAMES_SELLER = "An id of people who sell: a number or code is no property of the client."
_IS_ID = "An id: nearly every row has its own value, so it says nothing about others."
_NEARLY_ALL = 0.9  # of the rows have their own number
_FEW_SELLERS, _DIGITS_OF_SELLERS = (
    0.2,
    3,
)  # of the rows have a seller of their own, with a number such as 40011
_FEW_ROWS = 8  # fewer different values prove nothing


@dataclass(frozen=True)
class Description:
    """The typed columns of `raw` and the SELECT that gives them."""

    select: str
    columns: tuple[Column, ...]
    n_rows: int
    layout: str | None
    target_hint: tuple[str, str] | None
    file_order_is_time: bool
    notes: tuple[str, ...]
    set_aside: tuple[SetAside, ...] = ()
    decimal: DecimalMark | None = None


def describe(
    connection: duckdb.DuckDBPyConnection, options: ReadOptions, report: Callable[[float], None]
) -> Description:
    """Types every column of the table `raw` and guesses its role.

    Args:
        connection: Holds `raw`; rows without any value are taken out of it.
        options: What the user overruled.
        report: Is told the share of columns done.
    """
    rounded = long_numbers_as_text(connection)
    stored = raw_kinds(connection)
    n_rows, n_empty = _drop_empty_rows(connection, list(stored))
    decimal = options.decimal or file_decimal(
        connection, [name for name in stored if stored[name] == "VARCHAR"]
    )
    learn = "recurring words" not in options.keep
    found: dict[str, ColumnValues] = {}
    for kind in sorted(set(stored.values())):
        names = [name for name, one in stored.items() if one == kind]
        measured = (
            text_values(connection, names, decimal, options.day_first, report, learn=learn)
            if kind == "VARCHAR"
            else stored_values(connection, names, kind)
        )
        found |= dict(zip(names, measured, strict=True))
    values = [found[name] for name in stored]
    lower = {name.lower(): name for name in stored}
    layout = recognise(list(stored))
    target = _target(values, None if layout is None else (lower[layout.target[0]], layout.target[1]))
    notes = [*rounded, *(note for value in values for note in value.notes)]
    if n_empty:
        notes.insert(0, f"{n_empty:,} rows without any value are left out.")
    ordered = False
    if layout is not None:
        notes.insert(0, f"Recognised by its columns: {layout.name}.")
        ordered = _in_order_of_time(connection, layout, lower, n_rows)
        if ordered:
            notes.insert(1, "The rows are in order of time, from the oldest call to the latest.")
    return Description(
        select=typed_select(values),
        columns=_columns(values, n_rows, layout, target),
        n_rows=n_rows,
        layout=None if layout is None else layout.name,
        target_hint=target,
        file_order_is_time=ordered,
        notes=tuple(notes),
        decimal=decimal,
        set_aside=said_aside({value.name: value.recurring for value in values if value.recurring}),
    )


def _columns(
    values: list[ColumnValues], n_rows: int, layout: Layout | None, target: tuple[str, str] | None
) -> tuple[Column, ...]:
    columns: list[Column] = []
    named_by = _named_by(values, n_rows)
    for value in values:
        role, why = guess_role(value, n_rows, has_id=value.name != named_by)
        if target is not None and value.name == target[0]:
            role, why = Role.TARGET, f"It looks like the answer to predict ({target[0]} = {target[1]})."
        known = value.name.lower()
        columns.append(
            Column(
                name=value.name,
                role=role,
                guessed_role=role,
                why=why,
                n_missing=n_rows - value.n_filled,
                n_distinct=value.n_distinct,
                n_unreadable=value.n_unreadable,
                n_undecided=value.n_undecided,
                day_first=value.day_first,
                unsure_mark=value.unsure_mark,
                excluded_because=None if layout is None else layout.excluded.get(known),
                never_values=() if layout is None else layout.never_values.get(known, ()),
                currencies=value.currencies,
                almost=value.almost,
            )
        )
    return tuple(columns)


def _drop_empty_rows(connection: duckdb.DuckDBPyConnection, names: list[str]) -> tuple[int, int]:
    """Takes rows without any value out of `raw`; returns the rows that stay and those that went."""
    empty = f"coalesce({', '.join(f'CAST({quoted(name)} AS VARCHAR)' for name in names)}) IS NULL"
    total, n_empty = connection.execute(f"SELECT count(*), count(*) FILTER ({empty}) FROM raw").fetchall()[0]
    if n_empty:
        with in_file_order(connection):
            connection.execute(f"CREATE TABLE filled AS SELECT * FROM raw WHERE NOT ({empty})")
        connection.execute("DROP TABLE raw")
        connection.execute("ALTER TABLE filled RENAME TO raw")
    return total - n_empty, n_empty


def _in_order_of_time(
    connection: duckdb.DuckDBPyConnection, layout: Layout, lower: dict[str, str], n_rows: int
) -> bool:
    if layout.order_column is None:
        return False
    column = quoted(lower[layout.order_column])
    ((changes,),) = connection.execute(
        f"SELECT count(*) FROM (SELECT {column} IS DISTINCT FROM lag({column}) OVER (ORDER BY {raw_row(connection)}) "
        "AS changed FROM raw) WHERE changed"
    ).fetchall()
    return layout.in_order_of_time(n_rows, changes)


def guess_role(value: ColumnValues, n_rows: int, *, has_id: bool) -> tuple[Role, str]:
    """The role a column probably plays and one sentence on why."""
    if value.n_filled == 0:
        return Role.IGNORE, "Every value is missing."
    if value.n_distinct == 1 and value.n_filled == n_rows:
        return Role.IGNORE, "Every row has the same value."
    share = value.n_distinct / value.n_filled
    if not has_id and (why := _names_rows(value, n_rows)):
        return Role.ID, why
    if why := _says_who(value, share):
        return Role.IGNORE, why
    if value.n_distinct == 2 and plain_answers(value.examples):
        return Role.YES_NO, f"Only {' and '.join(value.examples)} occur."
    by_kind = {"date": _date_role, "number": _number_role, "text": _text_role}
    return by_kind[value.kind](value, share)


def _named_by(values: list[ColumnValues], n_rows: int) -> str | None:
    """The column that names the client: the first of those that could, no number of the row where there is another."""
    able = [value for value in values if value.n_distinct > 1 and _names_rows(value, n_rows)]
    able.sort(
        key=lambda value: (
            says_row(value.name) or says_people(value.name),
            not _named_as_id(value.name),
            value.n_distinct < n_rows,
        )
    )
    return able[0].name if able else None


def _names_rows(value: ColumnValues, n_rows: int) -> str | None:
    """Why a column can name the rows, or None."""
    as_id = _named_as_id(value.name) or says_row(value.name)
    if value.kind == "date" or not (as_id or _numbered(value, n_rows)):
        return None
    if value.n_distinct == value.n_filled == n_rows:
        return "Its name says so, and every row has a different value."
    if value.n_distinct > max(50, 0.9 * value.n_filled) and value.n_filled > 0.9 * n_rows:
        return f"Its name says so; {_uneven(value, n_rows)}."
    return None


def _uneven(value: ColumnValues, n_rows: int) -> str:
    """In how many rows an id is missing or one that another row has as well."""
    repeated, missing = value.n_filled - value.n_distinct, n_rows - value.n_filled
    said = [
        f"{many(repeated, 'row')} {'repeats' if repeated == 1 else 'repeat'} the one of an earlier row"
        if repeated
        else "",
        f"{many(missing, 'row')} {'has' if missing == 1 else 'have'} none" if missing else "",
    ]
    return " and ".join(filter(None, said))


def _named_as_id(name: str) -> bool:
    return _ID_NAME.fullmatch(name) is not None or says_key(name) or says_client(name)


def _numbered(value: ColumnValues, n_rows: int) -> bool:
    """Whether it is the number of a thing ("Deal No.", "Order #") and each of many rows has its own."""
    return (
        n_rows > _FEW_ROWS
        and value.n_filled == n_rows
        and value.n_distinct
        > min(n_rows - 1, max(50, _NEARLY_ALL * n_rows))  # a few rows may stand in it twice
        and (value.kind == "text" or value.is_whole)
        and says_id(value.name)
        and reason_of_name(value.name) is None
        and reason_of_shape(value.shape) is None
        and not _CODE_NAME.fullmatch(value.name)
    )


def _says_who(value: ColumnValues, share: float) -> str | None:
    """Why a column tells who somebody is and nothing of what they will do, or None."""
    is_code = value.kind == "text" or (value.kind == "number" and value.is_whole)
    if not is_code or value.n_distinct <= 2:
        return None
    are_many = value.n_distinct > 50 or (share > 0.5 and value.n_distinct > _FEW_ROWS)
    nearly_all = share > 0.9 and value.n_distinct > 50
    numbered = value.kind == "number" and value.is_whole
    few = share <= _FEW_SELLERS and value.mean_length >= _DIGITS_OF_SELLERS
    own = share > (0.5 if says_key(value.name) else 0.9) and are_many
    reasons = (
        reason_of_shape(value.shape),
        reason_of_many(value.shape, value.name, has_digits=value.has_digits, mean_length=value.mean_length)
        if are_many
        else None,
        _COUNTS_ROWS if value.counts_rows and not says_amount(value.name) else None,
        reason_of_digits(value.shape) if nearly_all else None,
        _NAMES_SELLER if says_people(value.name) or (numbered and says_owner(value.name, few=few)) else None,
        _IS_ID if own and (says_id(value.name) or says_row(value.name) or _named_as_id(value.name)) else None,
    )
    return next((why for why in reasons if why is not None), None)


def _date_role(value: ColumnValues, share: float) -> tuple[Role, str]:
    del value, share
    return Role.DATE, "Its values are dates."


def _number_role(value: ColumnValues, share: float) -> tuple[Role, str]:
    if value.is_whole and (_CODE_NAME.fullmatch(value.name) or says_key(value.name)):
        if share > 0.5 and value.n_distinct > 50:
            return Role.IGNORE, "Its numbers are codes by their name, and most rows have their own."
        return Role.CATEGORY, "Its numbers are codes by their name, not amounts."
    return Role.NUMBER, "Its values are numbers."


def _text_role(value: ColumnValues, share: float) -> tuple[Role, str]:
    if _PERSON_NAME.fullmatch(value.name) or says_person(value.name):
        return Role.IGNORE, "A person's name: it says who somebody is, not what they will do."
    if value.n_distinct == 1:
        return Role.CATEGORY, f"{cell_words(value.examples[0], 40)} or nothing."
    are_many = share > 0.5 and value.n_distinct > 50
    if value.mean_length > 60 or (are_many and not _CODE_NAME.fullmatch(value.name)):
        return Role.TEXT, "Free text: most values differ."
    if are_many and share > 0.9:
        return Role.IGNORE, "Nearly every row has its own value, so it says nothing about others."
    return Role.CATEGORY, f"{value.n_distinct:,} different values."


def _target(values: list[ColumnValues], known: tuple[str, str] | None) -> tuple[str, str] | None:
    if known is not None:
        return known
    named = [value for value in values if value.n_distinct == 2 and names_target(value.name)]
    if not named:
        return None
    chosen = min(named, key=lambda value: rank_as_target(value.name))
    return chosen.name, positive_value(list(chosen.examples))


def positive_value(values: list[str]) -> str:
    """Which of a target's values is the "yes": by its word, else the rarer one.

    Args:
        values: The different values, the most frequent first.
    """
    return next((word for word in values if says(word) is Says.YES), values[-1])
