"""Uploads kept as they came: first in `incoming`, and in the workspace once they could be read."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import IO

from core.leftovers import mark, sweep
from core.settings import load_settings
from core.storage import explaining_disk_errors


def safe_name(name: str) -> str:
    """The last part of a path with nothing in it that a file system or shell could take for more."""
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last).strip(" .")
    stem, dot, ending = last.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:20]}" if stem else (last[:100] or "upload")


def keep_upload(stream: IO[bytes], name: str) -> Path:
    """Writes an upload to a folder of its own, in pieces; forgotten ones are deleted.

    Raises:
        StorageError: the disk is full or may not be written.
    """
    root = load_settings().home / "incoming"
    with explaining_disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        sweep(root)
        folder = Path(tempfile.mkdtemp(dir=root, prefix=f"upload{mark()}"))
        path = folder / safe_name(name)
        try:
            stream.seek(0)
            with path.open("wb") as sink:
                shutil.copyfileobj(stream, sink, 1 << 20)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return path


def drop_upload(path: Path) -> None:
    """Deletes a kept upload that is not wanted any more, with the folder made for it; a moved one is not there."""
    if path.parent.parent == load_settings().home / "incoming":
        shutil.rmtree(path.parent, ignore_errors=True)


def find_upload(folder: Path, source_name: str) -> Path | None:
    """The latest kept upload of that name, or None."""
    wanted = Path(safe_name(source_name))
    found = [path for path in folder.glob("*") if path.name.startswith(wanted.stem) and path.is_file()]
    exact = [p for p in found if p.suffix == wanted.suffix and p.stem.partition(" (")[0] == wanted.stem]
    return max(exact, key=lambda path: path.stat().st_mtime, default=None)


def move_upload(path: Path, folder: Path) -> Path:
    """Moves a kept upload into a workspace's folder; an older file of the same name gets another name."""
    with explaining_disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / path.name
        place = 1
        while target.exists():
            place += 1
            target = folder / f"{path.stem} ({place}){path.suffix}"
        path.replace(target)
        shutil.rmtree(path.parent, ignore_errors=True)
    return target
