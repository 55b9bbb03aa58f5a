"""What goes wrong in the background is in the log, without the values that it went wrong with."""

from __future__ import annotations

import logging

import pytest

from core.background import BackgroundJob, Report


def test_the_place_of_an_error_is_kept_and_its_message_is_not(caplog: pytest.LogCaptureFixture) -> None:
    values = ["Ann Zqperson, 0 177 555"]

    def break_down(report: Report) -> None:
        raise ValueError(values[0])

    with caplog.at_level(logging.ERROR):
        job = BackgroundJob(break_down, "The graph could not be built")
        assert job.wait(10)
    assert job.error is not None and "ValueError" in str(job.error)
    assert "break_down" in caplog.text and "ValueError" in caplog.text
    assert "Zqperson" not in caplog.text


def test_what_the_work_gave_is_at_hand_once_it_has_ended() -> None:
    job = BackgroundJob(lambda report: "a run", "It could not be made")
    assert job.wait(10) and job.made == "a run" and job.error is None
