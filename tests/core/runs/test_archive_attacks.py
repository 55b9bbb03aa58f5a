"""Archives that nobody vouches for: each attack is one clear error and leaves nothing."""

from __future__ import annotations

import json
import os
import pickle
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import ArchiveError
from core.runs.archive import import_model
from core.runs.archive_check import read_archive
from core.runs.registry import list_runs
from core.workspace import Workspace
from tests.core.runs.packed_archives import Members, packed


class Bomb:
    """Unpickling it would leave a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return (os.mkdir, (str(self.trace),))


def attacks(members: Members, folder: Path, trace: Path) -> dict[str, Path]:
    """Bad archives by name."""
    bad = pickle.dumps(Bomb(trace))
    header = json.dumps({"w": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}).encode()
    lying = struct.pack("<Q", len(header)) + header + b"\0" * 16
    without = {name: data for name, data in members.items() if name != "calibration.json"}
    manifest = json.loads(members["manifest.json"])
    deep = b"[" * 200_000 + b"]" * 200_000
    made = {
        "pickle beside": packed(folder / "a.zip", members, **{"data.pkl": bad}),
        "pickle as json": packed(folder / "b.zip", members, **{"model.json": bad}),
        "pickle as weights": packed(folder / "c.zip", members, **{"model.safetensors": bad}),
        "unexpected member": packed(folder / "d.zip", members, **{"run.py": b"print(1)"}),
        "traversal": packed(folder / "e.zip", members, **{"../../evil.json": b"{}"}),
        "absolute": packed(folder / "f.zip", members, **{"/evil.json": b"{}"}),
        "backslash": packed(folder / "g.zip", members, **{"..\\evil.json": b"{}"}),
        "incomplete": packed(folder / "h.zip", without),
        "bomb": packed(folder / "i.zip", members, **{"encoder.json": b" " * (31 << 20) + b"{}"}),
        "huge json": packed(folder / "j.zip", members, **{"model.json": b"0" * (33 << 20)}),
        "deep json": packed(folder / "k.zip", members, **{"encoder.json": deep}),
        "changed weights": packed(
            folder / "l.zip",
            members,
            honest=False,
            **{"model.safetensors": members["model.safetensors"][:-1] + b"\x01"},
        ),
        "weights that lie": packed(folder / "m.zip", members, **{"model.safetensors": lying}),
        "another format": packed(
            folder / "n.zip", members, **{"manifest.json": json.dumps({**manifest, "version": 99}).encode()}
        ),
        "unknown key": packed(
            folder / "o.zip", members, **{"manifest.json": json.dumps({**manifest, "x": 1}).encode()}
        ),
        "foreign encoder": packed(folder / "p.zip", members, **{"encoder.json": b'{"columns": []}'}),
        "no json": packed(folder / "q.zip", members, **{"calibration.json": b"\xff\xfe{"}),
    }
    for name, data in {"plain pickle": bad, "empty": b"", "text": b"hello", "cut": b"PK\x03\x04cut"}.items():
        path = folder / f"{name}.zip"
        path.write_bytes(data)
        made[name] = path
    made["torch file"] = packed(folder / "t.zip", {"archive/data.pkl": bad, "archive/version": b"3"})
    link = folder / "link.zip"
    with zipfile.ZipFile(link, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            if name == "encoder.json":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, b"/etc/passwd" if name == "encoder.json" else data)
    made["symbolic link"] = link
    twice = folder / "twice.zip"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "w") as archive:
        for name, data in [*members.items(), ("model.json", bad)]:
            archive.writestr(name, data)
    made["member twice"] = twice
    return made


def test_every_attack_is_refused_with_one_clear_error_and_leaves_nothing(
    workspace: Workspace, members: Members, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    runs_before = list_runs()
    refused = attacks(members, tmp_path, trace)
    messages = {}
    for name, path in refused.items():
        with pytest.raises(ArchiveError) as caught:
            import_model(path, workspace)
        messages[name] = str(caught.value)
        assert "\n" not in messages[name], name
    assert not trace.exists(), "a pickle was opened"
    assert list_runs() == runs_before, "a refused archive left a run"
    assert not (tmp_path.parent / "evil.json").exists()
    for name in ("pickle beside", "pickle as json", "pickle as weights", "plain pickle", "torch file"):
        assert "may be, a pickle" in messages[name], (name, messages[name])
    assert "outside" in messages["traversal"]
    assert "unpack" in messages["bomb"]
    assert "twice" in messages["member twice"]
    assert "changed" in messages["changed weights"]


def test_only_members_that_belong_into_an_archive_are_let_in(members: Members, tmp_path: Path) -> None:
    """Small, well named in the manifest and readable, and still nothing a model needs."""
    assert set(read_archive(packed(tmp_path / "a.zip", members)).files) == set(members) - {"manifest.json"}
    for name in ("run.py", "notes.json", "weights.safetensors", "sub/model.json", "model.json "):
        path = packed(tmp_path / "a.zip", members, **{name: members["model.json"]})
        with pytest.raises(ArchiveError, match="does not belong into a model archive"):
            read_archive(path)


def test_an_archive_holds_what_its_manifest_names_and_nothing_else(members: Members, tmp_path: Path) -> None:
    without = {name: data for name, data in members.items() if name != "level.json"}
    longer = {**members, "level.json": members["level.json"] + b" "}
    more = {**members, "amounts.safetensors": members["practice.safetensors"]}
    for changed, name in ((without, "level.json"), (longer, "level.json"), (more, "amounts.safetensors")):
        with pytest.raises(ArchiveError, match=f"differs from its manifest.*{name}"):
            read_archive(packed(tmp_path / "a.zip", changed, honest=False))


def test_pickle_is_refused_by_its_name_before_anything_is_read(
    members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "a.zip", members, **{"weights.pt": b"x"})

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a member was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    monkeypatch.setattr(zipfile.ZipFile, "read", never)
    with pytest.raises(ArchiveError, match=r"weights\.pt"):
        read_archive(path)


def test_size_limits_hold_for_the_sum(
    members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "a.zip", members)
    assert read_archive(path).manifest.train.model == "logistic"
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UNPACKED_MB", "0")
    with pytest.raises(ArchiveError, match="MAX_UNPACKED"):
        read_archive(path)
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UPLOAD_MB", "0")
    with pytest.raises(ArchiveError, match="too large"):
        read_archive(path)
