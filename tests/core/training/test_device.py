"""Devices in words, and what happens without one or without memory."""

from __future__ import annotations

import pytest
import torch

from core.errors import TrainingError
from core.training.device import describe, devices, explaining_memory_errors, n_threads, resolve


def test_devices_have_names_and_memory() -> None:
    found = devices()
    assert found[-1].kind == "cpu" and found[-1].name and found[-1].memory_gb > 0.1
    assert len(found) == 1 + (torch.cuda.device_count() if torch.cuda.is_available() else 0)
    assert describe("cpu") == str(found[-1])


def test_auto_takes_the_card_where_there_is_one() -> None:
    assert resolve("cpu").type == "cpu"
    assert resolve("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(TrainingError, match="No CUDA card"):
        resolve("cuda")


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB"),
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
)
def test_out_of_memory_is_explained(error: Exception) -> None:
    with pytest.raises(TrainingError, match="smaller batch size"), explaining_memory_errors():
        raise error


def test_other_errors_pass() -> None:
    with pytest.raises(RuntimeError, match="shape"), explaining_memory_errors():
        raise RuntimeError("shape mismatch")


def test_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_THREADS", "3")
    assert n_threads() == 3
    monkeypatch.delenv("GRAPHLEADIQ_THREADS")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert n_threads() == 2
