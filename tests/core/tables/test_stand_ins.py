"""Words that alone recur among numbers or dates stand for missing, whatever the language: empty, counted and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.table import Role, Table

N = 60


def read(folder: Path, cells: list[str], options: ReadOptions | None = None) -> Table:
    lines = ["key;size;sector", *(f"K{i};{cell};{'ABC'[i % 3]}" for i, cell in enumerate(cells))]
    (folder / "t.csv").write_text("\n".join(lines))
    return read_table(folder / "t.csv", options=options)


def beside(words: tuple[str, ...], others: list[str], every: int = 4) -> list[str]:
    return [words[i // every % len(words)] if i % every == 0 else others[i] for i in range(N)]


NUMBERS = [str(100 + 7 * i) for i in range(N)]
DAYS = [f"{1 + i % 28}.{1 + i % 12}.20{10 + i % 9}" for i in range(N)]


@pytest.mark.parametrize("others", [NUMBERS, DAYS], ids=["numbers", "days"])
@pytest.mark.parametrize("words", [("xyz",), ("skoða síðar", "annað"), ("q.q.", "voir note")])
def test_a_word_on_no_list_is_read_as_empty_said_and_can_be_kept(
    tmp_path: Path, words: tuple[str, ...], others: list[str]
) -> None:
    cells = beside(words, others)
    table = read(tmp_path, cells)
    column = table.column("size")
    assert column.role is (Role.NUMBER if others is NUMBERS else Role.DATE)
    assert column.n_missing == column.n_unreadable == 15 and column.almost is None
    (said,) = [one for one in table.set_aside if one.kind == "recurring words"]
    assert said.count == 15 and said.can_be_kept and said.severity == "check"
    for word in words:
        assert f"'{word}' ({cells.count(word)})" in said.sentence
        assert any(note.startswith("size: ") and f"'{word}'" in note for note in table.notes)
    kept = read(tmp_path, cells, ReadOptions(keep=("recurring words",)))
    assert list(kept.frame(["size"])["size"]) == cells and kept.column("size").almost is not None


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (beside(("alpha", "beta", "gamma"), NUMBERS), "three words are levels"),
        (beside(("Yes",), NUMBERS), "an answer"),
        (beside(("G1",), NUMBERS), "a code"),
        (beside(("Free",), NUMBERS), "a price of nothing"),
        (beside(("gratis", "UNLIMITED"), NUMBERS), "a price, and no limit"),
        (beside(("same day",), DAYS), "a day"),
        (beside(("Basement",), NUMBERS), "a floor"),
        (beside(("qqq",), NUMBERS, every=2), "as many words as numbers"),
        (beside(("EG", "UG"), [str(i % 5) for i in range(N)]), "floors"),
        ([*NUMBERS[:12], "once", *["open"] * 47], "mostly words"),
    ],
)
def test_other_words_among_numbers_stay(tmp_path: Path, cells: list[str], why: str) -> None:
    table = read(tmp_path, cells)
    assert list(table.frame(["size"])["size"]) == cells, why
    assert not table.set_aside


def test_words_for_what_is_still_to_come_are_counted(tmp_path: Path) -> None:
    table = read(
        tmp_path, ["tbc" if i == 7 else "à confirmer" if i % 7 == 1 else NUMBERS[i] for i in range(N)]
    )
    assert table.column("size").role is Role.NUMBER and table.column("size").n_unreadable == 10
    assert any(
        "10 cells say that there is no number" in note and "'à confirmer' (9)" in note for note in table.notes
    )
