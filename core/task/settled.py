"""Which rows a yes/no question about a column must leave open: those that a column beside it calls not closed yet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.tables.answer_words import Says, says
from core.tables.table import Table
from core.tables.table_set import TableSet
from core.task.conditions import leaves
from core.task.heaps import Heaps, listed, says_both, unsettled
from core.task.labels import target_text
from core.task.query.ast import Aggregation, ColumnRef, Compare, Named, Query

ANSWER_NAMES = re.compile(
    r"stage|status|state$|outcome|result|closed|disposition|response|reply|answer|phase|etape|statut|etapa|estado|"
    r"fase|ergebnis|resultat|resultado|esito|stato|[ée]tape|stufe|stadi|faza|etap|wynik|stav$|f[áa]ze|v[ýy]sledek|"
    r"skede|udfald|utfall|vaihe|szakasz|a[sş]ama|durum|sonu[cç]|статус|стади|этап|результат|исход|ステージ|ステータス|"
    r"フェーズ|段階|結果|状態|阶段|階段|状态|狀態|结果|단계|상태|결과",
    re.IGNORECASE,
)
_WON = re.compile(
    r"(?:^|[_ .]|is)(?:won|win|converted|gewonnen|gagn[ée]e?|ganad[oa]|vint[oa]|ganh[oa]|"
    r"wygran[ao]|выигран[ао]|成約|受注|赢单|成交)$",
    re.IGNORECASE,
)
MOST_STAGES = 60
_MAX_OPEN_YES = 0.02


@dataclass(frozen=True)
class Settled:
    """The column that says whether an answer is there at all, such as is_closed beside is_won.

    Attributes:
        answer: The comparison that asks for the yes; alone, or a part of the target.
        column: The column, of the same table as the one that is asked about.
        open: Its values that say that the answer is still to come.
        n_open: Rows that are no yes and have one of them.
        told: The same in a sentence, with what to write where these rows are meant to be a no.
    """

    answer: Compare
    column: ColumnRef
    open: tuple[str, ...]
    n_open: int
    told: str


def settled_beside(query: Query, tables: TableSet) -> Settled | None:
    """What settles the answer of a resolved query.

    Returns:
        None where the query asks for no yes, where it names what means no (AGAINST), or where no column beside the
        answer's tells closed rows from open ones.
    """
    answer = None if query.against else _asked_for_yes(query)
    if answer is None or not isinstance(answer.left, ColumnRef) or answer.left.table not in tables.names:
        return None
    target = answer.left
    table = tables.table(target.table).table
    if not table.parquet.is_file():  # its rows are not at hand
        return None
    answers = target_text(table.frame([target.column])[target.column])
    yes = tuple(value for value in answers.dropna().unique() if says(value) is Says.YES)
    name = propose_settled_by(table, target.column, Heaps(yes=yes))
    if name is None:
        return None
    beside = target_text(table.frame([name])[name])
    still_open = unsettled(beside.dropna().unique())
    left = beside[~answers.isin(yes) & beside.isin(still_open)]
    counts = {str(value): int(n) for value, n in left.value_counts().items()}
    told = (
        f"{len(left):,} rows that are no yes have no answer yet, as {target.table}.{name} is "
        f"{listed(still_open, counts, word=' or ')}."
    )
    if query.op is not None:
        told += " To count them as no, write AGAINST (false)."
    return Settled(answer, ColumnRef(table=target.table, column=name), still_open, len(left), told)


def _asked_for_yes(query: Query) -> Compare | None:
    """The comparison with yes that a target is, or that it is made of."""
    target = query.target
    if isinstance(target, ColumnRef) and query.op is not None and query.value is not None:
        target = Compare(left=target, op=query.op, value=query.value)
    if isinstance(target, ColumnRef | Aggregation | Named):
        return None
    for leaf in leaves(target):
        if not isinstance(leaf, Compare) or leaf.op != "=" or leaf.value not in (True, 1):
            continue
        if isinstance(leaf.left, ColumnRef) and _WON.search(leaf.left.column.strip()):
            return leaf
    return None


def propose_settled_by(table: Table, target: str, heaps: Heaps) -> str | None:
    """The column that says which rows with a no are only open yet: is_closed beside is_won, or a stage.

    It must agree with the target: (nearly) no yes where it says that the answer is still to come, and, where it is a
    stage, a yes where it says so.
    """
    if heaps.unanswered or not _WON.search(target.strip()):
        return None
    truth = target_text(table.frame([target])[target]).isin(heaps.yes)
    beside_it = [one for one in table.columns if one.name != target and ANSWER_NAMES.search(one.name)]
    for column in sorted(
        beside_it, key=lambda one: one.n_distinct
    ):  # a yes/no such as is_closed before a stage
        if not 2 <= column.n_distinct <= MOST_STAGES:
            continue
        beside = target_text(table.frame([column.name])[column.name])
        values = beside.dropna().unique().tolist()
        if not (says_both(values) and (is_open := beside.isin(unsettled(values))).any()):
            continue
        if truth[is_open].mean() <= _MAX_OPEN_YES and truth[~is_open].any():
            return column.name
    return None
