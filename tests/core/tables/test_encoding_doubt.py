"""A code page that few words tell is said as a guess, with the words and what else they could be."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.set_aside import SetAside
from core.tables.table import Table


def written(folder: Path, codec: str, words: list[str]) -> Path:
    rows = [f"{i},{words[i] if i < len(words) else 'London'},{i % 7}" for i in range(80)]
    (folder / "t.csv").write_bytes("\n".join(["id,city,visits", *rows]).encode(codec))
    return folder / "t.csv"


def guessed(table: Table) -> list[SetAside]:
    return [one for one in table.set_aside if one.kind == "guessed encoding"]


@pytest.mark.parametrize(
    ("codec", "words", "read"),
    [
        ("iso2022_jp", ["東京", "大阪"], "東京"),
        ("mac_roman", ["Café"], "Café"),
        ("cp1256", ["الرياض", "جدة", "القاهرة"], "الرياض"),
        ("cp1255", ["חיפה", "ירושלים", "אשדוד"], "חיפה"),
    ],
)
def test_few_words_are_read_right(tmp_path: Path, codec: str, words: list[str], read: str) -> None:
    table = read_table(written(tmp_path, codec, words))
    assert table.frame(["city"])["city"][0] == read


def test_a_guess_is_said_with_what_else_it_could_be_and_the_choice_ends_it(tmp_path: Path) -> None:
    path = written(tmp_path, "cp1254", ["İzmir", "Muğla"])
    (said,) = guessed(read_table(path))
    assert said.severity == "check" and "guess from 2 words: 'Ýzmir'" in said.sentence
    assert "Windows-1254 (Turkish) 'İzmir', 'Muğla'" in said.sentence
    chosen = read_table(path, options=ReadOptions(encoding="cp1254"))
    assert not guessed(chosen) and chosen.frame(["city"])["city"][0] == "İzmir"


@pytest.mark.parametrize(
    "words", [["O’Brien"], ["5 €"], ["Bern – Thun", "“Rex”"], ["20°C"], ["20°C", "30°C"], ["3½"]]
)
def test_typographic_signs_are_no_evidence(tmp_path: Path, words: list[str]) -> None:
    table = read_table(written(tmp_path, "cp1252", words))
    assert table.frame(["city"])["city"][: len(words)].tolist() == words
    assert not guessed(table)


def test_signs_are_left_out_of_the_words_of_a_guess(tmp_path: Path) -> None:
    (said,) = guessed(read_table(written(tmp_path, "cp1254", ["İzmir", "“Muğla”", "–", "5 €"])))
    assert "guess from 2 words: 'Ýzmir'" in said.sentence
    assert "Windows-1254 (Turkish) 'İzmir', 'Muğla'" in said.sentence


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1251"])
def test_what_bytes_or_many_words_tell_is_no_guess(tmp_path: Path, codec: str) -> None:
    cities = ["Москва", "Казань", "Омск", "Самара", "Ростов", "Уфа", "Пермь", "Воронеж", "Волгоград"]
    cities += ["Саратов", "Тюмень", "Тольятти"]
    assert not guessed(read_table(written(tmp_path, codec, cities)))
