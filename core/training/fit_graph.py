"""Fitting graph networks: mini-batches, averaged weights, early stopping, refit."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.training.device import explaining_memory_errors, n_threads, resolve
from core.training.fitted import Fitted
from core.training.graph_inputs import BatchSource, GraphInputs, graph_inputs
from core.training.graph_predictor import GraphPredictor, fitted_module
from core.training.stopping import Report, ShouldStop, Stopping, TrainingCancelledError, no_report
from models.catalog import MODELS
from models.losses import loss_function

IntArray = npt.NDArray[np.int64]
_AVERAGE_DECAY = 0.99
_LEAST_EPOCHS = 5  # early stopping never goes back before; chosen by `python -m tests.bench.origins`
_EVALUATION_ROWS = 4096


def fit_graph(graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop) -> Fitted:
    """Fits a graph network; see `core.training.fit.fit`."""
    with explaining_memory_errors():
        torch.set_num_threads(1 if graph.n_nodes < _ONE_THREAD_BELOW else n_threads())
        train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
        learning = _Learning(graph, config, should_stop)
        module, practice, best = learning.run(train, validation, report)
        if config.refit:
            rows = np.sort(np.concatenate([train, validation]))
            refit = _Learning(graph, config.model_copy(update={"epochs": best, "patience": 0}), should_stop)
            module, _, _ = refit.run(rows, np.zeros(0, dtype=np.int64), no_report)
        predictor = GraphPredictor(config, graph.feature_names, module, learning.static, learning.outcome)
        return Fitted(predictor, practice, best)


_ONE_THREAD_BELOW = 20_000  # clients; on small graphs sharing the work costs more than the work
_SMALLEST_BATCH, _FEWEST_STEPS = 64, 16  # a small table still gives an epoch enough steps to learn by


class _Learning:
    """One course of gradient descent over some rows of a graph."""

    def __init__(self, graph: CustomerGraph, config: TrainConfig, should_stop: ShouldStop) -> None:
        spec = MODELS[config.model]
        self.graph, self.config, self.should_stop = graph, config, should_stop
        self.static: tuple[str, ...] = ()
        self.outcome: tuple[str, ...] = ()
        if spec.hears_links:
            self.static = tuple(edges.name for edges in graph.static_relations())
        if spec.hears_outcomes:
            self.outcome = tuple(edges.name for edges in graph.outcome_relations())
        self.is_paper = config.model == "simple_graphsage"
        if self.is_paper:
            if "similar_to" not in graph.relations:
                raise TrainingError(
                    "Simple GraphSAGE needs the k-NN relation",
                    found=", ".join(graph.relations) or "no relations",
                    action="Add k-NN similarity on the Graph page",
                )
            self.static = ("similar_to",)
        self.device = resolve(config.device)
        self.y = torch.from_numpy(graph.y.astype(np.float32))

    def run(
        self, rows: IntArray, validation: IntArray, report: Report
    ) -> tuple[nn.Module, npt.NDArray[np.float64], int]:
        """The module of the best epoch, its scores of the validation rows, and that epoch."""
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(self.config.seed)
            return self._run(rows, validation, report)

    def _run(
        self, rows: IntArray, validation: IntArray, report: Report
    ) -> tuple[nn.Module, npt.NDArray[np.float64], int]:
        config = self.config
        module = fitted_module(config, self.graph, rows, self.static, self.outcome).to(self.device)
        averaged = deepcopy(module).eval()
        optimizer = torch.optim.AdamW(
            module.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
        )
        share = float(self.graph.y[rows].mean())
        loss_of = loss_function(config.loss, share, config.focal_gamma)
        stopping = Stopping(config.patience, window=3, least=min(config.epochs, _LEAST_EPOCHS))
        best, practice, step = deepcopy(averaged), np.zeros(len(validation)), 0
        for epoch in range(1, config.epochs + 1):
            losses = []
            module.train()
            for batch, chosen in self._batches(rows, epoch):
                if self.should_stop():
                    raise TrainingCancelledError
                y = self.y[chosen].to(self.device)
                with torch.autocast(self.device.type, torch.bfloat16, self._mixed):
                    logits = batch.logits(module, each_member=True)  # (members, n)
                if self.is_paper:
                    logits = logits[:, torch.from_numpy(chosen).to(self.device)]
                loss = loss_of(logits.float(), y.expand_as(logits))
                optimizer.zero_grad(set_to_none=True)
                torch.autograd.backward(loss)
                optimizer.step()
                losses.append(float(loss.detach()))
                step += 1
                self._average(averaged, module, step)
            event: dict[str, object] = {
                "epoch": epoch,
                "epochs": config.epochs,
                "loss": float(np.mean(losses)),
            }
            stop = False
            if len(validation):
                logits_val = self._scores(averaged, validation)
                val_loss, precision = self._judge(logits_val, validation, loss_of)
                event |= {"val_loss": val_loss, "val_average_precision": precision}
                stop = stopping.update(precision)
                if stopping.improved or config.patience == 0:
                    best = deepcopy(averaged)
                    practice = torch.sigmoid(logits_val.double()).numpy()
            report(event)
            if stop:
                break
        if not len(validation):
            best = averaged
        return best, practice, stopping.best_epoch if config.patience else config.epochs

    @property
    def _mixed(self) -> bool:
        return self.config.amp and self.device.type == "cuda"

    def _batches(self, rows: IntArray, epoch: int) -> Iterator[tuple[GraphInputs, IntArray]]:
        """Batches in random order with the rows each is judged on."""
        if self.is_paper:
            yield self._whole, rows
            return
        order = np.random.default_rng([self.config.seed, epoch]).permutation(rows)
        size = min(self.config.batch_size or len(rows), max(_SMALLEST_BATCH, len(rows) // _FEWEST_STEPS))
        for chosen in np.array_split(order, max(1, round(len(rows) / size))):
            yield self._source.batch(chosen).to(self.device), chosen

    @property
    def _whole(self) -> GraphInputs:
        if not hasattr(self, "_whole_inputs"):
            self._whole_inputs = graph_inputs(self.graph).to(self.device)
        return self._whole_inputs

    @property
    def _source(self) -> BatchSource:
        if not hasattr(self, "_batch_source"):
            layers = self.config.num_layers
            self._batch_source = BatchSource(
                self.graph, self.static, self.outcome, layers if self.static else 0, layers
            )
        return self._batch_source

    def _average(self, averaged: nn.Module, module: nn.Module, step: int) -> None:
        """Moves the averaged weights towards the current ones."""
        decay = 0.0 if self.is_paper else min(_AVERAGE_DECAY, step / (step + 10))
        with torch.no_grad():
            for mean, value in zip(averaged.parameters(), module.parameters(), strict=True):
                mean.lerp_(value, 1 - decay)

    def _scores(self, module: nn.Module, rows: IntArray) -> torch.Tensor:
        """Logits of some rows, on the CPU."""
        with torch.inference_mode():
            if self.is_paper:
                return self._whole.logits(module).cpu()[torch.from_numpy(rows)]
            pieces = np.array_split(rows, -(-len(rows) // _EVALUATION_ROWS))
            return torch.cat(
                [self._source.batch(piece).to(self.device).logits(module).cpu() for piece in pieces]
            )

    def _judge(self, logits: torch.Tensor, rows: IntArray, loss_of: object) -> tuple[float, float]:
        """Log-loss and average precision."""
        from sklearn.metrics import average_precision_score

        y = self.y[torch.from_numpy(rows)]
        loss = float(loss_of(logits, y))  # type: ignore[operator]
        return loss, float(average_precision_score(y.numpy(), logits.numpy()))
