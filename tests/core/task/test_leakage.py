"""The leakage lint on planted leaks, on honest columns and on the real bank data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.evaluation.metrics import standard_error
from core.tables.reading import read_table
from core.tables.table import Role, Table
from core.task.column_names import after_word, worked_word
from core.task.column_power import ColumnPower, column_powers
from core.task.prediction_task import PredictionTask, SplitConfig
from core.task.separation import separation
from tests.core.task.small_tables import table_of

N = 2000
RNG = np.random.default_rng(0)
Y = (RNG.random(N) < 0.2).astype(np.int8)


def findings(table: Table, task: PredictionTask) -> tuple[ColumnPower, ...]:
    return column_powers(table, task).suspicious


def lint(**columns: object) -> dict:
    frame = pd.DataFrame({**columns, "answer": np.where(Y == 1, "yes", "no")})
    table = table_of(frame)
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    return {finding.column: finding for finding in findings(table, task)}


def test_a_copy_of_the_answer_is_certain() -> None:
    found = lint(code=np.where(Y == 1, "A7", "B2"), age=RNG.normal(40, 9, N))
    assert list(found) == ["code"]
    assert found["code"].certain and found["code"].kinds == ("copy",)
    assert found["code"].power.value > 0.99
    assert found["code"].exclusion.column == "code"


def test_an_effect_that_is_no_straight_line_is_seen() -> None:
    far = np.where(Y == 1, RNG.choice([-1, 1], N) * RNG.uniform(3, 4, N), RNG.normal(0, 0.8, N))
    assert "middle" in lint(middle=far)
    assert abs(roc_auc_score(Y, far) - 0.5) < 0.06


def test_honest_columns_are_left_alone() -> None:
    found = lint(
        helpful=Y * 0.8 + RNG.normal(size=N),
        noise=RNG.normal(size=N),
        group=RNG.choice(list("abcd"), N),
        many=[f"v{i}" for i in range(N)],
        constant=np.ones(N),
        empty=np.full(N, np.nan),
        half_filled=np.where(RNG.random(N) < 0.5, 1.0, np.nan),
    )
    assert found == {}


def test_filled_for_one_answer_only() -> None:
    filled = np.where(Y == 1, RNG.random(N) < 0.97, RNG.random(N) < 0.01)
    found = lint(branch_note=np.where(filled, RNG.normal(size=N), np.nan))
    assert found["branch_note"].certain
    assert "filled" in found["branch_note"].kinds
    assert "97 %" in found["branch_note"].sentence or "96 %" in found["branch_note"].sentence


def test_names_that_come_too_late_need_some_signal_to_be_certain() -> None:
    found = lint(call_minutes=np.exp(RNG.normal(Y * 1.2, 1)), deal_closed=RNG.choice(["a", "b"], N))
    assert found["call_minutes"].certain and "known only after" in found["call_minutes"].reason
    assert not found["deal_closed"].certain


@pytest.mark.parametrize("name", ["duration", "CallDuration", "call_minutes", "welcome_letter", "answerDate"])
def test_late_names(name: str) -> None:
    assert after_word(name, "answer") is not None


@pytest.mark.parametrize(
    "name", ["age", "poutcome", "previous_outcome", "lastResult", "minutes", "won_before"]
)
def test_names_that_are_fine(name: str) -> None:
    if name == "poutcome":
        assert after_word(name, "y") is None
    assert after_word(name, "answer") is None


@pytest.mark.parametrize(
    ("name", "target"), [("column_5", "column_9"), ("Column 12", "Column 3"), ("attr3", "attr17")]
)
def test_what_is_only_numbered_shares_no_word(name: str, target: str) -> None:
    """A file without a header names all its columns alike."""
    assert after_word(name, target) is None
    assert after_word(f"{target} date", target) is not None  # that does speak of it


@pytest.mark.parametrize(
    ("name", "table", "late"),
    [
        ("duration", "loan", False),
        ("loan: duration", "client", False),
        ("contract_duration", "", False),
        ("duration", "bank-full", True),
        ("duration", "loan campaign", True),
        ("call_duration", "loan", True),
    ],
)
def test_the_term_of_an_agreement_is_known_with_it(name: str, table: str, late: bool) -> None:
    assert (after_word(name, "status", table) is not None) is late


def test_a_duration_beside_campaigns_is_that_of_a_call_whatever_the_file_is_called() -> None:
    about, beside = "term deposit subscription", ("age", "campaign", "pdays")
    assert after_word("duration", "y", about, beside) is not None
    assert after_word("duration", "y", about, ("age", "rate")) is None
    assert after_word("contract duration", "y", about, beside) is None


def test_dates_after_the_contact_come_too_late() -> None:
    contact = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(N) // 4, unit="D"))
    frame = pd.DataFrame(
        {
            "contact": contact,
            "letter": contact + pd.to_timedelta(RNG.integers(1, 9, N), unit="D"),
            "since": contact - pd.to_timedelta(RNG.integers(1, 900, N), unit="D"),
            "answer": np.where(Y == 1, "yes", "no"),
        }
    )
    table = table_of(frame, {"contact": Role.DATE, "letter": Role.DATE, "since": Role.DATE})
    task = PredictionTask(
        table_hash=table.content_hash,
        target="answer",
        positive="yes",
        split=SplitConfig(kind="time", time_column="contact"),
    )
    found = findings(table, task)
    assert [(f.column, f.kinds, f.certain) for f in found] == [("letter", ("afterwards",), True)]


def test_a_column_that_waits_for_the_answer() -> None:
    answer = np.where(Y == 1, "yes", "no").astype(object)
    answer[-100:] = None
    agent = RNG.choice(list("abc"), N).astype(object)
    agent[-100:] = None
    table = table_of(pd.DataFrame({"agent": agent, "age": RNG.normal(size=N), "answer": answer}))
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    (finding,) = findings(table, task)
    assert finding.column == "agent" and finding.certain
    assert "not known yet" in finding.sentence


def test_only_the_train_part_is_looked_at() -> None:
    leak = RNG.normal(size=N)
    leak[1280:] = Y[1280:]
    frame = pd.DataFrame({"leak": leak, "answer": np.where(Y == 1, "yes", "no")})
    table = table_of(frame)
    task = PredictionTask(
        table_hash=table.content_hash, target="answer", positive="yes", split=SplitConfig(kind="order")
    )
    assert findings(table, task) == ()


def test_excluded_columns_are_not_looked_at_again() -> None:
    frame = pd.DataFrame({"copy": Y, "answer": np.where(Y == 1, "yes", "no")})
    table = table_of(frame)
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    (finding,) = findings(table, task)
    excluded = task.model_copy(update={"excluded": (finding.exclusion,)})
    assert findings(table, excluded) == ()


def test_separation_agrees_with_scikit_learn_where_the_effect_is_monotone() -> None:
    values = pd.Series(Y * 1.5 + RNG.normal(size=N))
    assert separation(values, Y) == pytest.approx(roc_auc_score(Y, values), abs=0.02)
    assert separation(pd.Series(RNG.normal(size=N)), Y) == pytest.approx(0.5, abs=0.05)


def test_standard_error_is_the_published_one() -> None:
    # Hanley and McNeil 1982, table II: AUC 0.893, 51 abnormal and 58 normal, SE 0.032
    assert standard_error(0.893, 51, 58) == pytest.approx(0.032, abs=0.001)


@pytest.mark.data
def test_the_length_of_the_call_is_found_in_the_real_data(bank_data: Path) -> None:
    table = read_table(bank_data / "bank.csv")
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    found = findings(table, task)
    assert [f.column for f in found] == ["duration"]
    assert found[0].certain


@pytest.mark.parametrize(
    "name",
    ["Lead Status", "stage", "Tags", "LeadQuality", "Lead Profile", "lead_score", "Rating", "Last Notable Activity",
     "last_activity", "Next Step", "call_disposition", "Forecast Category", "Probability (%)", "ExpectedRevenue",
     "Close Date", "loss_reason", "Owner Changed", "Expected Close Date"],
)  # fmt: skip
def test_names_of_what_is_filled_in_while_a_lead_is_worked(name: str) -> None:
    assert worked_word(name) is not None


@pytest.mark.parametrize(
    "name",
    ["marital_status", "life stage", "credit score", "employment status", "education", "last_campaign", "pages",
     "profile visits", "price tag", "employees", "contact_reason"],
)  # fmt: skip
def test_names_of_what_is_known_beforehand(name: str) -> None:
    assert worked_word(name) is None


def test_a_name_alone_is_not_enough_to_be_asked_about() -> None:
    moderate = np.where(RNG.random(N) < np.where(Y == 1, 0.6, 0.25), "warm", "cold")
    found = lint(lead_quality=moderate, lead_status=RNG.choice(["open", "working"], N))
    assert list(found) == ["lead_quality"]
    assert found["lead_quality"].kinds == ("asked",) and not found["lead_quality"].certain


def test_relabellings_of_the_answer_are_copies() -> None:
    stage = np.where(Y == 1, "Won", RNG.choice(["Lost", "No budget", "Withdrawn"], N))
    date = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(RNG.integers(0, 300, N), unit="D")).where(
        Y == 1
    )
    nearly = np.where(np.arange(N) % 500 == 3, 1 - Y, Y)
    found = lint(phase=stage, thanked_on=date, flag=nearly, number=RNG.normal(size=N))
    assert set(found) == {"phase", "thanked_on", "flag"}
    assert found["phase"].kinds == ("copy",) and "in other words" in found["phase"].sentence
    assert found["thanked_on"].certain and found["thanked_on"].kinds[0] in ("copy", "filled")
    assert found["flag"].kinds == ("copy",) and "but for" in found["flag"].sentence


def test_infinite_and_missing_numbers_are_no_error() -> None:
    odd = RNG.normal(size=N)
    odd[::7], odd[1::7], odd[2::7] = np.inf, -np.inf, np.nan
    assert lint(odd=odd, empty=np.full(N, np.nan)) == {}


def test_dates_are_compared_with_moments_by_day() -> None:
    contact = pd.Series(pd.Timestamp("2025-01-01 09:30") + pd.to_timedelta(np.arange(N) // 4, unit="D"))
    frame = pd.DataFrame({"contact": contact, "same_day": contact + pd.Timedelta(hours=5),
                          "answer": np.where(Y == 1, "yes", "no")})  # fmt: skip
    table = table_of(frame, {"contact": Role.DATE, "same_day": Role.DATE})
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes",
                          split=SplitConfig(kind="time", time_column="contact"))  # fmt: skip
    assert findings(table, task) == ()
