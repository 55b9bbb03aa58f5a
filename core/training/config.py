"""How one model is fitted: a frozen record saved next to the weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from core.errors import TrainingError
from core.record import Record
from models.catalog import MODELS

Loss = Literal["bce", "weighted", "focal"]
Sampling = Literal["all", "balanced", "smote"]
DeviceChoice = Literal["auto", "cpu", "cuda"]


class TrainConfig(Record):
    """Fields that do not apply to a model are ignored by it (`ModelSpec.applies` says which apply).

    Attributes:
        model: A name in `models.catalog.MODELS`.
        seed: Seeds weights, dropout, batches and subsampling.
        epochs: Upper bound of epochs (trees: rounds); early stopping on validation average precision usually
            ends sooner.
        patience: Epochs (rounds) without improvement before stopping; 0: no early stopping.
        refit: After early stopping, fit again on train + validation for the best number of epochs.
            Calibration and cut-offs still come from the first fit's validation scores.
        batch_size: Clients in one gradient step of a network, at most; 0: all of them. Small tables are cut
            finer, so that an epoch has at least 16 steps (never fewer than 64 clients a step).
        sampling: Which examples a model learns from. "balanced": networks over many tables draw yes and no equally
            often and take the shift of the odds back; "smote": models of columns get made-up examples between
            neighbouring ones of the rarer answer, as many as the other has. Neither goes with another loss than
            "bce": the rarer answer would be lifted twice.
        num_neighbors: Linked rows heard a row and relation, the most recent ones (many tables).
        examples_per_epoch: Examples in one epoch, at most; 0: all (many tables).
        columns_of_tables: The network over many tables also gets the columns of the example itself.
        residual: False: the published network over many tables, without shortcut and normalisation.
        context_examples: Known examples that an instant answer looks at, at most.
        device: "auto" takes CUDA where it is there.
        amp: Mixed precision; has an effect on CUDA only.
        blend_of: Run ids whose scores a "blend" combines.
    """

    model: str
    seed: int = Field(0, ge=0, lt=2**31)  # what every library takes
    epochs: int = Field(60, ge=1, le=10_000)
    patience: int = Field(8, ge=0)
    refit: bool = True
    learning_rate: float = Field(0.003, gt=0)
    weight_decay: float = Field(1e-4, ge=0)
    hidden_channels: int = Field(64, ge=2, le=1024)
    num_layers: int = Field(2, ge=1, le=8)
    heads: int = Field(4, ge=1, le=16)
    dropout: float = Field(0.3, ge=0, lt=1)
    batch_size: int = Field(512, ge=0)
    loss: Loss = "bce"
    focal_gamma: float = Field(2.0, ge=0)
    sampling: Sampling = "all"
    num_neighbors: int = Field(16, ge=1, le=512)
    examples_per_epoch: int = Field(40_000, ge=0)
    columns_of_tables: bool = True
    residual: bool = True
    context_examples: int = Field(20_000, ge=40, le=50_000)
    device: DeviceChoice = "auto"
    amp: bool = True
    blend_of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _combinations(self) -> Self:
        if self.sampling != "all" and self.loss != "bce":
            raise ValueError(
                f"sampling {self.sampling!r} and the loss {self.loss!r} both lift the rarer answer; choose one of them"
            )
        if self.model in MODELS and self.sampling not in ("all", *MODELS[self.model].samplings):
            raise ValueError(f"the model {self.model!r} cannot learn with sampling {self.sampling!r}")
        return self

    @classmethod
    def for_model(cls, model: str, **changes: Any) -> TrainConfig:
        """The configuration that suits a model (`ModelSpec.defaults`), with the given changes.

        Raises:
            TrainingError: no model of that name (the message lists the known ones), or values that do not fit.
        """
        if model not in MODELS:
            raise TrainingError(f"There is no model {model!r}", expected=f"one of {', '.join(MODELS)}")
        try:
            return cls(model=model, **(MODELS[model].defaults | changes))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise TrainingError(
                "These settings do not fit together" if not where else f"The setting {where} cannot be used",
                found=first["msg"].removeprefix("Value error, "),
            ) from error

    @classmethod
    def suited(cls, model: str, wanted: Mapping[str, Any]) -> TrainConfig:
        """The configuration that suits a model, with those of the wanted changes that have an effect on it.

        Raises:
            TrainingError: see `for_model`.
        """
        heeded = {"seed", "device", *(MODELS[model].applies if model in MODELS else ())}
        if model in MODELS and wanted.get("sampling") not in MODELS[model].samplings:
            heeded.discard("sampling")
        return cls.for_model(model, **{name: value for name, value in wanted.items() if name in heeded})
