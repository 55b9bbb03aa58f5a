"""How the settings of the delayed-outcome row were chosen: rolling origins inside its first two parts, no exam.

`python -m tests.bench.origins` cuts the exam rows off the file, fits each candidate on the rows before an origin
and judges it, epoch by epoch, on those that follow. Not part of `make bench`.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, RecentRelation
from core.tables.reading import read_table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.task.splits import VALIDATION
from core.training.config import TrainConfig
from core.training.fit import fit
from tests.bench.figures import DATA, DELAYED_RECIPE, DELAYED_SETTINGS, DURATION

N_ROWS = 32_949  # train and validation part of the row that is measured
ORIGINS = ((27_972, 30_460), (30_460, 32_700))  # the two last ones, where the market had turned
EPOCHS = (1, 2, 3, 4, 5, 6, 8)
CANDIDATES: dict[str, GraphRecipe] = {
    "chosen": DELAYED_RECIPE,
    "without peers": GraphRecipe(
        relations=(HistoryRelation(k=32, window=2_000), RecentRelation(k=128)),
    ),
    "similar and latest": GraphRecipe(relations=(HistoryRelation(k=32), RecentRelation(k=32))),
    "and k-NN": GraphRecipe(relations=(KnnRelation(k=8), HistoryRelation(k=32), RecentRelation(k=32))),
}


def origin_graph(folder: Path, first: int, last: int, recipe: GraphRecipe) -> CustomerGraph:
    """The rows before `first` as train part, those up to `last` as validation part; exam rows are not in the file."""
    path = folder / "first_two_parts.csv"
    if not path.is_file():
        with gzip.open(DATA / "bank-additional-full.csv.gz", "rt") as file:
            lines = file.read().splitlines()
        path.write_text("\n".join(lines[: N_ROWS + 1]) + "\n")
    table = read_table(path)
    split = SplitConfig(kind="order", sizes=(first, last - first, N_ROWS - last))
    task = PredictionTask(
        table_hash=table.content_hash, target="y", positive="yes", excluded=DURATION, split=split
    )
    return build_graph(table, task, recipe)


def judged(graph: CustomerGraph, model: str, epochs: int) -> tuple[float, float]:
    """ROC-AUC and average precision on the rows after the origin, after so many epochs."""
    settings = DELAYED_SETTINGS | {"epochs": epochs, "patience": 0, "refit": False}
    config = TrainConfig.for_model(model, **settings)
    result = fit(graph, config, report=lambda event: None, should_stop=lambda: False)
    rows: npt.NDArray[np.int64] = graph.rows_of(VALIDATION)
    y, scores = graph.y[rows], result.practice_scores[rows]
    return float(roc_auc_score(y, scores)), float(average_precision_score(y, scores))


def main() -> None:
    """Prints one line a candidate, model and origin."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRAPHLEADIQ_HOME"] = home
        for first, last in ORIGINS:
            for name, recipe in CANDIDATES.items():
                graph = origin_graph(Path(home), first, last, recipe)
                for model in ("graphsage", "gat"):
                    figures = [(epochs, *judged(graph, model, epochs)) for epochs in EPOCHS]
                    words = " ".join(f"{epochs}: {roc:.3f}/{pr:.3f}" for epochs, roc, pr in figures)
                    print(f"{first} {name} {model} {words}", flush=True)


if __name__ == "__main__":
    main()
