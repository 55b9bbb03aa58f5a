"""Small tensors are fastest on one thread: waiting for the other threads costs more than they help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread(uses_torch: bool = True) -> Iterator[None]:
    """Torch works on one thread inside; the number from before is put back after.

    Args:
        uses_torch: False: nothing is done, so that torch is not loaded for models that do without it.
    """
    if not uses_torch:
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
