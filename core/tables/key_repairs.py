"""All that was done to keys so that tables meet, or could be done: one list, each to accept or to take back by name."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import TableError
from core.record import Record
from core.tables.key_spellings import propose_spellings, with_spellings, without_spellings
from core.tables.list_tables import (
    list_place,
    list_repair,
    split_note,
    with_list_split,
    without_list_split,
)
from core.tables.made_keys import ROW, key_repair, made_key_name, made_keys, with_made_key, without_key_made
from core.tables.table_set import TableSet, TakenBack

_SPELLING = "spelling "


class KeyRepair(Record):
    """One repair of keys.

    Attributes:
        name: Names it, as in "list deals.contacts of contacts" or "spelling deals.product of products".
        sentence: What it does, in plain words.
        is_made: It is in force; else it is a proposal.
    """

    name: str
    sentence: str
    is_made: bool


def key_repairs(tables: TableSet) -> tuple[KeyRepair, ...]:
    """Repairs that wait for an answer, and those in force.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    waiting = [
        KeyRepair(name=_spelling(one.table, one.column, one.to), sentence=one.sentence, is_made=False)
        for one in propose_spellings(tables)
    ]
    waiting += [
        KeyRepair(name=name, sentence="It was taken back; it can be made again.", is_made=False)
        for name in tables.declined
    ]
    return (*waiting, *_made(tables))


def with_repairs(tables: TableSet, names: Sequence[str]) -> TableSet:
    """The set with repairs that were proposed.

    Raises:
        TableError: none is called so.
        StorageError: the disk is full.
    """
    for name in names:
        if name in tables.declined:
            kept = tuple(one for one in tables.declined if one != name)
            told = tuple(one for one in tables.taken_back if one.name != name)
            parts = _parts(tables, name)
            tables = _made_again(tables.model_copy(update={"declined": kept, "taken_back": told}), parts)
            continue
        proposed = {_spelling(one.table, one.column, one.to): one for one in propose_spellings(tables)}
        if name not in proposed:
            raise TableError(
                f"No repair of keys waits under the name {name!r}",
                found=", ".join([*proposed, *tables.declined]) or "none waits",
            )
        tables = with_spellings(tables, proposed[name])
    return tables


def without_repairs(tables: TableSet, names: Sequence[str]) -> TableSet:
    """The set without repairs that are in force; they are not made again by themselves.

    Raises:
        TableError: none is called so.
        StorageError: the disk is full.
    """
    for name in names:
        made = [one.name for one in _made(tables)]
        if name not in made:
            raise TableError(
                f"No repair of keys is in force under the name {name!r}", found=", ".join(made) or "none"
            )
        kind, _, rest = name.partition(" ")
        if kind == "spelling":
            tables = without_spellings(tables, rest.removeprefix("of "))
            continue
        if kind == "list":
            tables, parts = _without_list(tables, name)
        else:
            tables, parts = _without_key(tables, name)
        declined, told = (*tables.declined, name), (*tables.taken_back, parts)
        tables = tables.model_copy(update={"declined": declined, "taken_back": told})
    return tables


def _without_list(tables: TableSet, name: str) -> tuple[TableSet, TakenBack]:
    split = next(one for one in tables.tables if list_repair(tables, one.name) == name)
    place = list_place(split.table)
    table, column = ("", "") if place is None else place
    to = name.removeprefix(f"list {table}.{column} of ")
    parts = TakenBack(name=name, table=table, columns=(column,), to=to)
    return without_list_split(tables, split.name), parts


def _without_key(tables: TableSet, name: str) -> tuple[TableSet, TakenBack]:
    table, column = next(
        (linked.name, column)
        for linked in tables.tables
        for column in made_keys(linked)
        if key_repair(linked.name, column.name) == name
    )
    parts = TakenBack(name=name, table=table, columns=column.made_of)
    return without_key_made(tables, table, column.name), parts


def _made(tables: TableSet) -> list[KeyRepair]:
    found = []
    for linked in tables.tables:
        if list_place(linked.table) is not None:
            found.append((list_repair(tables, linked.name), split_note(linked.table)))
        for column in made_keys(linked):
            found.append((key_repair(linked.name, column.name), f"{linked.name}.{column.name}: {column.why}"))
        words = [
            word
            for one in tables.merges
            if one.is_spelling and one.table == linked.name
            for word in one.merged
        ]
        if words:
            told = ", ".join(repr(word[:40]) for word in words[:3])
            many = "1 other spelling" if len(words) == 1 else f"{len(words):,} other spellings"
            sentence = f"{many} of keys of {linked.name} lead{'s' * (len(words) == 1)} to their row: {told}."
            found.append((f"{_SPELLING}of {linked.name}", sentence))
    return [KeyRepair(name=name, sentence=sentence, is_made=True) for name, sentence in found]


def _spelling(table: str, column: str, to: str) -> str:
    return f"{_SPELLING}{table}.{column} of {to}"


def _parts(tables: TableSet, name: str) -> TakenBack:
    """What a repair that was taken back was made of; of a workspace of before, as far as its name tells.

    Raises:
        TableError: the name does not tell.
    """
    told = next((one for one in tables.taken_back if one.name == name), None)
    if told is not None:
        return told
    kind, _, rest = name.partition(" ")
    table, _, column = rest.partition(".")
    if kind == "list":
        column, _, to = column.rpartition(" of ")
        return TakenBack(name=name, table=table, columns=(column,), to=to)
    known = [one.name for one in tables.table(table).table.columns]
    parts = column.split(" + ")
    wanted: list[tuple[str, ...]] = [(column.removesuffix(ROW),)]
    wanted += [(" + ".join(parts[:i]), " + ".join(parts[i:])) for i in range(1, len(parts))]
    made_of = next((one for one in wanted if set(one) <= set(known)), None)
    if made_of is None:
        raise TableError(f"{table} has no columns that {column!r} was made of", found=", ".join(known))
    return TakenBack(name=name, table=table, columns=made_of)


def _made_again(tables: TableSet, parts: TakenBack) -> TableSet:
    if parts.to is not None:
        return with_list_split(tables, (parts.table, parts.columns[0]), parts.to)
    linked = tables.table(parts.table)
    made = with_made_key(linked, parts.columns)
    if made.primary_key is None:
        key, why = made_key_name(made.table, parts.columns), f"Made of {' and '.join(parts.columns)}."
        made = made.model_copy(update={"primary_key": key, "key_why": why})
    return tables.with_table(made)
