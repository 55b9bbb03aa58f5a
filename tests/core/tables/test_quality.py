"""The quality report against pandas, and its findings in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import StorageError
from core.tables.quality import quality_report
from core.tables.reading import read_table
from core.tables.table import Role, Table

N = 3_000


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """3,000 clients with missing cells, repeated rows, rare values, outliers and a future date."""
    rng = np.random.default_rng(11)
    tomorrow = dt.date.today() + dt.timedelta(days=400)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 80, N).astype(float),
            "balance": np.round(rng.normal(0, 100, N), 1),
            "job": rng.choice(["clerk", "nurse", "smith"], N),
            "seen": [f"2024-03-{1 + i % 28:02d}" for i in range(N - 1)] + [tomorrow.isoformat()],
            "mostly": ["same"] * (N - 3) + ["other"] * 3,
            "y": rng.choice(["yes", "no"], N),
        }
    )
    frame.loc[::3, "age"] = np.nan
    frame.loc[:6, "job"] = ["harper", "harper", "weaver", None, None, "weaver", "weaver"]
    frame.loc[[5, 6], "balance"] = [9_999.0, -9_999.0]
    frame.loc[100:109] = frame.loc[200:209].to_numpy()
    frame.to_csv(tmp_path / "clients.csv", index=False)
    return read_table(tmp_path / "clients.csv")


def test_counts_equal_pandas(table: Table) -> None:
    report = quality_report(table)
    frame = table.frame()
    assert report.n_rows == N
    assert report.n_missing == int(frame.isna().sum().sum())
    assert report.share_missing == pytest.approx(frame.isna().to_numpy().mean())
    assert report.n_duplicates == int(frame.duplicated().sum()) >= 10


def test_column_figures_equal_pandas(table: Table) -> None:
    summaries = {summary.name: summary for summary in quality_report(table).columns}
    frame = table.frame()
    for name in ("age", "balance"):
        values = frame[name].dropna()
        q1, median, q3 = values.quantile([0.25, 0.5, 0.75])
        beyond = ((values < q1 - 3 * (q3 - q1)) | (values > q3 + 3 * (q3 - q1))).sum()
        got = summaries[name]
        assert (got.minimum, got.median, got.maximum) == (values.min(), median, values.max())
        assert got.n_outliers == beyond
    assert summaries["balance"].n_outliers == 2
    counts = frame["job"].value_counts()
    assert summaries["job"].n_rare == int((counts < 20).sum()) == 2
    assert summaries["job"].rare_examples == ("harper", "weaver")
    assert (summaries["job"].most_frequent, summaries["job"].most_frequent_rows) == (
        counts.index[0],
        counts.iloc[0],
    )
    assert summaries["seen"].minimum == "2024-03-01"


def test_findings_in_words_the_worst_first(table: Table) -> None:
    found = {(finding.kind, finding.column): finding for finding in quality_report(table).findings}
    assert found["missing", "age"].severity == "check"
    assert "1,0" in found["missing", "age"].sentence
    assert "33 %" in found["missing", "age"].sentence
    assert found["duplicates", None].count == int(table.frame().duplicated().sum())
    assert found["outliers", "balance"].severity == "check"
    assert "2 values of 5" in found["rare", "job"].sentence
    assert "(harper, weaver)" in found["rare", "job"].sentence
    assert found["future dates", "seen"].severity == "check"
    assert "99.9 %" in found["mostly one value", "mostly"].sentence
    severities = [finding.severity for finding in quality_report(table).findings]
    assert severities == sorted(severities, key=["problem", "check", "info"].index)


def test_never_values_are_no_outliers(bank_data: Path) -> None:
    table = read_table(bank_data / "bank-additional-full.csv.gz")
    report = quality_report(table)
    assert report.n_duplicates == int(
        pd.read_csv(bank_data / "bank-additional-full.csv.gz", sep=";").duplicated().sum()
    )
    pdays = report.columns[[c.name for c in table.columns].index("pdays")]
    assert pdays.maximum == 27
    late = next(finding for finding in report.findings if finding.kind == "known too late")
    assert late.column == "duration"
    assert "only after the call" in late.sentence


def test_report_is_stored_and_follows_the_roles(table: Table) -> None:
    first = quality_report(table)
    files = sorted(table.directory.glob("quality-*.json"))
    assert len(files) == 1
    stamp = files[0].stat().st_mtime_ns
    assert quality_report(table) == first
    assert files[0].stat().st_mtime_ns == stamp
    as_words = quality_report(table.with_roles({"age": Role.CATEGORY}))
    assert as_words.columns[0].n_levels_used == 62
    assert len(list(table.directory.glob("quality-*.json"))) == 2


def test_a_table_that_is_gone_is_named(table: Table) -> None:
    table.parquet.unlink()
    with pytest.raises(StorageError, match="not there any more"):
        quality_report(table)


def test_few_rows_and_rejected_lines_are_problems(tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("a,b\n" + "1,x\n" * 30 + "2\n", encoding="utf-8")
    found = {finding.kind: finding for finding in quality_report(read_table(tmp_path / "few.csv")).findings}
    assert found["few rows"].severity == "problem"
    assert found["rejected lines"].severity == "problem"
    assert "line 32 (too few values: 1 instead of 2)" in found["rejected lines"].sentence
