"""Thread settings that must stand before torch, LightGBM or XGBoost are loaded; imports nothing heavy."""

from __future__ import annotations

import os

_MAX_THREADS = 8


def set_threads(threads: int = 0) -> int:
    """Sets the OpenMP environment unless the user has set it already.

    Waiting threads must sleep (`OMP_WAIT_POLICY=PASSIVE`): spinning ones make a busy 2-core machine 15 times
    slower. More than `_MAX_THREADS` do not speed up graphs of this size.

    Args:
        threads: As many threads; 0: one a core this process may use, at most `_MAX_THREADS`.

    Returns:
        The number in force.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    wanted = threads or min(_cores(), _MAX_THREADS)
    os.environ.setdefault("OMP_NUM_THREADS", str(wanted))
    return int(os.environ["OMP_NUM_THREADS"])


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
