"""Whether a column's name says that it holds dates: contact_date, created_at, closed, LastSeen, fecha, 契約日."""

from __future__ import annotations

import re

from core.tables.amount_words import MEASURES
from core.tables.name_words import words

_DAYS = frozenset((
    "date", "datum", "datetime", "timestamp", "day", "when", "dob", "birthday", "birthdate", "geburtsdatum",
    "fecha", "dato", "deadline", "expiry", "expiration", "due", "anniversary", "since", "data", "datoen",
    "tarih", "fodelsedatum", "fodselsdato", "echeance", "vencimiento", "vencimento", "scadenza", "frist",
    "termin", "anniversaire", "geburtstag", "falligkeit", "ablauf", "dia", "jour", "giorno",
))  # fmt: skip
_CLOCKS = frozenset((
    "time", "ts", "epoch", "unix", "utc", "zeit", "hora", "moment", "heure", "ora", "uhrzeit", "tid", "czas",
    "cas",
))  # fmt: skip
_HAPPENED = frozenset((
    "created", "creation", "modified", "updated", "changed", "closed", "opened", "started", "ended", "begun",
    "registered", "registration", "signup", "joined", "entered", "inserted", "added", "issued", "granted",
    "ordered", "booked", "happened", "occurred", "sent", "received", "posted", "logged", "login", "seen",
    "responded", "converted", "signed", "completed", "finished", "purchased", "visited", "called",
    "contacted", "churned", "cancelled", "canceled", "terminated", "resolved", "renewed", "expired",
    "shipped", "delivered", "born", "birth", "hired", "activated", "erstellt", "angelegt", "geaendert",
    "geandert", "geschlossen", "beginn", "ende", "creado", "creada", "cree", "modifie", "criado", "creato",
    "vytvoreno", "erfasst", "eroffnet", "abgeschlossen", "aktualisiert", "bearbeitet", "eingegangen",
    "kundigung", "vertragsbeginn", "vertragsende", "naissance", "nacimiento", "nascimento", "nascita",
    "urodzenia", "narozeni", "fodelse", "geboorte", "alta", "baja", "apertura", "cierre", "creacion",
    "criacao", "creazione", "utworzenia", "zmiany", "utworzono", "zalozeno", "zmeneno", "skapad", "andrad",
    "oprettet", "opprettet", "aangemaakt", "gewijzigd",
))  # fmt: skip
_LAST = frozenset((
    "last", "letzte", "letzter", "letztes", "latest", "ultimo", "ultima", "dernier", "derniere", "posledni",
    "ostatni", "ostatnia", "senaste", "laatste", "sidste", "siste",
))  # fmt: skip
_BIRTH = frozenset((
    "birth", "born", "birthday", "dob", "birthdate", "geburt", "geburtsdatum", "geburtstag", "naissance", "nacimiento",
    "nascimento", "nascita", "urodzenia", "narozeni", "fodelsedatum", "fodselsdato", "geboorte", "geboortedatum",
))  # fmt: skip
_QUANTITIES = MEASURES | frozenset((
    "count", "number", "num", "nr", "no", "id", "code", "score", "rate", "ratio", "share", "pct", "percent",
    "duration", "length", "age", "year", "month", "week", "hour", "minute", "second", "avg", "mean", "max",
    "min", "flag", "zip", "postal", "postcode", "phone", "qty", "quantity", "usage", "user", "click",
    "weekday", "dow", "per", "anzahl", "numero", "nombre", "cantidad", "quantidade", "menge", "prozent",
    "porcentaje", "taux",
))  # fmt: skip
# names in letters that no plain words are made of
_OTHER_DAYS = re.compile(
    r".*(日|日付|日時|日期|月日|날짜|일자|일시|생일)( ?\d)?"
    r"|.*(дата|срок|создан|измен|закрыт|последн|ημερομηνία|تاريخ|תאריך|วันที่).*",
    re.IGNORECASE,
)
_OTHER_CLOCKS = re.compile(r".*(時刻|時間|时间|시간|시각)( ?\d)?|.*время.*", re.IGNORECASE)
_OTHER_BIRTH = re.compile(r".*(生年月日|出生|誕生|생년월일|생일|рожд).*", re.IGNORECASE)


def says_day(name: str) -> bool:
    """True for a name of dates; numbers of days and amounts are none."""
    return _says(name, _DAYS | _HAPPENED) or _OTHER_DAYS.fullmatch(name.strip()) is not None


def says_moment(name: str) -> bool:
    """True for a name of dates or of times."""
    return says_day(name) or _says(name, _CLOCKS) or _OTHER_CLOCKS.fullmatch(name.strip()) is not None


def says_birth(name: str) -> bool:
    """True for a name of the days on which people were born."""
    return bool(set(words(name)) & _BIRTH) or _OTHER_BIRTH.fullmatch(name.strip()) is not None


def _says(name: str, known: frozenset[str]) -> bool:
    said = words(name)
    if set(said) & _QUANTITIES or "days" in name.lower():
        return False
    last = said[-1] if said else ""
    joined = any(last.endswith(end) and len(last) > len(end) + 2 for end in ("date", "datum"))  # contactdate
    happened = len(said) > 1 and (last in ("at", "on", "am") or said[0] in _LAST)
    return bool(set(said) & known) or joined or happened
