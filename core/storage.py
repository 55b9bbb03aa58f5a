"""Writing so that nothing is lost: temporary name first, then rename; JSON and content hashes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import StorageError
from core.leftovers import mark

_CHUNK_BYTES = 1 << 20
_NO_PLACE = (
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENAMETOOLONG,
    errno.EEXIST,
)  # no file can be written there


def fingerprint(value: Any, length: int = 16) -> str:
    """The first `length` hex digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:length]


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def explaining_disk_errors(path: Path) -> Iterator[None]:
    """Turns the operating system's write errors into one clear `StorageError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                f"The disk is full: {path.name} could not be written",
                action="Free some space or choose another folder with GRAPHLEADIQ_HOME, then try "
                "again; what was there before is unchanged",
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise StorageError(
                f"No permission to write {path}",
                action="Choose a folder you may write to with GRAPHLEADIQ_HOME",
            ) from error
        if error.errno in _NO_PLACE:
            raise StorageError(
                f"{path} cannot be written", found=error.strerror, action="Choose another place for it"
            ) from error
        raise


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all.

    Raises:
        StorageError: the disk is full, the folder may not be written, or the place cannot hold a file.
    """
    with explaining_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}{mark()}")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def write_json(path: Path, value: Any) -> None:
    """Writes a JSON file whole or not at all; what no text can hold (half a character) becomes "?"."""
    write_bytes(path, json.dumps(value, indent=1, ensure_ascii=False).encode(errors="replace"))


def read_json(path: Path) -> Any:
    """Reads a JSON file.

    Raises:
        StorageError: the file is missing or damaged.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StorageError(
            f"{path.name} is not there any more",
            expected=f"a file {path}",
            action="It was probably deleted; go back to Home and choose or import again",
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StorageError(f"{path} is damaged", found=str(error)) from error


@contextmanager
def new_directory(path: Path) -> Iterator[Path]:
    """A directory that appears under its name only when the block has ended well.

    If the name exists already (two processes made the same thing), the first one wins.
    """
    with explaining_disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}{mark()}"))
        try:
            yield temporary
            try:
                temporary.replace(path)
            except OSError:
                if not path.is_dir():
                    raise
        finally:
            if temporary.exists():
                shutil.rmtree(temporary, ignore_errors=True)
