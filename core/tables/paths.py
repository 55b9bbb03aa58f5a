"""Ways from one table to another along the links between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.tables.link_tables import is_link_table
from core.tables.table_set import Link, TableSet

FAR = 5  # links: client, disposition, account, loan, payment, and one more


Steps = tuple["Step", ...]


@dataclass(frozen=True)
class Step:
    """One link, walked in one direction.

    Attributes:
        link: The foreign key.
        up: True from the table where the key stands to the one row it names; False from a row to all that
            name it.
    """

    link: Link
    up: bool

    @property
    def source(self) -> str:
        """The table the step leaves."""
        return self.link.table if self.up else self.link.to

    @property
    def target(self) -> str:
        """The table the step arrives at."""
        return self.link.to if self.up else self.link.table


@dataclass(frozen=True)
class LinkPath:
    """One or more steps, each of which begins where the one before ended."""

    steps: tuple[Step, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables on the way, first and last included."""
        return (self.steps[0].source, *(step.target for step in self.steps))

    @property
    def is_single(self) -> bool:
        """True when every row has at most one row at the end: all steps follow a key to the row it names."""
        return all(step.up for step in self.steps)

    @property
    def is_family(self) -> bool:
        """True when the way goes up to shared rows first and down from there, never up again: the deals of the
        contact's company, not the deals that one of the contact's calls belongs to.
        """
        downs = [not step.up for step in self.steps]
        return downs == sorted(downs)

    @property
    def words(self) -> str:
        """The way as a picture, such as `contact -> company <- opportunity`."""
        return self.tables[0] + "".join(f" {'->' if step.up else '<-'} {step.target}" for step in self.steps)

    @property
    def keys(self) -> str:
        """The foreign keys on the way, such as `contact.company_id, opportunity.company_id`."""
        return ", ".join(step.link.name for step in self.steps)


def paths(tables: TableSet, start: str, goal: str, most: int = 2) -> tuple[LinkPath, ...]:
    """All ways of at most `most` links from one table to another, the shortest first, then in the order of the
    links.

    A way visits no table twice, except that it ends where it began when `start` is `goal` (colleagues:
    `contact -> company <- contact`; a key to the own table in either direction). Walking the same link back is no
    way to other tables, but is one to other rows of the same table.
    """
    return _sorted(_walks(tables, start, start, goal, most, (), lambda _steps: True))


def ways(tables: TableSet, start: str, goal: str, most: int = FAR) -> tuple[LinkPath, ...]:
    """All ways of one or two links, and those longer ones (`most` links) on which nothing gets mixed up.

    On a longer way each hop is many-to-one, seen from one of its ends, or goes through a link table: up to shared
    rows first and down from there, as in `client <- disposition -> account <- loan`. The deals of another contact
    of a call's campaign are no such way. The shortest come first, then in the order of the links.
    """

    def is_kept(steps: Steps) -> bool:
        return len(steps) <= 2 or is_steady(tables, steps)

    return _sorted(_walks(tables, start, start, goal, most, (), is_kept))


def hops(tables: TableSet, steps: Steps) -> tuple[Steps, ...]:
    """The steps, where one pair of them goes through a link table as one hop."""
    found: list[Steps] = []
    for step in steps:
        before = found[-1] if found else ()
        if step.up and len(before) == 1 and not before[0].up and is_link_table(tables, step.source):
            found[-1] = (*before, step)
        else:
            found.append((step,))
    return tuple(found)


def is_steady(tables: TableSet, steps: Steps) -> bool:
    """True where the way goes up first and down from there, hops through link tables left aside."""
    downs = [not hop[0].up for hop in hops(tables, steps) if len(hop) == 1]
    return downs == sorted(downs)


def _sorted(walks: Iterator[Steps]) -> tuple[LinkPath, ...]:
    return tuple(sorted((LinkPath(steps) for steps in walks), key=lambda path: len(path.steps)))


def _walks(
    tables: TableSet,
    start: str,
    here: str,
    goal: str,
    left: int,
    steps: Steps,
    is_kept: Callable[[Steps], bool],
) -> Iterator[Steps]:
    if steps and here == goal:
        yield steps
        return
    if left == 0:
        return
    visited = {step.target for step in steps} | ({start} - {goal})
    for step in _steps_from(tables, here):
        on = (*steps, step)
        if step.target not in visited and is_kept(on):
            yield from _walks(tables, start, step.target, goal, left - 1, on, is_kept)


def _steps_from(tables: TableSet, name: str) -> Steps:
    up = [Step(link, up=True) for link in tables.links_from(name)]
    down = [Step(link, up=False) for link in tables.links_to(name)]
    return (*up, *down)
