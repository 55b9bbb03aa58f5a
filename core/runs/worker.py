"""The training process: `python -m core.runs.worker RUN_ID` works on one run, in its turn, and ends."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from core.runs.threads import set_threads


class Stopped(BaseException):
    """Somebody asked this process to stop; passes through every `except Exception`."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def main(arguments: list[str]) -> int:
    """Works on the run named by the only argument; the exit code is 0 when it finished."""
    signal.signal(signal.SIGTERM, _stop)
    set_threads()
    from core.runs.execute import work_on

    return 0 if work_on(arguments[0]) == "finished" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
