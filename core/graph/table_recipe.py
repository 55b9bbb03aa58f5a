"""The relations of a graph of many tables; one relation is one line and one sentence, always both ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field

from core.errors import GraphError
from core.graph.relation_names import (
    EARLIER,
    INDUSTRY_PEER,
    LATER,
    SIMILAR,
    TRANSFERS,
    apart,
    kind_of,
    link_names,
    plain_link_names,
    slug,
)
from core.record import Record
from core.tables.table_set import TableSet

_INDUSTRY = ("industry", "sector", "branch")


class LinkRelation(Record):
    """A foreign key, both ways: the row that is named hears those that name it, and they hear it.

    Attributes:
        table, column: Where the key stands; a late half of the table is linked in the same way.
        names: (named row hears, naming row hears), such as ("works_at", "employs"); `named` fills them in.
    """

    kind: Literal["link"] = "link"
    table: str
    column: str
    names: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"link:{self.table}.{self.column}"

    @property
    def title(self) -> str:
        return f"{self.table} by {self.column}"

    @property
    def sentence(self) -> str:
        return f"Each row of {self.table} and the row that its {self.column} names hear each other."


class LateRelation(Record):
    """The two halves of a row that is written in two steps: what was known early, and what was added later."""

    kind: Literal["late"] = "late"
    table: str

    @property
    def name(self) -> str:
        return f"late:{self.table}"

    @property
    def names(self) -> tuple[str, str]:
        return LATER, EARLIER

    @property
    def title(self) -> str:
        return f"what became of each {self.table}"

    @property
    def sentence(self) -> str:
        return f"Each row of {self.table} hears what was filled in later, from that time on."


class PeerRelation(Record):
    """Rows of one table with the same value of a column (`industry_peer` where the column is an industry).

    Attributes:
        hub_cap: Each row hears at most so many that came before it, and so many that came after.
        names: Both the same, as both sides are alike; `named` fills them in.
    """

    kind: Literal["same_value"] = "same_value"
    table: str
    column: str
    hub_cap: int = Field(16, ge=1, le=200)
    names: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"peers:{self.table}.{self.column}"

    @property
    def title(self) -> str:
        return f"{self.table} of the same {self.column}"

    @property
    def sentence(self) -> str:
        return (
            f"Rows of {self.table} with the same {self.column} hear each other, each at most {self.hub_cap} "
            f"from before it and {self.hub_cap} from after."
        )


class OverlapRelation(Record):
    """Rows of one table whose cells hold many of the same items, such as the technologies a company uses.

    Likeness is the Jaccard index |A and B| / |A or B| of the items, which `;` or `,` separate.

    Attributes:
        k: Each row hears at most so many that came before it; those hear it in return.
        least: Rows less alike than this are not linked.
    """

    kind: Literal["overlap"] = "overlap"
    table: str
    column: str
    k: int = Field(8, ge=1, le=64)
    least: float = Field(0.25, gt=0, le=1)
    names: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"overlap:{self.table}.{self.column}"

    @property
    def title(self) -> str:
        return f"{self.table} with similar {self.column}"

    @property
    def sentence(self) -> str:
        return (
            f"Each row of {self.table} and the {self.k} earlier ones that share most of its {self.column} "
            "hear each other."
        )


class TransferRelation(Record):
    """Money that moved between two rows of the same table, each time it did.

    Attributes:
        table: The transfers; it names the same table twice.
        sender, receiver: The two columns; None: told by their names, else by their order.
        names: (receiver hears sender, sender hears receiver).
    """

    kind: Literal["transfer"] = "transfer"
    table: str
    sender: str | None = None
    receiver: str | None = None
    names: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"transfer:{self.table}"

    @property
    def title(self) -> str:
        return f"{self.table} between two rows"

    @property
    def sentence(self) -> str:
        return f"Who sent and who received money in {self.table} hear each other, from the time it moved."


TableRelation = LinkRelation | LateRelation | PeerRelation | OverlapRelation | TransferRelation
TABLE_RELATIONS = (LinkRelation, LateRelation, PeerRelation, OverlapRelation, TransferRelation)

_PARSERS: dict[str, Callable[[str, str], TableRelation]] = {
    "link": lambda table, column: LinkRelation(table=table, column=column),
    "late": lambda table, _: LateRelation(table=table),
    "peers": lambda table, column: PeerRelation(table=table, column=column),
    "overlap": lambda table, column: OverlapRelation(table=table, column=column),
    "transfer": lambda table, _: TransferRelation(table=table),
}
_WITHOUT_COLUMN = ("late", "transfer")


def parse_table_relation(text: str, tables: Sequence[str] = ()) -> TableRelation | None:
    """Reads `link:TABLE.COL`, `peers:TABLE.COL`, `overlap:TABLE.COL`, `transfer:TABLE` or `late:TABLE`.

    Args:
        text: The line.
        tables: The names there are: a name may hold dots, and `peers:` may also name a column of one table.

    Returns:
        The relation, or None where the line is none of these.

    Raises:
        GraphError: the table is unknown, or a part is missing.
    """
    kind, _, value = text.partition(":")
    if kind not in _PARSERS:
        return None
    known = sorted((t for t in tables if value == t or value.startswith(f"{t}.")), key=len)
    if kind == "peers" and not known:
        return None  # the known answers of rows with the same value, in one table
    if tables and not known:
        raise GraphError(f"The relation {text!r} names no table", found=value, expected=", ".join(tables))
    table = known[-1] if known else value.partition(".")[0] if kind not in _WITHOUT_COLUMN else value
    column = value[len(table) + 1 :]
    if bool(column) == (kind in _WITHOUT_COLUMN) or not table:
        wanted = f"{kind}:TABLE" if kind in _WITHOUT_COLUMN else f"{kind}:TABLE.COLUMN"
        raise GraphError(f"The relation {text!r} is not understood", expected=wanted)
    return _PARSERS[kind](table, column)


def named(relations: Sequence[TableRelation], tables: TableSet) -> tuple[TableRelation, ...]:
    """The relations with what they are called in the graph, told by what they join.

    A link has a name of its kind (`works_at`) where it is the only one between its two tables. No name is
    contained in another; the same name may stand between different tables.

    Raises:
        GraphError: a relation names a table, column or link that is not there.
    """
    proposed: list[tuple[str, str]] = []
    taken: set[tuple[str, str]] = set()  # (table, name): two relations of one table need two names
    for relation in relations:
        names = relation.names or _proposed(relation, tables, taken)
        taken |= {(relation.table, name) for name in names}
        proposed.append(names)
    flat = apart(name for names in proposed for name in names)
    done: list[TableRelation] = []
    for place, relation in enumerate(relations):
        if isinstance(relation, LateRelation):
            done.append(relation)
        else:
            done.append(relation.model_copy(update={"names": (flat[2 * place], flat[2 * place + 1])}))
    return tuple(done)


def _proposed(relation: TableRelation, tables: TableSet, taken: set[tuple[str, str]]) -> tuple[str, str]:
    if isinstance(relation, LinkRelation):
        return _link_names(relation, tables)
    if isinstance(relation, TransferRelation):
        twice = f"{slug(relation.table)}_sent", f"{slug(relation.table)}_got"
        return twice if any(name == TRANSFERS[0] for _, name in taken) else TRANSFERS
    if isinstance(relation, PeerRelation):
        wanted = INDUSTRY_PEER if slug(relation.column) in _INDUSTRY else f"same_{slug(relation.column)}"
        other = f"same_{slug(relation.column)}"
    elif isinstance(relation, OverlapRelation):
        wanted, other = SIMILAR, f"overlap_of_{slug(relation.column)}"
    else:
        return relation.names
    name = other if (relation.table, wanted) in taken else wanted
    return name, name


def _link_names(relation: LinkRelation, tables: TableSet) -> tuple[str, str]:
    links = tables.links_from(relation.table)
    link = next((one for one in links if one.column == relation.column), None)
    if link is None:
        raise GraphError(
            f"There is no link {relation.table}.{relation.column}",
            found=", ".join(one.name for one in tables.links) or "no links",
            action="Link the tables on the Data page, or leave this relation out",
        )
    child, parent = tables.table(link.table), tables.table(link.to)
    known = link_names(kind_of(child.name, child.kind), kind_of(parent.name, parent.kind))
    is_only = sum(one.to == link.to for one in links) == 1 and link.table != link.to
    if known is not None and is_only:
        return known
    return plain_link_names(link.table, link.column)
