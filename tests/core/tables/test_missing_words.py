"""One list of words for "no value": what reading does with those of computers, and what is proposed of the others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.answer_words import Says, says
from core.tables.missing_cells import are_regions
from core.tables.missing_vocabulary import WORDS
from core.tables.missing_words import OF_COMPUTERS, STANDS_FOR_MISSING, words_meaning
from core.tables.options import ReadOptions
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.table import Role, Table

N = 180
SECTORS = ("Health", "Energy", "Retail")


def read(folder: Path, options: ReadOptions | None = None, **columns: list[str]) -> Table:
    rows = pd.DataFrame(
        {"lead_id": [f"L{i}" for i in range(N)], **columns, "won": ["yes", "no", "no"] * (N // 3)}
    )
    rows.to_csv(folder / "t.csv", index=False)
    return read_table(folder / "t.csv", options=options)


def beside(words: tuple[str, ...]) -> list[str]:
    """Each word once or more among three usual values."""
    return [words[i // 3 % len(words)] if i % 3 == 0 else SECTORS[i % 3] for i in range(N)]


def test_words_are_written_as_they_are_compared() -> None:
    for by_meaning in WORDS.values():
        for words in by_meaning.values():
            assert all(word == word.lower().strip() for word in words)
    assert not {"no", "yes", "open", "other"} & STANDS_FOR_MISSING
    assert set(words_meaning("none")) < STANDS_FOR_MISSING


def test_words_of_every_language_are_proposed_and_those_for_none_only_offered(tmp_path: Path) -> None:
    sure = ("missing", "unknown", "not applicable", "to come")
    columns = {}
    for language, words in WORDS.items():
        known = tuple(word for one in sure for word in words.get(one, ()))
        columns[language.split()[0]] = beside((*words["none"], *known)[: N // 3])
    table = read(tmp_path, **columns)
    found: dict[tuple[str, bool], set[str]] = {}
    for one in find_proposals(table):
        found[one.column, one.recommended] = set(one.change.empty)
    everywhere = set(words_meaning("none"))
    for name, cells in columns.items():
        words = set(cells) - set(SECTORS) - set(OF_COMPUTERS)
        assert found[name, True] == words - everywhere, name
        assert found[name, False] == words & everywhere, name


def test_among_numbers_and_dates_the_words_are_missing_and_counted(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-14", periods=N).strftime("%d.%m.%Y")
    table = read(
        tmp_path,
        visits=["н/д" if i % 9 == 0 else str(i) for i in range(N)],
        closed=["nie dotyczy" if i % 3 == 0 else days[i] for i in range(N)],
    )
    assert table.column("visits").role is Role.NUMBER and table.column("visits").n_unreadable == 20
    assert table.column("closed").role is Role.DATE and table.column("closed").n_unreadable == 60
    assert any("'н/д'" in note for note in table.notes)
    assert any(
        "60 cells say that there is no date" in note and "'nie dotyczy' (60)" in note for note in table.notes
    )


def test_two_letters_stand_for_missing_unless_the_others_are_codes_as_well(tmp_path: Path) -> None:
    cells = {
        "secteur": beside(("NR", "nc")),
        "state": ["NC" if i % 3 else ("NY", "TX")[i % 2] for i in range(N)],
    }
    found = {one.column: one for one in find_proposals(read(tmp_path, **cells))}
    assert found["secteur"].change.empty == ("NR", "nc") and found["secteur"].recommended
    assert found["state"].change.empty == ("NC",) and not found["state"].recommended


def test_words_of_computers_are_counted_and_can_be_kept(tmp_path: Path) -> None:
    cells = {
        "sector": ["NA" if i % 9 == 0 else "NULL" if i % 9 == 1 else SECTORS[i % 3] for i in range(N)],
        "surname": ["Null" if i == 0 else f"Smith{i}" for i in range(N)],
        "visits": ["#N/A" if i % 6 == 0 else str(i) for i in range(N)],
    }
    table = read(tmp_path, **cells)
    (said,) = [one for one in table.set_aside if one.kind == "words for missing"]
    assert said.count == 20 + 20 + 1 + 30
    assert all(part in said.sentence for part in ("'#N/A' (30)", "'NA' (20)", "'NULL' (20)", "sector (40)"))
    assert table.column("sector").n_missing == 40
    kept = read(tmp_path, ReadOptions(keep=("words for missing",)), **cells)
    assert not [one for one in kept.set_aside if one.kind == "words for missing"]
    assert list(kept.frame(["sector"])["sector"]) == cells["sector"]
    assert kept.frame(["surname"])["surname"][0] == "Null"
    assert kept.column("visits").role is Role.NUMBER and kept.column("visits").n_missing == 30


@pytest.mark.parametrize("others", [("DE", "US", "FR"), ("EMEA", "APAC", "LATAM"), ("de", "us", "fr")])
def test_na_among_codes_of_countries_and_regions_stays(tmp_path: Path, others: tuple[str, str, str]) -> None:
    word = "na" if others[0].islower() else "NA"
    cells = [word if i % 9 == 0 else "NULL" if i % 90 == 1 else others[i % 3] for i in range(N)]
    table = read(tmp_path, country=cells)
    assert table.column("country").n_missing == 2
    assert (table.frame(["country"])["country"] == word).sum() == 20
    assert any(note.startswith(f"country: '{word}' stays (20 cells)") for note in table.notes)
    assert not find_proposals(table)


def test_na_among_other_words_and_states_is_missing() -> None:
    assert not are_regions(["NY", "TX", "FL", "OH", "CA"], "NA")
    assert not are_regions(["Bern", "Rome"], "NA")
    assert not are_regions(["DE", "US"], "na")
    assert are_regions(["DE", "US", "NULL"], "NA", "country")


@pytest.mark.parametrize(
    ("others", "name"),
    [
        (["SI", "NO"], "answer"),
        (["si", "no"], "pais"),
        (["CA", "IL", "MA"], "office"),
        (["CA", "IL", "MA", "PA", "VA", "GA"], "State"),
        (["BB", "BA", "CC"], "class"),
        (["de", "fr", "it", "es", "pt", "nl"], "language"),
    ],
)
def test_na_beside_answers_states_and_languages_is_no_country(others: list[str], name: str) -> None:
    word = "NA" if others[0].isupper() else "na"
    assert not are_regions(others, word, name)
    assert are_regions(["NO", "SE", "DK", "FI", "DE"], "NA") and are_regions(
        ["no", "si", "de"], "na", "Country Code"
    )


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        *(("yok", Says.NO), ("Var", Says.YES), ("なし", Says.NO), ("あり", Says.YES), ("нет", Says.NO)),
        *(
            ("не указано", Says.BLANK),
            ("Keine Angabe", Says.BLANK),
            ("未知", Says.BLANK),
            ("n/a", Says.BLANK),
        ),
        *(("Pending", Says.BLANK), ("TBD", Says.BLANK), ("unknown reason", Says.BLANK), ("-", Says.BLANK)),
    ],
)
def test_answers_know_the_same_words(value: str, meaning: Says) -> None:
    assert says(value) is meaning


def test_names_written_like_words_of_computers_stay(tmp_path: Path) -> None:
    names = ["Nat", "Nan", "Na", "Kim", "NaN", "NaT", "nan", "NA", "Lee"] * (N // 9)
    table = read(tmp_path, given=names)
    assert table.column("given").n_missing == 4 * N // 9
    assert set(table.frame(["given"])["given"].dropna()) == {"Nat", "Nan", "Na", "Kim", "Lee"}
    assert not [one for one in find_proposals(table) if one.column == "given" and one.recommended]


def test_one_of_two_values_may_be_an_answer_whatever_it_says(tmp_path: Path) -> None:
    table = read(tmp_path, tank=["空", "满"] * (N // 2), sent=["Missing", "there"] * (N // 2))
    found = {one.column: one.recommended for one in find_proposals(table) if one.column in ("tank", "sent")}
    assert found == {"tank": False, "sent": False}
