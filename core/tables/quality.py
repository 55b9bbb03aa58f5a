"""How good a table is: figures a column and findings in plain sentences, measured once and kept beside it."""

from __future__ import annotations

from core.errors import StorageError
from core.record import Record
from core.tables.engine import engine, explaining_engine_errors, literal, scratch_folder
from core.tables.findings import Finding, findings
from core.tables.summaries import ColumnSummary, count_different, summarise
from core.tables.table import Table

_VERSION = 3


class QualityReport(Record):
    """The quality of one table.

    Attributes:
        content_hash: Of the table.
        n_rows, n_columns: Its size.
        n_missing: Cells without a value.
        n_duplicates: Rows that repeat an earlier row (the id column left aside).
        n_rejected: Lines of the file that are no rows.
        columns: One summary a column, in the table's order.
        findings: The worst first.
    """

    content_hash: str
    n_rows: int
    n_columns: int
    n_missing: int
    n_duplicates: int
    n_rejected: int
    columns: tuple[ColumnSummary, ...]
    findings: tuple[Finding, ...]

    @property
    def share_missing(self) -> float:
        """Missing cells as a share of all cells."""
        return self.n_missing / max(1, self.n_rows * self.n_columns)


def quality_report(table: Table) -> QualityReport:
    """The report on a table; the second call with the same roles reads the stored one.

    Raises:
        StorageError: the table's file is gone, or the disk is full.
    """
    stored = table.directory / f"quality-{_VERSION}-{table.roles_key}.json"
    if stored.is_file():
        return QualityReport.load(stored)
    if not table.parquet.is_file():
        raise StorageError(
            f"The table {table.name} is not there any more",
            expected=str(table.parquet),
            action="Upload the file again",
        )
    source = f"read_parquet({literal(str(table.parquet))})"
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(table.name):
        columns = summarise(connection, source, table)
        duplicates = table.n_rows - count_different(connection, source, table)
    report = QualityReport(
        content_hash=table.content_hash,
        n_rows=table.n_rows,
        n_columns=len(table.columns),
        n_missing=sum(column.n_missing for column in table.columns),
        n_duplicates=duplicates,
        n_rejected=table.n_rejected,
        columns=columns,
        findings=findings(table, columns, duplicates),
    )
    report.save(stored)
    return report
