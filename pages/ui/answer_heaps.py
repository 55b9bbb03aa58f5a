"""The values of a target in three heaps, side by side: yes, no and no answer yet, each with its counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.tables.answer_words import is_plain
from core.task.heaps import NO, UNANSWERED, YES, Heaps, proposed_beside, with_questions
from pages.ui import words
from pages.ui.mirror import mirror
from pages.ui.plain_text import plain

_HELP = {
    YES: "What the chance is a chance of. Several values may mean it; the first one names it.",
    NO: "The models learn what tells a yes from these. A value that is taken out has no answer yet.",
    UNANSWERED: "Open stages, pending, unknown: these rows get a chance and teach nothing. A value that is taken out "
    "counts as no.",
}
_EMPTY = {YES: "Choose what means yes", NO: "Nothing means no", UNANSWERED: "Every value is an answer"}


def heap_inputs(
    heaps: Heaps, counts: Mapping[str, int], n_blank: int, *, key: str, named: Callable[[str], str] = str
) -> Heaps:
    """Draws the heaps and what is said of them; returns them as a person changed them.

    Args:
        heaps: As they are stored.
        counts: Rows of each value.
        n_blank: Rows without a value.
        key: Begins the widgets' keys.
        named: What a value is called.
    """
    changed = heaps
    for place, (heap, values) in zip(st.columns(3), heaps.by_name.items(), strict=True):
        n = sum(counts.get(value, 0) for value in values)
        blank = f" and {words.count(n_blank)} blank" if n_blank and heap == UNANSWERED else ""
        mirror(f"{key}.{heap}", list(values))
        picked = place.multiselect(
            f"{heap.capitalize()}: {words.count(n)}{blank}",
            list(counts),
            key=f"{key}.{heap}",
            format_func=lambda value: f"{named(value)} ({words.count(counts.get(value, 0))})",
            placeholder=_EMPTY[heap],
            help=_HELP[heap],
        )
        added = [value for value in picked if value not in values]
        taken = [value for value in values if value not in picked]
        if added:
            changed = changed.moved(added, heap)
        if taken:
            changed = changed.moved(taken, NO if heap == UNANSWERED else UNANSWERED)
    if changed != heaps:
        st.session_state[f"{key}.before"] = [*st.session_state.get(f"{key}.before", []), heaps.to_json()]
        return changed
    _say(with_questions(heaps, counts), counts, n_blank)
    return _earlier(heaps, proposed_beside(heaps, counts), key)


def _say(heaps: Heaps, counts: Mapping[str, int], n_blank: int) -> None:
    # A long heap is cut off in its box; mere spellings are told by the notes.
    if any(len(values) > 1 and not all(map(is_plain, values)) for values in heaps.by_name.values()):
        st.caption(plain(heaps.sentence(counts, n_blank)))
    for question in heaps.questions:
        st.warning(plain(question), icon=":material/help:")
    for note in heaps.notes(counts):
        st.caption(plain(note))


def _earlier(heaps: Heaps, proposed: Heaps, key: str) -> Heaps:
    """The heaps as they were before the last change, or as proposed, where a person asks for it."""
    before = [Heaps.model_validate(one) for one in st.session_state.get(f"{key}.before", [])]
    before = [one for one in before if _values(one) == _values(heaps)]  # of this column
    if not before and heaps.same_as(proposed):
        return heaps
    with st.container(horizontal=True):
        if before and st.button("Undo", icon=":material/undo:", key=f"{key}.undo"):
            st.session_state[f"{key}.before"] = [one.to_json() for one in before[:-1]]
            return before[-1]
        if not heaps.same_as(proposed) and st.button(
            "Sort as proposed", key=f"{key}.proposed", help="By what the words of the values say."
        ):
            st.session_state[f"{key}.before"] = [one.to_json() for one in (*before, heaps)]
            return proposed
    return heaps


def _values(heaps: Heaps) -> set[str]:
    return {value for values in heaps.by_name.values() for value in values}
