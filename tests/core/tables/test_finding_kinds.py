"""Every kind of finding that the code makes has a line of its own in the report, and no line is left over."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import core
from core.tables.almost import Almost
from core.tables.finding_groups import KINDS
from core.tables.findings import DOUBTFUL

MAKERS = {"Finding", "IntegrityFinding", "_finding", "_noted"}


def texts(node: ast.AST) -> set[str]:
    return {
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def kinds_of(function: ast.FunctionDef) -> set[str]:
    """What a function calls the findings that it makes."""
    found: set[str] = set()
    for call in ast.walk(function):
        if (
            not isinstance(call, ast.Call)
            or not isinstance(call.func, ast.Name)
            or call.func.id not in MAKERS
        ):
            continue
        kind = next((one.value for one in call.keywords if one.arg == "kind"), None) or call.args[0]
        if isinstance(kind, ast.JoinedStr):  # f"almost {column.almost.what}"
            found |= {f"{text}{what}" for text in texts(kind) for what in get_args(WHAT)}
        elif isinstance(kind, ast.Name):
            assigned = (one for one in ast.walk(function) if isinstance(one, ast.Assign))
            found |= {
                text
                for one in assigned
                if kind.id in {n.id for t in one.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
                for text in texts(one.value)
            }
        else:
            found |= texts(kind)
    return found


WHAT = Almost.model_fields["what"].annotation


def test_every_kind_has_a_line() -> None:
    used = set(DOUBTFUL.values())
    for path in Path(core.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                used |= kinds_of(node)
    assert {"few rows", "dangling keys", "long tail", "almost dates"} <= used  # the search itself works
    assert used == set(KINDS)
