"""The public UCI Bank Marketing files, fetched from the repository and checked before they are kept.

Source: S. Moro, P. Cortez, P. Rita, "A Data-Driven Approach to Predict the Success of Bank Telemarketing",
Decision Support Systems 62 (2014) 22-31; UCI Machine Learning Repository, doi 10.24432/C5K306, CC BY 4.0.
"""

from __future__ import annotations

import hashlib
import io
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

from core.errors import TableError
from core.storage import write_bytes

URL = "https://archive.ics.uci.edu/static/public/222/bank+marketing.zip"
CREDIT = "Moro, Cortez and Rita (2014), UCI Machine Learning Repository, doi 10.24432/C5K306, CC BY 4.0"
SHA256 = {
    "bank.csv": "dc8d576e9bda0f41ee891251bd84bab9a39ce576cba715aac08adc2374a01fde",
    "bank-full.csv": "45904dbbeed315b50dc9577a253d23c86a9612fec1577f912933a32ed2051096",
    "bank-additional.csv": "7e59cf650004d65d1c9d6b08553bad2ee9a9ad70d594f536e3c584ee6ed5df50",
    "bank-additional-full.csv": "60fb903ea24b850ee4c0a2f1a8886d29d8fb8a0a3ff25b0eaedf2b9dc0227539",
}
_MAX_BYTES = 20 << 20
_SECONDS = 20


def fetch_bank(dest: Path, *, file: str = "bank-full.csv", url: str = URL) -> Path:
    """Fetches the UCI zip and keeps one of its tables.

    Args:
        dest: The folder for the file; it is made if missing.
        file: A name in `SHA256`.
        url: Where the zip is.

    Returns:
        The path of the table. A copy that is there already and whole is not fetched again.

    Raises:
        TableError: no connection, or what came is not the known file.
        StorageError: the disk is full.
    """
    if file not in SHA256:
        raise TableError(f"{file} is not part of the UCI data", expected=", ".join(SHA256))
    target = dest / file
    if target.is_file() and _sha256(target.read_bytes()) == SHA256[file]:
        return target
    for name, data in _members(_download(url), depth=0):
        if name.rpartition("/")[2] == file:
            if _sha256(data) != SHA256[file]:
                raise TableError(
                    f"{file} from {url} is not the known file",
                    found=f"SHA-256 {_sha256(data)[:16]}…",
                    expected=f"{SHA256[file][:16]}…",
                    action="Nothing was kept. Download the file by hand and look at it before you use it",
                )
            write_bytes(target, data)
            return target
    raise TableError(f"The file from {url} does not hold {file}", action="Download it by hand and upload it")


def _download(url: str) -> bytes:
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise TableError(f"{url} is no https address")
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310  # https, checked above
            data = bytes(answer.read(_MAX_BYTES + 1))
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise TableError(
            "The UCI file could not be fetched",
            found=f"{reason}",
            expected="a connection to archive.ics.uci.edu",
            action=f"Open the demo bank, which needs no internet, or download {url} elsewhere and upload it",
        ) from error
    if len(data) > _MAX_BYTES:
        raise TableError(f"The file from {url} is larger than expected", expected="about 1 MB")
    return data


def _members(data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """The files of the zip and of the zips in it (UCI packs bank.zip and bank-additional.zip in one)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.file_size > _MAX_BYTES or info.is_dir():
                    continue
                inner = archive.read(info)
                if info.filename.endswith(".zip") and depth == 0:
                    yield from _members(inner, depth=1)
                else:
                    yield info.filename, inner
    except zipfile.BadZipFile as error:
        raise TableError(
            "What came from UCI is no zip file", action="Try again later, or open the demo bank"
        ) from error


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
