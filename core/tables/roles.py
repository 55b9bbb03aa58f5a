"""What each column is: its values' type and the role it probably plays, with the reason in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.tables.engine import quoted
from core.tables.layouts import recognise
from core.tables.table import Column, Role
from core.tables.values import ColumnValues, column_values, file_decimal

if TYPE_CHECKING:
    import duckdb

_ID_NAME = re.compile(
    r"(.*[_ .-])?(id|uuid|guid|iban|account|kunde|kunden|customer|client|contact|lead|record|row|index)"
    r"([_ .-]?(id|no|nr|num|number|nummer|key|code))?|unnamed: ?0|column_1",
    re.IGNORECASE,
)
_CODE_NAME = re.compile(
    r"(.*[_ .-])?(zip|postal|postcode|plz|branch|code|phone|telephone|mobile|iban|bic|id)([_ .-]?code)?",
    re.IGNORECASE,
)
_TARGET_NAMES = (
    *("y", "target", "label", "subscribed", "converted", "conversion", "response", "responded", "outcome"),
    *("deposit", "churn", "churned", "exited", "success", "accepted", "purchased", "bought", "class"),
)
YES_WORDS = ("yes", "y", "true", "t", "1", "ja", "j", "si", "sí", "sì", "oui", "o", "sim", "s", "converted")
_PAIRS = {
    *(frozenset(pair) for pair in (("yes", "no"), ("y", "n"), ("true", "false"), ("t", "f"), ("1", "0"))),
    *(frozenset(pair) for pair in (("ja", "nein"), ("j", "n"), ("si", "no"), ("sí", "no"), ("oui", "non"))),
    *(frozenset(pair) for pair in (("o", "n"), ("sim", "não"), ("sim", "nao"), ("s", "n"), ("sì", "no"))),
}


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


def describe(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Description:
    """Types every column of the table `raw` and guesses its role."""
    n_rows = int((connection.execute("SELECT count(*) FROM raw").fetchone() or (0,))[0])
    decimal = file_decimal(connection, names)
    values = [column_values(connection, name, n_rows, decimal) for name in names]
    layout = recognise(names)
    lower = {name.lower(): name for name in names}
    target = _target(values, None if layout is None else (lower[layout.target[0]], layout.target[1]))
    columns: list[Column] = []
    has_id = False
    for value in values:
        role, why = guess_role(value, n_rows, has_id=has_id)
        has_id = has_id or role is Role.ID
        excluded = None
        never: tuple[float, ...] = ()
        if layout is not None:
            excluded = layout.excluded.get(value.name.lower())
            never = layout.never_values.get(value.name.lower(), ())
        if target is not None and value.name == target[0]:
            role, why = Role.TARGET, f"It looks like the answer to predict ({target[0]} = {target[1]})."
        columns.append(
            Column(
                name=value.name,
                role=role,
                guessed_role=role,
                why=why,
                n_missing=n_rows - value.n_filled,
                n_distinct=value.n_distinct,
                excluded_because=excluded,
                never_values=never,
            )
        )
    ordered = False
    notes = [note for value in values for note in value.notes]
    if layout is not None:
        notes.insert(0, f"Recognised by its columns: {layout.name}.")
        if layout.order_column is not None:
            column = quoted(lower[layout.order_column])
            changes = connection.execute(
                f"SELECT count(*) FROM (SELECT {column} IS DISTINCT FROM lag({column}) OVER (ORDER BY rowid) "  # noqa: S608
                "AS changed FROM raw) WHERE changed"
            ).fetchone()
            ordered = layout.in_order_of_time(n_rows, changes[0] if changes else n_rows)
            if ordered:
                notes.insert(1, "The rows are in order of time, from the oldest call to the latest.")
    return Description(
        select="SELECT " + ", ".join(f"{v.sql} AS {quoted(v.name)}" for v in values) + " FROM raw",  # noqa: S608
        columns=tuple(columns),
        n_rows=n_rows,
        layout=None if layout is None else layout.name,
        target_hint=target,
        file_order_is_time=ordered,
        notes=tuple(notes),
    )


def guess_role(value: ColumnValues, n_rows: int, *, has_id: bool) -> tuple[Role, str]:
    """The role a column probably plays and one sentence on why."""
    name, kind = value.name, value.kind
    if value.n_filled == 0:
        return Role.IGNORE, "Every value is missing."
    if value.n_distinct == 1:
        return Role.IGNORE, "Every row has the same value."
    share = value.n_distinct / value.n_filled
    if not has_id and kind != "date" and value.n_filled == n_rows and _ID_NAME.fullmatch(name):
        if share == 1:
            return Role.ID, "Its name and a different value in every row say so."
        if share > 0.9 and value.n_distinct > 50:
            return Role.ID, "Its name says so; a few values repeat."
    if value.n_distinct == 2 and frozenset(word.lower() for word in value.examples) in _PAIRS:
        return Role.YES_NO, f"Only {' and '.join(value.examples)} occur."
    if kind == "date":
        return Role.DATE, "Its values are dates."
    if kind == "number":
        if value.is_whole and _CODE_NAME.fullmatch(name):
            return Role.CATEGORY, "Its numbers are codes by their name, not amounts."
        return Role.NUMBER, "Its values are numbers."
    if value.mean_length > 60 or (share > 0.5 and value.n_distinct > 50 and not _CODE_NAME.fullmatch(name)):
        return Role.TEXT, "Free text: most values differ."
    return Role.CATEGORY, f"{value.n_distinct:,} different values."


def _target(values: list[ColumnValues], known: tuple[str, str] | None) -> tuple[str, str] | None:
    if known is not None:
        return known
    by_name = {value.name.lower(): value for value in values}
    for name in _TARGET_NAMES:
        value = by_name.get(name)
        if value is not None and value.n_distinct == 2:
            positive = [word for word in value.examples if word.lower() in YES_WORDS]
            return value.name, positive[0] if positive else sorted(value.examples)[-1]
    return None
