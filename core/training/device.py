"""Which processor learns: the CPU or a CUDA card, with names a person knows."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.errors import TrainingError
from core.settings import load_settings
from core.training.config import DeviceChoice

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class DeviceInfo:
    """A processor that can be chosen.

    Attributes:
        name: What it is called, such as "NVIDIA H200".
        kind: "cuda" or "cpu".
        memory_gb: Its memory in GiB.
    """

    name: str
    kind: Literal["cpu", "cuda"]
    memory_gb: float

    def __str__(self) -> str:
        return f"{self.name} ({self.memory_gb:.0f} GiB)"


def _cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "CPU"


def _cpu_memory_gb() -> float:
    import psutil

    return float(psutil.virtual_memory().total) / 2**30


def devices() -> list[DeviceInfo]:
    """All processors, CUDA cards first (imports torch)."""
    import torch

    cards: list[DeviceInfo] = []
    if torch.cuda.is_available():
        for i in range(torch.cuda.device_count()):
            properties = torch.cuda.get_device_properties(i)
            cards.append(DeviceInfo(properties.name, "cuda", properties.total_memory / 2**30))
    return [*cards, DeviceInfo(_cpu_name(), "cpu", _cpu_memory_gb())]


def resolve(choice: DeviceChoice) -> torch.device:
    """The torch device of a choice; "auto" takes CUDA where it is there.

    Raises:
        TrainingError: CUDA was asked for and there is none.
    """
    import torch

    if choice == "cuda" and not torch.cuda.is_available():
        raise TrainingError(
            "No CUDA card can be used here",
            found=f"torch {torch.__version__}, no card",
            action="Choose 'auto' or 'cpu', or install a CUDA build of torch and a driver",
        )
    if choice == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda", torch.cuda.current_device())


def describe(choice: DeviceChoice) -> str:
    """The chosen processor in words, such as "NVIDIA H200 (140 GiB)"."""
    kind = resolve(choice).type
    return str(next(device for device in devices() if device.kind == kind))


def n_threads() -> int:
    """Threads that learning may use: GRAPHLEADIQ_THREADS, OMP_NUM_THREADS, or the number of cores."""
    asked = load_settings().threads or int(os.environ.get("OMP_NUM_THREADS", "0") or 0)
    return asked or os.cpu_count() or 1


@contextmanager
def explaining_memory_errors() -> Iterator[None]:
    """Turns running out of memory, on the card or the machine, into a clear `TrainingError`."""
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise TrainingError(
            "Memory ran out while learning",
            found=str(error).splitlines()[0] if str(error) else None,
            action="Choose a smaller batch size, fewer hidden channels or fewer heads, or the device 'cpu'",
        ) from error
    except RuntimeError as error:
        if "can't allocate memory" not in str(error):  # how torch's CPU allocator says it
            raise
        raise TrainingError(
            "Memory ran out while learning",
            found=str(error).splitlines()[0],
            action="Choose a smaller batch size, fewer hidden channels or fewer heads",
        ) from error
