"""The command that says what stands in a workspace: its tables, what was found on them, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli_recode import proposal_lines, proposals_summary
from core.cli_tables import tables_summary
from core.console import Home, InWorkspace, answer, quiet_stdout
from core.errors import TableError

if TYPE_CHECKING:
    from core.tables.findings import Finding
    from core.tables.integrity import IntegrityReport
    from core.tables.table import Table
    from core.tables.table_set import TableSet
    from core.workspace import Workspace


def schema(
    *,
    workspace: InWorkspace,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON instead of lines of text.")] = False,
    home: Home = None,
) -> None:
    """Says which tables there are, what names their rows, how they are linked, and what is wrong with that."""
    from core.workspace import open_workspace

    opened = open_workspace(workspace)
    if opened.tables is not None:
        from core.tables.integrity import check_integrity
        from core.tables.key_repairs import key_repairs

        with quiet_stdout():
            report = check_integrity(opened.tables)
            repairs = key_repairs(opened.tables)
        if as_json:
            answer(tables_summary(opened, opened.tables, report))
            return
        lines = _lines_of_set(opened.tables, report)
        lines += proposal_lines([linked.table for linked in opened.tables.tables], several=True)
        for one in repairs:
            done = "done, taken back by --undo" if one.is_made else "waits for --accept"
            lines.append(f"repair {one.name!r} ({done}): {one.sentence}")
    elif opened.table is not None:
        with quiet_stdout():
            summary = file_summary(opened, opened.table)
        if as_json:
            answer(summary)
            return
        lines = _lines_of_file(opened.table)
    else:
        raise TableError(f"The workspace {opened.name!r} has no table", action="Import a file into it")
    for line in lines:
        typer.echo(line)


def file_summary(opened: Workspace, table: Table) -> dict[str, Any]:
    """The table of a workspace of one file as JSON: columns, what was set aside and found, and what is proposed."""
    from core.tables.quality import quality_report

    return {
        "workspace": opened.name,
        "table": table.content_hash,
        "rows": table.n_rows,
        "rejected_lines": table.n_rejected,
        "set_aside": [one.to_json() for one in table.set_aside],
        "columns": {column.name: column.role.value for column in table.columns},
        "layout": table.layout,
        "notes": list(table.notes),
        "findings": [one.to_json() for one in quality_report(table).findings],
        **proposals_summary([table], several=False),
    }


def _lines_of_file(table: Table) -> list[str]:
    from core.tables.findings import notes_by_column
    from core.tables.quality import quality_report

    lines = [f"{table.name}: {table.n_rows:,} rows, {len(table.columns):,} columns"]
    lines += [f"  {column.name}: {column.role.value}. {column.why}".rstrip() for column in table.columns]
    findings = quality_report(table).findings
    said = {f"{name}: {note}" for name, notes in notes_by_column(table).items() for note in notes}
    said |= {one.sentence for one in findings}
    lines += [f"note: {note}" for note in table.notes if note not in said]
    return [*lines, *_found(findings), *proposal_lines([table], several=False)]


def _lines_of_set(tables: TableSet, report: IntegrityReport) -> list[str]:
    """A set of tables as lines of text."""
    lines = []
    for linked in tables.tables:
        lines.append(
            f"{linked.name}: {linked.table.n_rows:,} rows" + (f", {linked.kind}" if linked.kind else "")
        )
        lines.append(f"  key {linked.primary_key or 'none'}: {linked.key_why}")
        own = linked.time_column or (f"of {linked.time_from}" if linked.time_from else None)
        times = " then ".join(name for name in (own, linked.late_time) if name) or "none: known always"
        lines.append(f"  time {times}: {linked.time_why}")
        if linked.table.n_rejected:
            lines.append(f"  rejected lines: {linked.table.n_rejected:,}, counted below; they are no rows")
        if linked.outcome_columns:
            lines.append(f"  after the outcome, never an input: {', '.join(linked.outcome_columns)}")
        for one in tables.links_from(linked.name):
            lines.append(f"  {one.column} -> {one.to} ({one.confidence:.0%} sure): {one.why}")
    lines += [f"note: {note}" for note in tables.notes]
    return [*lines, *_found(report.findings)]


def _found(findings: Sequence[Finding]) -> list[str]:
    return [f"{one.severity}: {one.sentence} {one.action}".rstrip() for one in findings]
