"""Columns of every other kind: ids, codes, words, answers, lists, phones; and words that stand for missing in any."""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

from tests.random_files.amounts import number_column, with_doubts
from tests.random_files.customs import CUSTOMS, OFTEN, Custom
from tests.random_files.moments import date_column
from tests.random_files.truth import Kind, TrueColumn, TrueTable, Value, chance

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_CODES = ("Account No", "Customer Number", "article", "Branch code", "Kundennr", "contract_no", "SKU", "zip")
_MARKERS = (99.0, 999.0, -1.0, 9999.0, -99.0)


def random_table(rng: Random, n: int, n_columns: int) -> tuple[TrueTable, Custom, str]:
    """A table of so many rows and columns, its customs, and the decimal mark of its program."""
    custom = CUSTOMS[rng.choice(OFTEN)]
    decimal = custom.decimal if chance(rng, 0.9) else "."
    columns = [_key(rng, n)]
    makes = (
        *(number_column,) * 9, *(date_column,) * 8, _category, _category, _category, _person, _notes, _answers, _padded,
        _long, _phones, _postcodes, _second_id, _flags, _lists, _bands, _like_numbers, _empty,
    )  # fmt: skip
    while len(columns) < n_columns:
        make = rng.choice(makes)
        column = (
            number_column(rng, custom, decimal, n) if make is number_column else make(rng, custom, n)  # type: ignore[operator]
        )
        columns.append(column if make in (_empty, _flags) else _with_gaps(rng, custom, column))
    return TrueTable(_once(with_doubts(columns)), n), custom, decimal


def _once(columns: list[TrueColumn]) -> list[TrueColumn]:
    """The columns with names that differ whatever their case."""
    taken: set[str] = set()
    found = []
    for column in columns:
        name, number = column.name, 1
        while name.lower() in taken:
            number += 1
            name = f"{column.name} {number}"
        taken.add(name.lower())
        found.append(column if name == column.name else _renamed(column, name))
    return found


def _renamed(column: TrueColumn, name: str) -> TrueColumn:
    return TrueColumn(**{**column.__dict__, "name": name})


def _text(
    name: str, cells: list[str], habit: str, kind: Kind = "text", typed: list[Any] | None = None
) -> TrueColumn:
    values: list[Value] = [cell or None for cell in cells]
    return TrueColumn(name, kind, values, cells, (habit,), typed=typed)


def _key(rng: Random, n: int) -> TrueColumn:
    start = rng.randrange(1, 90_000)
    make = rng.choice((
        lambda i: str(start + i), lambda i: f"L-{start + 7 * i}", lambda i: f"C{start + i:07d}",
        lambda i: f"{1 + i:06d}", lambda i: str(uuid.UUID(int=rng.getrandbits(128))),
        lambda i: "00Q" + "".join(rng.choice(_LETTERS) for _ in range(12)) + "AAA",
        lambda i: str(700_000_000_000_000_000 + 104_729 * i + start),
    ))  # fmt: skip
    name = rng.choice(("id", "Lead ID", "CustomerId", "Record ID", "client_id", "ID"))
    return _text(name, [make(i) for i in range(n)], "key", "code")


def _category(rng: Random, custom: Custom, n: int) -> TrueColumn:
    words = custom.kinds.split("|") if chance(rng, 0.7) else custom.places.split("|")
    return _text(
        custom.words[2 if words[0] in custom.kinds else 1], [rng.choice(words) for _ in range(n)], "category"
    )


def _person(rng: Random, custom: Custom, n: int) -> TrueColumn:
    return _text(custom.words[0], [rng.choice(custom.people.split("|")) for _ in range(n)], "names")


def _notes(rng: Random, custom: Custom, n: int) -> TrueColumn:
    def note() -> str:
        text = " ".join(rng.choice(custom.notes) for _ in range(rng.choice((1, 1, 2))))
        return f"{text} {rng.randrange(1000)}"

    cells = [note() for _ in range(n)]
    column = _text(custom.words[3], cells, "notes")
    odd = rng.choice(("", "", "line breaks", "NUL", "control characters", "delimiters", "quotation marks"))
    if not odd:
        return column
    marks = {
        "line breaks": "\n",
        "NUL": "\x00",
        "control characters": "\x02",
        "delimiters": ";,\t|",
        "quotation marks": '"',
    }
    here = [chance(rng, 0.1) for _ in range(n)]
    here[rng.randrange(n)] = True
    mark = marks[odd]
    cells = [
        f"{cell[:6]}{mark}{cell[6:]}" if is_odd else cell for is_odd, cell in zip(here, cells, strict=True)
    ]
    values: list[Value] = [
        cell.replace(mark, "") if odd in ("NUL", "control characters") else cell for cell in cells
    ]
    return column.with_habit(odd, cells=cells, values=values)


def _answers(rng: Random, custom: Custom, n: int) -> TrueColumn:
    yes, no = (
        custom.yes_no if chance(rng, 0.6) else rng.choice((("true", "false"), ("TRUE", "FALSE"), ("1", "0")))
    )
    spelled = [yes], [no]
    if chance(rng, 0.15):
        spelled = ["Yes", "yes", "Y", "TRUE", "1"], ["No", "no", "N", "FALSE", "0"]
    cells = [rng.choice(spelled[rng.random() < 0.7]) for _ in range(n)]
    typed = (
        [cell.lower() == "true" for cell in cells] if yes.lower() == "true" and len(spelled[0]) == 1 else None
    )
    name = rng.choice(("Converted", "opt_in", "Active", "Won"))
    return _text(name, cells, "yes and no", "text", typed)


def _flags(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    return _text(
        rng.choice(("is_active", "HasCrCard")), [rng.choice("01") for _ in range(n)], "0 and 1", "code"
    )


def _padded(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Codes of which a few begin with 0."""
    del custom
    width = rng.randrange(5, 9)
    share = rng.choice((0.05, 0.3))
    cells = [
        f"{rng.randrange(10 ** (width - 2)):0{width}d}" if chance(rng, share) or not i
        else str(rng.randrange(10 ** (width - 1), 10**width))
        for i in range(n)
    ]  # fmt: skip
    return _text(rng.choice(_CODES), cells, "leading zeros", "code")


def _long(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    width = rng.choice((16, 17, 18, 19, 20))
    start = rng.randrange(10 ** (width - 1), 9 * 10 ** (width - 1))
    step = rng.choice((1, 104_729))
    cells = [str(start + step * i) for i in range(n)]
    rng.shuffle(cells)
    return _text(
        rng.choice(("order_id", "Transaction ID", "external_ref", "Nummer")), cells, "long ids", "code"
    )


def _second_id(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    name = rng.choice(("RowNumber", "Owner ID", "Lead Number", "AccountId", "Campaign Id"))
    many = rng.choice((6, 10_000))
    cells = [str(i + 1) if name == "RowNumber" else str(40_000 + rng.randrange(many)) for i in range(n)]
    return _text(name, cells, "second ids", "code", [int(cell) for cell in cells])


def _phones(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    digits = lambda k: "".join(rng.choice("0123456789") for _ in range(k))  # noqa: E731
    form = rng.choice((
        lambda: f"+49 {digits(3)} {digits(7)}", lambda: f"({rng.randrange(200, 999)}) {digits(3)}-{digits(4)}",
        lambda: f"0{digits(9)}", lambda: f"0{digits(3)}/{digits(6)}", lambda: f"{rng.randrange(2, 9)}{digits(9)}",
        lambda: f"+1{rng.randrange(2, 9)}{digits(9)}", lambda: f"{rng.randrange(200, 999)}.{digits(3)}.{digits(4)}",
        lambda: f"00{rng.randrange(31, 49)} {digits(9)}", lambda: f"{rng.randrange(200, 999)}-{digits(3)}-{digits(4)}",
    ))  # fmt: skip
    return _text(
        rng.choice(("Phone", "Mobile", "Telefon", "fax", "Tel.")),
        [form() for _ in range(n)],
        "phones",
        "code",
    )


def _postcodes(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    form = rng.choice((
        lambda: f"{rng.randrange(1_000, 99_999):05d}", lambda: f"SW{rng.randrange(1, 20)} {rng.randrange(9)}AA",
        lambda: f"{rng.randrange(1000, 9999)} AB",
        lambda: f"{rng.randrange(10_000, 99_999)}-{rng.randrange(1000, 9999)}",
        lambda: f"{rng.randrange(10, 99)}-{rng.randrange(100, 999)}",
        lambda: f"{rng.randrange(100, 999)} {rng.randrange(10, 99)}",
    ))  # fmt: skip
    return _text(
        rng.choice(("Postcode", "zip", "PLZ", "Postal Code")), [form() for _ in range(n)], "postcodes", "code"
    )


def _lists(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    mark = rng.choice((";", ",", "; ", "|", " "))
    cells = [
        mark.join(str(rng.randrange(500_000, 509_999)) for _ in range(rng.choice((1, 1, 2, 3))))
        for _ in range(n)
    ]
    cells[0] = f"503807{mark}501574"
    return _text(rng.choice(("Associated Contact IDs", "contact_ids", "Deal IDs")), cells, "lists in cells")


def _bands(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    bands = rng.choice((
        ("1-10", "11-50", "51-200", "201-500", "1000+"), ("<10", "10-50", "50-100", ">100"), ("A+", "A", "B-", "C"),
        ("18-25", "26-35", "36+"), ("1/2", "3/4", "1/4"), ("Q1", "Q2", "Q3"), ("1 star", "2 stars", "5 stars"),
    ))  # fmt: skip
    return _text(
        rng.choice(("Company size", "Band", "Grade")), [rng.choice(bands) for _ in range(n)], "bands"
    )


def _like_numbers(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Words that look like numbers or days and are none."""
    del custom
    name, form = rng.choice((
        ("opening", lambda: f"{rng.randrange(24):02d}:{rng.choice((0, 15, 30)):02d}"),
        ("duration", lambda: f"{rng.randrange(3)}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"),
        ("App version", lambda: f"{rng.randrange(1, 4)}.{rng.randrange(12)}.{rng.randrange(30)}"),
        ("IP", lambda: f"192.168.{rng.randrange(9)}.{rng.randrange(255)}"),
        ("Size", lambda: f"{rng.randrange(2, 9)}x{rng.randrange(10, 99)}"),
        ("house", lambda: f"{rng.randrange(1, 99)}{rng.choice('abc')}"),
        ("coords", lambda: f"{rng.uniform(40, 55):.4f}, {rng.uniform(1, 20):.4f}"),
        ("room", lambda: f"{rng.randrange(1, 9)}E{rng.randrange(10, 30)}"),
        ("Season", lambda: f"{rng.randrange(2015, 2024)}/{rng.randrange(16, 25)}"),
        ("score", lambda: f"{rng.randrange(5)}:{rng.randrange(5)}"),
    ))  # fmt: skip
    return _text(name, [form() for _ in range(n)], f"looks like numbers: {name}")  # type: ignore[no-untyped-call]


def _empty(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    return _text(rng.choice(("Fax 2", "spare", "Comment 3")), [""] * n, "empty column")


def _with_gaps(rng: Random, custom: Custom, column: TrueColumn) -> TrueColumn:
    """Some cells without a value: empty, or with words that stand for missing."""
    if chance(rng, 0.45):
        return column
    share = rng.choice((0.05, 0.15, 0.4))
    here = [chance(rng, share) for _ in column.cells]
    is_word = chance(rng, 0.6)
    words = (
        rng.sample(custom.missing, min(len(custom.missing), rng.choice((1, 1, 1, 2)))) if is_word else [""]
    )
    habit = f"missing as {', '.join(map(repr, words))}" if is_word else "empty cells"
    if (
        column.habits[0] in ("counts", "ages", "whole amounts")
        and column.habits[-1] == "plain numbers"
        and chance(rng, 0.3)
    ):
        words = [f"{rng.choice(_MARKERS):.0f}"]
        above = max(one for one in column.values if isinstance(one, float))
        if float(words[0]) > 0 and above * 1.3 > float(words[0]):
            words = ["-1"]
        if (
            column.habits[0] == "whole amounts"
            and min(one for one in column.values if isinstance(one, float)) < 0
        ):
            return column
        habit = "missing as a number"
        here[:4] = [True] * 4
    cells = [rng.choice(words) if gap else cell for gap, cell in zip(here, column.cells, strict=True)]
    return column.with_habit(
        habit,
        cells=cells,
        values=_emptied(column.values, here),
        others=tuple(_emptied(one, here) for one in column.others),
        typed=None
        if column.typed is None or is_word or habit == "missing as a number"
        else _emptied(column.typed, here),
    )


def _emptied(values: list[Any], here: list[bool]) -> list[Any]:
    return [None if gap else one for gap, one in zip(here, values, strict=True)]
