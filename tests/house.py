"""The picture of the house in README.md, drawn from each module's first sentence.

`python -m tests.house` redraws it.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("pages", "core", "models")
BEGIN, END = "<!-- house -->\n```text\n", "```\n<!-- /house -->"
_WIDTH = 34


def first_sentence(path: Path) -> str:
    """The first sentence of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    line = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", line)[0]


def picture() -> str:
    """One line a file, in the order of the layers."""
    lines = [_line("app.py", first_sentence(ROOT / "app.py"))]
    for folder in FOLDERS:
        for directory in [ROOT / folder, *sorted(p for p in (ROOT / folder).rglob("*") if p.is_dir())]:
            files = sorted(directory.glob("*.py"))
            if not files:
                continue
            name = directory.relative_to(ROOT).as_posix()
            package = directory / "__init__.py"
            lines += ["", _line(f"{name}/", first_sentence(package) if package.is_file() else "")]
            lines += [_line(f"  {f.name}", first_sentence(f)) for f in files if f.name != "__init__.py"]
    return "\n".join(lines) + "\n"


def _line(name: str, words: str) -> str:
    return f"{name:<{_WIDTH}}{words}".rstrip()


def in_readme() -> str:
    """The picture as README.md has it now."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition(END)[0]


def redraw() -> None:
    """Writes the picture into README.md."""
    path = ROOT / "README.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(before + BEGIN + picture() + END + after, encoding="utf-8")


if __name__ == "__main__":
    redraw()
