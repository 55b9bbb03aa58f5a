"""With names masked, rows of linked tables show neither their key nor a cell that can name somebody."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.explanation.row_evidence import RowEvidence
from core.runs.run import Run
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet
from pages.ui import masking

CELLS = {"full_name": "Zebulon", "note": "asked by Ms Quillfeather", "age": "31"}


def row(table: str) -> RowEvidence:
    return RowEvidence(
        number=0, node_type=table, node=1_000, table=table, name="Z-17", kind="k", hop=1, cells=CELLS
    )


def test_only_what_names_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = {"full_name": Role.CATEGORY, "note": Role.TEXT, "age": Role.NUMBER}
    columns = tuple(Column(name=name, role=role, guessed_role=role) for name, role in roles.items())
    contact = Table(content_hash="c", name="contact", source_name="c.csv", n_rows=1, columns=columns)
    origin = SimpleNamespace(tables=TableSet(tables=(LinkedTable(table=contact),)))
    config = SimpleNamespace(task=SimpleNamespace(origin=origin))
    monkeypatch.setattr(Run, "config", lambda _run: config)
    explanation = SimpleNamespace(run_id="r", rows=(row("contact"), row("a table nobody knows")))
    known, unknown = masking._unnamed_rows(explanation)  # type: ignore[arg-type]
    assert (known.name, known.lead) == ("#1,001", "")
    assert known.cells == {"full_name": "•••", "note": "•••", "age": "31"}
    assert set(unknown.cells.values()) == {"•••"}
