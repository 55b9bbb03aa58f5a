"""What a network over many tables hears: types of rows, relations, and which of them each layer needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

EdgeType = tuple[str, str, str]  # (source node type, relation, destination node type)
EXAMPLE = "(example)"  # key in x_dict of the seeds' own columns; no table can be called that: names have no brackets


@dataclass(frozen=True)
class RelationalSchema:
    """Node types and relations around the seeds.

    Attributes:
        seed_type: The node type that is scored.
        columns: By node type, the number of encoded columns.
        extras: By node type, the number of inputs beside the columns (age, known links), passed on as they are.
        edge_types: The relations.
        example_columns: Columns of the seeds' examples; 0: not heard.
    """

    seed_type: str
    columns: Mapping[str, int]
    extras: Mapping[str, int]
    edge_types: tuple[EdgeType, ...]
    example_columns: int = 0
    node_types: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        if self.seed_type not in self.columns:
            raise ValueError(f"no node type {self.seed_type!r}; known: {', '.join(self.columns)}")
        unknown = {end for source, _, target in self.edge_types for end in (source, target)}
        unknown -= set(self.columns)
        if unknown:
            raise ValueError(f"relations name unknown node types: {', '.join(sorted(unknown))}")
        object.__setattr__(self, "node_types", tuple(self.columns))

    def channels(self, node_type: str) -> int:
        """Inputs of a node: its columns and what stands beside them."""
        return self.columns[node_type] + self.extras[node_type]

    def layers(self, num_layers: int) -> list[tuple[EdgeType, ...]]:
        """The relations of each layer: only those over which something can still reach a seed."""
        needed = {self.seed_type}
        found: list[tuple[EdgeType, ...]] = []
        for _ in range(num_layers):
            heard = tuple(edge_type for edge_type in self.edge_types if edge_type[2] in needed)
            needed |= {edge_type[0] for edge_type in heard}
            found.append(heard)
        return found[::-1]
