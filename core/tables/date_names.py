"""Whether a column's name says that it holds dates: contact_date, created_at, closed, LastSeen, fecha."""

from __future__ import annotations

from core.tables.name_words import words

_DAYS = frozenset(
    (
        *(
            "date",
            "datum",
            "datetime",
            "timestamp",
            "day",
            "when",
            "dob",
            "birthday",
            "birthdate",
            "geburtsdatum",
        ),
        *("fecha", "dato", "deadline", "expiry", "expiration", "due", "anniversary", "since"),
    )
)
_CLOCKS = frozenset(("time", "ts", "epoch", "unix", "utc", "zeit", "hora", "moment"))
_HAPPENED = frozenset(
    (
        *(
            "created",
            "creation",
            "modified",
            "updated",
            "changed",
            "closed",
            "opened",
            "started",
            "ended",
            "begun",
        ),
        *(
            "registered",
            "registration",
            "signup",
            "joined",
            "entered",
            "inserted",
            "added",
            "issued",
            "granted",
        ),
        *(
            "ordered",
            "booked",
            "happened",
            "occurred",
            "sent",
            "received",
            "posted",
            "logged",
            "login",
            "seen",
        ),
        *(
            "responded",
            "converted",
            "signed",
            "completed",
            "finished",
            "purchased",
            "visited",
            "called",
            "contacted",
        ),
        *(
            "churned",
            "cancelled",
            "canceled",
            "terminated",
            "resolved",
            "renewed",
            "expired",
            "shipped",
            "delivered",
        ),
        *(
            "born",
            "birth",
            "hired",
            "activated",
            "erstellt",
            "angelegt",
            "geaendert",
            "geandert",
            "geschlossen",
        ),
        *("beginn", "ende", "creado", "creada", "cree", "modifie", "criado", "creato", "vytvoreno"),
    )
)
_QUANTITIES = frozenset(
    (
        *(
            "amount",
            "value",
            "price",
            "cost",
            "revenue",
            "total",
            "sum",
            "count",
            "number",
            "num",
            "nr",
            "no",
            "id",
        ),
        *(
            "code",
            "score",
            "rate",
            "ratio",
            "share",
            "pct",
            "percent",
            "balance",
            "income",
            "salary",
            "budget",
            "fee",
        ),
        *(
            "spend",
            "spent",
            "paid",
            "duration",
            "length",
            "age",
            "year",
            "month",
            "week",
            "hour",
            "minute",
            "second",
        ),
        *(
            "avg",
            "mean",
            "max",
            "min",
            "flag",
            "zip",
            "postal",
            "postcode",
            "phone",
            "size",
            "qty",
            "quantity",
        ),
        *("usage", "user", "click", "weekday", "dow", "per", "umsatz", "betrag", "anzahl"),
    )
)


def says_day(name: str) -> bool:
    """True for a name of dates; numbers of days and amounts are none."""
    return _says(name, _DAYS | _HAPPENED)


def says_moment(name: str) -> bool:
    """True for a name of dates or of times."""
    return _says(name, _DAYS | _HAPPENED | _CLOCKS)


def _says(name: str, known: frozenset[str]) -> bool:
    said = words(name)
    if set(said) & _QUANTITIES or "days" in name.lower():
        return False
    last = said[-1] if said else ""
    joined = any(last.endswith(end) and len(last) > len(end) + 2 for end in ("date", "datum"))  # contactdate
    return bool(set(said) & known) or joined or (len(said) > 1 and last in ("at", "on"))
