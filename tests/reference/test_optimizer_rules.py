"""What the update rules promise, whatever the frameworks do: how they contain each other, and where they break."""

import numpy as np
import pytest
from optimizer_runs import STARTS, slope

from descent.reference import (
    VALUES,
    Rows,
    adam_init,
    adam_step,
    adamw_step,
    descend,
    lbfgs_init,
    lbfgs_step,
    momentum_init,
    momentum_step,
    orthogonalized,
    rmsprop_init,
    rmsprop_step,
    sgd_init,
    sgd_step,
    sparse_adam_step,
    weight_decayed,
)


def path(init, step, steps=60, gradient=slope, start=STARTS, **options):
    return descend(init, step, start, gradient, steps, **options)[0]


def sgd(**options):
    return path(sgd_init, sgd_step, **{"learning_rate": 0.05, **options})


def momentum(**options):
    return path(momentum_init, momentum_step, **{"learning_rate": 0.05, "momentum": 0.9, **options})


def adam(**options):
    return path(adam_init, adam_step, **{"learning_rate": 0.05, "epsilon": 1e-3, **options})


def assert_near(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("nesterov", [False, True])
def test_both_forms_of_the_velocity_take_the_same_path_while_the_rate_stays(nesterov):
    assert_near(momentum(nesterov=nesterov), momentum(nesterov=nesterov, rate_inside=True))


@pytest.mark.parametrize("options", [{}, {"nesterov": True}, {"rate_inside": True}])
def test_without_momentum_the_velocity_is_the_gradient_and_the_path_that_of_sgd(options):
    assert_near(momentum(momentum=0.0, **options), sgd())


def test_nesterovs_step_is_one_of_momentum_from_a_point_looked_ahead():
    # The textbook's form asks for the gradient at w + βv; the frameworks' walks along those points instead.
    rate, beta, w, v, ahead = 0.01, 0.9, STARTS.copy(), np.zeros_like(STARTS), [STARTS]
    for t in range(30):
        v = beta * v - rate * slope(w + beta * v, t)
        w = w + v
        ahead.append(w + beta * v)
    assert_near(momentum(learning_rate=rate, nesterov=True, steps=30), ahead)


def test_dampening_by_the_momentum_makes_the_velocity_a_mean():
    _, state = descend(
        momentum_init, momentum_step, [0.0], lambda w, t: [3.0], 50, learning_rate=0.1, momentum=0.9, dampening=0.9
    )
    assert state.velocity == pytest.approx(3.0)


def test_l2_and_decoupled_decay_are_the_same_for_sgd_and_not_for_momentum_or_adam():
    assert_near(sgd(weight_decay=0.1), sgd(weight_decay=0.1, decoupled=True))
    for run in (momentum, adam):
        assert np.max(np.abs(run(weight_decay=0.1) - run(weight_decay=0.1, decoupled=True))) > 0.01


def test_decay_of_0_changes_nothing():
    for decoupled in (False, True):
        weights, gradient = weight_decayed(STARTS, slope(STARTS, 0), 0.1, 0.0, decoupled)
        np.testing.assert_array_equal(weights, STARTS)
        np.testing.assert_array_equal(gradient, slope(STARTS, 0))


def test_adamw_is_adam_with_its_decay_decoupled():
    adamw = path(adam_init, adamw_step, learning_rate=0.05, epsilon=1e-3, weight_decay=0.1)
    np.testing.assert_array_equal(adamw, adam(weight_decay=0.1, decoupled=True))


def test_decoupled_decay_shrinks_all_weights_at_one_rate_and_adams_l2_does_not():
    weights, slopes = np.array([1.0, 1.0]), np.array([1e-3, 10.0])
    options = {"learning_rate": 0.1, "epsilon": 1e-8}
    plain, _ = adam_step(weights, slopes, adam_init(weights), **options)
    adamw, _ = adamw_step(weights, slopes, adam_init(weights), weight_decay=0.5, **options)
    l2, _ = adam_step(weights, slopes, adam_init(weights), weight_decay=0.5, **options)
    assert_near(plain - adamw, 0.1 * 0.5 * weights)
    assert np.all(np.abs(plain - l2) < 1e-5)  # a first step of Adam has the rate's length, whatever it is made of


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_adam_and_rmsprop_do_not_feel_the_size_of_the_gradient_but_through_epsilon(scale):
    def scaled(w, t):
        return scale * slope(w, t)

    few = {"steps": 10, "epsilon": 0.0, "start": STARTS + 0.1}
    assert_near(adam(**few), adam(gradient=scaled, **few))
    rmsprop = {"init": rmsprop_init, "step": rmsprop_step, "learning_rate": 0.05, "rho": 0.9, **few}
    assert_near(path(**rmsprop), path(**rmsprop, gradient=scaled))
    assert np.max(np.abs(adam(steps=10) - adam(steps=10, gradient=scaled))) > 1e-3


def test_without_its_bias_correction_adam_at_a_corrected_rate_takes_keras_path():
    state, bare, w, v = adam_init(STARTS), adam_init(STARTS), STARTS, STARTS
    for t in range(30):
        w, state = adam_step(w, slope(w, t), state, learning_rate=0.05, epsilon=1e-3, epsilon_hat=True)
        rate = 0.05 * np.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1))
        v, bare = adam_step(v, slope(v, t), bare, learning_rate=rate, epsilon=1e-3, bias_correction=False)
        assert_near(w, v)


def test_amsgrads_rate_never_grows():
    steps = adam(amsgrad=True, beta_1=0.0, gradient=lambda w, t: np.full_like(w, 10.0 if t < 2 else 0.1))
    plain = adam(beta_1=0.0, gradient=lambda w, t: np.full_like(w, 10.0 if t < 2 else 0.1))
    assert np.all(np.diff(np.abs(np.diff(steps, axis=0)[3:]), axis=0) >= -1e-12)
    assert np.all(np.abs(np.diff(steps, axis=0)) <= np.abs(np.diff(plain, axis=0)) + 1e-12)


@pytest.mark.parametrize("curvature", [0.5, 1.0, 10.0])
def test_gradient_descent_on_a_parabola_converges_below_2_over_its_curvature_and_diverges_above(curvature):
    def ends(rate):
        return abs(sgd(learning_rate=rate, start=[1.0], gradient=lambda w, t: curvature * w, steps=200)[-1, 0])

    threshold = 2 / curvature
    assert ends(0.99 * threshold) < 0.05 < 1 < 20 < ends(1.01 * threshold)
    assert ends(threshold) == pytest.approx(1.0)
    assert curvature != 10 or threshold == VALUES["divergence_threshold_ravine"].value


def test_descend_gives_every_weight_on_the_way_and_refuses_options_that_nobody_takes():
    assert sgd(steps=0).shape == (1, *STARTS.shape)
    np.testing.assert_array_equal(sgd(steps=3)[0], STARTS)
    with pytest.raises(TypeError, match="momentum"):
        sgd(momentum=0.9)


def test_where_all_rows_are_touched_sparse_adam_is_adam_with_epsilon_hat():
    weights, slopes = np.arange(6.0).reshape(3, 2), np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.1]])
    sparse = dense = adam_init(weights)
    one = other = weights
    for _ in range(5):
        one, sparse = sparse_adam_step(one, Rows([2, 0, 1], slopes[[2, 0, 1]]), sparse, epsilon=0.01)
        other, dense = adam_step(other, slopes, dense, epsilon=0.01, epsilon_hat=True)
    assert_near(one, other)


@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (2, 6)])
def test_an_orthogonalized_matrix_keeps_its_directions_and_stretches_all_of_them_alike(shape):
    u, _, v = np.linalg.svd(np.random.default_rng(0).normal(size=shape), full_matrices=False)
    matrix = u @ np.diag(np.linspace(1, 4, min(shape))) @ v
    result = u.T @ orthogonalized(matrix, iterations=5, epsilon=1e-7) @ v.T
    assert_near(result, np.diag(np.diag(result)))
    assert np.all((np.diag(result) > 0.6) & (np.diag(result) < 1.25))


def test_lbfgs_reads_the_curvature_and_takes_newtons_step_where_one_direction_is_left():
    def parabola(w):
        return 5 * float(w[0]) ** 2, 10 * w

    path, state = descend(lbfgs_init, lbfgs_step, [3.0], lambda w, t: parabola, 2, iterations=1)
    assert_near(path[1], [2.0])  # the first step is one learning rate long
    assert_near(path[2], [0.0])
    assert_near(state.changes / state.moves, [[10.0]])
