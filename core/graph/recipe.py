"""Which relations the customer graph has; one relation is one line and one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from core.errors import GraphError
from core.graph.relation_names import slug
from core.graph.table_recipe import (
    TABLE_RELATIONS,
    LateRelation,
    LinkRelation,
    OverlapRelation,
    PeerRelation,
    TableRelation,
    TransferRelation,
    parse_table_relation,
)
from core.number_words import number_words
from core.record import Record

DelayUnit = Literal["rows", "days"]
KnnScale = Literal["train", "all rows"]


class KnnRelation(Record):
    """k-NN similarity over the encoded columns. `k` counts the client itself, as in the paper.

    Without a clock the relation is made symmetric; with one, a client only hears clients that came before.

    Attributes:
        k: Number of clients, itself included.
        scale: "train": compare the encoded columns, scaled on the train part. "all rows": the paper's own
            preprocessing, numbers scaled over all rows and every category one-hot; no clock allowed.
    """

    kind: Literal["knn"] = "knn"
    k: int = Field(8, ge=2, le=64)
    scale: KnnScale = "train"

    @property
    def name(self) -> str:
        return "similar_to"

    @property
    def title(self) -> str:
        return "similar clients"

    @property
    def sentence(self) -> str:
        return f"Each client is linked to the {self.k - 1} clients whose columns look most alike."


class SharedRelation(Record):
    """Clients with the same value of a column; values with more than `hub_cap` clients are capped."""

    kind: Literal["shared"] = "shared"
    column: str
    hub_cap: int = Field(50, ge=2, le=1000)

    @property
    def name(self) -> str:
        return f"shares_{slug(self.column)}"

    @property
    def title(self) -> str:
        return f"same {self.column}"

    @property
    def sentence(self) -> str:
        return f"Clients with the same {self.column} are linked, each with at most {self.hub_cap} others."


def _later(delay: float, unit: DelayUnit) -> str:
    """When an answer is known, in words: a row is the next client in order of time."""
    return (
        f"{number_words(delay)} clients later in order of time"
        if unit == "rows"
        else f"{delay:g} days after the contact"
    )


class HistoryRelation(Record):
    """Known outcomes of the `k` most similar earlier clients (relation `similar_outcome`).

    Attributes:
        k: Number of earlier clients.
        delay: How long after the contact an outcome is known, in `unit`. Client j is visible to client i
            only if time(j) + delay <= time(i) (with rows: j + delay <= i), and never if j is i.
        window: Only the latest `window` clients with a known outcome are searched; None: all.
        frozen: True: outcomes of the test part are never used, as if the model were left alone after
            validation.
    """

    kind: Literal["history"] = "history"
    k: int = Field(8, ge=1, le=256)
    delay: float = Field(100, ge=1)
    unit: DelayUnit = "rows"
    window: int | None = Field(None, ge=1)
    frozen: bool = False

    @property
    def name(self) -> str:
        return "similar_outcome"

    @property
    def title(self) -> str:
        return "answers of similar clients"

    @property
    def sentence(self) -> str:
        return (
            f"Each client hears what the {self.k} most similar earlier clients answered, once "
            f"that was known ({_later(self.delay, self.unit)})."
        )


class RecentRelation(Record):
    """Known outcomes of the `k` latest earlier clients (`recent_outcome`); fields as in HistoryRelation."""

    kind: Literal["recent"] = "recent"
    k: int = Field(32, ge=1, le=512)
    delay: float = Field(100, ge=1)
    unit: DelayUnit = "rows"
    frozen: bool = False

    @property
    def name(self) -> str:
        return "recent_outcome"

    @property
    def title(self) -> str:
        return "latest answers"

    @property
    def sentence(self) -> str:
        return (
            f"Each client hears what the {self.k} clients called last before it answered, once "
            f"that was known ({_later(self.delay, self.unit)})."
        )


class PeersRelation(Record):
    """Known outcomes of the `k` latest earlier clients with the same value of a column, such as colleagues.

    `delay`, `unit` and `frozen` as in HistoryRelation. Without a clock: `k` clients of the train part.
    """

    kind: Literal["peers"] = "peers"
    column: str
    k: int = Field(16, ge=1, le=256)
    delay: float = Field(100, ge=1)
    unit: DelayUnit = "rows"
    frozen: bool = False

    @property
    def name(self) -> str:
        return f"answers_by_{slug(self.column)}"

    @property
    def title(self) -> str:
        return f"answers of those with the same {self.column}"

    @property
    def sentence(self) -> str:
        return (
            f"Each client hears what the last {self.k} earlier clients with the same {self.column} "
            f"answered, once that was known ({_later(self.delay, self.unit)})."
        )


OutcomeRelation = HistoryRelation | RecentRelation | PeersRelation
OUTCOME_KINDS = ("history", "recent", "peers")

Relation = Annotated[
    KnnRelation
    | SharedRelation
    | HistoryRelation
    | RecentRelation
    | PeersRelation
    | LinkRelation
    | LateRelation
    | PeerRelation
    | OverlapRelation
    | TransferRelation,
    Field(discriminator="kind"),
]


class GraphRecipe(Record):
    """The relations of a customer graph. Names are unique."""

    relations: tuple[Relation, ...] = (KnnRelation(k=8),)

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = [relation.name for relation in self.relations]
        if len(set(names)) != len(names):
            raise ValueError(f"each relation can be there once, found {names}")
        return self

    @property
    def table_relations(self) -> tuple[TableRelation, ...]:
        """Those that join the rows of many tables."""
        return tuple(r for r in self.relations if isinstance(r, TABLE_RELATIONS))

    @classmethod
    def default(cls, has_clock: bool) -> GraphRecipe:
        """k-NN alone without a clock; with one, the known outcomes of earlier clients as well."""
        if not has_clock:
            return cls()
        return cls(relations=(KnnRelation(k=8), HistoryRelation(k=32), RecentRelation(k=32)))


def relation_title(name: str) -> str:
    """What a relation is called on screen, from its name in a graph."""
    known = {
        "similar_to": "similar clients",
        "similar_outcome": "answers of similar clients",
        "recent_outcome": "latest answers",
    }
    if name in known:
        return known[name]
    words = name.replace("shares_", "same ", 1).replace("answers_by_", "answers of those with the same ", 1)
    return words.replace("_", " ")


_SETTINGS = re.compile(r"(?:,[a-z_]+=[^,=]*)+$")
_PARSERS: dict[str, Callable[[str], Relation]] = {
    "knn": lambda value: KnnRelation(k=int(value)),
    "shared": lambda value: SharedRelation(column=value),
    "history": lambda value: HistoryRelation(k=int(value)),
    "recent": lambda value: RecentRelation(k=int(value)),
    "peers": lambda value: PeersRelation(column=value),
}


def parse_relation(text: str, tables: Sequence[str] = ()) -> Relation:
    """Reads one line of a recipe.

    Of one table: `knn:8`, `shared:COLUMN`, `history:8`, `recent:32` or `peers:COLUMN`; of many tables:
    `link:TABLE.COLUMN`, `peers:TABLE.COLUMN`, `overlap:TABLE.COLUMN`, `transfer:TABLE` or `late:TABLE`. Other settings
    of the relation follow, as in `history:32,delay=50,unit=days` or `knn:8,scale=all rows`.

    Args:
        text: The line.
        tables: The names of the tables, where there are many.

    Raises:
        GraphError: unknown kind, table or setting, or a number out of range.
    """
    said = _SETTINGS.search(text)
    if said is None:
        return _parsed(text, tables)
    relation = _parsed(text[: said.start()], tables)
    settings = dict(part.split("=", 1) for part in said.group()[1:].split(","))
    try:
        return type(relation).model_validate_strings(
            {key: str(value) for key, value in relation.model_dump(exclude_none=True).items()} | settings
        )
    except ValidationError as error:
        first = error.errors()[0]
        known = ", ".join(name for name in type(relation).model_fields if name not in ("kind", "names"))
        raise GraphError(
            f"The relation {text!r} cannot be made so",
            found=f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
            expected=f"settings of {relation.kind}: {known}",
        ) from error


def _parsed(text: str, tables: Sequence[str]) -> Relation:
    of_tables = parse_table_relation(text, tables)
    if of_tables is not None:
        return of_tables
    kind, _, value = text.partition(":")
    try:
        return _PARSERS[kind](value)
    except (KeyError, ValueError) as error:
        expected = "knn:8, shared:COLUMN, history:8, recent:32 or peers:COLUMN"
        if tables:
            expected = (
                "link:TABLE.COLUMN, peers:TABLE.COLUMN, overlap:TABLE.COLUMN, transfer:TABLE, late:TABLE"
            )
        raise GraphError(f"The relation {text!r} is not understood", expected=expected) from error
