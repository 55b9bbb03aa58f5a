"""Unfinished files and folders wear the mark of the process that makes them; what a dead one left is swept away."""

from __future__ import annotations

import os
import platform
import re
import shutil
import time
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

from core.settings import load_settings

_MARK = re.compile(r"\.by-([0-9a-f]{8})-(\d+)-(\d+)\.")
# by their names: what is read or made, as named formerly as well, and uploads that wait to be read
_UNFINISHED = re.compile(r"\.scratch|upload[-.]|\.[0-9a-f]{16}\.")
_DAY = 86_400
_DEPTH = 2


def mark() -> str:
    """The mark of this process, to be part of the name of whatever it has not finished."""
    return _mark(os.getpid())


def is_alive(pid: int, created: float) -> bool:
    """True while that very process runs; a zombie is dead.

    Args:
        pid: Its number.
        created: Seconds since 1970 at which it started, which tells it from a later one of the same number.
    """
    import psutil

    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - created) < 1.5
        return same and process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.Error:
        return False


def sweep(folder: Path, depth: int = 0) -> int:
    """Deletes what dead processes left unfinished in a folder, and says how many things that were.

    Whatever else is unfinished goes when it is a day old: without a mark, of another machine (whether its process lives
    cannot be seen), or forgotten by a process that lives on.
    """
    swept = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _is_left(entry):
                _delete(entry)
                swept += 1
            elif depth > 0 and entry.is_dir(follow_symlinks=False):
                swept += sweep(Path(entry.path), depth - 1)
    return swept


def sweep_home() -> int:
    """The same for the whole place where things are kept."""
    return sweep(load_settings().home, _DEPTH)


@cache
def _mark(pid: int) -> str:
    import psutil

    return f".by-{_host()}-{pid}-{int(psutil.Process(pid).create_time())}."


@cache
def _host() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _is_left(entry: os.DirEntry[str]) -> bool:
    found = _MARK.search(entry.name)
    if found is not None and found[1] == _host() and not is_alive(int(found[2]), float(found[3])):
        return True
    if found is None and not _UNFINISHED.match(entry.name):
        return False
    with suppress(OSError):
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > _DAY
    return False


def _delete(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        with suppress(OSError):
            Path(entry.path).unlink()
