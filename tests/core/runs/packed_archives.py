"""Archives packed by hand, whole or with one member changed, for tests."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

Members = dict[str, bytes]


def packed(path: Path, members: Members, *, honest: bool = True, **extra: bytes) -> Path:
    """Writes members as an archive; `honest` brings the manifest's sizes and hashes up to date."""
    members = {**members, **extra}
    if honest and "manifest.json" in members:
        manifest = json.loads(members["manifest.json"])
        manifest["files"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
            if name != "manifest.json"
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path
