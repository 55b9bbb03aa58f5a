"""Fitting networks over many tables: batches of seeds and what was around each, averaged weights, early stopping."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy

import numpy as np
import numpy.typing as npt
import torch

from core.graph.customer_graph import CustomerGraph, IntArray
from core.task.splits import TRAIN, VALIDATION
from core.training.calibration import log_odds, sigmoid
from core.training.config import TrainConfig
from core.training.device import explaining_memory_errors, n_threads, resolve
from core.training.fitted import Fitted
from core.training.relational_inputs import RelationalInputs, fitted_columns, schema_of, tables_graph
from core.training.relational_predictor import RelationalPredictor, build_network, source_for
from core.training.stopping import Report, ShouldStop, Stopping, TrainingCancelledError, no_report
from models.losses import LossFunction, loss_function
from models.relational.relational_network import RelationalNetwork

_AVERAGE_DECAY = 0.98
_LEAST_STEPS = 100
_SMALLEST_BATCH, _FEWEST_STEPS = 64, 16  # few examples still give an epoch enough steps to learn by
_JUDGED = (
    10_000  # validation examples looked at after each epoch; all of them sit the practice exam at the end
)
_EVALUATION_SEEDS = 1024


def fit_relational(
    graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop
) -> Fitted:
    """Fits a network over many tables; see `core.training.fit.fit`."""
    with explaining_memory_errors():
        torch.set_num_threads(n_threads())
        train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
        learning = _Learning(graph, config, should_stop)
        module, best = learning.run(train, validation, config.epochs, report)
        predictor = learning.predictor(module)
        practice = sigmoid(predictor.logits(learning.source, validation))
        if config.refit:
            rows = np.sort(np.concatenate([train, validation]))
            module, _ = learning.run(rows, np.zeros(0, dtype=np.int64), best, no_report)
            predictor = learning.predictor(module)
        return Fitted(predictor, practice, best)


class _Learning:
    """Courses of gradient descent over seeds of one graph."""

    def __init__(self, graph: CustomerGraph, config: TrainConfig, should_stop: ShouldStop) -> None:
        tables = tables_graph(graph.seeds)
        if graph.seeds is None:
            raise ValueError("a graph without seeds was refused above")
        self.graph, self.tables, self.config, self.should_stop = graph, tables, config, should_stop
        example_columns = graph.x.shape[1] if config.columns_of_tables else 0
        self.schema = schema_of(tables, graph.seeds.node_type, config.num_layers, example_columns)
        self.source = source_for(config, tables, graph.seeds, self.schema, graph)
        self.seed_time = graph.seeds.time
        self.device = resolve(config.device)
        self.y = torch.from_numpy(graph.y.astype(np.float32))

    def predictor(self, module: RelationalNetwork) -> RelationalPredictor:
        """The predictor of a module, with what it must find again in the tables it scores."""
        encoders = {name: self.tables.encoders.get(name) for name in self.schema.node_types}
        return RelationalPredictor(self.config, self.graph.feature_names, module, encoders)

    def run(
        self, rows: IntArray, validation: IntArray, epochs: int, report: Report
    ) -> tuple[RelationalNetwork, int]:
        """The module of the best epoch (without validation: of the last one), and that epoch."""
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            torch.manual_seed(self.config.seed)
            return self._run(rows, validation, epochs, report)

    def _run(
        self, rows: IntArray, validation: IntArray, epochs: int, report: Report
    ) -> tuple[RelationalNetwork, int]:
        config = self.config
        module = self._fresh(rows).to(self.device)
        averaged = deepcopy(module).eval()
        optimizer = torch.optim.AdamW(
            module.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
        )
        share = float((self.graph.y[rows] == 1).mean())
        loss_of = loss_function(config.loss, share, config.focal_gamma)
        patience = config.patience if len(validation) else 0
        stopping = Stopping(
            patience, window=3, least=min(epochs, -(-_LEAST_STEPS // self._n_steps(len(rows))))
        )
        judged = self._judged(validation)
        best, best_epoch, step = averaged, epochs, 0
        for epoch in range(1, epochs + 1):
            losses = []
            module.train()
            for chosen, inputs in self._drawn_ahead(self._batches(rows, epoch)):
                if self.should_stop():
                    raise TrainingCancelledError
                losses.append(self._step(module, optimizer, loss_of, chosen, inputs, self._shift(share)))
                step += 1
                _average(averaged, module, step)
            event: dict[str, object] = {"epoch": epoch, "epochs": epochs, "loss": float(np.mean(losses))}
            stop = False
            if len(judged):
                val_loss, precision = self._judge(averaged, judged, loss_of)
                event |= {"val_loss": val_loss, "val_average_precision": precision}
                stop = stopping.update(precision)
                if patience and stopping.improved:
                    best, best_epoch = deepcopy(averaged), epoch
            report(event)
            if stop:
                break
        return (best, best_epoch) if patience else (averaged, epochs)

    def _fresh(self, rows: IntArray) -> RelationalNetwork:
        """A network with fresh weights, its steps laid between quantiles of what was known for learning."""
        example = None
        if self.schema.example_columns:
            example = self.graph.x[rows], self.graph.feature_columns
        until = float(self.seed_time[rows].max())
        return build_network(
            self.config, self.schema, fitted_columns(self.tables, self.schema, until, example)
        )

    def _step(
        self,
        module: RelationalNetwork,
        optimizer: torch.optim.Optimizer,
        loss_of: LossFunction,
        chosen: IntArray,
        inputs: RelationalInputs,
        shift: float,
    ) -> float:
        y = self.y[torch.from_numpy(chosen)].to(self.device)
        logits = inputs.to(self.device).logits(module)
        loss = loss_of(logits + shift, y)
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(module.parameters(), 5.0)
        optimizer.step()
        return float(loss.detach())

    def _shift(self, share: float) -> float:
        """What drawing yes and no equally often adds to the log-odds; the logits stay those of the true share.

        G. King, L. Zeng, "Logistic regression in rare events data", Political Analysis 9, 2001, section 4.1.
        """
        return -float(log_odds(share)) if self.config.sampling == "balanced" else 0.0

    def _n_steps(self, n_rows: int) -> int:
        """Steps of an epoch."""
        n = self._n_examples(n_rows)
        size = min(self.config.batch_size or n, max(_SMALLEST_BATCH, n // _FEWEST_STEPS))
        return max(1, round(n / size))

    def _n_examples(self, n_rows: int) -> int:
        return min(self.config.examples_per_epoch or n_rows, n_rows)

    def _batches(self, rows: IntArray, epoch: int) -> Iterator[IntArray]:
        """The seeds of each step, drawn anew in each epoch."""
        random = np.random.default_rng([self.config.seed, epoch])
        n = self._n_examples(len(rows))
        if self.config.sampling == "balanced":
            yes, no = rows[self.graph.y[rows] == 1], rows[self.graph.y[rows] == 0]
            drawn = np.concatenate([random.choice(yes, n // 2), random.choice(no, n - n // 2)])
            drawn = random.permutation(drawn)
        else:
            drawn = random.permutation(rows)[:n]
        yield from np.array_split(drawn, self._n_steps(len(rows)))

    def _drawn_ahead(self, batches: Iterator[IntArray]) -> Iterator[tuple[IntArray, RelationalInputs]]:
        """The inputs of each step; those of the next one are drawn by another thread while this one is learned."""
        with ThreadPoolExecutor(1) as pool:
            waiting: tuple[IntArray, Future[RelationalInputs]] | None = None
            for chosen in batches:
                following = chosen, pool.submit(self.source.batch, chosen)
                if waiting is not None:
                    yield waiting[0], waiting[1].result()
                waiting = following
            if waiting is not None:
                yield waiting[0], waiting[1].result()

    def _judged(self, validation: IntArray) -> IntArray:
        """The validation examples that are looked at after each epoch."""
        if len(validation) <= _JUDGED:
            return validation
        chosen = np.random.default_rng(self.config.seed).choice(validation, _JUDGED, replace=False)
        return validation if len(np.unique(self.graph.y[chosen])) < 2 else np.sort(chosen)

    def _judge(self, module: RelationalNetwork, rows: IntArray, loss_of: LossFunction) -> tuple[float, float]:
        """Loss and average precision."""
        from sklearn.metrics import average_precision_score

        found = []
        with torch.inference_mode():
            for start in range(0, len(rows), _EVALUATION_SEEDS):
                if self.should_stop():
                    raise TrainingCancelledError
                inputs = self.source.batch(rows[start : start + _EVALUATION_SEEDS]).to(self.device)
                found.append(inputs.logits(module).cpu())
        logits, y = torch.cat(found), self.y[torch.from_numpy(rows)]
        precision: npt.ArrayLike = average_precision_score(y.numpy(), logits.numpy())
        return float(loss_of(logits, y)), float(np.asarray(precision))


def _average(averaged: RelationalNetwork, module: RelationalNetwork, step: int) -> None:
    """Moves the averaged weights towards the current ones."""
    decay = min(_AVERAGE_DECAY, step / (step + 10))
    with torch.no_grad():
        for mean, value in zip(averaged.parameters(), module.parameters(), strict=True):
            mean.lerp_(value, 1 - decay)
