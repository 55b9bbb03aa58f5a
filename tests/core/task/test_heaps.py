"""The values of a target in three heaps: what is proposed for columns as people bring them."""

from __future__ import annotations

import pytest

from core.task.heaps import NO, YES, Heaps, propose_heaps, says_both, unsettled


def counted(*values: str) -> dict[str, int]:
    return {value: 100 - place for place, value in enumerate(values)}


@pytest.mark.parametrize(
    ("values", "yes", "no", "unanswered"),
    [
        ("No FALSE 0 no N yes Yes Y TRUE 1", "yes Yes TRUE Y 1", "No FALSE 0 no N", ""),
        ("No Pending Yes", "Yes", "No", "Pending"),
        ("Won Lost Engaging Prospecting", "Won", "Lost", "Engaging Prospecting"),
        ("Y N ?", "Y", "N", "?"),
        ("0 1 2", "1", "0", "2"),
        ("TRUE FALSE null", "TRUE", "FALSE", "null"),
        ("Active Churned", "Churned", "Active", ""),
        ("Won Lost Active", "Won", "Lost", "Active"),
        ("Disqualified Qualified", "Qualified", "Disqualified", ""),
        ("Gewonnen Verloren Angebot Offen", "Gewonnen", "Verloren", "Angebot Offen"),
        ("blue red", "red", "blue", ""),
        ("Yes Pending Unknown", "Yes", "", "Pending Unknown"),
        ("Won Open", "Won", "", "Open"),
        ("Open Closed", "Closed", "Open", ""),
        ("no maybe", "maybe", "no", ""),
        ("Delivered Cancelled Pending", "Delivered", "Cancelled", "Pending"),
    ],
)
def test_proposed_heaps(values: str, yes: str, no: str, unanswered: str) -> None:
    found = propose_heaps(counted(*values.split()))
    assert (found.yes, found.no, found.unanswered) == tuple(
        tuple(one.split()) for one in (yes, no, unanswered)
    )


def test_stages_with_reasons_and_numbers() -> None:
    values = [
        "Won - Renewal",
        "Won",
        "Lost: price",
        "Lost: no budget",
        "2 - Qualified",
        "In Negotiation",
        "Open",
    ]
    found = propose_heaps(counted(*values))
    assert found.yes == ("Won - Renewal", "Won")
    assert found.no == ("Lost: price", "Lost: no budget")
    assert found.unanswered == ("2 - Qualified", "In Negotiation", "Open")
    assert found.questions == ()


def test_no_value_is_silently_a_no() -> None:
    found = propose_heaps({"Won": 50, "Lost": 60, "Duplicate": 7})
    assert found.unanswered == ("Duplicate",)
    assert "Duplicate (7)" in found.questions[0]
    found = propose_heaps({"Won": 50, "Cold": 60, "Negotiation": 5})
    assert (found.no, found.unanswered) == (("Cold",), ("Negotiation",))
    assert "Cold (60) counts as no" in found.questions[0]
    found = propose_heaps({"Lead": 251, "Opportunity": 48, "Customer": 95})
    assert found.yes == ("Customer",)
    assert "still open" in found.questions[1]
    assert "Lead (251)" in found.questions[1]


def test_every_value_is_in_exactly_one_heap() -> None:
    values = [
        "Yes",
        "no",
        "Pending",
        "2",
        "Won",
        "Churned",
        "Active",
        "red",
        "New",
        "?",
        "Not interested",
        "Y",
    ]
    for n in range(1, len(values) + 1):
        for start in range(len(values)):
            some = counted(*(values + values)[start : start + n])
            found = propose_heaps(some)
            assert sorted((*found.yes, *found.no, *found.unanswered)) == sorted(some)
            assert found.yes


def test_a_chosen_yes_brings_its_other_spellings_and_turns_the_rest_around() -> None:
    found = propose_heaps(counted("No", "no", "Yes", "Pending"), yes=("No",))
    assert (found.yes, found.no, found.unanswered) == (("No", "no"), ("Yes",), ("Pending",))
    found = propose_heaps(counted("Lost", "Closed Won", "Won - Renewal", "Open"), yes=("Closed Won",))
    assert (found.yes, found.no, found.unanswered) == (("Closed Won", "Won - Renewal"), ("Lost",), ("Open",))
    found = propose_heaps(counted("A", "B", "C", "D"), yes=("B", "D"))
    assert (found.yes, found.no) == (("B", "D"), ("A", "C"))


def test_the_sentence_counts_each_heap_and_the_note_the_spellings() -> None:
    counts = {"No": 274, "Pending": 231, "Yes": 95, "yes": 3}
    found = propose_heaps(counts)
    assert found.sentence(counts, n_blank=4) == (
        "Yes: Yes (95), yes (3). No: No (274). No answer yet: Pending (231), blank (4)."
    )
    assert found.notes(counts) == ("2 spellings count as one yes: Yes (95), yes (3).",)
    words = found.to_words(counts, 4)
    assert words["no_answer_yet"] == {"Pending": 231}
    assert (words["blank"], words["questions"]) == (4, [])


def test_a_value_in_other_letters_is_in_the_same_heap() -> None:
    heaps = Heaps(yes=("Won",), no=("Lost",), unanswered=("Open",))
    assert [heaps.heap_of(one) for one in ("WON ", "lost", "Merged")] == [YES, NO, None]


def test_columns_that_say_whether_an_answer_is_there() -> None:
    assert unsettled(("true", "false")) == ("false",)
    assert unsettled(("Closed Won", "Closed Lost", "Negotiation")) == ("Negotiation",)
    assert says_both(("Closed Won", "Closed Lost", "Negotiation"))
    assert not says_both(("Won", "Open"))


def test_what_was_delivered_is_the_yes_and_is_asked_about() -> None:
    found = propose_heaps({"Delivered": 60, "Cancelled": 9, "Processing": 5})
    assert (found.yes, found.no, found.unanswered) == (("Delivered",), ("Cancelled",), ("Processing",))
    assert "Delivered (60) is taken as the yes" in found.questions[0]


def test_the_customer_of_a_lifecycle_is_the_yes_however_rare_subscribers_are() -> None:
    found = propose_heaps({"lead": 90, "opportunity": 70, "customer": 60, "subscriber": 5})
    assert found.yes == ("customer",)
    assert len(found.questions) == 2


def test_an_unsure_yes_is_asked_about_and_teaches_nothing() -> None:
    found = propose_heaps({"Won": 50, "Lost": 60, "Verbally won": 7, "Lost - price": 4})
    assert (found.yes, found.no) == (("Won",), ("Lost", "Lost - price"))
    assert found.unanswered == ("Verbally won",)
    assert "Verbally won (7)" in found.questions[0]


@pytest.mark.parametrize(
    ("yes", "no", "still_open"),
    [
        ("はい ○ 1", "いいえ × 0", "未定"),
        ("Да Д ИСТИНА 1", "Нет Н ЛОЖЬ 0", "Ожидает"),
        ("Evet E DOĞRU", "Hayır H YANLIŞ", "Beklemede"),
        ("Ja J WAHR", "Nein N FALSCH", "Ausstehend Offen"),
        ("Sí VERDADERO", "No FALSO", "Pendiente"),
        ("Ja", "Nej", "Väntar"),
        ("Tak PRAWDA", "Nie FAŁSZ", "Oczekuje"),
        ("受注", "失注", "提案 見積提出 交渉中"),
        ("赢单", "输单", "谈判 报价 跟进中"),
        ("수주", "실주", "제안 진행중"),
        ("Kazanıldı", "Kaybedildi", "Açık Görüşme Teklif"),
        ("KAZANILDI", "KAYBEDİLDİ", "AÇIK"),
        ("Vyhráno", "Prohráno", "Otevřeno Jednání"),
        ("Vunnen", "Förlorad", "Öppen Förhandling"),
        ("Vundet", "Tabt", "Åben"),
        ("Выиграна", "Проиграна", "Новая Переговоры"),
        ("Megnyert", "Elveszett", "Nyitott"),
        ("Won", "Lost", "Open"),
    ],
)
def test_answers_and_stages_in_many_languages(yes: str, no: str, still_open: str) -> None:
    values = [*yes.split(), *no.split(), *still_open.split()]
    heaps = propose_heaps({value: 100 - place for place, value in enumerate(values)})
    assert (set(heaps.yes), set(heaps.no), set(heaps.unanswered), heaps.questions) == (
        set(yes.split()),
        set(no.split()),
        set(still_open.split()),
        (),
    )
