"""Many tables and a query into one table of examples: who was asked when, what was known, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from core.errors import TaskError
from core.record import Record
from core.settings import load_settings
from core.storage import fingerprint, new_directory
from core.tables.engine import explaining_engine_errors
from core.tables.expressions import OpenTables, opened
from core.tables.kept_tables import keep_tables
from core.tables.table import Table
from core.tables.table_set import TableSet
from core.task.collected import CollectedColumn
from core.task.example_counts import DayCount, FilterProposal, NotScored, Overlap
from core.task.example_evidence import Sample
from core.task.prediction_task import Exclusion, PredictionTask, QueryOrigin, SplitConfig
from core.task.query.ast import Named, Query
from core.task.seed_times import SeedTimes

if TYPE_CHECKING:
    import pandas as pd

    from core.task.aggregates import RowBlock
    from core.task.example_answers import Answers
    from core.task.example_table import ExampleColumn
    from core.task.related_columns import RelatedColumns

EXAMPLES_VERSION = 14
MOST_COLUMNS = 120
Report = Callable[[str, float], None]


class Examples(Record):
    """A table of examples and the task that learns from it.

    Attributes:
        table: The examples, an ordinary table; its notes say what was left out.
        task: The question about it.
        days: What was counted, in order of time.
        samples: A few examples with the rows that gave their answer.
        n_ignored_after: Rows of the used tables that lie after the end of the data and were not looked at.
        kinds: Column -> "own", "looked up" or "aggregated".
        not_scored: Entities that are no leads, and why; every entity is a lead or counted once.
        overlap: Examples whose answer was not known when the next part began; None: there are none.
        proposed_filters: For leads that nobody need ask about, such as those long gone.
    """

    table: Table
    task: PredictionTask
    days: tuple[DayCount, ...]
    samples: tuple[Sample, ...] = ()
    n_ignored_after: int = 0
    kinds: dict[str, str] = Field(default_factory=dict)
    not_scored: tuple[NotScored, ...] = ()
    overlap: Overlap | None = None
    proposed_filters: tuple[FilterProposal, ...] = ()

    @property
    def n_scored(self) -> int:
        """Entities that are leads."""
        return sum(day.n for day in self.days if day.part == "now")

    @property
    def level_shift(self) -> str | None:
        """A sentence where the share of yes differs clearly between the two exams."""
        from core.evaluation.level_shift import level_shift_sentence

        counts = {
            part: (
                sum(day.n_yes for day in self.days if day.part == part),
                sum(day.n_yes + day.n_no for day in self.days if day.part == part),
            )
            for part in ("practice exam", "final exam")
        }
        return level_shift_sentence(counts["practice exam"], counts["final exam"])

    @property
    def counts(self) -> pd.DataFrame:
        """`days` as a table for the screen."""
        import pandas as pd

        return pd.DataFrame(
            {
                "asked on": pd.to_datetime([day.asked_on for day in self.days]),
                "used for": [day.part for day in self.days],
                "examples": [day.n for day in self.days],
                "yes": [day.n_yes for day in self.days],
                "no": [day.n_no for day in self.days],
                "not known": [day.n_unknown for day in self.days],
                "share of yes": [
                    day.n_yes / (day.n_yes + day.n_no) if day.n_yes + day.n_no else None for day in self.days
                ],
            }
        )


def examples_key(
    tables: TableSet,
    query: Query,
    seeds: SeedTimes,
    most_columns: int = MOST_COLUMNS,
    given: tuple[CollectedColumn, ...] | None = None,
) -> str:
    """The content hash of the examples: the rows, roles, links and clocks of the tables, the query, the days."""
    parts = [[one.name, tables.rows_key(one.name), one.primary_key, *one.clock_key] for one in tables.tables]
    links = [[link.table, link.column, link.to] for link in tables.links]
    columns = most_columns if given is None else [one.to_json() for one in given]
    return fingerprint([parts, links, query.to_json(), seeds.to_json(), columns, EXAMPLES_VERSION])


def stored_examples(
    tables: TableSet, query: Query, seeds: SeedTimes, most_columns: int = MOST_COLUMNS
) -> Examples | None:
    """The examples if they were made before."""
    return kept_examples(examples_key(tables, query, seeds, most_columns))


def examples_of(task: PredictionTask) -> Examples | None:
    """The examples that a task learns from; None where it is about an ordinary table, or they are gone.

    Raises:
        StorageError: they were made by another version.
    """
    return None if task.origin is None else kept_examples(task.table_hash)


def kept_examples(key: str) -> Examples | None:
    """The examples of that key, if they are here."""
    path = _directory(key) / "examples.json"
    return Examples.load(path) if path.is_file() else None


def _directory(key: str) -> Path:
    return load_settings().tables_dir / key


def make_examples(
    tables: TableSet,
    query: Query,
    seeds: SeedTimes,
    report: Report | None = None,
    most_columns: int = MOST_COLUMNS,
    given: tuple[CollectedColumn, ...] | None = None,
) -> Examples:
    """Asks the question on all its days; the same question about the same tables is not asked twice.

    Args:
        tables: The tables and how they hang together.
        query: Resolved against the tables (no `Named` target).
        seeds: The days, see `core.task.seed_proposal.propose_seeds`.
        report: Is told what is being done and how far it is (0 … 1).
        most_columns: The cap on columns made of other tables, the most telling first.
        given: The columns of a model that is to score these examples, in place of a choice.

    Raises:
        TaskError: nothing came true, the filter removes everybody, an id is unknown, too few examples of either
            answer, or the tables do not hang together as the question, or the given columns, need.
        StorageError: a table is gone, or the disk is full.
    """
    key = examples_key(tables, query, seeds, most_columns, given)
    found = kept_examples(key)
    if found is not None:
        return found
    if isinstance(query.target, Named):
        raise TaskError(
            f"Nothing is known by the name {query.target.name!r}", action="Resolve the query first"
        )
    from core.task.answer_columns import without_answers
    from core.task.answer_repeats import as_asked

    tell = report or (lambda _phase, _share: None)
    nothing: tuple[str, ...] = ()
    seen, left_out = (
        as_asked(tables, query, seeds) if given is None else (without_answers(tables, query), nothing)
    )
    with opened(seen) as source, explaining_engine_errors("The tables"):
        made = _make(source, query, seeds, key, most_columns, tell, left_out, given)
    tell("done", 1.0)
    return made


def _make(
    source: OpenTables,
    query: Query,
    seeds: SeedTimes,
    key: str,
    most: int,
    tell: Report,
    left_out: tuple[str, ...],
    given: tuple[CollectedColumn, ...] | None,
) -> Examples:
    from core.task.column_choice import given_columns, useful_columns
    from core.task.data_span import data_span
    from core.task.example_answers import answers_of, batches
    from core.task.example_evidence import samples
    from core.task.example_table import answer_name, described, example_columns
    from core.task.gone import propose_filters
    from core.task.labels import check_balance

    tables = source.tables
    answers = answers_of(source, query, seeds, tell)
    name = answer_name(query)
    tell("choosing columns", 0.3)
    _, first = next(batches(source, query, seeds))
    choice = (
        useful_columns(source, query, seeds, first, answers, most)
        if given is None
        else given_columns(source, query, seeds, first, given)
    )
    related = choice.related
    columns = example_columns(tables, query, seeds, related)
    notes = [*answers.notes, *_amounts_said(query, answers), *left_out, *choice.notes, *_said(related)]
    span = data_span(source, query, seeds.now)
    with new_directory(_directory(key)) as target:
        task = _task(tables, query, seeds, key, columns, choice.collected)
        check_balance(answers.y, task)
        _write(source, query, seeds, related, columns, answers, target / "table.parquet", tell)
        tell("looking at each column", 0.92)
        table = Table(
            content_hash=key,
            name=query.entity.table,
            source_name=f"{name} of {query.entity.table}",
            n_rows=len(answers.frame),
            columns=described(target / "table.parquet", columns),
            target_hint=(columns[-1].name, "yes"),
            notes=tuple(notes),
        )
        made = Examples(
            table=table,
            task=task,
            days=_day_counts(answers, seeds),
            samples=samples(source, query, seeds, answers),
            n_ignored_after=span.n_beyond,
            kinds={column.name: column.kind for column in columns if column.kind != "example"},
            not_scored=answers.not_scored,
            overlap=answers.overlap,
            proposed_filters=propose_filters(source, query, seeds, answers.leads, span.days),
        )
        table.save(target / "table.json")
        made.save(target / "examples.json")
    return made


def _amounts_said(query: Query, answers: Answers) -> list[str]:
    """What a question for a number is taken for; negative amounts, which count as nothing, are counted."""
    if not query.is_number:
        return []
    from core.task.target_truth import AMOUNT

    amount = answers.frame[AMOUNT]
    notes = ["A number is asked for: whether anything comes is learned first, then how much if it does."]
    if n := int((amount < 0).sum()):
        notes.append(f"{n:,} examples have an amount below 0; they count as nothing.")
    return notes


def _said(related: RelatedColumns) -> list[str]:
    weekly = [block.words for block in related.blocks if block.weekly]
    return [f"As of the Monday before, to keep it fast: {', '.join(weekly)}."] if weekly else []


def _task(
    tables: TableSet,
    query: Query,
    seeds: SeedTimes,
    key: str,
    columns: tuple[ExampleColumn, ...],
    collected: tuple[CollectedColumn, ...],
) -> PredictionTask:
    entity, asked_on = columns[1].name, columns[2].name
    return PredictionTask(
        table_hash=key,
        target=columns[-1].name,
        positive="yes",
        excluded=(
            Exclusion(column=asked_on, reason="It is the day of the question, the same for all leads."),
        ),
        split=SplitConfig(kind="time", time_column=asked_on, boundaries=(seeds.validation, seeds.test)),
        amount_column=columns[-2].name if query.is_number else None,
        origin=QueryOrigin(
            tables_key=keep_tables(tables),
            query=query,
            seeds=seeds,
            entity_column=entity,
            time_column=asked_on,
            collected=collected,
        ),
    )


def _write(
    source: OpenTables,
    query: Query,
    seeds: SeedTimes,
    related: RelatedColumns,
    columns: tuple[ExampleColumn, ...],
    answers: Answers,
    path: Path,
    tell: Report,
) -> None:
    """Fills and writes one batch after the other, so that only one is in memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from core.task.example_answers import batches, of_batch
    from core.task.example_table import example_rows, schema

    kind = schema(columns)
    n_batches = len(seeds.days)
    ready = replace(related, blocks=tuple(_kept(source, block) for block in related.blocks))
    with pq.ParquetWriter(path, kind, compression="zstd") as writer:
        for place, (day, asked) in enumerate(batches(source, query, seeds)):
            tell(f"what was known{f' on {day}' if day else ''}", 0.35 + 0.55 * place / n_batches)
            mine = of_batch(answers, day, seeds)
            if len(mine):
                rows = example_rows(asked, columns, ready, mine, seeds.now)
                writer.write_table(pa.Table.from_pandas(rows, schema=kind, preserve_index=False))


def _kept(source: OpenTables, block: RowBlock) -> RowBlock:
    """The block with its rows worked out once, not once a day."""
    from core.task.related_columns import stored_rows

    return replace(block, rows=stored_rows(source, block.rows, block.words, *block.titles))


def _day_counts(answers: Answers, seeds: SeedTimes) -> tuple[DayCount, ...]:
    from core.task.asked import SEED
    from core.task.labels_as_of import ANSWER

    frame = answers.frame
    days = frame[SEED].dt.strftime("%Y-%m-01" if seeds.kind == "own" else "%Y-%m-%d")
    found = []
    for (day, part), rows in frame.groupby([days, frame["part"]], sort=True):
        answer = rows[ANSWER]
        found.append(
            DayCount(
                asked_on=str(day),
                part=str(part),
                n=len(rows),
                n_yes=int(np.sum(answer == 1)),
                n_no=int(np.sum(answer == 0)),
                n_unknown=answers.n_unknown.get(str(day), 0),
            )
        )
    return tuple(found)
