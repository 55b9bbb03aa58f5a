"""Old code pages are told apart by the words they hold, from whole tables down to a few letters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.tables.encodings import Encoding, code_page, detect_encoding
from core.tables.reading import preview, read_table

WORDS = {
    "cp932": "東京 株式会社 営業 田中 さくら 小売 はい いいえ 問い合わせ サービス",
    "euc_jp": "東京 株式会社 営業 田中 さくら 小売 はい いいえ 問い合わせ サービス",
    "gb18030": "北京 上海 公司 有限 销售 客户 张伟 制造业 零售 电话 经理 未成交",
    "big5": "臺北 公司 有限 銷售 客戶 張偉 製造業 零售 電話 經理 未成交",
    "cp949": "서울 회사 영업 고객 김철수 제조업 소매 전화 부장 성공 실패",
    "cp1251": "Москва Иванов продажи клиент розница телефон Петров да нет Энергия",
    "koi8_r": "Москва Иванов продажи клиент розница телефон Петров да нет Энергия",
    "cp1250": "Łódź Wałęsa żółty Święty Gdańsk źródło Plzeň Škoda Dvořák žlutý kůň Čeněk",
    "cp1252": "München Größe Straße François élève São naïve Ærø España Noël",
    "cp1253": "Αθήνα πελάτης πωλήσεις Γιώργος εταιρεία ναι όχι Μαρία",
    "cp1254": "İstanbul Müşteri satış Şirket Güneş değil Çağrı Işık",
    "cp1255": "ירושלים לקוח מכירות חברה כן לא דוד שרה",
    "cp1256": "القاهرة عميل مبيعات شركة نعم محمد فاطمة",
    "mac_roman": "München Größe Straße François élève São naïve España Noël",
}


def lines(codec: str, share: float, seed: int) -> bytes:
    """A table of 300 rows; a share of its names is in the code page's language."""
    rng = np.random.default_rng(seed)
    words = WORDS[codec].split()
    names = (
        rng.choice(words) if rng.random() < share else rng.choice(["Acme", "Globex"]) for _ in range(300)
    )
    rows = [f"L{i:04};{name} Ltd;{i * 7.5};{'yes' if i % 3 else 'no'}" for i, name in enumerate(names)]
    return "\n".join(["lead_id;company;amount;converted", *rows, ""]).encode(codec)


@pytest.mark.parametrize("share", [0.9, 0.06])
@pytest.mark.parametrize("codec", WORDS)
def test_text_comes_back(tmp_path: Path, codec: str, share: float) -> None:
    for seed in range(2):
        data = lines(codec, share, seed)
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(data)
        found = detect_encoding(path)
        assert data.decode(found.name) == data.decode(codec), found
        assert found.n_damaged == 0


@pytest.mark.parametrize(
    ("words", "codec"),
    [
        ("银行 钢铁 食品公司 客户编号", "gb18030"),
        ("銀行 製造業 小売 顧客番号", "euc_jp"),
        ("은행 철강 식품 고객", "cp949"),
        ("ธนาคาร เหล็ก อาหาร กรุงเทพ", "cp874"),
    ],
)
def test_a_few_words_that_repeat_are_enough(words: str, codec: str) -> None:
    several = words.split()
    data = "\n".join(f"K{i},{several[i % len(several)]},{3 * i}" for i in range(60)).encode(codec)
    assert data.decode(code_page(data)) == data.decode(codec)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Müller", "cp1252"),
        ("100 €", "cp1252"),
        ("’tis", "cp1252"),
        ("£5", "cp1252"),
        ("Łódź", "cp1250"),
        ("да", "cp1251"),
        ("日期,余额", "gb18030"),
        ("Břeclav;Hradec Králové;bude později;služby", "cp1250"),
        ("Zürich;Genève;Prämie;à revoir;später;Käserei", "cp1252"),
    ],
)
def test_one_word_is_enough_where_it_is_clear(text: str, codec: str) -> None:
    assert f"1;{text};x".encode(codec).decode(code_page(f"1;{text};x".encode(codec))) == f"1;{text};x"


def test_names_of_columns_and_answers_in_shift_jis(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    rows = [f"L{i:03},Web,{i}.5,{'はい' if i % 4 == 0 else 'いいえ'}" for i in range(80)]
    path.write_bytes("\n".join(["lead_id,source,業種,成約", *rows]).encode("cp932"))
    table = read_table(path)
    assert [column.name for column in table.columns] == ["lead_id", "source", "業種", "成約"]
    assert set(table.frame()["成約"]) == {"はい", "いいえ"}
    assert any("Shift-JIS" in note for note in table.notes)
    assert preview(path, 2)["成約"].tolist() == ["はい", "いいえ"]


def test_a_few_damaged_bytes_leave_utf8(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("é,ü\n".encode() * 40 + b"\xe9,1\n")
    assert detect_encoding(path) == Encoding("utf-8", n_damaged=1)
