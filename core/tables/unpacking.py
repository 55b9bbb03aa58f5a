"""What kind of file an upload is, by its first bytes, and its table out of .gz and .zip, within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Literal

from core.errors import TableError
from core.settings import load_settings
from core.storage import explaining_disk_errors

Kind = Literal["text", "parquet", "workbook"]
_CHUNK = 1 << 20
_MAX_DEPTH = 2
MAX_MEMBERS = 1_000
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NEEDED_WHOLE = (b"PAR1", b"PK\x03\x04", b"\x1f\x8b", _OLE)
_TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".asc", ".parquet", ".xlsx", ".xls", ".gz")


@dataclass(frozen=True)
class Unpacked:
    """One file ready to be read, and how it was packed (plain sentences)."""

    path: Path
    kind: Kind
    notes: tuple[str, ...] = ()


class SeveralFilesError(TableError):
    """A zip holds several tables; `members` lists them."""

    def __init__(self, name: str, members: list[str]) -> None:
        self.name, self.members = name, members
        super().__init__(
            f"{name} holds {len(members)} tables",
            found=", ".join(members[:8]) + (" …" if len(members) > 8 else ""),
            expected="one table at a time",
            action="Choose one of them, or unpack the file and upload one table",
        )


def unpack(
    path: Path,
    scratch: Path,
    *,
    name: str,
    member: str | None = None,
    only_head: bool = False,
    depth: int = 0,
) -> Unpacked:
    """Finds the table in a file.

    Args:
        path: The file as it came.
        scratch: An existing folder for what is unpacked.
        name: The file's name for messages.
        member: Which file of a zip to read, if it holds several.
        only_head: Unpack only the beginning of a text (for a first look).
        depth: How many packings were opened already.

    Raises:
        TableError: empty, too large, unsafe, encrypted, damaged or unknown.
        SeveralFilesError: a zip holds several tables and `member` names none.
    """
    size = path.stat().st_size
    if size == 0:
        raise TableError(
            f"{name} is empty",
            found="a file of 0 bytes",
            expected="a table with a header line and rows",
            action="Export it again; the export may have been interrupted",
        )
    limit = load_settings().max_upload_mb
    if depth == 0 and size > limit << 20:
        raise TableError(
            f"{name} is too large",
            found=f"{size / 2**20:,.0f} MB",
            expected=f"at most {limit:,} MB",
            action="Save it as Parquet or .gz, leave out columns, or raise GRAPHLEADIQ_MAX_UPLOAD_MB",
        )
    path = _nameable(path, scratch)
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"PAR1"):
        return Unpacked(path, "parquet")
    if head.startswith(_OLE):
        return _old_workbook(path, name)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(path, scratch, name, member=member, only_head=only_head, depth=depth)
    if head.startswith(b"\x1f\x8b"):
        _not_too_deep(name, depth)
        target = scratch / f"unpacked-{depth}"
        with path.open("rb") as raw:
            _copy(gzip.GzipFile(fileobj=raw), target, name, only_head)
        inner = unpack(target, scratch, name=name, member=member, only_head=only_head, depth=depth + 1)
        return Unpacked(inner.path, inner.kind, ("The file was packed with gzip.", *inner.notes))
    return Unpacked(path, "text")


def _nameable(path: Path, scratch: Path) -> Path:
    """The same file under a name that every library can say: a file system allows bytes that are no text."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = scratch / "nameable"
        link.symlink_to(path.resolve())
        return link
    return path


def _old_workbook(path: Path, name: str) -> Unpacked:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise TableError(
            f"{name} is protected with a password",
            expected="a workbook that opens without a password",
            action="Open it in Excel, remove the password under File > Info > Protect Workbook, and save",
        )
    return Unpacked(path, "workbook", ("The file is an old Excel workbook (.xls).",))


def _zip(
    path: Path, scratch: Path, name: str, *, member: str | None, only_head: bool, depth: int
) -> Unpacked:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _check_members(infos, name)
            if any(info.filename == "xl/workbook.xml" for info in infos):
                return Unpacked(path, "workbook")
            _not_too_deep(name, depth)
            files = [info for info in infos if not info.is_dir() and not _is_clutter(info.filename)]
            tables = [i for i in files if i.filename.lower().endswith(_TABLE_SUFFIXES)] or files
            if member is not None:
                tables = [info for info in files if info.filename == member]
            if not tables:
                raise TableError(
                    f"{name} holds no table",
                    found=", ".join(info.filename for info in files[:8]) or "an empty archive",
                    expected="one CSV, TSV, Parquet or XLSX file",
                )
            if len(tables) > 1:
                raise SeveralFilesError(name, [info.filename for info in tables])
            chosen = tables[0]
            if chosen.flag_bits & 0x1:
                raise TableError(
                    f"{name} is protected with a password",
                    expected="a zip file that opens without a password",
                    action="Unpack it and upload the table itself",
                )
            target = scratch / f"unpacked-{depth}"
            _copy(archive.open(chosen), target, name, only_head)
    # zipfile's own words: NotImplementedError for unknown ways of packing, RuntimeError for encrypted members,
    # ValueError for senseless sizes and offsets
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(name, "zip", str(error)) from error
    inner = unpack(target, scratch, name=f"{chosen.filename} in {name}", only_head=only_head, depth=depth + 1)
    return Unpacked(
        inner.path, inner.kind, (f"The table is {chosen.filename} in the zip file.", *inner.notes)
    )


def _check_members(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuses too many files, paths that point outside and contents that would unpack beyond the limit."""
    if len(infos) > MAX_MEMBERS:
        raise TableError(
            f"{name} holds too many files",
            found=f"{len(infos):,} files",
            expected=f"at most {MAX_MEMBERS:,}",
            action="Pack only the tables that are needed",
        )
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/")).parts
        absolute = info.filename.startswith(("/", "\\")) or PureWindowsPath(info.filename).drive
        if absolute or ".." in parts:
            raise TableError(
                f"{name} is refused: it holds a path that points outside the archive",
                found=repr(info.filename[:100]),
                expected="plain file names",
                action="Pack the table again, or upload it unpacked",
            )
    limit = load_settings().max_unpacked_mb
    total = sum(info.file_size for info in infos)
    if total > limit << 20:
        raise _too_large_unpacked(name, f"{total / 2**20:,.0f} MB announced")


def _is_clutter(filename: str) -> bool:
    path = PurePosixPath(filename)
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".") or path.name == "Thumbs.db"


def _not_too_deep(name: str, depth: int) -> None:
    if depth >= _MAX_DEPTH:
        raise TableError(
            f"{name} is packed more than {_MAX_DEPTH} times",
            expected="one table in one .gz or .zip",
            action="Unpack it and upload the table itself",
        )


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, name: str, only_head: bool) -> None:
    """Unpacks to a file and stops at the limit, whatever size the archive announces."""
    limit = load_settings().max_unpacked_mb << 20
    written = 0
    try:
        with explaining_disk_errors(target), source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > limit:
                    raise _too_large_unpacked(name, f"more than {limit / 2**20:,.0f} MB")
                sink.write(chunk)
                only_head = only_head and not (written == len(chunk) and chunk.startswith(_NEEDED_WHOLE))
                if only_head:
                    break
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(name, "packed", str(error)) from error


def _too_large_unpacked(name: str, found: str) -> TableError:
    return TableError(
        f"{name} is refused: it would unpack to too much",
        found=found,
        expected=f"at most {load_settings().max_unpacked_mb:,} MB unpacked",
        action="If the file is what you think it is, raise GRAPHLEADIQ_MAX_UNPACKED_MB",
    )


def _damaged(name: str, kind: str, found: str) -> TableError:
    return TableError(
        f"{name} is a damaged {kind} file",
        found=found or "an unexpected end",
        expected="a complete file",
        action="Copy or download it again",
    )
