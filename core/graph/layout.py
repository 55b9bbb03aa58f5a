"""Where each client stands in the picture of the whole book: computed once, stored beside the graph.

Clients that links hold together (Louvain communities) become round islands; alike islands lie near each
other, and within an island alike clients do.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import CustomerGraph, Edges
from core.settings import load_settings
from core.storage import write_bytes

Places = npt.NDArray[np.float32]
Matrix = npt.NDArray[np.float64]

GAP = 0.12  # water between two islands: room for a name
_STEPS = 500
_PULL = np.array([0.012, 0.025])  # to the middle, a step: stronger up and down, as frames are wide
_VERSION = 2


def layout(graph: CustomerGraph) -> Places:
    """(N, 2) float32 places, widest extent -1…1; read from beside the graph, or computed and stored there."""
    return islands_and_places(graph)[1]


def islands_and_places(graph: CustomerGraph) -> tuple[npt.NDArray[np.int32], Places]:
    """((N,) island of each client, largest first, and (N, 2) places); from disk where they are there."""
    path = load_settings().graphs_dir / graph.key / f"layout-{_VERSION}.npz"
    if path.is_file():
        try:
            with np.load(path, allow_pickle=False) as stored:
                return stored["islands"], stored["places"]
        except (OSError, ValueError, KeyError, EOFError):
            path.unlink(missing_ok=True)  # damaged: computed anew
    islands = find_islands(graph)
    places = place_islands(graph.x, islands)
    if path.parent.is_dir():
        _store(path, islands, places)
    return islands, places


def find_islands(graph: CustomerGraph) -> npt.NDArray[np.int32]:
    """(N,) community of each client by Louvain over the links, 0 the largest; lone clients share one.

    Static relations are used; where there are none, the others.
    """
    links = graph.static_relations() or graph.outcome_relations()
    links = [edges for edges in links if edges.n_edges]
    if not links:
        return np.zeros(graph.n_nodes, dtype=np.int32)
    from sknetwork.clustering import Louvain

    found = Louvain(random_state=0, shuffle_nodes=False).fit_predict(_adjacency(links, graph.n_nodes))
    sizes = np.bincount(found)
    small = sizes < max(2, graph.n_nodes // 2_000)
    found = np.where(small[found], len(sizes), found)
    order = np.argsort(-np.bincount(found), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[found].astype(np.int32)


def place_islands(x: npt.NDArray[np.float32], islands: npt.NDArray[np.int32]) -> Places:
    """(N, 2): islands as discs with an area for each client, inside ordered by main directions."""
    n_islands = int(islands.max(initial=0)) + 1
    sizes = np.bincount(islands, minlength=n_islands)
    radii = np.sqrt(np.maximum(sizes, 1) / max(len(x), 1))
    means = np.stack([x[islands == i].mean(axis=0) for i in range(n_islands)]).astype(np.float64)
    centres = _spread(_main_directions(means), radii)
    places = np.empty((len(x), 2))
    for i in range(n_islands):
        rows = np.flatnonzero(islands == i)
        places[rows] = centres[i] + radii[i] * _disc(_main_directions(x[rows].astype(np.float64)))
    return np.asarray(places / max(float(np.abs(places).max()), 1e-9), dtype=np.float32)


def _adjacency(links: list[Edges], n: int) -> object:
    from scipy.sparse import csr_array, csr_matrix

    source = np.concatenate([edges.edge_index[0] for edges in links])
    destination = np.concatenate([edges.edge_index[1] for edges in links])
    weight = np.concatenate([edges.weight for edges in links]).astype(np.float64)
    directed = csr_array((weight, (source, destination)), shape=(n, n))
    return csr_matrix(directed.maximum(directed.T))


def _main_directions(x: Matrix) -> Matrix:
    """(n, 2) coordinates along the two directions in which the rows differ most, signs fixed."""
    centred = x - x.mean(axis=0)
    if len(x) < 2 or not np.any(centred):
        return np.zeros((len(x), 2))
    values, vectors = np.linalg.eigh(centred.T @ centred)
    directions = vectors[:, np.argsort(values)[::-1][:2]]
    directions = directions * np.sign(
        directions[np.abs(directions).argmax(axis=0), np.arange(directions.shape[1])]
    )
    found = centred @ directions
    return found if found.shape[1] == 2 else np.column_stack([found, np.zeros(len(x))])


def _disc(flat: Matrix) -> Matrix:
    """(n, 2) in the unit disc, evenly filled: columns by the first coordinate, within by the second."""
    n = len(flat)
    if n == 1:
        return np.zeros((1, 2))
    first = np.argsort(np.argsort(flat[:, 0], kind="stable"), kind="stable")
    across = (first + 0.5) / n
    n_columns = max(1, round(np.sqrt(n)))
    column = np.minimum((across * n_columns).astype(np.int64), n_columns - 1)
    order = np.lexsort((np.arange(n), flat[:, 1], column))
    size = np.bincount(column, minlength=n_columns)
    start = np.cumsum(size) - size
    up = np.empty(n)
    up[order] = (np.arange(n) - start[column[order]] + 0.5) / size[column[order]]
    square = np.column_stack([2 * across - 1, 2 * up - 1])
    u, v = square[:, 0], square[:, 1]  # the square onto the disc, areas kept (Shirley and Chiu, 1997)
    wide = np.abs(u) > np.abs(v)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.where(wide, np.pi / 4 * v / u, np.pi / 2 - np.pi / 4 * u / v)
    radius = np.where(wide, u, v)
    angle = np.nan_to_num(angle)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _spread(wished: Matrix, radii: Matrix) -> Matrix:
    """(n, 2) centres near the wished places, islands pushed apart until none overlaps."""
    n = len(wished)
    scale = np.abs(wished).max() or 1.0
    turn = np.arange(n) * 2.399963  # golden angle: tells islands apart that wish for the same place
    centres = np.array([2.0, 1.0]) * wished / scale + 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)])
    reach = radii[:, None] + radii[None, :] + GAP
    for step in range(_STEPS):
        centres *= 1.0 - _PULL * (1 - step / _STEPS)
        apart = centres[:, None, :] - centres[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2)) + np.eye(n)
        overlap = np.maximum(reach - distance, 0.0)
        np.fill_diagonal(overlap, 0.0)
        weight = radii[None, :] ** 2 / (
            radii[:, None] ** 2 + radii[None, :] ** 2
        )  # the smaller one gives way
        centres = centres + (apart / distance[:, :, None] * (overlap * weight)[:, :, None]).sum(axis=1)
    return centres


def _store(path: object, islands: npt.NDArray[np.int32], places: Places) -> None:
    import io
    from pathlib import Path

    buffer = io.BytesIO()
    np.savez(buffer, islands=islands, places=places)
    write_bytes(Path(str(path)), buffer.getvalue())
