"""The values of a target in three heaps (yes, no, no answer yet), proposed from their words, and said with counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import TaskError
from core.record import Record
from core.tables.answer_doubts import spelled
from core.tables.answer_pairs import heard
from core.tables.answer_words import Says, is_plain, plain_answers, says
from core.task.prediction_task import PredictionTask

MAX_TARGET_VALUES = 20  # more are read only where their words tell a yes from a no
_MOST_VALUES = 200
_MOST_LISTED = 8
_OPEN = (Says.STAGE, Says.BLANK, Says.STAYS)
YES, NO, UNANSWERED = "yes", "no", "no answer yet"
HEAPS = (YES, NO, UNANSWERED)


class Heaps(Record):
    """Which values mean what.

    Attributes:
        yes: The values that mean yes; the first one names the answer. Empty only where there is no value at all.
        no: The values that mean no; empty where nothing reads like one.
        unanswered: The values that mean "no answer yet".
        questions: What only a person can say, in plain sentences: values that were put in a heap by default.
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def heap_of(self, value: str) -> str | None:
        """`YES`, `NO` or `UNANSWERED`; of a value in no heap that of the same word in other letters, else None."""
        for known in (str, _same_word):
            for heap, values in self.by_name.items():
                if known(value) in {known(one) for one in values}:
                    return heap
        return None

    @property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        return {YES: self.yes, NO: self.no, UNANSWERED: self.unanswered}

    def moved(self, values: Sequence[str], to: str) -> Heaps:
        """The heaps with some values in another one; questions about them are answered by that."""
        left = {heap: [v for v in there if v not in values] for heap, there in self.by_name.items()}
        left[to] += values
        return Heaps(yes=tuple(left[YES]), no=tuple(left[NO]), unanswered=tuple(left[UNANSWERED]))

    def same_as(self, other: Heaps) -> bool:
        """True where the same values mean the same, in whatever order."""
        return all(set(self.by_name[heap]) == set(other.by_name[heap]) for heap in HEAPS)

    def sentence(self, counts: Mapping[str, int], n_blank: int = 0) -> str:
        """Each heap with its values and their counts, in words."""
        return " ".join(
            f"{heap.capitalize()}: {listed(values, counts, n_blank if heap == UNANSWERED else 0)}."
            for heap, values in self.by_name.items()
        )

    def notes(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """Which spellings count as one answer."""
        notes = []
        for heap in (YES, NO):
            one = [value for value in self.by_name[heap] if is_plain(value)]
            if len(one) > 1:
                notes.append(f"{len(one)} spellings count as one {heap}: {listed(one, counts)}.")
        return tuple(notes)

    def to_words(self, counts: Mapping[str, int], n_blank: int = 0) -> dict[str, Any]:
        """The heaps as JSON for people: counts of every value, the sentence, notes and questions."""
        counted = {heap: {v: counts.get(v, 0) for v in values} for heap, values in self.by_name.items()}
        return {
            **{heap.replace(" ", "_"): values for heap, values in counted.items()},
            "blank": n_blank,
            "sentence": self.sentence(counts, n_blank),
            "notes": list(self.notes(counts)),
            "questions": list(self.questions),
        }


def heaps_of(task: PredictionTask, counts: Mapping[str, int]) -> Heaps:
    """The heaps of a task, with every value of a table in one of them.

    A value that is in none counts as no, or, where the task lists what means no, as no answer yet; the latter is asked
    about, as it was not there when the heaps were made.
    """
    given = Heaps(yes=task.yes_values, no=task.negative, unanswered=task.no_answer)
    heap = {value: given.heap_of(value) for value in counts}
    new = [value for value in counts if heap[value] is None]
    questions: tuple[str, ...] = ()
    if new and task.negative:
        told = (
            f"{listed(new, counts)} was not there when the answers were sorted, and counts as no answer yet"
        )
        questions = (f"{told}. Sort it on the Task page if it is an answer.",)
    other = UNANSWERED if task.negative else NO
    placed = {name: [v for v in counts if (heap[v] or other) == name] for name in HEAPS}
    first = [value for value in task.yes_values if value in counts]
    yes = dict.fromkeys([*first, *placed[YES]])
    return Heaps(
        yes=tuple(yes), no=tuple(placed[NO]), unanswered=tuple(placed[UNANSWERED]), questions=questions
    )


def proposed_beside(heaps: Heaps, counts: Mapping[str, int]) -> Heaps:
    """What the words say where the first yes is given: what a person's own sorting is compared with."""
    proposed = propose_heaps(counts)
    return proposed if proposed.yes[:1] == heaps.yes[:1] else propose_heaps(counts, heaps.yes[:1])


def with_questions(heaps: Heaps, counts: Mapping[str, int]) -> Heaps:
    """The heaps of a task with what is still asked of them: nothing more where a person sorted them."""
    proposed = proposed_beside(heaps, counts)
    asked = proposed.questions if heaps.same_as(proposed) and not heaps.questions else ()
    return heaps.model_copy(update={"questions": (*asked, *heaps.questions)})


def with_heaps(task: PredictionTask, heaps: Heaps) -> PredictionTask:
    """The task with these heaps.

    Raises:
        TaskError: nothing is left that means yes.
    """
    if not heaps.yes:
        raise TaskError(
            f"No value of {task.target!r} is left that means yes",
            action="Put at least one value in the heap of yes",
        )
    return task.model_copy(
        update={
            "positive": heaps.yes[0],
            "also_positive": heaps.yes[1:],
            "negative": heaps.no,
            "no_answer": heaps.unanswered,
        }
    )


def propose_heaps(counts: Mapping[str, int], yes: Sequence[str] = ()) -> Heaps:
    """Sorts the values of a target by what their words say.

    Whatever says neither yes nor no nor that the answer is still to come is "no answer yet" where some value says no,
    else a no; either is asked about.

    Args:
        counts: Rows of each value, most frequent first.
        yes: Values that a person chose as the yes; the other spellings of the same answer join them.
    """
    if not counts:
        return Heaps()
    chosen = tuple(value for value in yes if value in counts)
    if not can_be_sorted(counts):
        return Heaps(yes=chosen or (list(counts)[-1],))
    said = heard(counts)
    wanted = _joined(chosen, said) if chosen else _likely(counts, said)
    meant = {said[value] for value in wanted}
    rest = [value for value in counts if value not in wanted]
    no = [value for value in rest if _is_no(said[value], meant)]
    unclear = [value for value in rest if value not in no and said[value] not in _OPEN]
    told = any(says(value) is Says.YES for value in wanted) or (
        Says.YES in meant and Says.NO in said.values()
    )
    questions = [] if chosen or told else [_about_yes(wanted, counts)]
    if no and unclear:
        questions.append(
            f"Is {listed(unclear, counts, word=' or ')} a yes, a no, or no answer yet? Until you say, it counts as no "
            "answer yet and teaches nothing."
        )
    elif not no:
        no = unclear
        if not unclear and not meant & {Says.YES, Says.NO}:
            no = [value for value in rest if said[value] is not Says.BLANK]
        as_no = f"{listed(no, counts, word=' and ')} counts as no. Is that right?"
        if no and Says.YES in meant:
            questions.append(f"No value reads like a no, so {as_no}")
        elif any(said[value] in _OPEN for value in no):
            questions.append(f"Some values look as if their answer is still open: {as_no}")
    unanswered = [value for value in rest if value not in no]
    return Heaps(yes=wanted, no=tuple(no), unanswered=tuple(unanswered), questions=tuple(questions))


def says_both(values: Iterable[str]) -> bool:
    """True where the words of a column tell a yes from a no, as in Closed Won and Closed Lost."""
    return {Says.YES, Says.NO} <= set(heard(values).values())


def can_be_sorted(counts: Mapping[str, int]) -> bool:
    """True for a target with few values, or with words that tell a yes from a no."""
    return len(counts) <= MAX_TARGET_VALUES or (len(counts) <= _MOST_VALUES and says_both(counts))


def unsettled(values: Iterable[str]) -> tuple[str, ...]:
    """The values of a column beside the target that say that the answer is still to come.

    Of a bare yes/no such as is_closed the no; of stages the open ones.
    """
    there = list(values)
    if plain_answers(there):
        return tuple(value for value in there if says(value) is Says.NO)
    return tuple(value for value in there if says(value) in _OPEN)


def listed(values: Sequence[str], counts: Mapping[str, int], n_blank: int = 0, word: str = ", ") -> str:
    """Values with their counts: 'Won (12), Renewed (3) and 2 more (9)'."""
    shown = [f"{value} ({counts.get(value, 0):,})" for value in values[:_MOST_LISTED]]
    if len(values) > _MOST_LISTED:
        more = values[_MOST_LISTED:]
        shown.append(f"{len(more)} more ({sum(counts.get(value, 0) for value in more):,})")
    if n_blank:
        shown.append(f"blank ({n_blank:,})")
    if not shown:
        return "none"
    return word.join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _same_word(value: str) -> str:
    return " ".join(value.casefold().split())


def _joined(chosen: tuple[str, ...], said: Mapping[str, Says]) -> tuple[str, ...]:
    """The chosen values and the other spellings of the same answer."""
    words = {spelled(value) for value in chosen}
    answers = {said[value] for value in chosen} & {Says.YES}
    if all(is_plain(value) for value in chosen):
        answers |= {said[value] for value in chosen}
    more = [v for v in said if v not in chosen and (spelled(v) in words or said[v] in answers)]
    return (*chosen, *more)


def _likely(counts: Mapping[str, int], said: Mapping[str, Says]) -> tuple[str, ...]:
    """The values that read like a yes; else like an end such as churned; else the rarest that is no clear no."""
    for answer in (Says.YES, Says.EVENT):
        if found := [value for value in counts if said[value] is answer]:
            return tuple(sorted(found, key=lambda value: (_is_short(value), -counts[value])))
    for answer in (Says.UNCLEAR, Says.STAYS, Says.STAGE, Says.NO, Says.BLANK):
        if found := [value for value in counts if said[value] is answer]:
            return (found[-1],)
    raise ValueError("there are no values")


def _is_short(value: str) -> bool:
    """True for Y, 1 and 1.0: another spelling names the answer better."""
    return all(len(word) == 1 for word in spelled(value).split())


def _is_no(said: Says, meant: set[Says]) -> bool:
    """Whether a value is the opposite of what the yes values mean."""
    if Says.YES in meant:
        return said in (Says.NO, Says.EVENT)
    if Says.NO in meant:
        return said in (Says.YES, Says.STAYS)
    if Says.EVENT in meant:
        return said in (Says.NO, Says.YES, Says.STAYS)
    return said in (Says.NO, Says.YES, Says.EVENT)


def _about_yes(wanted: Sequence[str], counts: Mapping[str, int]) -> str:
    told = listed(wanted, counts, word=" and ")
    return f"No value reads like a yes, so {told} is taken as the yes. Choose another one if you mean the opposite."
