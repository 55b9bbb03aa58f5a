"""What a column's name says of when it is filled in: after the outcome, or while somebody works the lead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.tables.time_names import meaning

AFTER_WORDS = {
    "duration": "how long the contact took is known only after it",
    "minutes": "how long the contact took is known only after it",
    "seconds": "how long the contact took is known only after it",
    "outcome": "an outcome is known only afterwards",
    "result": "a result is known only afterwards",
    "response": "a response is known only afterwards",
    "signed": "a signature comes after the answer",
    "closed": "a case is closed after the answer",
    "won": "it says how it ended",
    "lost": "it says how it ended",
    "converted": "it says how it ended",
    "conversion": "it says how it ended",
    "welcome": "clients are welcomed after they said yes",
    "cancelled": "a cancellation comes after the answer",
    "cancellation": "a cancellation comes after the answer",
    "activated": "an activation comes after the answer",
    "activation": "an activation comes after the answer",
    "maturity": "a contract's maturity is set after the answer",
    **dict.fromkeys(
        (
            *(
                "geschlossen",
                "abgeschlossen",
                "schliessdatum",
                "abschlussdatum",
                "fermeture",
                "cloture",
                "cloturee",
            ),
            *(
                "cierre",
                "cerrado",
                "cerrada",
                "fechamento",
                "encerramento",
                "fechado",
                "chiusura",
                "chiuso",
                "chiusa",
            ),
            *("gesloten", "afgesloten", "sluitingsdatum", "zamkniecia", "zamknieto", "uzavreni", "uzavreno"),
            *("avslutad", "lukket", "afsluttet", "avsluttet", "kapanis", "inchidere", "lezaras"),
        ),
        "a case is closed after the answer",
    ),
    **dict.fromkeys(
        (
            *(
                "gewonnen",
                "verloren",
                "gagne",
                "gagnee",
                "perdu",
                "perdue",
                "ganado",
                "ganada",
                "perdido",
                "perdida",
            ),
            *(
                "ganho",
                "vinto",
                "vinta",
                "wygrana",
                "przegrana",
                "konvertiert",
                "konvertierung",
                "convertido",
            ),
        ),
        "it says how it ended",
    ),
    **dict.fromkeys(
        ("ergebnis", "resultat", "resultado", "risultato", "esito", "wynik", "vysledek", "sonuc", "uitkomst"),
        "a result is known only afterwards",
    ),
}
_LENGTH_WORDS = {"minutes", "seconds"}
_TERM_WORDS = {"duration"}  # of a contact it is known only after it, of an agreement it is what was agreed
_AGREEMENTS = {
    *(
        "loan",
        "loans",
        "credit",
        "credits",
        "mortgage",
        "contract",
        "contracts",
        "policy",
        "policies",
        "lease",
    ),
    *(
        "leases",
        "leasing",
        "subscription",
        "subscriptions",
        "membership",
        "rental",
        "project",
        "course",
        "order",
    ),
}
_CONTACT_WORDS = {"call", "calls", "talk", "contact", "conversation", "phone", "meeting"}
_WORKED_WORDS = {"call", "calls", "campaign", "campaigns", "conversation", "pdays", "poutcome"}
_EARLIER_WORDS = {"previous", "prev", "prior", "past", "last", "former", "earlier", "before", "old", "p"}

_STATUS = "a status is moved on as the lead is worked"
_JUDGED = "such a judgement is often written down by the one who works the lead"
_MOVED = "it is written anew with each thing that happens to the lead, the last of them after the answer"
_FORECAST = "a forecast is changed until the answer is known"
_CLOSING = "it is set or changed when the lead is closed"
_OWNER = "a lead changes its owner as it is worked"

# All words of one line stand in the name, none of its last part does.
_ASKED: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (
        ("status",),
        _STATUS,
        ("marital", "civil", "family", "employment", "job", "housing", "credit", "education"),
    ),
    (("stage",), _STATUS, ("life", "funding", "growth")),
    (("tag",), _STATUS, ("price",)),
    (("disposition",), _STATUS, ()),
    (("quality",), _JUDGED, ("water", "air")),
    *(
        ((subject, judgement), _JUDGED, ("credit",))
        for subject in ("lead", "prospect", "deal", "opportunity", "account", "contact")
        for judgement in ("profile", "score", "rating", "grade", "priority", "temperature")
    ),
    *(
        (("last", what), _MOVED, ())
        for what in ("activity", "notable", "modified", "update", "updated", "touch")
    ),
    (("next", "step"), _MOVED, ()),
    (("next", "action"), _MOVED, ()),
    (("forecast",), _FORECAST, ()),
    (("probability",), _FORECAST, ()),
    (("expected", "revenue"), _FORECAST, ()),
    (("expected", "value"), _FORECAST, ()),
    (("close", "date"), _CLOSING, ()),
    (("closing", "date"), _CLOSING, ()),
    (("reason",), _CLOSING, ("contact", "visit")),
    (("owner", "change"), _OWNER, ()),
    (("owner", "changed"), _OWNER, ()),
    (("previous", "owner"), _OWNER, ()),
    (("reassigned",), _OWNER, ()),
)
_ALONE = {"score": _JUDGED, "rating": _JUDGED, "grade": _JUDGED, "priority": _JUDGED, "profile": _JUDGED}


def after_word(name: str, target: str, table: str = "", beside: Iterable[str] = ()) -> str | None:
    """Why a column's name sounds as if it were known only after the outcome, or None.

    Names that speak of an earlier campaign (`poutcome`, `previous_result`, `last_campaign`) do not count, nor does
    what the name shares with the target where both are but numbered (`column_5` and `column_9`, `x3` and `x17`), nor
    the term of an agreement: the duration of a loan is known with it, that of a call is not.

    Args:
        name: The column.
        target: What is asked about.
        table: What the table is called whose rows are asked about.
        beside: The names of its columns: beside calls and campaigns a duration is one of them, whatever the file
            is called ("term deposit subscription").
    """
    words, about = _words(name), {*_words(name), *_words(table)}
    is_term = bool(_AGREEMENTS & about) and not (_CONTACT_WORDS | {"campaign"}) & about
    if is_term and not _AGREEMENTS & {*_words(name)}:
        is_term = not any(_WORKED_WORDS & {*_words(one)} for one in beside)
    if _EARLIER_WORDS & set(words):
        return None
    for word in words:
        if word in _LENGTH_WORDS and not _CONTACT_WORDS & set(words):
            continue
        if word in _TERM_WORDS and is_term:
            continue
        if word in AFTER_WORDS:
            return AFTER_WORDS[word]
    stem = re.sub(r"[^a-z]+", " ", target.lower()).strip()
    if len(stem) >= 4 and stem in " ".join(words) and not _are_numbered(name, target):
        return f"it speaks of {target}, which is the answer itself"
    return None


def worked_word(name: str) -> str | None:
    """Why a column's name sounds as if it were filled in while the lead is worked, or None.

    Such a column may be known beforehand, so people are asked about it.
    """
    words = [word[:-1] if word == "tags" else word.replace("activities", "activity") for word in _words(name)]
    if len(words) == 1 and words[0] in _ALONE:
        return _ALONE[words[0]]
    for needed, why, unless in _ASKED:
        if set(needed) <= set(words) and not set(unless) & set(words):
            return why
    return None


def moved_date(name: str) -> str | None:
    """Why a date's name sounds as if it were set while the lead is worked or at its end, or None."""
    return {"end": _CLOSING, "changed": _MOVED}.get(meaning(name))


def _are_numbered(name: str, other: str) -> bool:
    """True where two names differ in the number at their end only, as those do that are given in a row."""
    first, second = (re.fullmatch(r"(.*?)[ _.-]*([0-9]+)", one.strip().lower()) for one in (name, other))
    return first is not None and second is not None and first[1] == second[1]


def _words(name: str) -> list[str]:
    """The words of a name in lower case: `LeadStatus`, `lead_status` and "Lead Status" are the same."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower().replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", spaced)
    return re.findall(r"[a-z]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
