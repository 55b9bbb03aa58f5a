"""Model archives that somebody damaged or tampered with, most of them with a manifest that fits what was changed."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from tests.hostile_made import repeatable

Members = dict[str, bytes]
Change = Callable[[Members, random.Random], None]
_ODD: tuple[Any, ...] = (
    None,
    -1,
    0,
    10**18,
    -(10**30),
    0.5,
    "",
    "x" * 1000,
    [],
    {},
    True,
    [[1]],
    "NaN",
    1e308,
)


def members_of(archive: bytes) -> Members:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(members: Members) -> bytes:
    """The members as an archive whose manifest tells their sizes and hashes rightly."""
    manifest = json.loads(members["manifest.json"])
    manifest["files"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
        if name != "manifest.json"
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            archive.writestr(name, data)
    return stream.getvalue()


def _flip(data: bytes, rng: random.Random, start: int = 0) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.choice([1, 5, 40])):
        flipped[rng.randrange(min(start, len(data) - 1), len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def _tensors(change: Callable[[dict[str, Any], str, random.Random], None]) -> Change:
    """Changes one tensor, and says its new shape and kind in the description."""

    def changed(members: Members, rng: random.Random) -> None:
        name = rng.choice([name for name in members if name.endswith(".safetensors")])
        tensors = {key: array.copy() for key, array in load(members[name]).items()}
        change(tensors, rng.choice(list(tensors)), rng)
        members[name] = save({key: np.ascontiguousarray(array) for key, array in tensors.items()})
        if name == "model.safetensors":
            meta = json.loads(members["model.json"])
            meta["tensors"] = {key: [str(array.dtype), *array.shape] for key, array in tensors.items()}
            members["model.json"] = json.dumps(meta).encode()

    return changed


def _value(tensors: dict[str, Any], key: str, rng: random.Random) -> None:
    flat = tensors[key].reshape(-1)
    for _ in range(rng.choice([1, 3, 20])):
        if len(flat):
            wide = flat.dtype.kind == "f"
            flat[rng.randrange(len(flat))] = rng.choice(
                [np.nan, np.inf, -1e30, 7.5] if wide else [0, 1, 100, 255 % 128]
            )


def _shape(tensors: dict[str, Any], key: str, rng: random.Random) -> None:
    array = tensors[key].reshape(-1)
    tensors[key] = rng.choice([array[:-1], np.repeat(array, 2), array.reshape(1, -1), array[:0]])


def _kind(tensors: dict[str, Any], key: str, rng: random.Random) -> None:
    with np.errstate(all="ignore"):
        tensors[key] = tensors[key].astype(
            rng.choice(["int8", "float64", "bool", "uint16", "int64", "float16"])
        )


def _gone(tensors: dict[str, Any], key: str, _rng: random.Random) -> None:
    del tensors[key]
    tensors.setdefault("other", np.zeros(3))


def _json(members: Members, rng: random.Random) -> None:
    """One value anywhere in one of the descriptions becomes something else."""
    name = rng.choice([name for name in members if name.endswith(".json")])
    value = json.loads(members[name])
    inside: Any = value
    while True:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        key = rng.choice(keys)
        if isinstance(inside[key], dict | list) and inside[key] and rng.random() < 0.85:
            inside = inside[key]
            continue
        inside[key] = rng.choice(_ODD)
        break
    members[name] = json.dumps(value).encode()


def _member(change: Callable[[bytes, random.Random], bytes]) -> Change:
    def changed(members: Members, rng: random.Random) -> None:
        name = rng.choice([name for name in members if name != "manifest.json"])
        members[name] = change(members[name], rng)

    return changed


CHANGES: dict[str, Change] = {
    "value": _tensors(_value),
    "shape": _tensors(_shape),
    "kind": _tensors(_kind),
    "gone": _tensors(_gone),
    "json": _json,
    "more json": _json,
    "flipped member": _member(_flip),
    "flipped weights": lambda members, rng: members.update(
        {"model.safetensors": _flip(members["model.safetensors"], rng, start=600)}
    ),
    "cut member": _member(lambda data, rng: data[: rng.randrange(len(data))]),
    "pickle": _member(lambda _data, _rng: b"\x80\x04K\x01."),
    "endless json": _member(lambda _data, _rng: b"[" * 200_000),
}


def broken_archive(archive: bytes, kind: str, seed: str) -> bytes:
    """An archive with one change; "cut", "flipped": of its bytes as they are, without mending the manifest."""
    rng = repeatable(seed)
    if kind == "cut":
        return archive[: rng.randrange(1, len(archive))]
    if kind == "flipped":
        return _flip(archive, rng)
    members = members_of(archive)
    CHANGES[kind](members, rng)
    return packed(members)


KINDS = (*CHANGES, "cut", "flipped")
