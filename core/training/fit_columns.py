"""Fitting the models that look at a client's own columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN, VALIDATION
from core.training.column_predictors import LogisticPredictor, TreePredictor, tree_inputs
from core.training.config import TrainConfig
from core.training.device import n_threads
from core.training.fitted import Fitted
from core.training.instant_predictor import one_blas_thread
from core.training.own_inputs import own_inputs
from core.training.predictor import Scores
from core.training.resampling import learned_from
from core.training.stopping import Report, ShouldStop, Stopping, TrainingCancelledError
from core.training.tree_forms import trees_of
from models.catalog import MODELS

Array = npt.NDArray[Any]
_STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
_LEAST_ROUNDS = (
    100  # early stopping never goes back before: after a drift the first round can look best by chance
)


def fit_logistic(
    graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop
) -> Fitted:
    """Logistic regression with an L2 penalty; its strength is the one with the best validation log-loss."""
    from sklearn.metrics import average_precision_score, log_loss

    train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
    x = graph.x.astype(np.float64)

    def predictor_of(course: _Logistic, strength: float) -> LogisticPredictor:
        weights, intercept = course.weights(strength)
        return LogisticPredictor(config, graph.feature_names, weights, intercept)

    y_val = graph.y[validation]
    x_val, x_train = x[validation], x[train]
    course = _Logistic(config, x_train, graph.y[train])
    best: tuple[float, int, LogisticPredictor, Scores] | None = None
    for epoch, strength in enumerate(_STRENGTHS, start=1):
        if should_stop():
            raise TrainingCancelledError
        predictor = predictor_of(course, strength)
        scores = predictor.scores(x_val)
        loss = float(log_loss(y_val, scores))
        report(
            {
                "epoch": epoch,
                "epochs": len(_STRENGTHS),
                "loss": float(log_loss(graph.y[train], predictor.scores(x_train))),
                "val_loss": loss,
                "val_average_precision": float(average_precision_score(y_val, scores)),
            }
        )
        if best is None or loss < best[0]:
            best = loss, epoch, predictor, scores
    if best is None:
        raise TrainingCancelledError
    _, best_epoch, predictor, practice = best
    if config.refit:
        rows = np.sort(np.concatenate([train, validation]))
        predictor = predictor_of(_Logistic(config, x[rows], graph.y[rows]), _STRENGTHS[best_epoch - 1])
    return Fitted(predictor, practice, best_epoch)


class _Logistic:
    """Weights for one strength after the other, each found from the last by Newton's method.

    Few, large products: one BLAS thread, as threads that wait for each other on a busy machine took minutes for
    what is done in seconds.
    """

    def __init__(self, config: TrainConfig, x: Array, y: Array) -> None:
        from sklearn.linear_model import LogisticRegression

        self._x, self._y = learned_from(config, x, y)
        self._model = LogisticRegression(
            class_weight="balanced" if config.loss == "weighted" else None,
            solver="newton-cholesky",
            warm_start=True,
            tol=1e-7,
        )

    def weights(self, strength: float) -> tuple[Array, float]:
        """(F,) weights and the intercept."""
        with one_blas_thread():
            model = self._model.set_params(C=strength).fit(self._x, self._y)
        return model.coef_[0].copy(), float(model.intercept_[0])


def fit_trees(graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop) -> Fitted:
    """LightGBM or XGBoost, stopped early on the smoothed validation average precision."""
    spec = MODELS[config.model]
    used = own_inputs(graph) if spec.columns == "own" else None
    x = tree_inputs(config.model, graph, used)
    train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
    library = spec.library or "lightgbm"
    boost = _boost_xgboost if library == "xgboost" else _boost_lightgbm
    least = min(_LEAST_ROUNDS, config.epochs)
    stopping = Stopping(config.patience, window=15, least=least)
    watch = _Watch(stopping, config.epochs, report, should_stop)
    practice_rows = (x[validation], graph.y[validation])
    content = boost(config, learned_from(config, x[train], graph.y[train]), practice_rows, watch)
    best = watch.stopping.best_epoch if config.patience else config.epochs
    predictor = TreePredictor(config, graph.feature_names, trees_of(library, content), used)
    practice = predictor.predict(graph)[validation]
    if config.refit:
        rows = np.sort(np.concatenate([train, validation]))
        refit = config.model_copy(update={"epochs": best})
        watch = _Watch(Stopping(0), best, lambda event: None, should_stop)
        content = boost(refit, learned_from(config, x[rows], graph.y[rows]), None, watch)
        predictor = TreePredictor(config, graph.feature_names, trees_of(library, content), used)
    return Fitted(predictor, practice, best)


class _Watch:
    """What happens after each boosting round: report, stop early, obey a cancel."""

    def __init__(self, stopping: Stopping, rounds: int, report: Report, should_stop: ShouldStop) -> None:
        self.stopping, self.rounds, self.report, self.should_stop = stopping, rounds, report, should_stop

    def after_round(self, epoch: int, loss: float, val_loss: float, average_precision: float) -> bool:
        """True when boosting should end."""
        if self.should_stop():
            raise TrainingCancelledError
        stop = self.stopping.update(average_precision)
        if stop or epoch % 10 == 0 or epoch == 1:
            self.report(
                {
                    "epoch": epoch,
                    "epochs": self.rounds,
                    "loss": loss,
                    "val_loss": val_loss,
                    "val_average_precision": average_precision,
                }
            )
        return stop


def _boost_lightgbm(
    config: TrainConfig, train: tuple[Array, Array], validation: tuple[Array, Array] | None, watch: _Watch
) -> bytes:
    import lightgbm

    x, y = train
    params: dict[str, Any] = {
        "objective": "binary",
        "metric": ["binary_logloss", "average_precision"],
        "learning_rate": config.learning_rate,
        "num_leaves": 15,
        "min_data_in_leaf": 30,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "seed": config.seed,
        "num_threads": n_threads(),
        "deterministic": True,
        "force_row_wise": True,
        "is_unbalance": config.loss == "weighted",
        "verbosity": -1,
    }

    def callback(env: Any) -> None:
        if not env.evaluation_result_list:
            watch.after_round(env.iteration + 1, 0.0, 0.0, 0.0)
            return
        values = {(item[0], item[1]): item[2] for item in env.evaluation_result_list}
        stop = watch.after_round(
            env.iteration + 1,
            values["train", "binary_logloss"],
            values["validation", "binary_logloss"],
            values["validation", "average_precision"],
        )
        if stop:
            raise lightgbm.callback.EarlyStopException(
                watch.stopping.best_epoch - 1, env.evaluation_result_list
            )

    data = lightgbm.Dataset(x, label=y, params={"verbosity": -1})
    valid_sets, valid_names = [], []
    if validation is not None:
        valid_sets = [data, lightgbm.Dataset(validation[0], label=validation[1], reference=data)]
        valid_names = ["train", "validation"]
    booster = lightgbm.train(
        params, data, config.epochs, valid_sets=valid_sets, valid_names=valid_names, callbacks=[callback]
    )
    best = (
        watch.stopping.best_epoch
        if validation is not None and config.patience
        else booster.current_iteration()
    )
    return str(booster.model_to_string(num_iteration=best)).encode()


def _boost_xgboost(
    config: TrainConfig, train: tuple[Array, Array], validation: tuple[Array, Array] | None, watch: _Watch
) -> bytes:
    import xgboost

    x, y = train
    params: dict[str, Any] = {
        "objective": "binary:logistic",
        "eval_metric": ["logloss", "aucpr"],
        "learning_rate": config.learning_rate,
        "max_depth": 4,
        "min_child_weight": 5,
        "subsample": 0.8,
        "colsample_bytree": 0.5,
        "reg_lambda": 5.0,
        "seed": config.seed,
        "nthread": n_threads(),
        "tree_method": "hist",
        "scale_pos_weight": float((y == 0).sum() / max(1, (y == 1).sum()))
        if config.loss == "weighted"
        else 1.0,
    }

    class Callback(xgboost.callback.TrainingCallback):
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            if "validation" not in evals_log:
                return watch.after_round(epoch + 1, 0.0, 0.0, 0.0)
            return watch.after_round(
                epoch + 1,
                evals_log["train"]["logloss"][-1],
                evals_log["validation"]["logloss"][-1],
                evals_log["validation"]["aucpr"][-1],
            )

    data = xgboost.DMatrix(x, label=y)
    evals = []
    if validation is not None:
        evals = [(data, "train"), (xgboost.DMatrix(validation[0], label=validation[1]), "validation")]
    booster = xgboost.train(
        params, data, config.epochs, evals=evals, callbacks=[Callback()], verbose_eval=False
    )
    best = (
        watch.stopping.best_epoch
        if validation is not None and config.patience
        else booster.num_boosted_rounds()
    )
    return bytes(booster[:best].save_raw("ubj"))
