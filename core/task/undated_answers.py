"""Who has an answer in the tables although no date says since when: neither an example nor a lead."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables.expressions import ROW, OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import half_of
from core.task.answer_columns import answer_columns
from core.task.asked import moment
from core.task.keyed_rows import needs_late
from core.task.query.ast import Query
from core.task.seed_times import SeedTimes
from core.task.target_truth import parts_of, with_sure_answer

_AT, _ANSWER, _SAME = "_answered_at", "_decided", "_same"


@dataclass(frozen=True)
class UndatedAnswers:
    """The entities, by key, and the dates that they lack."""

    keys: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Following "n "."""
        return (
            f"have their answer already, but no {' or '.join(self.lacking) or 'date'} says since when: they neither "
            "teach nor are scored"
        )


def undated_answers(source: OpenTables, query: Query, seeds: SeedTimes) -> UndatedAnswers:
    """Finds them, of a question about columns of the entity itself; of any other there are none.

    Only what surely is an answer counts: a yes, and a no that the question names (AGAINST) or that a column beside the
    answer calls closed. Any other value may be an open stage. An answer whose date lies after `seeds.now` is still to
    come, so its row is a lead.
    """
    import ibis

    tables, columns = source.tables, answer_columns(query)
    if len(columns) != len(parts_of(query)) or {ref.table for ref in columns} != {query.entity.table}:
        return UndatedAnswers()
    linked = tables.table(query.entity.table)
    early = half_of(tables, linked.name, late=False)
    is_late = any(needs_late(tables, ref.table, {ref.column}, answering=True) for ref in columns)
    if not is_late and not early.has_clock:
        return UndatedAnswers()
    rows = with_known(source, early)
    rows = rows.mutate(_lacks_time=rows[KNOWN].isnull() & ibis.literal(early.has_clock))
    if is_late:
        late = with_known(source, half_of(tables, linked.name, late=True))
        late = late.filter(late[KNOWN].notnull()).select(**{_SAME: late[ROW], _AT: late[KNOWN]})
        rows = rows.left_join(late, rows[ROW] == late[_SAME])
        at = rows[_AT]
        undated = at.isnull() | (rows["_lacks_time"] & (at <= moment(seeds.now)))
        rows = rows.mutate(_lacks_late=at.isnull()).filter(undated)
    else:
        rows = rows.filter(rows["_lacks_time"])
    key = str(linked.primary_key)
    rows = rows.filter(rows[key].notnull())
    rows = with_sure_answer(rows, query, seeds, tables)
    named = [("_lacks_late", linked.late_time)] if is_late else []
    named.append(("_lacks_time", early.time_column))
    found = rows.select(k=rows[key], **{flag: rows[flag] for flag, _ in named}).execute()
    lacking = tuple(str(name) for flag, name in named if name and found[flag].any())
    return UndatedAnswers(frozenset(found["k"].astype(str)), lacking)
