"""Loaded things are taken out of the search for garbage once a page."""

from __future__ import annotations

import gc

from pages.ui.memory import settle


def test_settles_once_a_page_and_garbage_is_still_found() -> None:
    settle.clear()
    gc.unfreeze()
    marked = settle("evaluation")
    assert marked > 10_000
    assert 0.9 * marked < gc.get_freeze_count() <= marked
    loop: list[object] = []
    loop.append(loop)
    del loop
    assert gc.collect() >= 1
    keep = [[] for _ in range(1000)]
    assert settle("evaluation") == marked and gc.get_freeze_count() <= marked
    assert settle("leads") > marked
    gc.unfreeze()
    del keep
