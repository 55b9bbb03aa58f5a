"""The command that asks many tables a question in one line, and trains or answers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli_tables import open_tables
from core.cli_train import train_all
from core.console import Home, InWorkspace, RunProgress, answer, quiet_stdout
from core.errors import TaskError

if TYPE_CHECKING:
    from core.task.seed_times import SeedTimes

_FEWEST_DAYS = 4
INSTANT = "instant"


def ask(
    text: str,
    *,
    workspace: str,
    models: list[str],
    days: str | None,
    choices: dict[str, Any],
    most_days: int | None,
    most_columns: int | None,
    seed: int,
    device: str,
) -> None:
    """Makes the examples of a query, prints what came of it, and trains each model.

    Args:
        text: The query.
        workspace: Name of a workspace of several tables.
        models: Names of models; the instant answer where none is named.
        days: Seed times as `--seed-times` takes them; None: proposed.
        choices: Fields of `SeedTimes` that are not days, as somebody wants them; None: as proposed.
        most_days: The cap on proposed days.
        most_columns: The cap on columns collected from linked tables; None: as usual.
        seed, device: For every model.

    Raises:
        QueryError: a mistake in the query, pointed at.
        TaskError: the days do not fit, or too few answers.
    """
    from core.task.column_power import column_powers
    from core.task.examples import MOST_COLUMNS, make_examples
    from core.task.query.check import resolve_and_say
    from core.task.query.parse import parse_query
    from core.task.query.sorted_answers import sorted_answers
    from core.task.query.text import query_text
    from core.task.seed_proposal import propose_seeds
    from core.task.target_truth import horizon
    from core.training.config import TrainConfig

    opened, tables = open_tables(workspace)
    configs = [TrainConfig.for_model(name, seed=seed, device=device) for name in models or [INSTANT]]
    query, said = resolve_and_say(text, tables, own=opened.definitions)
    answers = sorted_answers(query, tables)
    with quiet_stdout():
        phases = RunProgress()
        proposed = propose_seeds(tables, query, most_days)
        seeds = proposed if days is None else _given_days(days, proposed)
        if choices["horizon_days"] is not None and horizon(query) > 0:
            raise TaskError(
                "--known-after is for a column that nothing dates",
                found=f"a window of {horizon(query):g} days in the question itself",
                action="Change the window, or leave the option out",
            )
        seeds = _changed(seeds, **{name: value for name, value in choices.items() if value is not None})
        own_days = None if seeds == proposed and most_days is None else seeds
        made = make_examples(
            tables,
            query,
            seeds,
            report=lambda phase, _share: phases({"phase": phase}),
            most_columns=most_columns or MOST_COLUMNS,
        )
        opened = opened.with_question(query_text(parse_query(text)), own_days)
        opened = opened.with_table(made.table).with_task(made.task).store()
        phases({"phase": "looking for columns that know the answer"})
        powers = column_powers(made.table, made.task)
    answer(
        {
            "workspace": opened.name,
            "query": query_text(query),
            "said": list(said),
            "answers": None if answers is None else answers.to_words(),
            "seed_times": seeds.to_json(),
            "examples": made.table.n_rows,
            "columns": len(made.task.feature_columns(made.table)),
            "days": [day.to_json() for day in made.days],
            "scored": made.n_scored,
            "not_scored": [group.to_json() | {"sentence": group.sentence} for group in made.not_scored],
            "overlap": None if made.overlap is None else made.overlap.to_json(),
            "proposed_filters": [
                {"n": one.n, "of": one.n_of, "where": one.where, "sentence": one.sentence}
                for one in made.proposed_filters
            ],
            "level_shift": made.level_shift,
            "rows_ignored_after": made.n_ignored_after,
            "notes": list(made.table.notes),
            **powers.shown(),
        }
    )
    train_all(opened, configs)


def query(
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="PREDICT … FOR …, see docs/query-language.md.")
    ],
    *,
    workspace: InWorkspace,
    model: Annotated[
        list[str] | None, typer.Option(help="Name of a model; can be repeated. Without: instant.")
    ] = None,
    seed_times: Annotated[
        str | None,
        typer.Option(
            help="ISO days, rising, separated by commas: for learning, then practice exam, exam, now. "
            "Several days of an exam: the four parts separated by semicolons."
        ),
    ] = None,
    most_days: Annotated[
        int | None,
        typer.Option(min=3, help="Propose at most so many days, now aside; more history is thinned."),
    ] = None,
    most_columns: Annotated[
        int | None,
        typer.Option(
            min=1, help="Collect at most so many columns from linked tables, the most telling first."
        ),
    ] = None,
    keep_overlap: Annotated[
        bool, typer.Option(help="Use examples whose answer was not known when the next part begins.")
    ] = False,
    ask_undated: Annotated[
        bool, typer.Option(help="Score rows without a time as of now, where each is asked on its own day.")
    ] = False,
    open_is_no: Annotated[
        bool,
        typer.Option(help="Count as no what is still open after the horizon; else it has no answer yet."),
    ] = False,
    known_after: Annotated[
        float | None,
        typer.Option(min=0.01, help="A status that nothing dates is known so many days after its row."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seeds weights, dropout and sampling.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    home: Home = None,
) -> None:
    """Asks several tables a question, and trains models on it or answers at once."""
    ask(
        text,
        workspace=workspace,
        models=model or [],
        days=seed_times,
        choices={
            "overlap": "kept" if keep_overlap else None,
            "undated": "as of now" if ask_undated else None,
            "open_is": "no" if open_is_no else None,
            "horizon_days": known_after,
        },
        most_days=most_days,
        most_columns=most_columns,
        seed=seed,
        device=device,
    )


def _given_days(text: str, proposed: SeedTimes) -> SeedTimes:
    """The days of the option, in place of those proposed."""
    parts = [[day.strip() for day in part.split(",") if day.strip()] for part in text.split(";")]
    if len(parts) == 1:
        days, least = parts[0], _FEWEST_DAYS if proposed.kind == "rolling" else _FEWEST_DAYS - 1
        if len(days) < least:
            raise TaskError(
                "--seed-times needs more days",
                found=f"{len(days)}: {text}",
                expected=f"at least {least}: days for learning, practice exam, final exam, now"
                if proposed.kind == "rolling"
                else "three: where the practice exam and the final exam begin, and now",
            )
        parts = [days[:-3], days[-3:-2], days[-2:-1], days[-1:]]
    if len(parts) != 4 or len(parts[3]) != 1 or not (parts[1] and parts[2]):
        raise TaskError(
            "--seed-times needs four parts",
            found=text,
            expected="days for learning; of the practice exam; of the final exam; now",
        )
    train, practice, exam, now = parts
    return _changed(
        proposed,
        train=train,
        validation=practice[0],
        more_validation=practice[1:],
        test=exam[0],
        more_test=exam[1:],
        now=now[0],
    )


def _changed(seeds: SeedTimes, **values: Any) -> SeedTimes:
    """The days with other values, checked.

    Raises:
        TaskError: they do not fit together.
    """
    from pydantic import ValidationError

    from core.task.seed_times import SeedTimes

    try:
        return SeedTimes.model_validate(seeds.model_dump() | values)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise TaskError("The days of the question do not fit", found=problem) from error
