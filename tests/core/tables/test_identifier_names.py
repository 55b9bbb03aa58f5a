"""What names of columns say in many languages: ids, phones, people who sell, numbers of things; and what says more."""

from __future__ import annotations

import pytest

from core.tables.identifier_words import (
    EMAIL,
    FIRST_NAMES,
    FULL_NAMES,
    LAST_NAMES,
    PAGE,
    PHONE,
    TAX,
    TAX_PAIRS,
    VERSIONS,
)
from core.tables.identifiers import (
    reason_of_name,
    says_client,
    says_id,
    says_owner,
    says_people,
    says_person,
    says_row,
    says_version,
)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Phone Number",
            "Mobile Phone Number",
            "fax",
            "Tel.",
            "phone1",
            "Phone (Work)",
            "WhatsApp",
            "Telefonnummer",
        ),
        *(
            "VAT",
            "vat_number",
            "Tax ID",
            "USt-IdNr.",
            "SSN",
            "IBAN",
            "Email",
            "E-Mail Address",
            "Website",
            "LinkedIn URL",
        ),
    ],
)
def test_names_of_what_only_says_who(name: str) -> None:
    assert reason_of_name(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "email_opens",
        "mobile_visits",
        "phone calls",
        "taxes paid",
        "web visits",
        "tax rate",
        "url clicks",
        "amount",
        "cellar size",
    ],
)
def test_names_of_what_says_more(name: str) -> None:
    assert reason_of_name(name) is None


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ID del propietario",
            "propietario_id",
            "Código do vendedor",
            "Besitzer-ID",
            "Vertreter Nr",
            "responsable_id",
        ),
        *(
            "Identifiant du propriétaire",
            "担当者ID",
            "担当者コード",
            "负责人ID",
            "담당자 ID",
            "ID właściciela",
            "ID владельца",
        ),
        *("Менеджер id", "eigenaar_id", "sahibi_id", "ägare id", "ID vlastníka", "ID responsabile"),
    ],
)
def test_ids_of_people_who_sell_in_other_languages(name: str) -> None:
    assert says_people(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Kundennummer",
            "Kd.-Nr.",
            "Vertragsnummer",
            "klantnummer",
            "kundnr",
            "asiakasnumero",
            "ügyfélszám",
            "numéro",
        ),
        *(
            "N° de dossier",
            "Número de contrato",
            "Nº pedido",
            "código",
            "cod_cliente",
            "Codice cliente",
            "numer umowy",
        ),
        *(
            "číslo zákazníka",
            "Müşteri numarası",
            "номер договора",
            "код клиента",
            "артикул",
            "顧客番号",
            "契約番号",
        ),
        *("订单号", "客户编号", "고객번호", "رقم العميل", "מספר לקוח", "nomor pelanggan"),
    ],
)
def test_numbers_of_things_in_other_languages_are_ids(name: str) -> None:
    assert says_id(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Número de empleados",
            "Número de pedidos",
            "N° d'employés",
            "number of orders",
            "Hausnummer",
            "létszám",
        ),
        *("numero ordini", "Postleitzahl", "код региона", "Anzahl Kunden", "Umsatz"),
    ],
)
def test_counts_of_things_are_no_ids(name: str) -> None:
    assert not says_id(name) and not says_people(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Mobiltelefonnummer",
            "Rufnummer",
            "Durchwahl",
            "Nr telefonu",
            "Číslo telefonu",
            "Télécopie",
            "Puhelinnumero",
        ),
        *(
            "携帯番号",
            "联系电话号码",
            "휴대폰 번호",
            "Моб. телефон (рабочий)",
            "Telefon numarası",
            "Umsatzsteuer-ID",
            "RUC",
        ),
        *(
            "NIP firmy",
            "DNI",
            "Cod fiscal",
            "Vergi numarası",
            "numéro de sécurité sociale",
            "ΑΦΜ",
            "统一社会信用代码",
        ),
    ],
)
def test_phones_and_tax_numbers_in_other_languages(name: str) -> None:
    assert reason_of_name(name) is not None
    assert reason_of_name(name, like_numbers=False) is None


def test_a_bare_owner_is_an_id_and_those_who_may_be_counted_are_not() -> None:
    assert all(
        map(says_owner, ("Owner", "Propietario", "Besitzer", "propriétaire", "responsable", "владелец"))
    )
    assert not any(map(says_owner, ("Mitarbeiter", "staff", "employees", "owner age", "charges")))


def test_words_for_ids_rows_and_people() -> None:
    assert all(
        map(says_id, ("CustomerId", "Owner ID", "Lead Number", "customer_no", "kundennr", "id", "id_cliente"))
    )
    assert not any(
        map(says_id, ("No of Products", "NumOfProducts", "house_number", "paid", "android", "period"))
    )
    assert all(map(says_row, ("RowNumber", "row_no", "index", "Unnamed: 0", "S.No", "#", "Sr No")))
    assert not any(map(says_row, ("price index of goods", "customer_id", "lead number")))
    assert all(map(says_people, ("Owner ID", "AgentId", "created_by_id", "Sales Rep Number")))
    assert not any(map(says_people, ("customer_id", "owner", "agent")))


@pytest.mark.parametrize(
    "name",
    [
        *("cel", "celular", "Телефон", "Телефон 2", "Номер телефона", "ИНН", "手机号", "電話番号", "휴대폰"),
        *("NIP", "PESEL", "CNPJ", "CPF", "steuernr", "Codice fiscale"),
    ],
)
def test_names_in_other_languages_and_scripts(name: str) -> None:
    assert reason_of_name(name) is not None


@pytest.mark.parametrize("name", ["imię", "Nazwisko", "Имя", "Фамилия", "ФИО", "姓名", "last_name", "Prénom"])
def test_names_of_persons_in_other_languages(name: str) -> None:
    assert says_person(name)


def test_every_word_of_the_lists_is_found_in_a_name() -> None:
    known = [*PHONE, *TAX, *EMAIL, *PAGE, *(" ".join(pair) for pair in TAX_PAIRS)]
    assert not [word for word in known if reason_of_name(word) is None]
    assert not [word for word in known if word.isascii() and reason_of_name(f"{word} number") is None]
    assert not [word for word in FIRST_NAMES | LAST_NAMES | FULL_NAMES if not says_person(word)]
    assert not [word for word in VERSIONS if not says_version(word)]
    assert all(len(pair) == 2 and isinstance(pair, tuple) for pair in TAX_PAIRS)


def test_words_for_the_number_of_a_client() -> None:
    ours = ("Nr klienta", "Código de cliente", "N° client", "numero cliente", "номер клиента", "Kod klienta")
    assert all(map(says_client, ours))
    assert not any(map(says_client, ("number of clients per day", "client", "No of Products", "code postal")))
    assert all(
        map(says_person, ("Osoba kontaktowa", "Ansprechpartner", "Kontaktní osoba", "Контактное лицо"))
    )


@pytest.mark.parametrize(
    "name",
    [
        "Id propriétaire",
        "ID del propietario",
        "Código vendedor",
        "Betreuer-ID",
        "ID ответственного",
        "担当者コード",
        "负责人ID",
    ],
)
def test_ids_of_people_who_sell_in_many_languages(name: str) -> None:
    assert says_people(name) and not says_client(name)


@pytest.mark.parametrize(
    "name", ["Number of Employees", "no of agents", "Owner", "担当者", "Commercial", "employees"]
)
def test_numbers_and_names_of_people_are_no_ids_of_theirs(name: str) -> None:
    assert not says_people(name)


@pytest.mark.parametrize("name", ["客户编号", "顧客番号", "会員ID", "고객번호", "Código de cliente"])
def test_ids_of_clients_in_scripts_that_join_words(name: str) -> None:
    assert says_client(name) and not says_people(name)
