"""A sensible first question for a table: target, positive value, exclusions and split."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from core.errors import TaskError
from core.tables.marking import FILLED_IN_LATER, marked_in_file
from core.tables.name_words import words
from core.tables.table import Column, Role, Table
from core.tables.target_names import names_target
from core.tables.time_names import meaning
from core.tables.time_proposals import IN_ORDER
from core.task.column_power import ColumnPower, column_powers
from core.task.heaps import Heaps, propose_heaps, says_both, with_heaps
from core.task.labels import TargetValues, target_values
from core.task.prediction_task import Exclusion, PredictionTask, SplitConfig
from core.task.settled import ANSWER_NAMES, MOST_STAGES, propose_settled_by

_CONTACT_WORDS = (
    "contact",
    "kontakt",
    "contat",
    "контакт",
    "call",
    "campaign",
    "kampagne",
    "campagn",
    "offer",
)
_OTHER_DATE_WORDS = (
    "birth",
    "born",
    "dob",
    "since",
    "open",
    "join",
    "close",
    "end",
    "answer",
    "outcome",
    "next",
)
_OF_THE_PERSON = frozenset(
    (
        *("birth", "born", "dob", "since", "join", "joined", "account", "customer", "client", "first"),
        *("signup", "signed", "register", "registered", "registration"),
    )
)
_WRITTEN_LATER = ("changed", "end", "never")  # last visit, closed, due: no day on which a row began
_SPLIT_KINDS = ("random", "time", "order")
_MAX_UNDATED_SHARE = 0.05
_MIN_DATES = 20


def propose_task(table: Table) -> PredictionTask:
    """The task the page shows first; everything in it can be changed.

    Target: the column with the role target, else the one the layout or names tell, else the last yes/no
    column. Excluded: columns the table says must not be used, and those that surely know the answer. Split:
    file order where that is time, else by a date column that is clearly the contact's, else random.

    Raises:
        TaskError: no column could be a target.
    """
    return task_for(table, propose_target(table))


def task_for(table: Table, target: str, *yes: str) -> PredictionTask:
    """The proposed task for a target that is already chosen.

    Args:
        table: The table.
        target: Its column to predict.
        yes: Values that are chosen as the yes already.

    Raises:
        TaskError: no such column, or no value in any row of it.
    """
    heaps = propose_answers(table, target, yes)
    task = PredictionTask(
        table_hash=table.content_hash,
        target=target,
        positive=heaps.yes[0],
        settled_by=propose_settled_by(table, target, heaps),
        excluded=propose_exclusions(table, target),
        split=propose_split(table, target, _n_unanswered(table, target, heaps)),
    )
    task = with_heaps(task, heaps)
    return with_exclusions(task, [finding.exclusion for finding in _certain_leaks(table, task)])


def proposed_anew(before: Table, table: Table, task: PredictionTask) -> PredictionTask:
    """The question after values or roles of its table changed: what was only proposed is proposed anew.

    A question that nobody touched is proposed as a whole. Else what a person chose stays, and columns that surely know
    the answer only since the change are left out: one that did so before was left in by somebody who knew.

    Args:
        before: The table as it was.
        table: The table as it is now; it still has the target.
        task: The question asked of the former.
    """
    asked = task.model_copy(update={"table_hash": table.content_hash})
    try:
        if task == task_for(before, task.target):
            return task_for(table, task.target)
    except TaskError:  # it cannot be asked any more as it stands; the page says why
        return asked
    known = {one.column for one in _certain_leaks(before, task)}
    new = [one.exclusion for one in _certain_leaks(table, asked) if one.column not in known]
    return with_exclusions(asked, new)


def with_exclusions(task: PredictionTask, more: Iterable[Exclusion]) -> PredictionTask:
    """The task with further columns left out; a column that is left out already keeps its reason."""
    known = {item.column for item in task.excluded}
    new = {item.column: item for item in more if item.column not in known | {task.target}}
    return task.model_copy(update={"excluded": (*task.excluded, *new.values())})


def propose_target(table: Table) -> str:
    """The name of the column that is most likely the answer to predict.

    Raises:
        TaskError: the table has no column with two values.
    """
    chosen = [c.name for c in table.columns if c.role is Role.TARGET]
    if chosen:
        return chosen[-1]
    if table.target_hint is not None and table.column(table.target_hint[0]).role is not Role.IGNORE:
        return table.target_hint[0]
    candidates = [c for c in table.columns if c.role is Role.YES_NO or _two_valued(c)]
    stages = [c for c in table.columns if c not in candidates and _tells_answers(table, c)]
    named = [c.name for c in (*candidates, *stages) if names_target(c.name)]
    if named:
        return named[-1]
    if stages:
        return stages[-1].name
    if candidates:
        return candidates[-1].name
    raise TaskError(
        f"{table.source_name} has no column that could be the target",
        expected="a column with two values, such as yes and no",
        action="Bring the table that tells how it ended, such as deals or orders, beside this one on the Data page; "
        "or add the answer as a column, or choose a target by hand",
    )


def propose_answers(table: Table, target: str, yes: tuple[str, ...] = ()) -> Heaps:
    """What each value of a target means: the layout's yes, else what the words say.

    Raises:
        TaskError: the target has no value in any row, or one that is chosen as the yes is not there.
    """
    values = target_values(table, target)
    if not values.counts:
        raise TaskError(f"The target {target!r} has no value in any row", action="Choose another target")
    check_values(target, yes, values)
    if not yes and table.target_hint is not None and table.target_hint[0] == target:
        yes = tuple(value for value in table.target_hint[1:] if value in values.counts)
    return propose_heaps(values.counts, yes)


def check_values(target: str, values: tuple[str, ...], known: TargetValues) -> None:
    """Refuses values that the target never has.

    Raises:
        TaskError: names those that are there.
    """
    for value in values:
        if value not in known.counts:
            there = ", ".join(f"{one} ({n:,})" for one, n in list(known.counts.items())[:20])
            raise TaskError(
                f"The target {target!r} never is {value!r}",
                found=there,
                action="Choose among these values, spelt as they are",
            )


def propose_exclusions(table: Table, target: str) -> tuple[Exclusion, ...]:
    """The columns that the table itself says must not be used, with its reasons."""
    return tuple(
        Exclusion(column=c.name, reason=c.excluded_because)
        for c in table.columns
        if c.excluded_because and c.name != target
    )


def with_column_later(
    table: Table, task: PredictionTask | None, column: str, *, later: bool
) -> tuple[Table, PredictionTask | None]:
    """The table and the question with a column that is filled in later, which leaves it out; or with it again.

    Raises:
        TableError: there is no such column.
        TaskError: it is what is asked about.
    """
    changed = marked_in_file(table, column, later=later)
    if task is None:
        return changed, None
    if column == task.target:
        raise TaskError(f"{column} is what is asked about; it is never an input")
    rest = tuple(one for one in task.excluded if one.column != column)
    added = (Exclusion(column=column, reason=FILLED_IN_LATER),) if later else ()
    return changed, task.model_copy(update={"excluded": (*rest, *added)})


def propose_split(table: Table, target: str, n_unanswered: int = 0) -> SplitConfig:
    """By order where file order is time, else by the contact date if there is one, else random."""
    if table.file_order_is_time:
        return SplitConfig(kind="order")
    column = contact_date(table, target, n_unanswered)
    if column is not None:
        return SplitConfig(kind="time", time_column=column)
    return SplitConfig(kind="random")


def contact_date(table: Table, target: str | None = None, n_unanswered: int = 0) -> str | None:
    """The date column that says when a client was contacted, or None where that is not clear.

    Rows without an answer (`n_unanswered` of them) may lack the date: they are scored only.
    """
    usable = [
        c
        for c in table.columns
        if c.role is Role.DATE
        and c.name != target
        and c.n_missing <= _MAX_UNDATED_SHARE * table.n_rows + n_unanswered
        and c.n_distinct >= _MIN_DATES
    ]
    begun = _begun_first(table, target, usable)
    if begun is not None:
        return begun
    dates = [c for c in usable if not any(word in c.name.lower() for word in _OTHER_DATE_WORDS)]
    dates = [c for c in dates if meaning(c.name) not in _WRITTEN_LATER] or dates
    if len(dates) == 1:
        return dates[0].name
    named = [c.name for c in dates if "visit" in c.name.lower() or "lead" in c.name.lower()]
    return named[0] if len(named) == 1 else None


def _begun_first(table: Table, target: str | None, usable: list[Column]) -> str | None:
    """The date on which a row began (created, opened, contacted): of those filled in most rows, the earliest.

    Nearly all end dates of the table must lie after it.
    """
    ends = [
        c.name for c in table.columns if c.role is Role.DATE and c.name != target and meaning(c.name) == "end"
    ]
    begins = [c for c in usable if _says_begun(c.name)]
    fewest = min((c.n_missing for c in begins), default=0)
    names = [c.name for c in begins if c.n_missing <= fewest + _MAX_UNDATED_SHARE * table.n_rows]
    if not names:
        return None
    frame = table.frame([*names, *ends])
    if not all(pd.api.types.is_datetime64_any_dtype(kind) for kind in frame.dtypes):
        return None
    frame = frame.apply(pd.to_datetime, utc=True)  # a column with a zone is compared with one without
    in_order = []
    for name in names:
        both = [frame[[name, end]].dropna() for end in ends]
        if all(len(one) and (one.iloc[:, 0] <= one.iloc[:, 1]).mean() >= IN_ORDER for one in both):
            in_order.append(name)
    return min(in_order, key=lambda name: frame[in_order].dropna()[name].mean()) if in_order else None


def _says_begun(name: str) -> bool:
    """Whether a date's name says that the row began then, or that its client was contacted then."""
    if meaning(name) in _WRITTEN_LATER:
        return False
    if any(word in name.lower() for word in _CONTACT_WORDS):
        return True
    return meaning(name) == "start" and not _OF_THE_PERSON & set(words(name))


def with_split(table: Table, task: PredictionTask, kind: str) -> PredictionTask:
    """The task with another kind of split; shares and seed stay.

    Raises:
        TaskError: unknown kind, or a split by time where no column is clearly the contact's date.
    """
    if kind not in _SPLIT_KINDS:
        raise TaskError(f"There is no split {kind!r}", expected="random, time or order")
    column = task.split.time_column or contact_date(table, task.target)
    if kind == "time" and column is None:
        raise TaskError(
            f"{table.source_name} has no column that is clearly the date of contact",
            action="Choose one on the Task page, or split by file order or at random",
        )
    changes = {"kind": kind, "time_column": column if kind == "time" else None}
    split = SplitConfig.model_validate(task.split.model_dump() | changes)
    return task.model_copy(update={"split": split})


def _n_unanswered(table: Table, target: str, heaps: Heaps) -> int:
    known = target_values(table, target)
    return known.n_missing + sum(known.counts[value] for value in heaps.unanswered)


def _certain_leaks(table: Table, task: PredictionTask) -> list[ColumnPower]:
    """The columns that surely know the answer; none where the target cannot be learned (the page says why)."""
    try:
        return [one for one in column_powers(table, task).suspicious if one.certain]
    except TaskError:
        return []


def _tells_answers(table: Table, column: Column) -> bool:
    """True for a column of more than two values whose words tell a yes from a no, such as a stage.

    Numbers do so where the column is called like an answer and holds 0, 1 and one code for those without an answer.
    """
    if not 2 < column.n_distinct <= MOST_STAGES or column.role in (Role.ID, Role.DATE, Role.IGNORE):
        return False
    is_answer = names_target(column.name)
    if column.role is Role.NUMBER and not (is_answer and column.n_distinct == 3):
        return False
    if not (is_answer or ANSWER_NAMES.search(column.name)):
        return False
    return says_both(target_values(table, column.name).counts)


def _two_valued(column: Column) -> bool:
    return column.n_distinct == 2 and column.role in (Role.CATEGORY, Role.NUMBER)
