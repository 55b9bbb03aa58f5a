"""Broken and hostile files by kind, each a little other for every seed: what a file of strangers may be."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

Make = Callable[[Path, random.Random], Path]


def repeatable(seed: str) -> random.Random:
    """Draws the same for the same seed."""
    return random.Random(seed)  # noqa: S311  # nothing secret is drawn


def rows(rng: random.Random, n: int = 200) -> bytes:
    """A good small CSV."""
    lines = [f"{i},{rng.choice('xyz')},{rng.random():.4f},2026-01-{1 + i % 28:02d}" for i in range(n)]
    return ("id,kind,amount,day\n" + "\n".join(lines) + "\n").encode()


def workbook(rng: random.Random) -> bytes:
    """A good small workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("clients")
    for row in range(60):
        sheet.write_row(row, 0, [f"c{i}" if row == 0 else rng.random() * i for i in range(5)])
    book.close()
    return stream.getvalue()


def parquet(rng: random.Random) -> bytes:
    """A good small Parquet file."""
    sink = io.BytesIO()
    table = pa.table(
        {"a": [rng.random() for _ in range(500)], "b": [rng.choice(["x", "yy"]) for _ in range(500)]}
    )
    pq.write_table(table, sink)
    return sink.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


GOOD: dict[str, Callable[[random.Random], bytes]] = {
    ".csv": rows,
    ".xlsx": workbook,
    ".parquet": parquet,
    ".csv.gz": lambda rng: gzip.compress(rows(rng)),
    ".zip": lambda rng: zipped(("t.csv", rows(rng))),
}


def changed_sheet(
    data: bytes, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml"
) -> bytes:
    """The same workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = change(members.get(part, b""))
    return zipped(*members.items())


def _cell(place: str) -> Callable[[bytes], bytes]:
    row = f'<row r="1048576"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return lambda sheet: sheet.replace(b"</sheetData>", row)


def _write(path: Path, ending: str, data: bytes) -> Path:
    path = path.with_name(path.name + ending)
    path.write_bytes(data)
    return path


def _of(ending: str, data: Callable[[random.Random], bytes]) -> Make:
    return lambda path, rng: _write(path, ending, data(rng))


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(1, len(data))]


def _flipped(rng: random.Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(rng.choice([1, 4, 30])):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def _spliced(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.choice([1, 50, 5_000])) + data[at:]


def _any_of(change: Callable[[random.Random, bytes], bytes]) -> Make:
    def make(path: Path, rng: random.Random) -> Path:
        ending = rng.choice(list(GOOD))
        return _write(path, ending, change(rng, GOOD[ending](rng)))

    return make


def _sheet(
    change: Callable[[random.Random], Callable[[bytes], bytes]], part: str = "xl/worksheets/sheet1.xml"
) -> Make:
    return _of(".xlsx", lambda rng: changed_sheet(workbook(rng), change(rng), part))


def _text_bomb(path: Path, rng: random.Random) -> Path:
    path = path.with_name(path.name + ".parquet")
    long = rng.choice("abc") * 20_000
    plain = pa.schema([("a", pa.string()), ("b", pa.int64())])
    table = pa.table({"a": pa.array([long] * 60_000).dictionary_encode(), "b": list(range(60_000))})
    pq.write_table(table.cast(plain) if rng.random() < 0.1 else table, path)
    return path


def _parquet_says(rng: random.Random) -> bytes:
    data = bytearray(parquet(rng))
    size = struct.unpack("<I", data[-8:-4])[0]
    for _ in range(rng.choice([1, 3, 8])):
        data[-8 - rng.randrange(1, size)] = rng.randrange(256)
    return bytes(data)


def _many_members(path: Path, rng: random.Random) -> Path:
    return _write(
        path, ".zip", zipped(*((f"t{i}.csv", b"a,b\n1,2\n") for i in range(rng.choice([1_500, 10_000]))))
    )


def _nested(rng: random.Random) -> bytes:
    data = rows(rng)
    for depth in range(rng.choice([2, 3, 20])):
        data = zipped((f"{depth}.zip", data))
    return data


def _wide(path: Path, rng: random.Random) -> Path:
    n = rng.choice([3_000, 200_000])
    return _write(path, ".csv", b",".join(b"c%d" % i for i in range(n)) + b"\n" + b"1," * (n - 1) + b"1\n")


def _fifo(path: Path, _rng: random.Random) -> Path:
    path = path.with_name(path.name + ".csv")
    os.mkfifo(path)
    return path


def _folder(path: Path, _rng: random.Random) -> Path:
    path = path.with_name(path.name + ".csv")
    path.mkdir()
    return path


def _link(to: str) -> Make:
    def make(path: Path, _rng: random.Random) -> Path:
        path = path.with_name(path.name + ".csv")
        path.symlink_to(to)
        return path

    return make


def _no_utf8_name(path: Path, rng: random.Random) -> Path:
    ending = rng.choice(list(GOOD))
    path = path.with_name(os.fsdecode(b"\xff\xfe" + path.name.encode() + ending.encode()))
    path.write_bytes(GOOD[ending](rng))
    return path


def _locked(rng: random.Random) -> bytes:
    data = bytearray(zipped(("t.csv", rows(rng))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def _odd_names(rng: random.Random) -> bytes:
    return zipped((rng.choice(["a\nb.csv", "\u202ecsv.exe", "=cmd.csv", "t" * 300 + ".csv"]), rows(rng)))


def _dimension(rng: random.Random) -> Callable[[bytes], bytes]:
    said = b'ref="%s"' % rng.choice([b"A1:XFD1048576", b"E5:A1", b""])
    return lambda sheet: sheet.replace(b'ref="A1:E60"', said)


def _shared(rng: random.Random) -> Callable[[bytes], bytes]:
    number = b"<v>%d</v>" % rng.choice([-1, 999_999, 2**64])
    return lambda sheet: sheet.replace(b"<v>0</v>", number)


def _page(rng: random.Random) -> bytes:
    data = parquet(rng)
    return data[:4] + _flipped(rng, data[4:-600]) + data[-600:]


def _encrypted(rng: random.Random) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + rng.randbytes(600)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "%s">' % (b"ha" * 500) + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
)
PLACES = [
    "XFD1048576",
    "XFE1",
    "A1048577",
    "A0",
    "ZZZZZZ9",
    "A99999999999999999999",
    "1A",
    "",
    "é5",
    "XFD1",
    "ZZ1048576",
]

KINDS: dict[str, Make] = {
    "cut": _any_of(_cut),
    "flipped": _any_of(_flipped),
    "spliced": _any_of(_spliced),
    "noise": _of(".csv", lambda rng: rng.randbytes(rng.choice([1, 300, 60_000]))),
    "wrong ending": lambda path, rng: _write(path, rng.choice(list(GOOD)), GOOD[rng.choice(list(GOOD))](rng)),
    "empty": lambda path, rng: _write(path, rng.choice(list(GOOD)), b""),
    "gz bomb": _of(
        ".csv.gz", lambda rng: gzip.compress(b"a,b\n" + b"1,2\n" * (3_000_000 * rng.choice([1, 20])))
    ),
    "gz of zeros": _of(".csv.gz", lambda rng: gzip.compress(bytes(50_000_000))),
    "zip bomb": _of(
        ".zip", lambda rng: zipped(("t.csv", b"a,b\n" + b"x" * (100_000_000 * rng.choice([1, 3]))))
    ),
    "nested": _of(".zip", _nested),
    "outside": _of(
        ".zip", lambda rng: zipped((rng.choice(["../t.csv", "/etc/t.csv", "C:\\t.csv"]), rows(rng)))
    ),
    "many members": _many_members,
    "odd names": _of(".zip", _odd_names),
    "zip names no utf8": _of(
        ".zip", lambda rng: zipped(("té.csv", rows(rng))).replace("é".encode(), b"\xff\xfe")
    ),
    "password": _of(".zip", _locked),
    "password workbook": _of(".xlsx", _encrypted),
    "far corner": _sheet(lambda rng: _cell("XFD1048576")),
    "broken place": _sheet(lambda rng: _cell(rng.choice(PLACES))),
    "hidden place": _sheet(
        lambda rng: lambda sheet: sheet.replace(b'r="B3"', b'r="%s"' % rng.choice(PLACES).encode())
    ),
    "places backwards": _sheet(lambda rng: lambda sheet: sheet.replace(b'r="A1"', b'r="A999999"')),
    "dimension": _sheet(_dimension),
    "entities": _sheet(lambda rng: lambda sheet: ENTITIES + b"]>" + sheet.replace(b"<v>", b"<v>&j;")),
    "deep xml": _sheet(
        lambda rng: lambda sheet: sheet.replace(b"<sheetData>", b"<a>" * 500_000 + b"<sheetData>")
    ),
    "cut sheet": _sheet(lambda rng: lambda sheet: _cut(rng, sheet)),
    "flipped sheet": _sheet(lambda rng: lambda sheet: _flipped(rng, sheet)),
    "shared index": _sheet(_shared),
    "huge strings": _sheet(
        lambda rng: (
            lambda _x: b"<sst>" + (b"<si><t>" + b"s" * 1_000_000 + b"</t></si>") * rng.choice([5, 300])
        ),
        "xl/sharedStrings.xml",
    ),
    "no parts": _sheet(lambda rng: lambda _x: b"", "xl/workbook.xml"),
    "flipped parts": _of(
        ".xlsx",
        lambda rng: changed_sheet(
            workbook(rng),
            lambda data: _flipped(rng, data or b"x"),
            rng.choice(
                ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"]
            ),
        ),
    ),
    "ole noise": _of(".xls", lambda rng: bytes.fromhex("d0cf11e0a1b11ae1") + rng.randbytes(4_000)),
    "text parquet bomb": _text_bomb,
    "parquet footer": _of(".parquet", _parquet_says),
    "parquet page": _of(".parquet", _page),
    "huge line": _of(".csv", lambda rng: b"a,b\n" + b"z" * (30_000_000 * rng.choice([1, 3])) + b",1\n"),
    "wide": _wide,
    "unclosed quote": _of(
        ".csv", lambda rng: rows(rng, 5_000).replace(b",x,", b',"x,', rng.choice([1, 200]))
    ),
    "quotes only": _of(".csv", lambda rng: b'"' * 500_000),
    "delimiters only": _of(".csv", lambda rng: b"," * 500_000),
    "newlines only": _of(".csv", lambda rng: b"\n" * 500_000),
    "nul": _of(".csv", lambda rng: rows(rng).replace(b"x", b"\0")),
    "half utf16": _of(".csv", lambda rng: rows(rng).decode().encode("utf-16")[: -rng.choice([1, 3])]),
    "lone surrogates": _of(
        ".csv", lambda rng: b"\xff\xfe" + b"a\0,\0b\0\n\0" + b"\x00\xd8,\0\x01\xdc\n\0" * 50
    ),
    "utf7 and bom": _of(".csv", lambda rng: b"\xef\xbb\xbf" * 3 + rows(rng)),
    "formulas": _of(".csv", lambda rng: b'a,b\n=cmd|"/c calc"!A0,1\n@SUM(1),2\n' * 20),
    "endless numbers": _of(".csv", lambda rng: b"a,b\n" + b"9" * 5_000 + b",1e999999\n" + b"1,-inf\n" * 30),
    "odd dates": _of(".csv", lambda rng: b"a,b\n" + b"0000-00-00,9999999-99-99\n-1-1-1,31/31/31\n" * 30),
    "no utf8 name": _no_utf8_name,
    "fifo": _fifo,
    "folder": _folder,
    "device": _link("/dev/zero"),
    "link to itself": lambda path, rng: _link(path.name + ".csv")(path, rng),
    "link to nowhere": _link("nowhere"),
    "process memory": _link("/proc/self/mem"),
}
NOT_UPLOADED = (
    "no utf8 name",
    "fifo",
    "folder",
    "device",
    "link to itself",
    "link to nowhere",
    "process memory",
)


def hostile_files(
    folder: Path, n: int, seed: int = 0, kinds: tuple[str, ...] = tuple(KINDS)
) -> list[tuple[str, Path]]:
    """Writes n files, kind after kind, and returns each kind with its file."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for place in range(n):
        kind = kinds[place % len(kinds)]
        made.append((kind, KINDS[kind](folder / f"f{place}", repeatable(f"{seed} {place}"))))
    return made
