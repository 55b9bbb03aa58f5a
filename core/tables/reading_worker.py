"""The process that opens files which nobody vouches for: `python -m core.tables.reading_worker`.

It is asked on standard input, one line of JSON at a time, and answers on standard output. It limits its own memory and
ends with whoever started it; what it may still use up is watched from outside, by `core.tables.reading_process`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

Told = Callable[[str, float], None]


def _members(asked: dict[str, Any], _told: Told) -> Any:
    from core.tables.parts import members_of

    return members_of(Path(asked["path"]))


def _sheets(asked: dict[str, Any], _told: Told) -> Any:
    from core.tables.parts import sheets_of

    return [sheet.to_json() for sheet in sheets_of(Path(asked["path"]), asked["member"])]


def _part(asked: dict[str, Any], told: Told) -> Any:
    from core.tables.parts import read_part
    from core.tables.reading_messages import part_of

    return read_part(part_of(asked["part"]), told).to_json()


def _table(asked: dict[str, Any], told: Told) -> Any:
    from core.tables.options import ReadOptions
    from core.tables.reading import read_table

    table = read_table(
        Path(asked["path"]),
        source_name=asked["source_name"],
        id_column=asked["id_column"],
        options=ReadOptions.model_validate(asked["options"]),
        report=told,
    )
    return table.to_json()


def _preview(asked: dict[str, Any], _told: Told) -> Any:
    from core.tables.options import ReadOptions
    from core.tables.reading import preview

    frame = preview(Path(asked["path"]), asked["n"], ReadOptions.model_validate(asked["options"]))
    cells = frame.astype(object).where(frame.notna(), None)
    return [list(frame.columns), cells.to_numpy().tolist()]


CALLS: dict[str, Callable[[dict[str, Any], Told], Any]] = {
    "members": _members,
    "sheets": _sheets,
    "read_part": _part,
    "read_table": _table,
    "preview": _preview,
}


def answer(asked: dict[str, Any], told: Told) -> dict[str, Any]:
    """Does what is asked; what goes wrong is an answer as well."""
    from core.errors import GraphLeadError
    from core.tables.reading_messages import error_json

    try:
        return {"answer": CALLS[asked["call"]](asked, told)}
    except GraphLeadError as error:
        return {"error": error_json(error)}
    except MemoryError:
        return {"memory": True}
    except BaseException as error:  # noqa: BLE001  # a panic of a Rust library is no Exception; it must be told, not shown
        return {"unexpected": f"{type(error).__name__}: {error}"[:300]}


def limit_memory(megabytes: int) -> None:
    """Caps the memory that this process can ask for, and forbids core dumps."""
    if sys.platform == "linux":  # elsewhere the watching from outside has to do
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, hard))


def end_with_asker(on: bool) -> None:
    """While on, the kernel ends this process, even in the middle of a library's work, once nobody can ask any more.

    A signal says that something happened on the input; nobody handles it, so it ends the process. Between question and
    answer nothing can happen there but the asker's end.
    """
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(0, fcntl.F_GETFL)
        fcntl.fcntl(0, fcntl.F_SETFL, flags | os.O_ASYNC if on else flags & ~os.O_ASYNC)


def use_environment(settings: dict[str, str]) -> None:
    """Takes over the asker's settings as they are now; this process may have been started long before."""
    from core.settings import PREFIX

    for name in [name for name in os.environ if name.startswith(PREFIX) and name not in settings]:
        del os.environ[name]
    os.environ.update(settings)


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answers one question after the other until the input ends."""
    import importlib
    import json

    importlib.import_module("core.tables.parts")  # what reading needs, loaded before anybody waits for it
    from core.tables.reading_messages import line

    def say(message: dict[str, Any]) -> None:
        answers.write(line(message))
        answers.flush()

    while question := questions.readline():
        end_with_asker(True)
        asked = json.loads(question)
        use_environment(asked["settings"])
        limit_memory(asked["megabytes"])
        found = answer(asked, lambda phase, share: say({"phase": phase, "share": share}))
        end_with_asker(False)
        say(found)


def main() -> None:
    """Standard output belongs to the answers; whatever libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
