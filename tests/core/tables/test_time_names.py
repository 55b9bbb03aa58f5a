"""What names of dates say in the usual languages, and what columns that are asked about are called."""

from __future__ import annotations

import pytest

from core.tables.target_names import names_target
from core.tables.time_names import meaning, says_late, says_outcome


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("start", "created_at ErstelltAm Date_de_création Fecha_de_creación aangemaakt_op Data_utworzenia"),
        ("start", "Дата_создания 登録日 创建时间 등록일"),
        ("end", "closed geschlossen_am fermeture Date_de_clôture fecha_cierre data_chiusura DatumGesloten"),
        ("end", "Data_zamknięcia uzavřeno Abschlussdatum Дата_закрытия 成約日 关闭日期 종료일"),
        (
            "changed",
            "updated_at Letzte_Änderung Date_de_modification Data_aktualizacji Дата_изменения 更新日 수정일",
        ),
        (
            "never",
            "birth_date Geburtsdatum Date_de_naissance Дата_рождения 生年月日 预计关闭日期 Erwartetes_Datum_geplant",
        ),
    ],
)
def test_names_of_dates_in_many_languages(kind: str, names: str) -> None:
    assert {name: meaning(name.replace("_", " ")) for name in names.split()} == dict.fromkeys(
        names.split(), kind
    )


@pytest.mark.parametrize(
    "name", ["Stage", "Verkaufsphase Stufe", "Étape", "Статус сделки", "ステージ", "销售阶段", "단계"]
)
def test_stages_in_many_languages_are_outcomes(name: str) -> None:
    assert says_outcome(name) and says_late(name)


@pytest.mark.parametrize("name", ["Marital Status", "Estado Civil", "Familienstand Status", "Region", "地域"])
def test_what_a_person_is_is_no_outcome(name: str) -> None:
    assert not says_outcome(name)


def test_targets_are_found_by_name_in_many_languages() -> None:
    for name in (
        "Converted",
        "gekauft",
        "Acheté",
        "¿compró".strip("¿"),
        "Zakup",
        "satın_aldı",
        "купил",
        "購入",
        "成交",
    ):
        assert names_target(name), name
    assert not names_target("region") and not names_target("")
