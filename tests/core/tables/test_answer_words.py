"""What values say about an answer, in several languages and CRM habits."""

from __future__ import annotations

import pytest

from core.tables.answer_doubts import spelled
from core.tables.answer_pairs import heard
from core.tables.answer_words import Says, is_plain, plain_answers, says

YES = (
    "Yes", "yes ", "Y", "TRUE", "1", "Ja", "Sí", "oui", "Won", "Closed Won", "closedwon", "Closed-Won", "closed_won",
    "Won - Renewal", "Won (upsell)", "7. Closed Won", "Gewonnen", "Gagné", "Fermée / Gagnée", "Ganado", "Vinta",
    "Contract signed", "Deal won", "Converted", "Abgeschlossen - gewonnen", "受注",
)  # fmt: skip
NO = (
    "No", "n", "FALSE", "0", "Nein", "Lost", "Closed Lost", "closedlost", "Lost: price", "Lost - won by a competitor",
    "Lost (no budget)", "Verloren", "Perdu", "Perdida", "Disqualified", "Unqualified", "Not interested", "Rejected",
    "Keine", "kein", "did not buy", "No deal", "not converted", "Dead", "9) Lost",
)  # fmt: skip
STAGE = (
    "Prospecting", "Qualification", "Negotiation", "Engaging", "Open", "In Negotiation", "2 - Qualified",
    "Proposal/Price Quote", "Needs Analysis", "Id. Decision Makers", "Negotiation/Review", "appointmentscheduled",
    "decisionmakerboughtin", "contractsent", "New", "Working - Contacted", "Open - Not Contacted", "Demo scheduled",
    "Angebot", "Négociation", "Propuesta", "Appointment scheduled", "Marketing Qualified Lead", "03 Proposal sent",
)  # fmt: skip
BLANK = (
    "Pending", "Unknown", "", "?", "-", "--", "n/a", "N/A", "#N/A", "null", "NaN", "None", "TBD", "in progress",
    "On Hold", "(blank)", "not yet", "noch nicht entschieden", "pas encore", "Undecided", "No answer", "no response",
    "W toku", "#REF!", "#VALUE!", "#DIV/0!", "\\N", "<NA>", "NaT",
    "Ausstehend", "en cours", "Pendiente", "Not specified", "Waiting for reply", "k.A.",
)  # fmt: skip
UNCLEAR = (
    "2",
    "red",
    "Duplicate",
    "Closed",
    "Sold or lost",
    "not lost",
    "A",
    "maybe",
    "3.5",
    "Basic",
    "10 - 20",
    "Ref",
    "Value",
    "Div 0",
)


@pytest.mark.parametrize(
    ("values", "meant"),
    [(YES, Says.YES), (NO, Says.NO), (STAGE, Says.STAGE), (BLANK, Says.BLANK), (UNCLEAR, Says.UNCLEAR)],
)
def test_values_as_people_write_them(values: tuple[str, ...], meant: Says) -> None:
    assert {value: says(value) for value in values if says(value) is not meant} == {}


@pytest.mark.parametrize(
    ("ended", "stays"), [("Churned", "Active"), ("Attrited Customer", "Existing Customer")]
)
def test_an_end_and_its_absence_are_told_apart_from_yes_and_no(ended: str, stays: str) -> None:
    assert (says(ended), says(stays)) == (Says.EVENT, Says.STAYS)


def test_spelling_is_folded() -> None:
    assert spelled("  Closed-WON ") == spelled("closed won") == "closed won"
    assert spelled("Gagnée") == "gagnee"


def test_bare_answers() -> None:
    assert all(map(is_plain, ("Y", "true", "0", "nein")))
    assert not any(map(is_plain, ("won", "lost", "2", "")))
    assert plain_answers(("true", "False"))
    assert not plain_answers(("true", "true"))
    assert not plain_answers(("yes", "no", "maybe"))


def test_a_negative_code_is_no_spelling_of_the_positive_one() -> None:
    assert [says(value) for value in ("-1", "- 1", "−1.0", "1", "0")] == [
        Says.UNCLEAR,
        Says.UNCLEAR,
        Says.UNCLEAR,
        Says.YES,
        Says.NO,
    ]


def test_numbers_with_places_are_the_same_answer() -> None:
    assert [says(value) for value in ("1.0", "1,00", "0.0", "0,0")] == [Says.YES, Says.YES, Says.NO, Says.NO]
    assert {says(value) for value in ("2.0", "3.1", "1.5", "1,000", "10.0")} == {Says.UNCLEAR}
    assert is_plain("1.0")
    assert not is_plain("2.0")


@pytest.mark.parametrize(
    "value",
    [
        *(
            "Yes - pending",
            "Yes, later",
            "Closed Won - Pending",
            "Likely to be won",
            "Expected to win",
            "yes?",
        ),
        *("Accepted by us, awaiting customer", "Verbally won", "Almost won", "Conditionally approved"),
        *(
            "nicht erreicht",
            "kein Kontakt",
            "not sure",
            "Probably no",
            "Probably lost",
            "pas joint",
            "Not now",
        ),
    ],
)
def test_an_unsure_answer_is_neither_yes_nor_no(value: str) -> None:
    assert says(value) in (Says.UNCLEAR, Says.BLANK)


def test_what_others_won_is_lost_and_a_reason_stays_a_reason() -> None:
    told = ("Won by competitor", "Sold to another competitor", "Lost - maybe later", "Lost: to be confirmed")
    assert [says(value) for value in told] == [Says.NO] * 4
    assert says("Won - reason unknown") is Says.YES


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *(("✓", "✗"), ("✔\ufe0f", "❌"), ("Igen", "Nem"), ("Ναι", "Όχι"), ("Ya", "Tidak"), ("Có", "Không")),
        *(("ON", "off"), ("PASS", "FAIL"), ("Evet", "Hayır"), ("E", "Hayır"), ("Kyllä", "E"), ("Ano", "Ne")),
    ],
)
def test_what_only_the_pair_tells(yes: str, no: str) -> None:
    assert heard((yes, no)) == {yes: Says.YES, no: Says.NO}


def test_letters_alone_may_be_grades_and_codes_countries() -> None:
    assert set(heard(("E", "H")).values()) == {Says.UNCLEAR}
    assert heard(("CO", "US"))["CO"] is Says.UNCLEAR


@pytest.mark.parametrize(
    "value",
    [
        *(
            "not a customer",
            "Non-customer",
            "kein Kunde",
            "Não vendido",
            "Não convertido",
            "Não tem interesse",
            "No sale",
            "No thanks",
            "Not qualified",
            "No budget",
        ),
        *(
            "kein Interesse",
            "kein Bedarf",
            "Nicht gekauft",
            "Nie kupił",
            "pas intéressé",
            "Sin interés",
            "No compró",
        ),
        *(
            "Non interessato",
            "Niet geïnteresseerd",
            "Inte intresserad",
            "Не интересно",
            "Ei kiinnostunut",
            "nunca",
        ),
    ],
)
def test_what_is_turned_round_is_a_no(value: str) -> None:
    assert says(value) is Says.NO


@pytest.mark.parametrize(
    "value",
    [
        *(
            "Never contacted",
            "No pickup",
            "Not attempted",
            "No show",
            "No activity",
            "no outcome",
            "Not processed",
        ),
        *("Nicht bearbeitet", "Kein Ergebnis", "Nicht angerufen", "Nie odbiera", "Nie dzwoniono", "Ej svar"),
        *("Не дозвонились", "Не обработано", "Non risponde", "No gestionado", "Ne répond pas", "Non traité"),
        *(
            "Niet gebeld",
            "Ikke kontaktet",
            "Nie kontaktowano",
            "Sin contactar",
            "Não contatado",
            "Nem elérhető",
        ),
    ],
)
def test_whoever_was_not_reached_or_not_worked_has_said_nothing(value: str) -> None:
    assert says(value) in (Says.UNCLEAR, Says.BLANK, Says.STAGE)
