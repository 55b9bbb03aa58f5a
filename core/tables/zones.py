"""Names of time zones and what they mean: minutes ahead of UTC, or a place whose clocks change over the year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

# Hours ahead of UTC. Sources: IANA time zone database; RFC 2822 section 4.3 for the American ones. Where several
# places share a name the one that business data most often means stands here, and `_SHARED` says so.
_HOURS: dict[str, float] = {
    **{
        "Z": 0,
        "UTC": 0,
        "GMT": 0,
        "UT": 0,
        "WET": 0,
        "BST": 1,
        "WEST": 1,
        "CET": 1,
        "MEZ": 1,
        "MET": 1,
        "WAT": 1,
    },
    **{
        "CEST": 2,
        "MESZ": 2,
        "MEST": 2,
        "EET": 2,
        "CAT": 2,
        "SAST": 2,
        "EEST": 3,
        "MSK": 3,
        "EAT": 3,
        "TRT": 3,
    },
    **{"GST": 4, "PKT": 5, "IST": 5.5, "ICT": 7, "WIB": 7, "SGT": 8, "HKT": 8, "AWST": 8, "PHT": 8, "JST": 9},
    **{"KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
    **{"BRT": -3, "ART": -3, "CLT": -4, "COT": -5, "PET": -5, "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3},
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10},
}
_SHARED = {
    "CST": "US Central; China and Cuba use the same letters",
    "IST": "India; Ireland and Israel use the same letters",
    "BST": "British summer; Bangladesh uses the same letters",
    "AST": "Atlantic; Arabia uses the same letters",
    "GST": "Gulf",
}
# the northern zones of winter: who writes CET for a day in July may mean summer time
WINTER = ("CET", "MEZ", "EET", "WET", "EST", "CST", "MST", "PST", "AKST")
_PLACES = {
    **{
        "ET": "America/New_York",
        "CT": "America/Chicago",
        "MT": "America/Denver",
        "PT": "America/Los_Angeles",
    },
    **{"EASTERN TIME": "America/New_York", "CENTRAL TIME": "America/Chicago"},
    **{"MOUNTAIN TIME": "America/Denver", "PACIFIC TIME": "America/Los_Angeles"},
    **{"CENTRAL EUROPEAN TIME": "Europe/Berlin", "EASTERN EUROPEAN TIME": "Europe/Helsinki"},
    **{"INDIA STANDARD TIME": "Asia/Kolkata", "JAPAN STANDARD TIME": "Asia/Tokyo"},
    **{"CHINA STANDARD TIME": "Asia/Shanghai", "SINGAPORE STANDARD TIME": "Asia/Singapore"},
}
_FIXED = {
    **{"EASTERN STANDARD TIME": -5, "EASTERN DAYLIGHT TIME": -4, "CENTRAL STANDARD TIME": -6},
    **{"CENTRAL DAYLIGHT TIME": -5, "MOUNTAIN STANDARD TIME": -7, "MOUNTAIN DAYLIGHT TIME": -6},
    **{"PACIFIC STANDARD TIME": -8, "PACIFIC DAYLIGHT TIME": -7, "GREENWICH MEAN TIME": 0},
    **{"BRITISH SUMMER TIME": 1, "CENTRAL EUROPEAN STANDARD TIME": 1, "CENTRAL EUROPEAN SUMMER TIME": 2},
    **{"COORDINATED UNIVERSAL TIME": 0},
}
_OFFSET = re.compile(r"(?:UTC|GMT|UT)? ?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)


@dataclass(frozen=True)
class Zone:
    """What a zone's name means.

    Attributes:
        written: The name, in upper case.
        minutes: Ahead of UTC; None where `place` says it.
        place: A place of the IANA database, whose clocks may change over the year.
        note: Which of several places that share the name is meant.
    """

    written: str
    minutes: int | None = None
    place: str | None = None
    note: str = ""

    @property
    def is_known(self) -> bool:
        """Whether its clock can be read."""
        return self.minutes is not None or self.place is not None

    @property
    def words(self) -> str:
        """The zone and its clock, such as "EST (UTC-5)"."""
        if self.minutes is None or self.written.startswith(("UTC", "GMT", "+", "-", "Z")):
            return self.written
        sign, ahead = ("-", -self.minutes) if self.minutes < 0 else ("+", self.minutes)
        clock = f"{sign}{ahead // 60}" + (f":{ahead % 60:02d}" if ahead % 60 else "")
        return f"{self.written} (UTC{clock}{f'; {self.note}' if self.note else ''})"


def zone(written: str) -> Zone:
    """What a zone's name means; unknown names give a zone of which nothing is known."""
    name = written.strip().upper()
    hours = _HOURS.get(name, _FIXED.get(name))
    if hours is not None:
        return Zone(name, minutes=round(60 * hours), note=_SHARED.get(name, ""))
    if (found := _OFFSET.fullmatch(name)) is not None:
        minutes = 60 * int(found[2]) + int(found[3] or 0)
        return (
            Zone(name, minutes=-minutes if found[1] == "-" else minutes) if minutes <= 14 * 60 else Zone(name)
        )
    return Zone(name, place=_PLACES.get(name) or _iana().get(name))


def may_be_zone(written: str) -> bool:
    """Whether a word after a time can name its zone: a known one, or two to five capital letters."""
    return zone(written).is_known or bool(re.fullmatch(r"[A-Z]{2,5}", written))


@cache
def _iana() -> dict[str, str]:
    return {name.upper(): name for name in available_timezones() if "/" in name}
