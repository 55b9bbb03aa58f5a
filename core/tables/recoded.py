"""A table with changed values: a new file under its own hash beside the base, which stays and can be gone back to."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from core.errors import TableError
from core.settings import load_settings
from core.storage import explaining_disk_errors, fingerprint, new_directory
from core.tables.engine import (
    engine,
    explaining_engine_errors,
    in_file_order,
    literal,
    quoted,
    scratch_folder,
)
from core.tables.recoded_cells import Recoded, recode
from core.tables.recoding import Recoding
from core.tables.role_fit import fit_roles
from core.tables.roles import guess_role
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import duckdb

RECODING_VERSION = 4  # changes when the same changes would give other values
_MEASURED = (
    *("role", "guessed_role", "why", "n_missing", "n_distinct", "n_unreadable"),
    *("currencies", "almost", "n_undecided", "day_first", "unsure_mark"),
)


def recoded(table: Table, recoding: Recoding) -> Table:
    """The table with changed values, besides the changes that are in force already.

    Its rows are those of the base in the same order. Changed columns are described anew; roles that a person chose
    stay where the values still fit.

    Args:
        table: A table as read, or one whose values were changed before.
        recoding: The changes.

    Raises:
        TableError: a column is unknown, or the base's file is damaged.
        StorageError: the base is gone, or the disk is full.
    """
    return _with(table, (table.recoding or Recoding()).joined(recoding))


def restored(table: Table, columns: Collection[str] | None = None) -> Table:
    """The table with the values of columns as they came; None: of all.

    Raises:
        StorageError: the base is gone, or the disk is full.
    """
    before = table.recoding or Recoding()
    return _with(table, before.without(before.names if columns is None else columns))


def changed_on_base(table: Table, change: Callable[[Table], Table]) -> Table:
    """A change to the table as it was read; what a person changed in its values is changed again on top of it.

    Args:
        table: A table, perhaps with changed values.
        change: Gives a stored table with all columns whose values were changed; the same where nothing is to be done.

    Raises:
        TableError: the base's file is damaged.
        StorageError: the base is gone, or the disk is full.
    """
    if table.recoding is None:
        return change(table)
    base = restored(table)
    made = change(base)
    return table if made == base else recoded_as(made, table)


def recoded_as(table: Table, before: Table) -> Table:
    """A table that was made anew, with the changes to values that a person made in the one before.

    Changes to columns that it lacks are left.
    """
    recoding = before.recoding or Recoding()
    known = {column.name for column in table.columns}
    plain = table.model_copy(update={"recoded_from": None, "recoding": None})
    return recoded(plain, recoding.without([name for name in recoding.names if name not in known]))


def as_chosen(table: Table, before: Table) -> Table:
    """A table that was made anew, with the roles and shown names that a person chose for the one before."""
    return table.model_copy(
        update={
            "columns": tuple(
                _column_as_chosen(column, {old.name: old for old in before.columns}.get(column.name))
                for column in table.columns
            ),
            "display_name": before.display_name,
        }
    )


def _column_as_chosen(column: Column, before: Column | None) -> Column:
    if before is None:
        return column
    chosen = {} if before.role is before.guessed_role else {"role": before.role}
    return column.model_copy(
        update={"display_name": before.display_name, "value_names": before.value_names, **chosen}
    )


def _with(table: Table, recoding: Recoding) -> Table:
    before = table.recoding or Recoding()
    if recoding == before:
        return table
    known = [column.name for column in table.columns]
    if unknown := [name for name in recoding.names if name not in known]:
        raise TableError(f"{table.name} has no column {unknown[0]!r}", found=", ".join(known[:40]))
    base = Table.load(load_settings().tables_dir / table.base_hash / "table.json")
    made = _made(base, recoding)
    touched = [name for name in known if recoding.of(name) != before.of(name)]
    columns = [
        now.model_copy(update={field: getattr(made.column(now.name), field) for field in _MEASURED})
        if now.name in touched
        else now
        for now in table.columns
    ]
    fields = ("content_hash", "notes", "recoded_from", "recoding", "target_hint")
    changed = table.model_copy(
        update={field: getattr(made, field) for field in fields} | {"columns": tuple(columns)}
    )
    return _with_chosen_roles(changed, table, [name for name in touched if not _reads_anew(recoding, name)])


def _reads_anew(recoding: Recoding, name: str) -> bool:
    change = recoding.of(name)
    return change is not None and change.read_as is not None


def _with_chosen_roles(changed: Table, before: Table, names: list[str]) -> Table:
    """The changed table with the roles that a person chose for columns, each where the values fit it."""
    for name in names:
        column = before.column(name)
        if column.role is column.guessed_role:
            continue
        try:
            changed = fit_roles(changed, {name: column.role})
        except TableError:
            continue  # the values do not fit that role any more: the guess counts
    return changed


def _made(base: Table, recoding: Recoding) -> Table:
    """The stored table of these changes, written unless it is there."""
    if not recoding.columns:
        return base
    key = fingerprint([base.content_hash, recoding.to_json(), RECODING_VERSION])
    directory = load_settings().tables_dir / key
    if not (directory / "table.json").is_file():
        with (
            scratch_folder() as scratch,
            engine(scratch) as connection,
            explaining_engine_errors(base.source_name),
        ):
            _store(connection, base, recoding, key)
    return Table.load(directory / "table.json")


def _store(connection: duckdb.DuckDBPyConnection, base: Table, recoding: Recoding, key: str) -> None:
    source = f"read_parquet({literal(str(base.parquet))})"
    found = recode(connection, source, recoding, base.decimal)
    cells = [
        f"changed.{quoted(one.name)}" if one.name in found else f"base.{quoted(one.name)}"
        for one in base.columns
    ]
    select = f"SELECT {', '.join(cells)} FROM {source} AS base POSITIONAL JOIN changed"
    columns = tuple(
        _described(base, one, found[one.name]) if one.name in found else one for one in base.columns
    )
    about = [f"{name}: " for name in found]
    notes = [note for note in base.notes if not note.startswith(tuple(about))]
    hint = base.target_hint
    if hint is not None and (change := recoding.of(hint[0])) is not None and hint[1] in change.empty:
        hint = None
    changed = {
        "content_hash": key,
        "columns": columns,
        "notes": (*notes, *(note for one in found.values() for note in one.notes)),
        "target_hint": hint,
        "recoded_from": base.content_hash,
        "recoding": recoding,
    }
    with new_directory(load_settings().tables_dir / key) as target:
        path = target / "table.parquet"
        with explaining_disk_errors(path), in_file_order(connection):
            connection.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        base.model_copy(update=changed).save(target / "table.json")


def _described(base: Table, before: Column, found: Recoded) -> Column:
    """A column as its changed values say; a target stays one."""
    has_id = any(one.role is Role.ID and one.name != before.name for one in base.columns)
    role, why = guess_role(found.values, base.n_rows, has_id=has_id)
    if before.role is Role.TARGET:
        role, why = before.role, before.why
    return before.model_copy(
        update={
            "role": role,
            "guessed_role": role,
            "why": why,
            "n_missing": base.n_rows - found.values.n_filled,
            "n_distinct": found.values.n_distinct,
            "n_unreadable": before.n_unreadable + found.n_lost,
            "currencies": found.values.currencies,
            "almost": found.values.almost,
            "n_undecided": found.values.n_undecided,
            "day_first": found.values.day_first,
            "unsure_mark": found.values.unsure_mark,
        }
    )
