"""Opening a model archive that nobody vouches for: names, sizes and kinds are checked before it is read."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from core.errors import ArchiveError
from core.evaluation.report import EvaluationReport
from core.graph.recipe import GraphRecipe
from core.record import Record
from core.settings import load_settings
from core.tables.set_schema import ColumnSchema, TableSchema
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig

FORMAT = "graphleadiq-model"
VERSION = 1
MANIFEST = "manifest.json"
REQUIRED = ("model.json", "model.safetensors", "encoder.json", "calibration.json")
OPTIONAL = ("practice.safetensors", "amounts.safetensors", "level.json")

_MAX_JSON_BYTES = 32 << 20
_MAX_RATIO = 200
_PICKLE_ENDINGS = (".pkl", ".pickle", ".pt", ".pth", ".bin", ".ckpt", ".joblib", ".dill", ".npy", ".npz")
_RETRAIN = "Ask for an archive that was saved with “Save model” on the Models page"


class FileEntry(Record):
    """One member of the archive besides the manifest."""

    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class ArchiveManifest(Record):
    """What an archive says of itself.

    Attributes:
        columns: What the table must have.
        table_hash: The table it was trained on; scores on that very table are bit-identical.
        files: Every other member.
        report: The final exam it passed where it was trained.
        tables: What linked tables must have; () for a model of one table.
    """

    format: str = Field(pattern=f"^{FORMAT}$")
    version: int = Field(ge=VERSION, le=VERSION)
    run_id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")
    code_version: str
    table_hash: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    train: TrainConfig
    task: PredictionTask
    recipe: GraphRecipe
    columns: tuple[ColumnSchema, ...]
    files: dict[str, FileEntry]
    report: EvaluationReport | None = None
    tables: tuple[TableSchema, ...] = ()


class ArchiveContents(Record):
    """A checked archive: its manifest and the bytes of its members."""

    manifest: ArchiveManifest
    files: dict[str, bytes]


def read_archive(path: Path) -> ArchiveContents:
    """Reads an archive whole, or refuses it.

    Raises:
        ArchiveError: no archive, a pickle or any other unexpected member in it, unsafe names, too large
            when unpacked, damaged, or a schema that does not fit.
    """
    _check_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive)
            manifest = _manifest(_read(archive, MANIFEST))
            _check_listing(archive, manifest)
            files = {name: _read(archive, name) for name in manifest.files}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise ArchiveError(f"{path.name} is damaged or no model archive", found=str(error)) from error
    for name, data in files.items():
        _check_content(name, data, manifest.files[name])
    return ArchiveContents(manifest=manifest, files=files)


def read_json_bytes(name: str, data: bytes) -> Any:
    """The JSON value in a member.

    Raises:
        ArchiveError: it is no JSON.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{name} in the archive is no valid JSON", found=str(error)) from error


def _check_file(path: Path) -> None:
    limit = load_settings().max_upload_mb << 20
    if not path.is_file():
        raise ArchiveError(f"There is no file {path}")
    if path.stat().st_size > limit:
        raise ArchiveError(
            f"{path.name} is too large for a model archive",
            found=f"{path.stat().st_size >> 20:,} MB",
            expected=f"at most {limit >> 20:,} MB",
        )
    with path.open("rb") as handle:
        head = handle.read(2)
    if head[:1] == b"\x80":
        raise _pickle(path.name)
    if head != b"PK":
        raise ArchiveError(
            f"{path.name} is no model archive", expected="a zip of safetensors and JSON", action=_RETRAIN
        )


def _check_members(archive: zipfile.ZipFile) -> None:
    """Names and sizes only; nothing is unpacked."""
    infos = archive.infolist()
    names = [info.filename for info in infos]
    for name in names:
        if name.lower().endswith(_PICKLE_ENDINGS):
            raise _pickle(name)
    allowed = {MANIFEST, *REQUIRED, *OPTIONAL}
    for info in infos:
        name = info.filename
        if name.startswith(("/", "\\")) or ".." in name or "\\" in name or ":" in name or "\0" in name:
            raise ArchiveError("The archive has a member outside its folder", found=repr(name)[:120])
        if name not in allowed or info.is_dir() or stat.S_ISLNK(info.external_attr >> 16):
            raise ArchiveError(
                "The archive has a member that does not belong into a model archive",
                found=repr(name)[:120],
                expected=", ".join(sorted(allowed)),
                action=_RETRAIN,
            )
        if info.flag_bits & 0x1:
            raise ArchiveError("The archive is protected by a password", action="Save it without one")
    if len(set(names)) != len(names):
        raise ArchiveError("The archive has a member twice", found=", ".join(sorted(names)))
    missing = [name for name in (MANIFEST, *REQUIRED) if name not in names]
    if missing:
        raise ArchiveError(
            "The archive is not complete", found=f"without {', '.join(missing)}", action=_RETRAIN
        )
    _check_sizes(infos)


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    limit = load_settings().max_unpacked_mb << 20
    for info in infos:
        too_large = info.filename.endswith(".json") and info.file_size > _MAX_JSON_BYTES
        dense = info.file_size > (1 << 20) and info.file_size > _MAX_RATIO * max(info.compress_size, 1)
        if too_large or dense:
            raise ArchiveError(
                f"{info.filename} in the archive would unpack to far more than a model needs",
                found=f"{info.compress_size:,} bytes that become {info.file_size:,}",
            )
    total = sum(info.file_size for info in infos)
    if total > limit:
        raise ArchiveError(
            "The archive would unpack to more than is allowed",
            found=f"{total >> 20:,} MB",
            expected=f"at most {limit >> 20:,} MB (GRAPHLEADIQ_MAX_UNPACKED_MB)",
        )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member's bytes, never more than the size it was checked with."""
    size = archive.getinfo(name).file_size
    with archive.open(name) as member:
        data = member.read(size + 1)
    if len(data) != size:
        raise ArchiveError(f"{name} in the archive is damaged", found=f"{len(data):,} of {size:,} bytes")
    if data[:1] == b"\x80" and not name.endswith(".safetensors"):
        raise _pickle(name)
    return data


def _manifest(data: bytes) -> ArchiveManifest:
    try:
        return ArchiveManifest.model_validate(read_json_bytes(MANIFEST, data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise ArchiveError(
            "The archive's manifest does not fit this version",
            found=f"{where}: {first['msg']}",
            expected=f"{FORMAT}, version {VERSION}",
            action=_RETRAIN,
        ) from error


def _check_listing(archive: zipfile.ZipFile, manifest: ArchiveManifest) -> None:
    there = {info.filename: info.file_size for info in archive.infolist() if info.filename != MANIFEST}
    said = {name: entry.size for name, entry in manifest.files.items()}
    if there != said:
        different = sorted(name for name in there.keys() | said.keys() if there.get(name) != said.get(name))
        raise ArchiveError("The archive differs from its manifest", found=", ".join(different))


def _check_content(name: str, data: bytes, entry: FileEntry) -> None:
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise ArchiveError(f"{name} in the archive was changed after it was saved", action=_RETRAIN)
    if name.endswith(".json"):
        read_json_bytes(name, data)
        return
    header = int.from_bytes(data[:8], "little")
    if len(data) < 8 or header > len(data) - 8 or data[8:9] != b"{":
        if data[:1] == b"\x80":
            raise _pickle(name)
        raise ArchiveError(f"{name} in the archive is no safetensors file")
    read_json_bytes(name, data[8 : 8 + header])


def _pickle(name: str) -> ArchiveError:
    return ArchiveError(
        f"Refused: {name} is, or may be, a pickle, which can run any program when it is opened",
        expected="a zip of safetensors and JSON",
        action=_RETRAIN,
    )
