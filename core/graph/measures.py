"""A graph in numbers, each with a sentence: links, degrees, groups, and how alike linked clients answer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.errors import StorageError
from core.graph.customer_graph import TEST, CustomerGraph, Edges
from core.record import Record
from core.settings import load_settings


class RelationMeasures(Record):
    """One relation in numbers.

    Attributes:
        name, sentence: Of the relation.
        n_edges: Directed links, from who is heard to who hears.
        mutual: True: each link goes both ways.
        n_links: Pairs of clients that are linked.
        degree_mean, degree_median, degree_max: Clients that a client hears.
        n_deaf: Clients that hear nobody here.
        n_components: Groups of clients that links hold together (single clients counted).
        largest_share: Share of all clients in the largest group.
        same_answer: Share of links whose two clients gave the same answer; known answers outside
            the final exam only. None where there is no such link.
        same_answer_by_chance: The same if the answers were dealt anew among the linked clients.
        yes_beside_yes: Share of yes among clients that hear a yes; None as above.
        yes_overall: Share of yes among all hearing clients with a known answer.
        n_capped: Clients whose links were cut by the hub cap.
        method, recall: How the links were found, and the sampled share of true nearest clients.
    """

    name: str
    sentence: str
    carries_outcome: bool
    n_edges: int
    mutual: bool
    n_links: int
    degree_mean: float
    degree_median: float
    degree_max: int
    n_deaf: int
    n_components: int
    largest_share: float
    same_answer: float | None
    same_answer_by_chance: float | None
    yes_beside_yes: float | None
    yes_overall: float | None
    n_capped: int
    method: str
    recall: float


class GraphMeasures(Record):
    """The whole graph in numbers.

    Attributes:
        n_nodes: Clients.
        n_edges: Directed links of all relations.
        n_isolated: Clients without any link.
        n_components, largest_share: Of all relations together.
        relations: One entry a relation, in the recipe's order.
    """

    n_nodes: int
    n_edges: int
    n_isolated: int
    n_components: int
    largest_share: float
    relations: tuple[RelationMeasures, ...]

    def sentences(self, relation: RelationMeasures) -> dict[str, str]:
        """The numbers of a relation, each with a sentence."""
        n = self.n_nodes
        told = {
            "Links": _links_sentence(relation, n),
            "Degree": f"A client hears {relation.degree_mean:,.1f} others on average, the median is "
            f"{relation.degree_median:,.0f}, the most is {relation.degree_max:,}; "
            f"{relation.n_deaf:,} hear nobody.",
            "Groups": f"The links hold the clients together in {relation.n_components:,} "
            f"{'group' if relation.n_components == 1 else 'groups'}; the largest has "
            f"{100 * relation.largest_share:.0f} % of all clients.",
            "Same answer": _answer_sentence(relation),
        }
        if relation.n_capped:
            told["Hub cap"] = (
                f"{relation.n_capped:,} clients share a value with more others than the cap allows; they "
                "keep only some of those links."
            )
        if relation.method:
            found = relation.method[0].upper() + relation.method[1:]
            told["How found"] = (
                f"{found}."
                if relation.recall >= 1.0
                else f"{found}; on a sample, {100 * relation.recall:.1f} % of the true nearest were found."
            )
        return told


def graph_measures(graph: CustomerGraph) -> GraphMeasures:
    """Measures a graph. Answers of the final exam are never looked at."""
    together = [edges.edge_index for edges in graph.relations.values()]
    pairs = np.concatenate(together, axis=1) if together else np.zeros((2, 0), dtype=np.int64)
    n_components, largest = _components(pairs, graph.n_nodes)
    linked = np.zeros(graph.n_nodes, dtype=bool)
    linked[pairs.ravel()] = True
    return GraphMeasures(
        n_nodes=graph.n_nodes,
        n_edges=int(pairs.shape[1]),
        n_isolated=int((~linked).sum()),
        n_components=n_components,
        largest_share=largest,
        relations=tuple(_relation_measures(graph, edges) for edges in graph.relations.values()),
    )


def measures_for(graph: CustomerGraph) -> GraphMeasures:
    """The measures from beside the stored graph, or measured and stored there."""
    path = load_settings().graphs_dir / graph.key / "measures.json"
    if path.is_file():
        try:
            return GraphMeasures.load(path)
        except StorageError:
            path.unlink(missing_ok=True)  # damaged or of another version: measured anew
    measured = graph_measures(graph)
    if path.parent.is_dir():
        measured.save(path)
    return measured


def _relation_measures(graph: CustomerGraph, edges: Edges) -> RelationMeasures:
    n = graph.n_nodes
    source, destination = edges.edge_index
    degree = np.bincount(destination, minlength=n)
    n_links = edges.n_edges  # with a clock no link goes both ways
    if graph.time is None:
        low, high = np.minimum(source, destination), np.maximum(source, destination)
        n_links = len(np.unique(low * n + high))
    n_components, largest = _components(edges.edge_index, n)
    answers = _same_answer(graph, source, destination)
    return RelationMeasures(
        name=edges.name,
        sentence=edges.sentence,
        carries_outcome=edges.carries_outcome,
        n_edges=edges.n_edges,
        mutual=edges.n_edges > 0 and 2 * n_links == edges.n_edges,
        n_links=n_links,
        degree_mean=float(degree.mean()),
        degree_median=float(np.median(degree)),
        degree_max=int(degree.max(initial=0)),
        n_deaf=int((degree == 0).sum()),
        n_components=n_components,
        largest_share=largest,
        same_answer=answers[0],
        same_answer_by_chance=answers[1],
        yes_beside_yes=answers[2],
        yes_overall=answers[3],
        n_capped=edges.n_capped,
        method=edges.method,
        recall=edges.recall,
    )


def _components(pairs: npt.NDArray[np.int64], n: int) -> tuple[int, float]:
    """(number of weakly connected components, share of the largest)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(pairs.shape[1], dtype=bool), (pairs[0], pairs[1])), shape=(n, n))
    count, labels = connected_components(links, directed=False)
    return int(count), float(np.bincount(labels).max(initial=0) / n)


def _same_answer(
    graph: CustomerGraph, source: npt.NDArray[np.int64], destination: npt.NDArray[np.int64]
) -> tuple[float | None, float | None, float | None, float | None]:
    """Share of links with equal answers, by chance, yes beside a yes, yes overall."""
    usable = (graph.y >= 0) & (graph.part != TEST)
    kept = usable[source] & usable[destination]
    if not kept.any():
        return None, None, None, None
    heard, hears = graph.y[source[kept]] == 1, graph.y[destination[kept]] == 1
    p, q = float(heard.mean()), float(hears.mean())
    beside = float(hears[heard].mean()) if heard.any() else None
    return float((heard == hears).mean()), p * q + (1 - p) * (1 - q), beside, q


def _links_sentence(relation: RelationMeasures, n: int) -> str:
    if relation.n_edges == 0:
        return "No client is linked here."
    if relation.mutual:
        return (
            f"{relation.n_links:,} pairs of clients are linked, both ways; with each client's link to "
            f"itself, as graph papers count, {relation.n_links + n:,}."
        )
    return f"{relation.n_edges:,} links, each from a client that is heard to one that hears."


def _answer_sentence(relation: RelationMeasures) -> str:
    if relation.same_answer is None or relation.same_answer_by_chance is None:
        return "No linked clients with known answers outside the final exam, so nothing to compare."
    told = (
        f"{100 * relation.same_answer:.1f} % of linked clients gave the same answer, by chance alone it were "
        f"{100 * relation.same_answer_by_chance:.1f} %."
    )
    if relation.yes_beside_yes is not None and relation.yes_overall is not None:
        told += (
            f" Beside a yes {100 * relation.yes_beside_yes:.1f} % said yes, overall "
            f"{100 * relation.yes_overall:.1f} %."
        )
    return told
