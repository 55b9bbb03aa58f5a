"""Names of columns that queries of ours use themselves never meet those of a file."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from core.tables.names import column_names, is_ours

CORE = Path(__file__).parents[3] / "core"
WRITERS = [
    *(CORE / "task").glob("*.py"),
    *(CORE / "tables" / f"{name}.py" for name in ("known_from", "expressions", "entity_table")),
]
# parts of names, words of the query language and methods
NO_COLUMNS = {"_filled_", "_last_", "_level_", "_max_", "_rows_", "_sum_", "_sum_n_", "_late_", "_amount_"}


def _written(path: Path) -> set[str]:
    """The texts that look like a name of ours, and the names given as keywords."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg is not None:
            found.add(node.arg)
    return {name for name in found if re.fullmatch(r"_[a-z][a-z_]*", name)} - NO_COLUMNS


def test_every_name_that_queries_use_is_known() -> None:
    unknown = {
        path.name: missing for path in WRITERS if (missing := {n for n in _written(path) if not is_ours(n)})
    }
    assert not unknown


def test_a_column_that_is_called_so_gets_another_name_and_it_is_said() -> None:
    names, notes = column_names(["_known", "known", "_Row", "_keep12", "_id", "_fivetran_synced", "row"])
    assert names == ["known", "known_2", "Row", "keep12", "_id", "_fivetran_synced", "row_2"]
    assert len(notes) == 5 and "_known; it is called known" in notes[0]
    assert column_names(names) == (names, [])
