"""The MiniCNN in both frameworks, with its loss and optimizer, for the stored runs: NumPy in, NumPy out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Setting:
    """What one run is asked to do.

    name: "ten digits", "even or odd", or "fine-tuning" (the digits 5 to 9 from few examples); start: "scratch",
    "pretrained" (on the digits 0 to 4), or "frozen", the same with only the last layer trained.
    """

    name: str
    framework: str
    optimizer: str
    rate: float
    seed: int
    weight_decay: float = 0.0
    start: str = "scratch"


class Net(Protocol):
    """A MiniCNN of one framework with its loss and optimizer, seen from outside: NumPy in, NumPy out."""

    def step(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float: ...
    def loss(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float: ...
    def logits(self, images: NDArray[np.float32]) -> NDArray[np.float32]: ...
    def weights(self) -> list[NDArray[np.float32]]: ...
    def restore(self, weights: list[NDArray[np.float32]]) -> None: ...


class TorchNet:
    """The MiniCNN in PyTorch: (N, 8, 8) images become (N, 1, 8, 8)."""

    def __init__(self, setting: Setting, outputs: int) -> None:
        import torch
        from torch import nn

        torch.manual_seed(setting.seed)
        features = nn.Sequential(
            *(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        )
        self.model = nn.Sequential(features, nn.Flatten(), nn.Linear(256, outputs))
        features.requires_grad_(setting.start != "frozen")
        trained = [weight for weight in self.model.parameters() if weight.requires_grad]
        decay = setting.weight_decay
        self.optimizer: Any = (
            torch.optim.Adam(trained, setting.rate, weight_decay=decay)
            if setting.optimizer == "adam"
            else torch.optim.SGD(trained, setting.rate, momentum=0.9, weight_decay=decay)
        )
        self.loss_of = nn.BCEWithLogitsLoss() if outputs == 1 else nn.CrossEntropyLoss()

    def _value(self, images: NDArray[np.float32], labels: NDArray[Any]) -> Any:
        import torch

        return self.loss_of(self.model(torch.from_numpy(images[:, None])), torch.from_numpy(labels))

    def step(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float:
        self.optimizer.zero_grad()
        value = self._value(images, labels)
        value.backward()
        self.optimizer.step()
        return value.item()

    def loss(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float:
        return self._value(images, labels).item()

    def logits(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        import torch

        return self.model(torch.from_numpy(images[:, None])).detach().numpy()

    def weights(self) -> list[NDArray[np.float32]]:
        return [weight.detach().numpy().copy() for weight in self.model.parameters()]

    def restore(self, weights: list[NDArray[np.float32]]) -> None:
        import torch

        for weight, kept in zip(self.model.parameters(), weights, strict=True):
            weight.data = torch.from_numpy(kept.copy())


class TensorFlowNet:
    """The MiniCNN in TensorFlow: (N, 8, 8) images become (N, 8, 8, 1)."""

    def __init__(self, setting: Setting, outputs: int) -> None:
        import keras
        import tensorflow as tf

        keras.utils.set_random_seed(setting.seed)
        layers = keras.layers
        features = keras.Sequential(
            [
                *(layers.Conv2D(32, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)),
                *(layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPooling2D(2)),
            ]
        )
        features.trainable = setting.start != "frozen"
        self.model = keras.Sequential([keras.Input((8, 8, 1)), features, layers.Flatten(), layers.Dense(outputs)])
        adam = setting.optimizer == "adam"
        optimizer: Any = keras.optimizers.Adam(setting.rate) if adam else keras.optimizers.SGD(setting.rate, 0.9)
        optimizer.build(self.model.trainable_variables)
        of_kind = keras.losses.BinaryCrossentropy if outputs == 1 else keras.losses.SparseCategoricalCrossentropy
        loss_of = of_kind(from_logits=True)

        @tf.function(reduce_retracing=True)
        def step(images: Any, labels: Any) -> Any:
            trained = self.model.trainable_variables
            with tf.GradientTape() as tape:
                value = loss_of(labels, self.model(images))
                penalty = tf.add_n([tf.nn.l2_loss(weight) for weight in trained])  # half the sum of squares
                objective = value + setting.weight_decay * penalty
            optimizer.apply(tape.gradient(objective, trained))
            return value

        self._step, self._logits = step, tf.function(self.model, reduce_retracing=True)
        self._loss = tf.function(lambda images, labels: loss_of(labels, self.model(images)), reduce_retracing=True)

    def step(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float:
        return float(self._step(images[..., None], labels))

    def loss(self, images: NDArray[np.float32], labels: NDArray[Any]) -> float:
        return float(self._loss(images[..., None], labels))

    def logits(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._logits(images[..., None]).numpy()

    def weights(self) -> list[NDArray[np.float32]]:
        return self.model.get_weights()

    def restore(self, weights: list[NDArray[np.float32]]) -> None:
        self.model.set_weights(weights)


NETS: dict[str, type[TorchNet] | type[TensorFlowNet]] = {"torch": TorchNet, "tf": TensorFlowNet}
