"""Columns of numbers, and the ways in which people and programs write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.random_files.customs import CUSTOMS, Custom
from tests.random_files.truth import NoValue, TrueColumn, Value, chance

Write = Callable[[float], str]


@dataclass(frozen=True)
class Draw:
    """Numbers before they are written.

    Attributes:
        what: In words.
        names: Headers that fit.
        number: One number.
        digits: Digits after the decimal mark.
        is_money: Amounts that may wear a currency.
    """

    what: str
    names: tuple[str, ...]
    number: Callable[[Random], float]
    digits: int
    is_money: bool = False


def _money(rng: Random) -> float:
    return round(rng.lognormvariate(7, 1.6), 2)


DRAWS = (
    Draw("amounts", (), _money, 2, True),
    Draw("whole amounts", (), lambda rng: float(round(rng.lognormvariate(9, 1.5))), 0, True),
    Draw("counts", ("Visits", "calls", "n_orders", "Employees"), lambda rng: float(rng.randrange(0, 60)), 0),
    Draw("ages", ("Age", "age"), lambda rng: float(rng.randrange(18, 90)), 0),
    Draw("measures", ("Score", "weight_kg", "Ratio"), lambda rng: round(rng.uniform(0, 40), 1), 1),
    Draw("fine measures", ("rate", "Quota", "lat"), lambda rng: round(rng.uniform(0, 1), 4), 4),
    Draw("large", ("Employees", "Population"), lambda rng: float(rng.randrange(10_000, 9_000_000)), 0),
    Draw("three digits", ("Volume", "litres"), lambda rng: round(rng.uniform(1, 900), 3), 3),
)


def digits_of(number: float, digits: int) -> tuple[str, str]:
    """The digits before and after the decimal mark, without sign."""
    whole, _, rest = f"{abs(number):.{digits}f}".partition(".")
    return whole, rest


def grouped(whole: str, mark: str) -> str:
    """12345678 as 12,345,678, or as 1,23,45,678."""
    if mark == "lakh":
        head, tail = whole[:-3], whole[-3:]
        parts = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
        return ",".join([*parts, tail])
    first = len(whole) % 3
    parts = ([whole[:first]] if first else []) + [whole[i : i + 3] for i in range(first, len(whole), 3)]
    return mark.join(parts)


def plain(number: float, digits: int, decimal: str, mark: str = "") -> str:
    """A number with its sign, the decimal mark and, with a mark, groups of thousands."""
    whole, rest = digits_of(number, digits)
    text = (grouped(whole, mark) if mark else whole) + (decimal + rest if rest else "")
    return f"-{text}" if number < 0 else text


def number_column(rng: Random, custom: Custom, decimal: str, n: int) -> TrueColumn:
    """One column of numbers written with a decimal mark in one of many ways."""
    draw = rng.choice(DRAWS[:2] if chance(rng, 0.5) else DRAWS)
    name = rng.choice(draw.names or custom.amounts)
    numbers = [draw.number(rng) for _ in range(n)]
    habits = [draw.what]
    if draw.is_money and chance(rng, 0.4):
        share = rng.choice((0.05, 0.3))
        numbers = [-one if chance(rng, share) else one for one in numbers]
    mark = ""
    if chance(rng, 0.6 if draw.is_money else 0.2) and max(map(abs, numbers)) >= 1000:
        mark = custom.groups[rng.randrange(len(custom.groups))]
        mark = "'" if decimal == "," and mark in (",", "lakh") else mark
        habits.append("lakh groups" if mark == "lakh" else f"thousands by {_named(mark)}")
    if mark == decimal:
        mark = "." if decimal == "," else ","
    style = rng.choice(_STYLES if draw.is_money else _BARE)
    return style(rng, custom, _Numbers(name, numbers, draw.digits, decimal, mark, tuple(habits)))


@dataclass(frozen=True)
class _Numbers:
    name: str
    numbers: list[float]
    digits: int
    decimal: str
    mark: str
    habits: tuple[str, ...]

    def text(self, number: float) -> str:
        return plain(number, self.digits, self.decimal, self.mark)

    def column(
        self, habit: str, cells: list[str], values: list[Value] | None = None, **more: object
    ) -> TrueColumn:
        decimal = ("decimal comma",) if self.decimal == "," and self.digits else ()
        kept: list[Value] = list(self.numbers) if values is None else values
        return TrueColumn(
            self.name,
            "number",
            kept,
            cells,
            (*self.habits, *decimal, habit),
            **more,  # type: ignore[arg-type]
        )


def _named(mark: str) -> str:
    return {" ": "blank", "\u00a0": "no-break blank", "\u202f": "thin blank", "\u2019": "apostrophe"}.get(
        mark, mark
    )


def _plain(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del rng, custom
    return found.column(
        "plain numbers", [found.text(one) for one in found.numbers], typed=list(found.numbers)
    )


def _currency(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    sign = rng.choice(custom.money)
    after = chance(rng, 0.4)  # -$5 or $-5

    def written(one: float) -> str:
        if one < 0 and not after:
            return "-" + sign.replace("¤", found.text(-one))
        return sign.replace("¤", found.text(one))

    if sign.endswith(":-"):
        found = _Numbers(found.name, [float(round(one)) for one in found.numbers], 0, found.decimal, found.mark,
                         found.habits)  # fmt: skip
    share = rng.choice((1.0, 1.0, 0.1))
    cells = [written(one) if chance(rng, share) else found.text(one) for one in found.numbers]
    return found.column("currency" if share == 1 else "currency in a few cells", cells)


def _brackets(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    sign = rng.choice(("¤", "¤", custom.money[0]))
    spaced = chance(rng, 0.2)
    numbers = _with_negatives(rng, found.numbers)

    def written(one: float) -> str:
        text = sign.replace("¤", found.text(abs(one)))
        return text if one >= 0 else f"( {text} )" if spaced else f"({text})"

    return found.column("brackets", [written(one) for one in numbers], list(numbers))


def _trailing(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    numbers = _with_negatives(rng, found.numbers)
    gap = " " if chance(rng, 0.2) else ""
    cells = [found.text(abs(one)) + (f"{gap}-" if one < 0 else "") for one in numbers]
    return found.column("trailing minus", cells, list(numbers))


def _odd_minus(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    numbers = _with_negatives(rng, found.numbers)
    minus = rng.choice(("\u2212", "- ", "\u2013"))
    cells = [found.text(abs(one)) if one >= 0 else minus + found.text(-one) for one in numbers]
    return found.column("unusual minus", cells, list(numbers))


def _plus(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    numbers = _with_negatives(rng, found.numbers)
    cells = [("+" if one > 0 else "") + found.text(one) for one in numbers]
    return found.column("plus", cells, list(numbers))


def _with_negatives(rng: Random, numbers: list[float]) -> list[float]:
    share = rng.choice((0.04, 0.3))
    found = [-abs(one) if chance(rng, share) else abs(one) for one in numbers]
    return [-abs(found[0]) or -1.0, *found[1:]]


def _scaled(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    scales = [(1e3, rng.choice(("K", "k", " K"))), (1e6, rng.choice(("M", "m", " M", " Mio"))), (1, "")]
    money = rng.choice(("¤", custom.money[0] if custom.money[0].startswith("¤") is False else "¤"))
    cells, values = [], list[Value]()
    for _ in found.numbers:
        factor, letter = rng.choice(scales)
        number = round(rng.uniform(1, 99), 1) if factor > 1 else float(rng.randrange(100, 999))
        text = plain(number, 1 if factor > 1 else 0, found.decimal).removesuffix(f"{found.decimal}0")
        cells.append(money.replace("¤", text + letter))
        values.append(round(number * factor, 2))
    return found.column("K and M", cells, values)


def _percent(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    digits, gap = rng.choice((0, 1, 2)), rng.choice(("", "", " "))
    numbers: list[Value] = [round(rng.uniform(0, 100), digits) for _ in found.numbers]
    cells = [plain(float(one), digits, found.decimal) + gap + "%" for one in numbers]  # type: ignore[arg-type]
    name = rng.choice(("Discount", "Share", "margin_pct", "Win rate", "Probability"))
    return TrueColumn(name, "number", numbers, cells, ("percent",))


def _bounds(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    word = rng.choice(("<", ">", "~", "< ", ">=", "ca. "))
    cells = [word + found.text(one) if chance(rng, 0.1) or not i else found.text(one)
             for i, one in enumerate(found.numbers)]  # fmt: skip
    return found.column("bounds", cells, doubt="bounds")


def _powers(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    del custom
    cells, values = [], list[Value]()
    for one in found.numbers:
        text = f"{one:.4E}"
        if chance(rng, 0.3):
            cells.append(text.replace(".", found.decimal))
            values.append(float(text))
        else:
            cells.append(plain(one, found.digits, found.decimal))
            values.append(one)
    return found.column("powers of ten", cells, values)


def _world(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    """Each cell in the money of another country."""
    del custom
    cells = []
    numbers: list[Value] = []
    for _ in found.numbers:
        number = round(rng.uniform(1_000, 999_999), 2)
        here = CUSTOMS[rng.choice(list(CUSTOMS))]
        cells.append(rng.choice(here.money).replace("¤", plain(number, 2, here.decimal, rng.choice(here.groups)))
                     .replace(":-", " kr"))  # fmt: skip
        numbers.append(number)
    return TrueColumn(found.name, "number", numbers, cells, ("money of the world",))


def _with_words(rng: Random, custom: Custom, found: _Numbers) -> TrueColumn:
    """A few words among the numbers."""
    del custom
    word = rng.choice(("call us", "see note", "pending", "varies", "free", "tbc"))
    here = [chance(rng, 0.06) for _ in found.numbers]
    here[rng.randrange(len(here))] = True
    values: list[Value] = [
        NoValue(word) if is_word else one for is_word, one in zip(here, found.numbers, strict=True)
    ]
    cells = [word if is_word else found.text(one) for is_word, one in zip(here, found.numbers, strict=True)]
    return found.column("words among numbers", cells, values)


def with_doubts(columns: list[TrueColumn]) -> list[TrueColumn]:
    """The columns; where no cell of the file tells whether 1.234 is more than a thousand, that is a doubt."""
    votes = {
        mark for column in columns if column.kind == "number" for mark in map(_told, column.cells) if mark
    }
    return [_doubted(column) if column.kind == "number" and not votes else column for column in columns]


_TELLS = re.compile(
    r"\D*(?:\d*([.,])(?:\d{1,2}|\d{4,})|\d{1,3}(?:([.,' ])\d{3})+([.,])\d+|\d{1,3}(?:([.,])\d{3}){2,})\D*"
)
_DOUBTFUL = re.compile(r"(\D*\d{1,3})[.,](\d{3}\D*)")


def _told(cell: str) -> str:
    """The decimal mark that a cell tells of, "" where it tells nothing."""
    found = _TELLS.fullmatch(cell)
    if found is None:
        return ""
    decimal, _, last, thousands = found.groups()
    return decimal or last or {".": ",", ",": "."}[thousands]


def _doubted(column: TrueColumn) -> TrueColumn:
    here = [_DOUBTFUL.fullmatch(cell) is not None for cell in column.cells]
    tells = any(re.fullmatch(r"\D*\d{1,3}\D*", cell) for cell in column.cells)  # 605 beside 8.563
    if not any(here) or tells or column.doubt is not None:
        return column
    factor = 1000.0 if "three digits" in column.habits else 0.001
    other: list[Value] = [
        one * factor if is_doubtful and isinstance(one, float) else one
        for is_doubtful, one in zip(here, column.values, strict=True)
    ]
    is_usual = all("," in cell for cell, is_doubtful in zip(column.cells, here, strict=True) if is_doubtful)
    if is_usual and factor < 1:
        return column  # 1,234 alone is what most of the world writes
    return column.with_habit("decimal mark", doubt="decimal mark", others=(other,))


_BARE = (_plain, _plain, _plain, _plain, _plus, _bounds, _with_words)
_STYLES = (
    *(_plain,) * 4, *(_currency,) * 4, _brackets, _brackets, _trailing, _odd_minus, _scaled, _percent, _percent,
    _bounds, _powers, _world, _with_words,
)  # fmt: skip
