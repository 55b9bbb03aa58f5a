"""Labels: what counts as yes, what is unknown, and every refusal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from core.errors import TaskError
from core.task.labels import labels, target_text, target_values
from core.task.prediction_task import PredictionTask, either
from tests.core.task.small_tables import table_of

_HEAPS = ("settled_by", "also_positive", "negative", "no_answer")


def task_on(frame: pd.DataFrame, target: str = "y", positive: str = "yes") -> tuple:
    table = table_of(frame)
    return table, PredictionTask(table_hash=table.content_hash, target=target, positive=positive)


def answers(n_yes: int, n_no: int, n_missing: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"y": ["yes"] * n_yes + ["no"] * n_no + [None] * n_missing})


def test_yes_no_and_unknown() -> None:
    table, task = task_on(answers(50, 60, 5))
    y = labels(table, task)
    assert y.dtype == np.int8
    assert y.tolist() == [1] * 50 + [0] * 60 + [-1] * 5


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        ([1, 0] * 50, "1"),
        ([1.0, 0.0] * 50 + [np.nan], "1"),
        ([True, False] * 50, "True"),
        (["2.5", "no"] * 50, "2.5"),
        (["won", "lost", "open"] * 50, "won"),
    ],
)
def test_the_positive_value_is_found_as_text(values: list, positive: str) -> None:
    table, task = task_on(pd.DataFrame({"y": values}), positive=positive)
    y = labels(table, task)
    assert int((y == 1).sum()) == 50
    assert y[0] == 1


def test_blank_text_is_missing_and_numbers_keep_their_decimals() -> None:
    assert target_text(pd.Series(["a", " ", ""])).isna().tolist() == [False, True, True]
    assert target_text(pd.Series([1.5, 2.0])).tolist() == ["1.5", "2.0"]
    assert target_text(pd.Series([1.0, np.nan])).tolist()[0] == "1"


@pytest.mark.parametrize(("n_yes", "n_no", "side"), [(39, 100, "positive"), (100, 39, "negative")])
def test_fewer_than_forty_of_either_answer_are_refused(n_yes: int, n_no: int, side: str) -> None:
    table, task = task_on(answers(n_yes, n_no))
    with pytest.raises(TaskError, match=f"too few {side}.*{n_yes} positive and {n_no} negative.*at least 40"):
        labels(table, task)


def test_forty_of_each_are_enough() -> None:
    table, task = task_on(answers(40, 40))
    assert int(labels(table, task).sum()) == 40


def test_one_class_fifty_classes_and_no_value_are_refused() -> None:
    table, task = task_on(answers(100, 0))
    with pytest.raises(TaskError, match="only one value"):
        labels(table, task)
    table, task = task_on(pd.DataFrame({"y": [f"class {i % 50}" for i in range(5000)]}), positive="class 1")
    with pytest.raises(TaskError, match="50 different values"):
        labels(table, task)
    table, task = task_on(pd.DataFrame({"y": pd.Series([None] * 90, dtype="str")}))
    with pytest.raises(TaskError, match="no value in any row"):
        labels(table, task)


def test_unknown_column_or_value_names_the_known_ones() -> None:
    table, task = task_on(answers(50, 50), target="answer")
    with pytest.raises(TaskError, match=r"no column 'answer'.*Found: y"):
        labels(table, task)
    table, task = task_on(answers(50, 60), positive="maybe")
    with pytest.raises(TaskError, match=r"never is 'maybe'.*no \(60\), yes \(50\)"):
        labels(table, task)


def test_target_values_are_counted_most_frequent_first() -> None:
    table, _ = task_on(answers(3, 7, 2))
    found = target_values(table, "y")
    assert list(found.counts.items()) == [("no", 7), ("yes", 3)]
    assert found.n_missing == 2


def heaps_on(values: list, **heaps: object) -> tuple:
    table = table_of(pd.DataFrame({"y": values}))
    return table, PredictionTask(table_hash=table.content_hash, target="y", **heaps)


def test_several_values_mean_yes_and_open_ones_have_no_answer_yet() -> None:
    values = ["Won"] * 40 + ["Renewed"] * 10 + ["Lost"] * 45 + ["Talking"] * 7 + [None] * 2
    table, task = heaps_on(values, positive="Won", also_positive=("Renewed",), no_answer=("Talking",))
    assert labels(table, task).tolist() == [1] * 50 + [0] * 45 + [-1] * 9


def test_a_value_nobody_put_in_a_heap_is_no_answer_yet_where_the_no_values_are_listed() -> None:
    values = ["Won"] * 40 + ["Lost"] * 45 + ["won "] * 3 + ["LOST"] * 2 + ["Merged"] * 6
    table, task = heaps_on(values, positive="Won", negative=("Lost",))
    assert labels(table, task).tolist() == [1] * 40 + [0] * 45 + [1] * 3 + [0] * 2 + [-1] * 6


def test_a_value_cannot_be_in_two_heaps() -> None:
    with pytest.raises(ValidationError, match="one heap"):
        heaps_on(["a"], positive="a", no_answer=("a",))


def test_the_heaps_are_part_of_the_question_and_older_tasks_still_load() -> None:
    _, task = task_on(answers(1, 1))
    old = {key: value for key, value in task.to_json().items() if key not in _HEAPS}
    assert PredictionTask.model_validate(old) == task
    for name in _HEAPS:
        other = task.model_copy(update={name: "closed" if name == "settled_by" else ("maybe",)})
        assert other.answer_key != task.answer_key
        assert other.key != task.key


def test_the_outcome_in_words() -> None:
    _, task = heaps_on(["a"], positive="Won", also_positive=("WON", "Renewed"))
    assert task.outcome_words == "y = Won or Renewed"
    assert either(("a", "b", "c", "d")) == "a, b or 2 more"
    assert either(("a", "b", "c")) == "a, b or c"


def test_a_no_that_is_only_open_yet_has_no_answer() -> None:
    frame = pd.DataFrame(
        {"is_won": [True] * 40 + [False] * 60, "is_closed": [True] * 85 + [False] * 15, "age": range(100)}
    )
    table = table_of(frame)
    task = PredictionTask(
        table_hash=table.content_hash, target="is_won", positive="True", settled_by="is_closed"
    )
    assert labels(table, task).tolist() == [1] * 40 + [0] * 45 + [-1] * 15
    assert task.feature_columns(table) == ["age"]


def test_only_yes_and_open_values_are_refused_with_what_to_do() -> None:
    table, task = heaps_on(["Won"] * 50 + ["Open"] * 60, positive="Won", no_answer=("Open",))
    with pytest.raises(TaskError, match=r"No value .* means no.*No answer yet: Open \(60\).*heap of no"):
        labels(table, task)


def test_too_few_of_one_answer_names_the_heap() -> None:
    table, task = heaps_on(
        ["Won"] * 50 + ["Lost"] * 9 + ["Open"] * 60, positive="Won", negative=("Lost",), no_answer=("Open",)
    )
    with pytest.raises(TaskError, match=r"50 positive and 9 negative rows, and 60 without.*heap of no"):
        labels(table, task)
