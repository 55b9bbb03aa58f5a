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
    "fechamento", "encerramento", "cloture", "fermeture", "ouverture", "chiusura", "abertura", "gesloten", "zamkniecia",
    "uzavreni", "avslutad", "lukket", "afsluttet", "kapanis", "olusturma",
    "criacao", "creazione", "utworzenia", "zmiany", "utworzono", "zalozeno", "zmeneno", "skapad", "andrad",
    "oprettet", "opprettet", "aangemaakt", "gewijzigd",
))  # fmt: skip
_LAST = frozenset((
    "last", "letzte", "letzter", "letztes", "latest", "ultimo", "ultima", "dernier", "derniere", "posledni",
    "ostatni", "ostatnia", "senaste", "laatste", "sidste", "siste",
))  # fmt: skip
# met for the last time; "last" of other things may be an amount
_MET = frozenset((
    "contact", "contato", "contatto", "contacto", "kontakt", "activity", "aktivitat", "activite", "actividad", "visit",
    "besuch", "visite", "visita", "touch", "touchpoint", "meeting",
))  # fmt: skip
_WEAK = frozenset(("data", "due"))  # a date in Italian, figures in English; a day, or an amount
_AMOUNTS = frozenset((
    "mileage", "investment", "payment", "deposit", "loan", "debt", "wage", "pay", "turnover", "profit", "margin",
    "volume", "sale", "credit", "limit", "reading", "funding", "unit", "impression", "email", "revenue", "sueldo",
    "salario", "gehalt", "lohn", "zahlung", "kilometerstand", "salaire", "stipendio", "zarobki", "pensja", "revenu",
    "ingreso", "renda", "receita", "paiement", "pago", "pagamento", "einkommen", "mzda", "km", "mile", "mb", "gb",
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
# behind what happened, they ask for who did it
_BY = frozenset(("by", "von", "par", "por", "da", "przez", "door", "av", "af"))
# names in letters that no plain words are made of
_OTHER_DAYS = re.compile(
    r".*(日|日付|日時|日期|月日|날짜|일자|일시|생일)( ?\d)?"
    r"|.*(дата|срок|создан|измен|закрыт|последн|ημερομηνία|تاريخ|תאריך|วันที่).*",
    re.IGNORECASE,
)
_OTHER_SURE_DAYS = re.compile(
    r".*(日|日付|日時|期日|月日|날짜|일자|일시|생일)( ?\d)?|.*(дата|срок|контакт|ημερομηνία|تاريخ|תאריך|วันที่).*"
    r"|(?!.*(сумм|цена|стоим|оплат|плат[её]ж|зарплат|доход|пробег)).*(создан|измен|закрыт).*",
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


def surely_moment(name: str) -> bool:
    """True where a name of dates or times can hardly be one of amounts: not "last investment", "mobile data"."""
    said = words(name)
    if not says_moment(name):
        return False
    named = bool(set(said) & ((_DAYS | _CLOCKS) - _WEAK)) or _is_joined(said)
    others = (_OTHER_SURE_DAYS, _OTHER_CLOCKS)
    if named or says_birth(name) or any(one.fullmatch(name.strip()) for one in others):
        return True
    met = bool(set(said) & _LAST) and bool(set(said) & _MET)
    happened = bool(set(said) & _HAPPENED) or said[-1:] in (("at",), ("on",), ("am",))
    return (met or happened) and not set(said) & _AMOUNTS


def says_birth(name: str) -> bool:
    """True for a name of the days on which people were born."""
    return bool(set(words(name)) & _BIRTH) or _OTHER_BIRTH.fullmatch(name.strip()) is not None


def _says(name: str, known: frozenset[str]) -> bool:
    said = words(name)
    if set(said) & _QUANTITIES or "days" in name.lower():
        return False
    last = said[-1] if said else ""
    if last in _BY and said[-2:-1] and said[-2] in _HAPPENED:
        return False
    happened = len(said) > 1 and (last in ("at", "on", "am") or said[0] in _LAST)
    return bool(set(said) & known) or _is_joined(said) or happened


def _is_joined(said: tuple[str, ...]) -> bool:
    """contactdate."""
    last = said[-1] if said else ""
    return any(last.endswith(end) and len(last) > len(end) + 2 for end in ("date", "datum"))
