"""Examples as an ordinary table: names and roles of its columns, filled day by day and written as Parquet."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from core.tables.engine import engine, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.names import column_names
from core.tables.table import Column, Role
from core.tables.table_set import TableSet
from core.task.aggregates import RowBlock, aggregated
from core.task.answer_columns import answer_columns
from core.task.asked import ENTITY, SEED, Asked, attach
from core.task.keyed_rows import KEY
from core.task.labels_as_of import ANSWER
from core.task.lookup_columns import MOST_CATEGORIES, LookupColumn
from core.task.query.ast import Query
from core.task.related_columns import RelatedColumns
from core.task.seed_times import SeedTimes
from core.task.target_truth import AMOUNT

if TYPE_CHECKING:
    import pyarrow as pa

Source = Literal["example", "own", "looked up", "aggregated"]
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class ExampleColumn:
    """One column of the examples.

    Attributes:
        name: Its name, unique.
        role: What it is used for.
        kind: What it is made of.
        stored: The type it is stored with.
        made_of: The entity's column, the looked-up column, or (block, place in the block).
        like: The column it is a copy of.
        why: One sentence on what it is.
        names_row: It names the linked row, and is shown only.
        counts_days: It holds the days from a date to the day of the question, whatever it is called.
    """

    name: str
    role: Role
    kind: Source
    stored: Literal["text", "number", "count", "date"]
    made_of: str | LookupColumn | tuple[int, int] | None = None
    like: Column | None = None
    why: str = ""
    counts_days: bool = False
    names_row: bool = False


def example_columns(
    tables: TableSet, query: Query, seeds: SeedTimes, related: RelatedColumns
) -> tuple[ExampleColumn, ...]:
    """The columns in order: who and when, the entity's own, looked-up and aggregated ones, the answer."""
    linked = tables.table(query.entity.table)
    found = [
        ExampleColumn("lead", Role.ID, "example", "text", "lead", why="Names the example."),
        ExampleColumn(
            str(linked.primary_key), Role.IGNORE, "example", "text", ENTITY, why=f"The key of {linked.name}."
        ),
        ExampleColumn("asked_on", Role.DATE, "example", "date", SEED, why="The day of the question."),
        *_own(tables, query, seeds),
    ]
    found += [
        ExampleColumn(
            one.title,
            _role(one.column),
            "looked up",
            _stored(one.column),
            one,
            one.column,
            counts_days=one.column.role is Role.DATE,
        )
        for one in related.lookups
    ]
    found += [
        ExampleColumn(
            one.title,
            Role.IGNORE,
            "looked up",
            "text",
            one,
            one.column,
            "Names the row; no input.",
            names_row=True,
        )
        for one in related.shown
    ]
    for number, block in enumerate(related.blocks):
        for place, (title, column) in enumerate(zip(block.titles, block.columns, strict=True)):
            stored: Literal["count", "number"] = (
                "count" if column.is_count and "change of pace" not in title else "number"
            )
            found.append(
                ExampleColumn(
                    title,
                    Role.NUMBER,
                    "aggregated",
                    stored,
                    (number, place),
                    why="Rows known at the seed time.",
                )
            )
    if query.is_number:
        found.append(
            ExampleColumn(
                "amount", Role.IGNORE, "example", "number", AMOUNT, why="What came, if it is known."
            )
        )
    found.append(
        ExampleColumn(
            answer_name(query), Role.TARGET, "example", "text", ANSWER, why="The answer to predict."
        )
    )
    names, _ = column_names([column.name for column in found])
    return tuple(_named(column, name) for column, name in zip(found, names, strict=True))


def answer_name(query: Query) -> str:
    """What the column with the answer is called; of a question for a number it says whether anything came."""
    return query.name or ("anything" if query.is_number else "answer")


def _named(column: ExampleColumn, name: str) -> ExampleColumn:
    return replace(column, name=name)


def _own(tables: TableSet, query: Query, seeds: SeedTimes) -> list[ExampleColumn]:
    linked = tables.table(query.entity.table)
    keys = {link.column for link in tables.links_from(linked.name)}
    aside = {linked.primary_key, *linked.not_with_row}
    aside |= {ref.column for ref in answer_columns(query) if ref.table == linked.name}
    found = []
    for column in linked.table.columns:
        name = column.name
        if name in aside:
            continue
        if column.role is Role.DATE:
            found.append(ExampleColumn(name, Role.IGNORE, "own", "date", name, column))
            if not (seeds.kind == "own" and name == linked.time_column):
                since = f"days since {name}"
                found.append(
                    ExampleColumn(since, Role.NUMBER, "own", "number", name, column, counts_days=True)
                )
            continue
        role = _role(column)
        if name in keys:
            role = Role.CATEGORY if column.n_distinct <= MOST_CATEGORIES else Role.IGNORE
        stored: Literal["text", "number"] = "text" if name in keys or role is not Role.NUMBER else "number"
        found.append(ExampleColumn(name, role, "own", stored, name, column))
    return found


def _role(column: Column) -> Role:
    if column.role is Role.TARGET:
        return Role.YES_NO if column.n_distinct == 2 else Role.CATEGORY
    if column.role is Role.ID:
        return Role.IGNORE
    return Role.NUMBER if column.role is Role.DATE else column.role


def _stored(column: Column) -> Literal["text", "number"]:
    return "number" if column.role in (Role.NUMBER, Role.DATE) else "text"


def example_rows(
    asked: Asked, columns: tuple[ExampleColumn, ...], related: RelatedColumns, answers: pd.DataFrame, now: str
) -> pd.DataFrame:
    """The examples of one batch, as they are stored.

    Args:
        asked: The batch.
        columns: What to fill.
        related: The lookups and blocks that the columns are made of.
        answers: The examples of the batch (see `Answers.frame`), in the order wanted.
        now: The ISO day for which leads are scored.
    """
    looked = {f"_l{place}": one for place, one in enumerate((*related.lookups, *related.shown))}
    with_lookups = asked
    for links in dict.fromkeys(one.links for one in looked.values()):
        refs = {name: one.ref for name, one in looked.items() if one.links == links}
        with_lookups = attach(with_lookups, refs, links)
    own = dict.fromkeys(
        [str(c.made_of) for c in columns if c.kind == "own"] + [b.anchor for b in related.blocks]
    )
    own.pop(ENTITY, None)
    base: pd.DataFrame = with_lookups.rows.select(ENTITY, SEED, *own, *looked).execute()
    base[SEED] = pd.to_datetime(base[SEED]).astype("datetime64[us]")
    wanted = pd.MultiIndex.from_frame(answers[[ENTITY, SEED]])
    base = base.set_index([ENTITY, SEED]).reindex(wanted).reset_index()
    values = [_block_values(asked, block, base) for block in related.blocks]
    names = {id(one): name for name, one in looked.items()}
    cells: dict[str, Any] = {}
    for column in columns:
        made = column.made_of
        if isinstance(made, tuple):
            cells[column.name] = values[made[0]][made[1]]
        elif isinstance(made, LookupColumn):
            cells[column.name] = _cell(base[names[id(made)]], base[SEED], column)
        elif column.kind == "own":
            cells[column.name] = _cell(base[str(made)], base[SEED], column)
        else:
            cells[column.name] = _about(str(made), answers, asked, now)
    return pd.DataFrame(cells)


def _about(what: str, answers: pd.DataFrame, asked: Asked, now: str) -> pd.Series:
    """Who, when, and the answer."""
    entity = answers[ENTITY].astype("str")
    if what == ENTITY:
        return entity
    if what == SEED:
        return answers[SEED]
    if what == AMOUNT:
        return answers[AMOUNT].astype("float64").clip(lower=0.0)
    if what == ANSWER:
        return answers[ANSWER].map({1.0: "yes", 0.0: "no"}).astype("string")
    if asked.own:
        return entity
    day = answers[SEED].dt.strftime("%Y-%m-%d")
    return entity.where(answers[SEED] == pd.Timestamp(now), entity + " · " + day)


def _cell(values: pd.Series, seed: pd.Series, column: ExampleColumn) -> Any:
    if column.stored == "text":
        return values.astype("string")
    if column.stored == "date":
        return values.astype("datetime64[us]")
    if column.counts_days:
        return (pd.to_datetime(seed) - pd.to_datetime(values)) / _DAY
    return values.astype("float64")


def _block_values(asked: Asked, block: RowBlock, base: pd.DataFrame) -> list[np.ndarray]:
    """The columns of a block for each row of the batch."""
    found: pd.DataFrame = aggregated(asked, block).execute()
    keys = base[block.key_of(asked)]
    if asked.day is not None or (asked.own and block.anchor == ENTITY):
        place = pd.Index(found[KEY]).get_indexer(pd.Index(keys))
    else:
        seeds = pd.to_datetime(base[SEED])
        if block.weekly:
            seeds = (seeds - pd.to_timedelta(seeds.dt.weekday, unit="D")).dt.normalize()
        wanted = pd.MultiIndex.from_arrays([keys, seeds.astype("datetime64[us]")])
        have = pd.MultiIndex.from_arrays([found[KEY], found[SEED].astype("datetime64[us]")])
        place = have.get_indexer(wanted)
    place = np.where(keys.isna(), -1, place)
    columns = []
    for number, column in enumerate(block.columns):
        value = found[f"c{number}"].to_numpy(dtype=np.float64, na_value=np.nan)
        missing = 0.0 if column.is_count else np.nan
        columns.append(
            np.where(place >= 0, value[place], missing) if len(value) else np.full(len(base), missing)
        )
    return columns


def schema(columns: tuple[ExampleColumn, ...]) -> pa.Schema:
    """The stored types."""
    import pyarrow as pa

    types = {"text": pa.string(), "number": pa.float64(), "count": pa.int64(), "date": pa.timestamp("us")}
    return pa.schema([(column.name, types[column.stored]) for column in columns])


def described(path: Path, columns: tuple[ExampleColumn, ...]) -> tuple[Column, ...]:
    """The columns as a `Table` has them, with their numbers of missing and of different values."""
    counts = ", ".join(
        f"count({quoted(column.name)}), count(DISTINCT {quoted(column.name)})" for column in columns
    )
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors("The examples"):
        ((n_rows, *found),) = connection.execute(
            f"SELECT count(*), {counts} FROM read_parquet({literal(str(path))})"
        ).fetchall()
    return tuple(
        _described(column, n_rows - found[2 * place], found[2 * place + 1], n_rows)
        for place, column in enumerate(columns)
    )


def _described(column: ExampleColumn, n_missing: int, n_distinct: int, n_rows: int) -> Column:
    role, why = column.role, column.why
    if column.kind != "example" and role is not Role.IGNORE and n_distinct <= 1 and n_missing in (0, n_rows):
        role = Role.IGNORE
        why = "Every value is missing." if n_missing else "Every row has the same value."
    like = column.like
    return Column(
        name=column.name,
        role=role,
        guessed_role=role,
        why=why or ("" if like is None else like.why),
        n_missing=n_missing,
        n_distinct=n_distinct,
        excluded_because=None if like is None else like.excluded_because,
        never_values=() if like is None or column.counts_days else like.never_values,
        counts_days=column.counts_days,
        names_row=column.names_row,
    )
