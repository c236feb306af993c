"""The shared training: the loop takes the step that was derived by hand, and early stopping keeps the best weights."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from scipy import stats

from descent import reference
from descent.training import (
    fit_tf,
    fit_torch,
    keep_going,
    paired_interval,
    shuffled_tf,
    shuffled_torch,
    stop_early_tf,
    stop_early_torch,
    turn_tf,
)

X, Y = np.array([[1.0], [2.0], [4.0]], np.float32), np.array([[1.0], [0.0], [3.0]], np.float32)
MSE = keras.losses.MeanSquaredError()


class Line:
    """A line through 0 in one framework, of slope 1, and its optimizer."""

    def __init__(self, framework: str, rate: float, momentum: float = 0.0) -> None:
        self.torch = framework == "torch"
        if self.torch:
            self.model = torch.nn.Linear(1, 1, bias=False)
            torch.nn.init.ones_(self.model.weight)
            self.optimizer = torch.optim.SGD(self.model.parameters(), lr=rate, momentum=momentum)
            self.x, self.y, self.loss = torch.tensor(X), torch.tensor(Y), torch.nn.MSELoss()
        else:
            dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
            self.model = keras.Sequential([keras.Input((1,)), dense])
            self.optimizer = keras.optimizers.SGD(rate, momentum=momentum)
            self.x, self.y, self.loss = X, Y, MSE

    @property
    def slope(self) -> float:
        return self.model.weight.item() if self.torch else self.model.get_weights()[0].item()

    def fit(self, batches: list) -> list[float]:
        return (fit_torch if self.torch else fit_tf)(self.model, self.optimizer, self.loss, self.x, self.y, batches)

    def stop_early(self, **options) -> list[float]:
        stop = stop_early_torch if self.torch else stop_early_tf
        data = {"train": (self.x, self.y), "validation": (self.x, self.y), "loss": self.loss}
        return stop(self.model, self.optimizer, **data, batches=lambda: [slice(None)], **options)


def by_hand(rate: float, batches: list, momentum: float = 0.0) -> tuple[float, list[float]]:
    """The slope and the losses, by the reference's gradient and the chain rule."""
    w, velocity, losses = 1.0, 0.0, []
    for rows in batches:
        x, y = X[rows].astype(float), Y[rows].astype(float)
        losses.append(float(reference.mean_squared_error(y, w * x)))
        velocity = momentum * velocity + float(np.sum(reference.mean_squared_error_gradient(y, w * x) * x))
        w -= rate * velocity
    return w, losses


both = pytest.mark.parametrize("framework", ["torch", "tf"])


@both
def test_a_turn_for_each_batch_in_order_is_what_the_chain_rule_gives(framework: str) -> None:
    line, batches = Line(framework, rate=0.05), [[0, 1], [2], slice(None), np.array([2, 0])]
    losses = line.fit(batches)
    w, expected = by_hand(0.05, batches)
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    np.testing.assert_allclose(line.slope, w, rtol=1e-5)


@both
def test_no_batch_is_no_turn(framework: str) -> None:
    line = Line(framework, rate=0.05)
    assert line.fit([]) == [] and line.slope == 1


@both
def test_early_stopping_waits_as_long_as_asked_and_puts_the_best_weights_back(framework: str) -> None:
    """Momentum swings through the minimum: the loss falls, then rises for longer than the patience."""
    line, turns = Line(framework, rate=0.01, momentum=0.9), [slice(None)] * 40
    losses = line.stop_early(epochs=40, patience=3)
    validation = by_hand(0.01, turns, momentum=0.9)[1][1:]  # the loss before the next step is the one after this
    best = int(np.argmin(validation[: len(losses)]))
    np.testing.assert_allclose(losses, validation[: len(losses)], rtol=1e-4)
    assert len(losses) == best + 1 + 3 < 40
    np.testing.assert_allclose(line.slope, by_hand(0.01, turns[: best + 1], momentum=0.9)[0], rtol=1e-4)


@both
@pytest.mark.parametrize("rate", [1e30, float("nan")])
def test_a_run_that_never_has_a_finite_loss_gets_its_start_back(framework: str, rate: float) -> None:
    line = Line(framework, rate)
    losses = line.stop_early(epochs=20, patience=2)
    assert not np.isfinite(losses).any() and len(losses) < 20 and line.slope == 1


def test_early_stopping_trains_and_measures_in_the_right_mode() -> None:
    modes = []
    model = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Dropout(0.5))
    model.register_forward_hook(lambda *_: modes.append(model.training))
    options = {"loss": torch.nn.MSELoss(), "batches": lambda: [slice(None)], "epochs": 2, "patience": 2}
    data = torch.tensor(X), torch.tensor(Y)
    stop_early_torch(model, torch.optim.SGD(model.parameters(), lr=0.01), train=data, validation=data, **options)
    assert modes == [True, False, True, False]


def test_early_stopping_in_keras_drops_units_in_training_only() -> None:
    modes = []

    class Watched(keras.layers.Layer):
        def call(self, x, training=None):
            modes.append(training)
            return x

    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1), Watched()])
    modes.clear()  # building calls it too
    options = {"loss": MSE, "batches": lambda: [slice(None)], "epochs": 2, "patience": 2}
    stop_early_tf(model, keras.optimizers.SGD(0.01), train=(X, Y), validation=(X, Y), **options)
    assert modes == [True, False, False]  # the training's turn is traced once


def test_a_turn_is_traced_once_for_each_model_optimizer_and_loss() -> None:
    traced = []

    def loss(y, predicted):
        traced.append(predicted.shape)  # Python, so at trace time only
        return tf.reduce_mean((predicted - y) ** 2)

    first, second = Line("tf", rate=0.01), Line("tf", rate=0.01)
    for line in (first, second, first):
        fit_tf(line.model, line.optimizer, loss, X, Y, [slice(None)] * 3)
    assert len(traced) == 2


def test_the_compiled_turn_is_the_one_that_is_shown() -> None:
    plain, graph = Line("tf", rate=0.05), Line("tf", rate=0.05)
    values = [float(turn_tf.__wrapped__(plain.model, plain.optimizer, MSE, X, Y)) for _ in range(3)]
    np.testing.assert_allclose(graph.fit([slice(None)] * 3), values, rtol=1e-6)


@pytest.mark.parametrize("shuffled", [shuffled_torch, shuffled_tf])
def test_an_epoch_holds_each_row_once_in_an_order_that_is_new_each_time_and_follows_the_seed(shuffled) -> None:
    def two_epochs(seed: int) -> list[list[int]]:
        torch.manual_seed(seed)
        keras.utils.set_random_seed(seed)
        draw = shuffled(10, 4)
        epochs = [[np.asarray(rows) for rows in draw()] for _ in range(2)]
        assert all([len(rows) for rows in epoch] == [4, 4, 2] for epoch in epochs)
        return [np.concatenate(epoch).tolist() for epoch in epochs]

    first, second = two_epochs(seed=1)
    assert sorted(first) == sorted(second) == list(range(10)) and first != second
    assert two_epochs(seed=1) == [first, second] != two_epochs(seed=2)


@pytest.mark.parametrize(
    ("losses", "going"),
    [([], True), ([3.0], True), ([3, 2, 1], True), ([1, 2], True), ([1, 2, 3], False), ([2, 1, 3, 1], False)],
)
def test_going_on_ends_where_the_lowest_loss_is_patience_epochs_ago(losses: list[float], going: bool) -> None:
    assert keep_going(losses, epochs=10, patience=2) is going


def test_going_on_ends_after_the_last_epoch() -> None:
    assert keep_going([3, 2], epochs=3, patience=9) and not keep_going([3, 2, 1], epochs=3, patience=9)


def test_a_paired_interval_is_that_of_a_t_test_on_the_differences() -> None:
    one, other = [2.0, 4.0, 7.0, 3.0], [1.0, 4.5, 5.0, 1.0]
    mean, half = paired_interval(one, other)
    low, high = stats.ttest_rel(one, other).confidence_interval(0.95)
    np.testing.assert_allclose([mean - half, mean + half], [low, high])


def test_an_interval_of_a_single_pair_has_no_width() -> None:
    with np.errstate(all="ignore"), pytest.warns(Warning):
        assert np.isnan(paired_interval([1.0], [0.0])[1])
