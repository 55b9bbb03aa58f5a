"""Columns of days and moments, and the ways in which people and programs write them."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

from tests.random_files.customs import WEEKDAYS, Custom
from tests.random_files.truth import NoValue, TrueColumn, Value, chance

_MOMENTS = ("created_at", "Last Modified", "timestamp", "Updated", "Login time", "event_time")
_EPOCH_NAMES = ("created_at", "timestamp", "last_login", "ts", "updated_ts", "event_time")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NO_ZONE = {"EST": -5, "CET": 1, "PST": -8, "IST": 5.5, "UTC": 0, "GMT": 0, "JST": 9, "CEST": 2, "EDT": -4}


def date_column(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """One column of days or moments, written in one of many ways."""
    make = rng.choice((
        *(_days,) * 8, *(_clocks,) * 3, _iso, _iso, _serials, _epochs, _epochs, _zones, _zones, _compact, _two_forms,
        _mixed_order, _tbc, _no_dates, _rfc,
    ))  # fmt: skip
    return make(rng, custom, n)


def _drawn(rng: Random, n: int, name: str) -> list[dt.datetime]:
    birth = any(part in name.lower() for part in ("dob", "birth", "geburt", "nais", "nac", "nasc", "urodz", "narozen",
                                                  "рожд", "född", "生"))  # fmt: skip
    first, span = (
        (dt.datetime(1951, 1, 1), 18_000) if birth else (dt.datetime(2019, 1, 1), rng.choice((2100, 300)))
    )
    return [first + dt.timedelta(days=rng.randrange(span), seconds=rng.randrange(86_400)) for _ in range(n)]


def _day(one: dt.datetime) -> dt.datetime:
    return one.replace(hour=0, minute=0, second=0)


def written(one: dt.datetime, form: str, custom: Custom) -> str:
    """A moment in a form of `strftime`, with the custom's names of months."""
    full, short = custom.months.split()[one.month - 1].split("|")
    named = form.replace("%B", full).replace("%b", short).replace("%a", WEEKDAYS[one.weekday()])
    for sign, number in (
        ("%-d", one.day),
        ("%-m", one.month),
        ("%-H", one.hour),
        ("%-I", (one.hour - 1) % 12 + 1),
    ):
        named = named.replace(sign, str(number))
    return one.strftime(named.replace("%p", "AM" if one.hour < 12 else "PM"))


def _form_words(form: str) -> str:
    return form.replace("%-", "").replace("%", "")


def _can_turn(form: str) -> bool:
    """Whether a form is numbers of which the day may be taken for the month."""
    signs = form.replace("%-", "%").replace(" ", "")
    return signs[:2] in ("%d", "%m") and signs[3:5] in ("%d", "%m")


def _doubtful(moments: list[dt.datetime], form: str) -> bool:
    """Whether nothing tells day from month."""
    return (
        _can_turn(form)
        and all(one.day <= 12 for one in moments)
        and any(one.day != one.month for one in moments)
    )


def turned(moments: list[Value]) -> list[Value]:
    """Day and month changed where both may be either."""
    return [
        one.replace(month=one.day, day=one.month) if isinstance(one, dt.datetime) and one.day <= 12 else one
        for one in moments
    ]


def _column(
    name: str, moments: list[dt.datetime], form: str, custom: Custom, habit: str, clock: bool
) -> TrueColumn:
    values: list[Value] = [one if clock else _day(one) for one in moments]
    column = TrueColumn(
        name, "date", values, [written(one, form, custom) for one in moments], (habit, f"days as {_form_words(form)}"),
        typed=list(values),
    )  # fmt: skip
    if _doubtful(moments, form):
        return column.with_habit("day or month", doubt="day or month", others=(turned(values),))
    return column


def _days(rng: Random, custom: Custom, n: int) -> TrueColumn:
    name = rng.choice(custom.dates)
    moments = _drawn(rng, n, name)
    if chance(rng, 0.12):
        moments = [one.replace(day=one.day % 12 + 1) for one in moments]
    form = rng.choice(custom.days)
    column = _column(name, moments, form, custom, "days", clock=False)
    return column.with_habit("two-digit year") if "%y" in form else column


def _clocks(rng: Random, custom: Custom, n: int) -> TrueColumn:
    name = rng.choice((*custom.dates, *_MOMENTS))
    moments = _drawn(rng, n, name)
    form = rng.choice([one for one in custom.days if "%a" not in one and one != "%y%m%d"])
    clock = rng.choice((" %H:%M:%S", " %H:%M", ", %H:%M", " %-H:%M", " %-I:%M %p", " %I:%M:%S %p"))
    if "%S" not in clock:
        moments = [one.replace(second=0) for one in moments]
    return _column(name, moments, form + clock, custom, "moments", clock=True)


def _iso(rng: Random, custom: Custom, n: int) -> TrueColumn:
    name = rng.choice((*custom.dates, *_MOMENTS))
    moments = _drawn(rng, n, name)
    end = rng.choice(
        ("T%H:%M:%S", "T%H:%M:%SZ", " %H:%M:%S.000", "T%H:%M:%S.000+0000", "T%H:%M:%S+00:00", "")
    )
    return _column(name, moments, f"%Y-%m-%d{end}", custom, "ISO 8601", clock=bool(end))


def _rfc(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    name = rng.choice(_MOMENTS)
    moments = _drawn(rng, n, name)
    cells = [
        f"{WEEKDAYS[one.weekday()]}, {one.day:02d} {_ENGLISH[one.month - 1]} {one:%Y %H:%M:%S} GMT"
        for one in moments
    ]
    return TrueColumn(name, "date", list(moments), cells, ("as in mails",))


def _serials(rng: Random, custom: Custom, n: int) -> TrueColumn:
    name = rng.choice(custom.dates)
    moments = _drawn(rng, n, name)
    with_clock = chance(rng, 0.3)
    moments = [
        one.replace(minute=0, second=0, hour=12 if with_clock and one.hour > 12 else 0) for one in moments
    ]
    days = [(one - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1) for one in moments]
    return TrueColumn(name, "date", list(moments), [f"{one:g}" if one % 1 else f"{one:.0f}" for one in days],
                      ("days of spreadsheets",))  # fmt: skip


def _epochs(rng: Random, custom: Custom, n: int) -> TrueColumn:
    del custom
    name = rng.choice(_EPOCH_NAMES)
    moments = _drawn(rng, n, name)
    unit, words = rng.choice(((1, "seconds"), (1_000, "milliseconds")))
    cells = [str(round((one - dt.datetime(1970, 1, 1)).total_seconds()) * unit) for one in moments]
    return TrueColumn(name, "date", list(moments), cells, (f"{words} since 1970",))


def _zones(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Moments that name their zone: one clock for all of a column of several, the clock as written for one of one."""
    del custom
    name = rng.choice(_MOMENTS)
    moments = _drawn(rng, n, name)
    names = rng.sample(sorted(_NO_ZONE), rng.choice((1, 2, 3)))
    if chance(rng, 0.3):
        names = rng.sample(["Europe/Berlin", "America/New_York", "Asia/Tokyo"], rng.choice((1, 2)))
    if chance(rng, 0.3):
        names = rng.sample(["+01:00", "-0500", "+05:30", "+00:00"], rng.choice((1, 2)))
    chosen = [names[i % len(names)] for i in range(n)]
    gap = "" if names[0][0] in "+-" else " "
    cells = [f"{one:%Y-%m-%d %H:%M:%S}{gap}{zone}" for one, zone in zip(moments, chosen, strict=True)]
    utc: list[Value] = [_utc(one, zone) for one, zone in zip(moments, chosen, strict=True)]
    if len(names) == 1:
        doubt = None if names[0] in ("UTC", "GMT", "+00:00") else "clock"
        return TrueColumn(name, "date", list(moments), cells, ("one zone",), doubt=doubt, others=(utc,))  # type: ignore[arg-type]
    doubt = "clock" if set(names) - {"UTC", "GMT", "+00:00"} else None
    return TrueColumn(name, "date", utc, cells, ("several zones",), doubt=doubt)


def _utc(one: dt.datetime, zone: str) -> dt.datetime:
    if "/" in zone:
        return one.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
    if zone[0] in "+-":
        hours = int(zone[:3]) + (int(zone[-2:]) / 60) * (1 if zone[0] == "+" else -1)
        return one - dt.timedelta(hours=hours)
    return one - dt.timedelta(hours=_NO_ZONE[zone])


def _compact(rng: Random, custom: Custom, n: int) -> TrueColumn:
    name = rng.choice(custom.dates)
    return _column(name, _drawn(rng, n, name), "%Y%m%d", custom, "eight digits", clock=False)


def _two_forms(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Two programs wrote into one column."""
    name = rng.choice(custom.dates)
    moments = _drawn(rng, n, name)
    forms = [rng.choice([one for one in custom.days if one != "%y%m%d"]), "%Y-%m-%d"]
    at = rng.randrange(n // 4, n)
    cells = [written(one, forms[i > at], custom) for i, one in enumerate(moments)]
    values: list[Value] = [_day(one) for one in moments]
    column = TrueColumn(name, "date", values, cells, ("two forms",))
    if _doubtful(moments[: at + 1], forms[0]):
        turn = turned(values[: at + 1]) + values[at + 1 :]
        return column.with_habit("day or month", doubt="day or month", others=(turn,))
    return column


def _mixed_order(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Some cells are written day first and some month first: of many nobody can know which."""
    name = rng.choice(custom.dates)
    moments = [_day(one) for one in _drawn(rng, n, name)]
    first = [chance(rng, 0.75) for _ in range(n)]
    cells = [
        f"{one:%d/%m/%Y}" if is_first else f"{one:%m/%d/%Y}"
        for one, is_first in zip(moments, first, strict=True)
    ]
    return TrueColumn(name, "date", list(moments), cells, ("mixed orders",), doubt="day or month",
                      others=(turned(list(moments)),))  # fmt: skip


def _tbc(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """A few words among the days."""
    column = _days(rng, custom, n)
    word = rng.choice(("tbc", "pending", "next week", "open", "?", "asap"))
    share = rng.choice((0.03, 0.08))
    here = [chance(rng, share) for _ in range(n)]
    here[rng.randrange(n)] = True
    values = [NoValue(word) if is_word else one for is_word, one in zip(here, column.values, strict=True)]
    cells = [word if is_word else one for is_word, one in zip(here, column.cells, strict=True)]
    others = tuple(
        [NoValue(word) if is_word else one for is_word, one in zip(here, other, strict=True)]
        for other in column.others
    )
    return column.with_habit("words among days", values=values, cells=cells, others=others, typed=None)


def _no_dates(rng: Random, custom: Custom, n: int) -> TrueColumn:
    """Days that stand for none."""
    column = _iso(rng, custom, n) if chance(rng, 0.5) else _days(rng, custom, n)
    word = rng.choice(("0000-00-00", "9999-12-31", "0000-00-00 00:00:00", "00/00/0000", "00.00.0000"))
    here = [chance(rng, 0.15) for _ in range(n)]
    values = [None if is_none else one for is_none, one in zip(here, column.values, strict=True)]
    cells = [word if is_none else one for is_none, one in zip(here, column.cells, strict=True)]
    others = tuple(
        [None if is_none else one for is_none, one in zip(here, other, strict=True)]
        for other in column.others
    )
    return column.with_habit("days that are none", values=values, cells=cells, others=others, typed=None)
