"""Names of columns that say that they hold dates, in the languages that exports are written in."""

from __future__ import annotations

import pytest

from core.tables.date_names import says_birth, says_day, says_moment, surely_moment
from core.tables.dates import looks_compact


@pytest.mark.parametrize(
    "name",
    [
        *("contact_date", "Created On", "LastSeen", "closed", "Data de nascimento", "Último contato"),
        *("Erfasst am", "Letzter Kontakt", "Dernier contact", "Échéance", "Poslední kontakt", "Senaste kontakt"),
        *("Дата рождения", "Последний контакт", "契約日", "生年月日", "创建日期", "登録日 2", "Vytvořeno"),
    ],
)  # fmt: skip
def test_names_of_days(name: str) -> None:
    assert says_day(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Amount",
            "Letzter Umsatz",
            "Último importe",
            "last_salary",
            "Дом",
            "金額",
            "Dernier montant",
            "days_open",
        ),
        *("Kontakt", "Betrag", "Score", "价格", "Saldo"),
    ],
)
def test_names_of_other_numbers(name: str) -> None:
    assert not says_day(name)
    assert not says_moment(name)


def test_days_of_birth_go_further_back() -> None:
    births = ("DOB", "Date of birth", "Geburtsdatum", "Data urodzenia", "Дата рождения", "生年月日")
    assert all(map(says_birth, births))
    assert not any(map(says_birth, ("Created", "Датировано", "契約日")))


def test_digits_of_days_beside_words() -> None:
    days = ["20240131", "20231201", "20240229"]
    assert looks_compact("Date de naissance", [*days, "n.c."])
    assert looks_compact("Letzter Kontakt", days)
    assert not looks_compact("Betrag", days)
    assert not looks_compact("Datum", [*days, "20249999"])
    assert not looks_compact("Datum", ["20240131", "tbc", "open"])


def test_what_may_be_an_amount_is_no_sure_name_of_a_day() -> None:
    weak = (
        "last_mileage",
        "Last investment",
        "ultimo sueldo",
        "Последняя сумма",
        "mobile_data",
        "Payment due",
        "Data",
    )
    weak += ("Payments received", "Letzte Zahlung", "Units ordered", "Закрытая сумма", "Amount")
    assert [name for name in weak if surely_moment(name)] == []
    sure = (
        "Payment date",
        "Letzter Kontakt",
        "created_at",
        "closed",
        "Дата оплаты",
        "Последний контакт",
        "契約日",
    )
    sure += ("Data de nascimento", "event_ts", "contactdate", "LastLogin", "Due date", "imported_at")
    assert [name for name in sure if not surely_moment(name)] == []
