"""How the dates of a column were read, in plain sentences: what counts as missing, which order, which clock."""

from __future__ import annotations

from core.tables.date_forms import FORMS
from core.tables.dates import DateReading
from core.tables.set_aside import many
from core.tables.stand_ins import counted
from core.tables.zones import zone


def date_notes(name: str, found: DateReading) -> tuple[str, ...]:
    """The sentences on a column, those on cells that are lost first."""
    return (*(f"{name}: {sentence}" for sentence in _lost(found)), *reading_notes(name, found))


def reading_notes(name: str, found: DateReading) -> tuple[str, ...]:
    """The sentences on how the dates were read, without those on cells that are none."""
    said = [*_order(found), *_serials(found), *_years(found), *_period(found), *_clock(found)]
    return tuple(f"{name}: {sentence}" for sentence in said)


def _lost(found: DateReading) -> list[str]:
    said = []
    n_others = found.n_lost - found.n_no_date - found.n_words
    if n_others:
        none = "is no date and counts" if n_others == 1 else "are no dates and count"
        cells = "cell" if n_others == 1 else "cells"
        said.append(f"{n_others:,} {cells} {none} as missing: {counted(found.others)}.")
    if found.n_words:
        says = (
            "cell says that there is no date and counts"
            if found.n_words == 1
            else "cells say that there is no date and count"
        )
        said.append(f"{found.n_words:,} {says} as missing: {counted(found.words)}.")
    if found.n_no_date:
        said.append(
            f"{found.n_no_date:,} cells stand for no date, or lie before 1800 or after 2200, and count as missing: "
            f"{counted(found.no_dates)}."
        )
    return said


def _order(found: DateReading) -> list[str]:
    if found.ambiguous:
        example = "3 April" if found.plan.order == "day first" else "March 4"
        return [f"nothing tells day from month; 03/04/2024 is read as {example}."]
    if not found.n_other_order:
        return []
    order = found.plan.order
    other = "month first" if order == "day first" else "day first"
    said = (
        f"{found.n_other_order:,} cells can only be meant {other} and are read so; the column is read {order}, as "
        f"{found.n_in_order:,} cells must be"
    )
    if found.n_undecided:
        said += f". {found.n_undecided:,} cells could be meant either way and are read {order}"
    return [f"{said}."]


def _serials(found: DateReading) -> list[str]:
    said = []
    if found.n_serials:
        are = "is a number, a day" if found.n_serials == 1 else "are numbers, the days"
        said.append(f"{many(found.n_serials, 'cell')} {are} that spreadsheets count, 44927 as 1 Jan 2023")
    if found.plan.turned:
        said.append(
            f"a spreadsheet had made {found.n_turned:,} of its dates with day and month in each other's place, as only "
            "dates without a month above 12 became days of its own, and they are turned back"
        )
    elif found.plan.either_way:
        said.append(
            f"none of the {found.n_undecided:,} dates that a spreadsheet made has a day above 12, and all others have, "
            "so it may have put the day in the month's place"
        )
    return [f"{'; '.join(said)}."] if said else []


def _years(found: DateReading) -> list[str]:
    if not found.n_short_years:
        return []
    pivot = found.plan.pivot
    return [
        f"{found.n_short_years:,} cells write the year with two digits: {pivot:02d} is read as 20{pivot:02d}, "
        f"{(pivot + 1) % 100:02d} as 19{(pivot + 1) % 100:02d}."
    ]


def _period(found: DateReading) -> list[str]:
    said = [f"each {found.period} is read as its first day."] if found.period else []
    if found.plan.years_ahead:
        said.append("its years are those of the Buddhist calendar, 2566 is read as 2023.")
    if any(form.name in found.plan.forms for form in FORMS if "era" in form.groups):
        said.append("its years are counted by eras, 令和5 (or R5) is read as 2023.")
    return said


def _clock(found: DateReading) -> list[str]:
    zones = [(zone(written), count) for written, count in found.zones]
    known = [(one, count) for one, count in zones if one.written and one.is_known]
    unknown = [(one.written, count) for one, count in zones if one.written and not one.is_known]
    said = []
    if found.plan.to_utc:
        words = ", ".join(f"{one.words or 'none'} in {count:,} rows" for one, count in zones[:6])
        rest = "" if len(known) == len(zones) else ", and those without a known zone are taken as UTC"
        said.append(f"its times are written in several time zones ({words}); all are turned into UTC{rest}.")
    elif len(known) == 1 and known[0][0].minutes != 0:
        said.append(f"its times are kept as they stand, in {known[0][0].words}.")
    elif len(known) > 1:
        said.append(
            "its times are all midnight: they are read as days, whatever time zone stands beside them."
        )
    if unknown:
        said.append(f"these time zones are not known and were not read: {counted(unknown[:3])}.")
    if found.n_twice:
        said.append(
            f"{found.n_twice:,} times lie in the hour in which the clocks change; they are read by winter's clock."
        )
    if found.n_winter_in_summer:
        said.append(
            f"{found.n_winter_in_summer:,} times from May to September name a zone of winter, such as CET; they are "
            "taken as written, one hour from summer time."
        )
    return said
