"""Which ways lead from an entity to what is collected for it, and what the rows at their ends are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.tables.logical import LogicalTable, half_of
from core.tables.paths import LinkPath, Step, hops, ways
from core.tables.table_set import Link, TableSet
from core.task.keyed_rows import Way
from core.task.labels_as_of import goes_back
from core.task.query.ast import Aggregation, Query
from core.task.query.reach import through_strangers

MOST_WAYS = 60  # the shortest first; each is one join over its tables
_MOST_LINKS = 4  # loan, account, disposition, client, district
_MOST_LINKS_ONWARD = 3  # a deal's lines' product
_MOST_LINKS_UP = 3
_FINISHED = (
    ("clos", "closed"),
    ("won", "won"),
    ("respon", "answered"),
    ("end", "ended"),
    ("resolv", "resolved"),
)


@dataclass(frozen=True)
class CollectedWay:
    """A way to rows that are collected.

    Attributes:
        way: From the entity to the rows.
        half: The early or the late half of the table at its end.
        words: What the rows are, in plain words, such as "company's closed opportunity".
        n_hops: How far they are; through a table that only joins two others is one hop.
        repeats: The last step goes up to a row that several name (a call's campaign): there are no rows to count.
    """

    way: Way
    half: LogicalTable
    words: str
    n_hops: int
    repeats: bool

    @property
    def name(self) -> tuple[str, ...]:
        """Names it among all ways of all tables, see `core.task.collected.CollectedColumn`."""
        return way_name(((step.link, step.up) for step in self.way.steps), self.half.name)


def way_name(steps: Iterable[tuple[Link, bool]], end: str) -> tuple[str, ...]:
    """Each key with the direction in which it is followed (True: up to the row it names), and the end of the way."""
    return (*(f"{link.name} {'up' if up else 'down'}" for link, up in steps), end)


def ways_up(tables: TableSet, query: Query) -> list[tuple[tuple[Link, ...], str]]:
    """Each chain of keys to a row that the entity names, near ones first, with what that row is called."""
    entity, allowed = query.entity.table, query.allowed(tables.names)
    found = [
        path
        for name in allowed
        for path in ways(tables, entity, name, _MOST_LINKS_UP)
        if path.is_single and set(path.tables) <= set(allowed) and (name != entity or len(path.steps) == 1)
    ]
    found = [path for path in found if _has_early_keys(tables, path)]
    place = {link: number for number, link in enumerate(tables.links)}
    found.sort(key=lambda path: (len(path.steps), [place[step.link] for step in path.steps]))
    return [(tuple(step.link for step in path.steps), _called(tables, path)) for path in found]


def ways_to_rows(tables: TableSet, query: Query, *, own_times: bool) -> tuple[tuple[CollectedWay, ...], int]:
    """The ways to several rows, the shortest first, and how many more there would be.

    Where each entity is asked once, at its own time, the row that is the answer is never there yet: its table is
    no way on.
    """
    entity, allowed = query.entity.table, query.allowed(tables.names)
    once = query.target.over.table if own_times and isinstance(query.target, Aggregation) else None
    named = {link.to for link in tables.links_from(entity)}
    found = []
    for path in _found(tables, entity, allowed):
        if not set(path.tables) <= set(allowed) or not _has_early_keys(tables, path):
            continue
        if not path.steps[0].up and path.steps[0].target == once:
            continue
        if path.steps[-1].up and path.tables[-1] in named and len(path.steps) == 2:
            continue  # a deal's company is the contact's company
        found.append(path)
    return tuple(_spoken(tables, entity, found[:MOST_WAYS])), max(0, len(found) - MOST_WAYS)


def _found(tables: TableSet, entity: str, allowed: list[str]) -> list[LinkPath]:
    """Ways up to shared rows and down from there; those of siblings; and on to a row that the last ones name."""
    found = [path for goal in allowed for path in ways(tables, entity, goal, _MOST_LINKS)]
    found = [path for path in found if not path.is_single and not goes_back(path)]
    siblings = [
        path for path in found if path.tables[-1] == entity and len(path.steps) == 2 and path.is_family
    ]
    children = [Step(link, up=False) for link in tables.links_to(entity) if link.table != entity]
    found += [LinkPath((*path.steps, step)) for path in siblings for step in children]
    known = {path.steps for path in found}
    for path in [one for one in found if 2 <= len(one.steps) < _MOST_LINKS_ONWARD and not one.steps[-1].up]:
        for link in tables.links_from(path.tables[-1]):
            onward = LinkPath((*path.steps, Step(link, up=True)))
            if link.to not in path.tables and onward.steps not in known:
                found.append(onward)
    near = [path for path in found if len(path.steps) <= 2 or not through_strangers(tables, path)]
    return sorted(near, key=lambda path: (len(hops(tables, path.steps)), len(path.steps)))


def _spoken(tables: TableSet, entity: str, found: list[LinkPath]) -> Iterator[CollectedWay]:
    short = Counter(_called(tables, path) for path in found)
    for path in found:
        once, goal = hops(tables, path.steps), path.tables[-1]
        repeats = len(once[-1]) == 1 and once[-1][0].up
        full = short[_called(tables, path)] > 1
        for is_late in (False, True) if tables.table(goal).late_time is not None else (False,):
            half = half_of(tables, goal, late=is_late)
            words = _called(tables, path, full=full, late_time=half.time_column if is_late else None)
            yield CollectedWay(Way(entity, path.steps), half, words, len(once), repeats)


def _has_early_keys(tables: TableSet, path: LinkPath) -> bool:
    """Whether all keys on the way are known with their rows, and all rows on it have a name."""
    for step in path.steps:
        linked = tables.table(step.link.table)
        if step.link.column in linked.not_with_row or tables.table(step.link.to).primary_key is None:
            return False
    return True


def _called(tables: TableSet, path: LinkPath, *, full: bool = False, late_time: str | None = None) -> str:
    """Such as "company's contact"; a table that only joins two others is named only in full."""
    steps = path.steps if full else tuple(hop[-1] for hop in hops(tables, path.steps))
    *owners, last = [_named(tables, step) for step in steps]
    last = last if late_time is None else _finished(last, late_time)
    return "".join(f"{_whose(owner)} " for owner in owners) + last


def _named(tables: TableSet, step: Step) -> str:
    """The table a step arrives at; with the key where several lead there, by the key alone up to its own table."""
    if step.up and step.source == step.target:
        return step.link.column
    same = [one for one in tables.links if (one.table, one.to) == (step.link.table, step.link.to)]
    several = len(same) > 1 or step.source == step.target
    return f"{step.target} ({step.link.column})" if several else step.target


def _finished(table: str, time_column: str) -> str:
    """What rows are called once they are completed, such as "closed opportunity" from `closed_on`."""
    name = time_column.lower()
    word = next((word for part, word in _FINISHED if part in name), None)
    return f"{table} ({time_column})" if word is None else f"{word} {table}"


def _whose(owner: str) -> str:
    """As in "company's", "accounts'"."""
    return f"{owner}'" if owner.endswith("s") else f"{owner}'s"
