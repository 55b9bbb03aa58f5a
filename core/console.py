"""The manners of the command line: JSON on stdout, progress on stderr, user errors in one line."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from core.errors import GraphLeadError

USER_ERROR = 2
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]  # typer's own or click's UsageError, by version


class Commands(TyperGroup):
    """A group of commands whose errors become one line on stderr."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command and ends the process: 0 done, 2 something the user can solve, 130 interrupted."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except GraphLeadError as error:
            code = _refuse(str(error))
        except ValidationError as error:
            code = _refuse("; ".join(_plain(problem["loc"], problem["msg"]) for problem in error.errors()))
        except _USAGE_ERROR as error:
            code = _refuse(f"{error.format_message()} (--help shows what can be said)")  # type: ignore[attr-defined]
        except (KeyboardInterrupt, typer.Abort):
            progress("interrupted")
            code = 130
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


def _refuse(problem: str) -> int:
    typer.echo(f"error: {' '.join(problem.split())}", err=True)
    return USER_ERROR


def _plain(location: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in location)
    words = message.removeprefix("Value error, ")
    return f"{where}: {words}" if where else words


def progress(words: str) -> None:
    """One line of progress on stderr."""
    typer.echo(words, err=True)


def answer(value: Any) -> None:
    """One line of JSON on stdout, whatever figures and dates of numpy and pandas are in it."""
    typer.echo(json.dumps(as_json(value), ensure_ascii=False, allow_nan=False))


def as_json(value: Any) -> Any:
    """A value as JSON can say it: what is no number (NaN, infinite, missing) is null, a date its ISO text.

    Raises:
        TypeError: something that has no meaning in JSON.
    """
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(item) for item in value]
    if hasattr(value, "tolist"):  # numpy's numbers and arrays, pandas' columns
        return as_json(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else _text(value)


def _text(value: Any) -> str | None:
    """A date, a path or pandas' missing values, as text or null."""
    if isinstance(value, date):
        text = value.isoformat()
        return None if text == "NaT" else text
    if type(value).__name__ == "NAType":  # by its name, so that no command imports pandas for it
        return None
    return str(os.fspath(value))


@contextmanager
def quiet_stdout() -> Iterator[None]:
    """Whatever libraries print meanwhile goes to stderr, so that stdout holds JSON alone."""
    with redirect_stdout(sys.stderr):
        yield


def use_home(directory: Path | None) -> Path | None:
    """Makes a directory the place where things are kept, for this process and those it starts."""
    if directory is not None:
        os.environ["GRAPHLEADIQ_HOME"] = str(directory.expanduser().resolve())
    return directory


Home = Annotated[
    Path | None,
    typer.Option(
        "--home", callback=use_home, is_eager=True, help="Where things are kept (GRAPHLEADIQ_HOME)."
    ),
]
InWorkspace = Annotated[str, typer.Option("--workspace", help="Name of the workspace.")]


class RunProgress:
    """Turns what a run or a part of it reports into lines: each phase once, and now and then an epoch."""

    def __init__(self, every: int = 20) -> None:
        self._every = every
        self._phase = ""

    def __call__(self, event: dict[str, Any]) -> None:
        """Hears of one step; see `core.runs.progress.Progress`."""
        run, phase, epoch = event.get("run"), str(event.get("phase", "")), event.get("epoch")
        name = f"{run}: " if run else ""
        if isinstance(epoch, int) and epoch % self._every == 0:
            exam = event.get("val_average_precision")
            score = f", practice exam {exam:.3f}" if isinstance(exam, float) else ""
            progress(f"{name}round {epoch} of at most {event.get('epochs', '?')}{score}")
        elif phase and phase != self._phase:
            progress(f"{name}{phase}")
        self._phase = phase or self._phase
