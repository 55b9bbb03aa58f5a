"""README.md is kept true: the picture of the house, the commands, the pinned torch."""

from __future__ import annotations

import re

from tests.conftest import LONGEST
from tests.house import ROOT, first_sentence, in_readme, picture


def test_the_picture_of_the_house_is_true() -> None:
    assert in_readme() == picture(), "redraw it with `python -m tests.house`"


def test_every_module_opens_with_one_sentence() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "models", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if not first_sentence(path)
    ]
    assert silent == []


def test_the_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make (\w+)", readme, re.MULTILINE))
    assert {"app", "test", "check", "bench"} <= named <= targets


def test_the_lock_pins_torch_exactly_and_everything_else() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").split()
    assert "torch==2.13.0" in lines
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.\-!+]+", line) for line in lines), lines
    assert not [line for line in lines if "nvidia" in line or "+cpu" in line]


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names)), "pytest imports two files of one name as one"


def test_the_files_that_are_begun_first_exist() -> None:
    assert set(LONGEST) <= {path.name for path in (ROOT / "tests").rglob("test_*.py")}
