"""The descent playground: drop optimizers at a start on a landscape of two weights, and watch their paths."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class DescentPlayground(MovingFigure):
    """w_{t+1} = step(w_t, ∇L(w_t)) of each chosen optimizer on L(w₁, w₂), with L against t beside it.

    `surface` is "bowl", "ravine", "valley", "saddle", "rosenbrock", "beale" or "network" (the slice of
    `network_slice.py`); js/surfaces.js holds their formulas. `start` is w₀ and `steps` how many steps are shown;
    `playing` adds steps by itself. `view` is what the right panel shows: "loss", or "length" for that of each step.
    `optimizers` are any of "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam" and "adamw", with the steps of
    `descent.reference`. If `shared`, all use `learning_rate` η, else each its own `rate_…`. Further: `momentum` μ,
    RMSProp's `rho` ρ, Adam's `beta_1` β₁ and `beta_2` β₂ with `bias_correction` or without, and `weight_decay` λ: an L2
    penalty for all but AdamW, which decays the weights apart from the gradient. With λ > 0 the same runs without it are
    drawn as well. A reader chooses among the optimizers `offered`, and sets λ if it `decays`. If `brief`, only the
    optimizers, their one rate and the buttons are there to be set.
    """

    module = "descent_playground"
    initial: ClassVar[dict[str, Any]] = {
        "surface": "ravine",
        "start": [-4.0, 1.2],
        "steps": 60,
        "playing": False,
        "view": "loss",
        "optimizers": ["sgd", "momentum", "adam"],
        "shared": True,
        "learning_rate": 0.03,
        "rate_sgd": 0.05,
        "rate_momentum": 0.02,
        "rate_nesterov": 0.02,
        "rate_adagrad": 0.8,
        "rate_rmsprop": 0.1,
        "rate_adam": 0.3,
        "rate_adamw": 0.3,
        "momentum": 0.9,
        "rho": 0.9,
        "beta_1": 0.9,
        "beta_2": 0.999,
        "bias_correction": True,
        "weight_decay": 0.0,
        "offered": ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"],
        "decays": True,
        "brief": False,
    }
