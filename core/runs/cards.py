"""Which CUDA cards this machine has, asked in a way that does not load torch where there can be none."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.training.device import DeviceInfo

_DRIVER_PATHS = ("/dev/nvidia0", "/proc/driver/nvidia", "/dev/dxg", "/dev/kfd")


def cuda_cards() -> list[DeviceInfo]:
    """The CUDA cards that training can use, with name and memory; loads torch only where a driver is."""
    if not _may_have_cuda():
        return []
    from core.training.device import devices

    return [device for device in devices() if device.kind == "cuda"]


def _may_have_cuda() -> bool:
    try:
        if version("torch").endswith("+cpu"):
            return False
    except PackageNotFoundError:
        return False
    return any(Path(path).exists() for path in _DRIVER_PATHS)
