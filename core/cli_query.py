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


def ask(text: str, *, workspace: str, models: list[str], days: str | None, seed: int, device: str) -> None:
    """Makes the examples of a query, prints what came of it, and trains each model.

    Args:
        text: The query.
        workspace: Name of a workspace of several tables.
        models: Names of models; the instant answer where none is named.
        days: Seed times as `--seed-times` takes them; None: proposed.
        seed, device: For every model.

    Raises:
        QueryError: a mistake in the query, pointed at.
        TaskError: the days do not fit, or too few answers.
    """
    from core.task.examples import make_examples
    from core.task.query.check import resolve
    from core.task.query.parse import parse_query
    from core.task.query.text import query_text
    from core.task.seed_proposal import propose_seeds
    from core.training.config import TrainConfig

    opened, tables = open_tables(workspace)
    configs = [TrainConfig.for_model(name, seed=seed, device=device) for name in models or [INSTANT]]
    query = resolve(text, tables, own=opened.definitions)
    with quiet_stdout():
        phases = RunProgress()
        seeds = propose_seeds(tables, query)
        if days is not None:
            seeds = _given_days(days, seeds)
        made = make_examples(tables, query, seeds, report=lambda phase, _share: phases({"phase": phase}))
        opened = opened.with_question(query_text(parse_query(text)), seeds if days is not None else None)
        opened = opened.with_table(made.table).with_task(made.task).store()
    answer(
        {
            "workspace": opened.name,
            "query": query_text(query),
            "seed_times": seeds.to_json(),
            "examples": made.table.n_rows,
            "columns": len(made.task.feature_columns(made.table)),
            "days": [day.to_json() for day in made.days],
            "rows_ignored_after": made.n_ignored_after,
            "notes": list(made.table.notes),
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
            help="ISO days, rising, separated by commas: for learning, then practice exam, exam, now."
        ),
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
        seed=seed,
        device=device,
    )


def _given_days(text: str, proposed: SeedTimes) -> SeedTimes:
    """The days of the option, in place of those proposed."""
    from pydantic import ValidationError

    from core.task.seed_times import SeedTimes

    days = [part.strip() for part in text.split(",") if part.strip()]
    least = _FEWEST_DAYS if proposed.kind == "rolling" else _FEWEST_DAYS - 1
    if len(days) < least:
        raise TaskError(
            "--seed-times needs more days",
            found=f"{len(days)}: {text}",
            expected=f"at least {least}: days for learning, practice exam, final exam, now"
            if proposed.kind == "rolling"
            else "three: where the practice exam and the final exam begin, and now",
        )
    values: dict[str, Any] = {"train": days[:-3], "validation": days[-3], "test": days[-2], "now": days[-1]}
    try:
        return SeedTimes.model_validate(proposed.model_dump() | values)
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise TaskError("The days of --seed-times do not fit", found=problem) from error
