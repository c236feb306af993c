"""The table of optimizers. One row buys the suite of tests/reference: paths of 100 steps against PyTorch and Keras in
both dtypes, the state at their end, each class's own defaults, bad input, docstrings.

To add an optimizer: write its `_init` and `_step`, export both from `descent.reference`, add a row. One whose weights
aren't independent numbers with a gradient for each names its domain: a matrix, rows of a table, a closure.
"""

from dataclasses import replace
from types import MappingProxyType

from descent.reference.optimizers import adadelta, adagrad, adam, lbfgs, momentum, muon, rmsprop, sgd, sparse_adam
from descent.reference.optimizers.domain import CLOSURE, MATRIX, TABLE
from descent.reference.optimizers.row import TOLERANCE, Optimizer, Rule

# Keras's weight decay is decoupled in every class; PyTorch's is a term of the gradient in every class but AdamW.
_DECOUPLED = MappingProxyType({"decoupled": True})
# Keras keeps these in float32 whatever the weights are (OPTIMIZER_DIFFERENCES, "float32 constants"), ...
_ROUNDED = ("learning_rate", "weight_decay")
# ... and Adam's betas in its bias correction, but not in its means: their defaults are met to 7e-7 only, not to 1e-15.
_ADAM_BY_DEFAULT = 2e-6
_DECAY = MappingProxyType({"weight_decay": 0.125})
_STEP = MappingProxyType({"learning_rate": 2**-4})

_ADAM_TORCH = (
    "(params, lr=learning_rate, betas=(beta_1, beta_2), eps=epsilon, amsgrad=amsgrad, weight_decay=weight_decay)"
)
_ADAM_KERAS = (
    "(learning_rate=learning_rate, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon, amsgrad=amsgrad, "
    "weight_decay=weight_decay)"
)
_ADAM_SLOTS_TORCH = {"step": "step", "mean": "exp_avg", "square": "exp_avg_sq", "largest": "max_exp_avg_sq"}
_ADAM_SLOTS_KERAS = {"step": "iteration", "mean": "momentum", "square": "velocity", "largest": "velocity_hat"}
# The epsilons are large, so that their place shows, and so that no path is chaotic: where a small one divides a small
# gradient, the rule's steps stay long, and a rounding error grows by itself.
_ADAM_TRIAL = MappingProxyType({"learning_rate": 2**-6, "beta_1": 0.875, "beta_2": 1 - 2**-7, "epsilon": 2**-4})

_MOMENTUM = Optimizer(
    init=momentum.momentum_init,
    step=momentum.momentum_step,
    torch=Rule(
        "torch.optim.SGD(params, lr=learning_rate, momentum=momentum, dampening=dampening, nesterov=nesterov, "
        "weight_decay=weight_decay)",
        slots={"velocity": "momentum_buffer"},
    ),
    keras=Rule(
        "keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum, nesterov=nesterov, "
        "weight_decay=weight_decay)",
        form={"rate_inside": True, **_DECOUPLED},
        slots={"step": "iteration", "velocity": "momentum"},
        rounded=(*_ROUNDED, "momentum"),
    ),
    trial=MappingProxyType({**_STEP, "momentum": 0.875}),
)

_MUON = Optimizer(
    init=muon.muon_init,
    step=muon.muon_step,
    torch=Rule(
        "torch.optim.Muon(params, lr=learning_rate, momentum=momentum, nesterov=nesterov, ns_steps=iterations, "
        "eps=epsilon, adjust_lr_fn='match_rms_adamw' if adjustment == 'rms' else 'original', "
        "weight_decay=weight_decay)",
        slots={"momentum": "momentum_buffer"},
        tolerance=MappingProxyType({"float64": 3e-3, "float32": 3e-3}),
        because="it makes the step orthogonal in bfloat16, whatever the weights are",
        default_form={"adjustment": "rows"},
        default_tolerance=5e-4,
    ),
    keras=Rule(
        "keras.optimizers.Muon(learning_rate=learning_rate, momentum=momentum, nesterov=nesterov, "
        "ns_steps=iterations, rms_rate=0.2 if adjustment == 'rms' else None, weight_decay=weight_decay)",
        form={"summed": True, "epsilon_added": True},
        slots={"momentum": "momentum"},
        rounded=_ROUNDED,
        tolerance=MappingProxyType({"float32": TOLERANCE["float32"]}),
        because="with rms_rate it multiplies by a root in float32, and refuses other weights",
        default_form={"adjustment": "rms"},
        default_tolerance=TOLERANCE["float32"],
    ),
    trial=MappingProxyType({"learning_rate": 2**-6, "momentum": 0.875, "adjustment": "rms", **_DECAY}),
    domain=MATRIX,
)

OPTIMIZERS: tuple[Optimizer, ...] = (
    *Optimizer(
        init=sgd.sgd_init,
        step=sgd.sgd_step,
        torch=Rule("torch.optim.SGD(params, lr=learning_rate, weight_decay=weight_decay)"),
        keras=Rule(
            "keras.optimizers.SGD(learning_rate=learning_rate, weight_decay=weight_decay)",
            form=_DECOUPLED,
            rounded=_ROUNDED,
        ),
        trial=_STEP,
    ).also(_DECAY),
    *_MOMENTUM.also({"nesterov": True}, _DECAY, {"nesterov": True, **_DECAY}),
    replace(
        _MOMENTUM,
        options=MappingProxyType({"dampening": 0.5}),
        keras=None,
        note="Keras's SGD has no dampening; a smaller learning rate does nearly the same.",
    ),
    *Optimizer(
        init=adagrad.adagrad_init,
        step=adagrad.adagrad_step,
        torch=Rule(
            "torch.optim.Adagrad(params, lr=learning_rate, initial_accumulator_value=initial_accumulator, "
            "eps=epsilon, weight_decay=weight_decay)",
            slots={"total": "sum"},
        ),
        keras=Rule(
            "keras.optimizers.Adagrad(learning_rate=learning_rate, initial_accumulator_value=initial_accumulator, "
            "epsilon=epsilon, weight_decay=weight_decay)",
            form={"epsilon_inside": True, **_DECOUPLED},
            slots={"total": "accumulator"},
            rounded=(*_ROUNDED, "initial_accumulator"),
        ),
        trial=MappingProxyType({**_STEP, "initial_accumulator": 0.25, "epsilon": 2**-4}),
    ).also(_DECAY),
    *Optimizer(
        init=rmsprop.rmsprop_init,
        step=rmsprop.rmsprop_step,
        torch=Rule(
            "torch.optim.RMSprop(params, lr=learning_rate, alpha=rho, eps=epsilon, momentum=momentum, "
            "centered=centered, weight_decay=weight_decay)",
            slots={"square": "square_avg", "mean": "grad_avg", "velocity": "momentum_buffer"},
        ),
        keras=Rule(
            "keras.optimizers.RMSprop(learning_rate=learning_rate, rho=rho, epsilon=epsilon, momentum=momentum, "
            "centered=centered, weight_decay=weight_decay)",
            form={"epsilon_inside": True, "rate_inside": True, **_DECOUPLED},
            slots={"square": "velocity", "mean": "average_gradient", "velocity": "momentum"},
            rounded=_ROUNDED,
        ),
        trial=MappingProxyType({"learning_rate": 2**-6, "rho": 0.875, "epsilon": 0.25}),
    ).also({"momentum": 0.5}, {"centered": True}, {"momentum": 0.5, "centered": True}, _DECAY),
    *Optimizer(
        init=adadelta.adadelta_init,
        step=adadelta.adadelta_step,
        torch=Rule(
            "torch.optim.Adadelta(params, lr=learning_rate, rho=rho, eps=epsilon, weight_decay=weight_decay)",
            slots={"square": "square_avg", "moved": "acc_delta"},
        ),
        keras=Rule(
            "keras.optimizers.Adadelta(learning_rate=learning_rate, rho=rho, epsilon=epsilon, "
            "weight_decay=weight_decay)",
            form=_DECOUPLED,
            slots={"square": "accumulated_grad", "moved": "accumulated_delta_var"},
            rounded=_ROUNDED,
        ),
        trial=MappingProxyType({"learning_rate": 2**-4, "rho": 0.875, "epsilon": 2**-4}),
    ).also(_DECAY),
    *Optimizer(
        init=adam.adam_init,
        step=adam.adam_step,
        torch=Rule("torch.optim.Adam" + _ADAM_TORCH, slots=_ADAM_SLOTS_TORCH),
        keras=Rule(
            "keras.optimizers.Adam" + _ADAM_KERAS,
            form={"epsilon_hat": True, **_DECOUPLED},
            slots=_ADAM_SLOTS_KERAS,
            rounded=_ROUNDED,
            default_tolerance=_ADAM_BY_DEFAULT,
        ),
        trial=_ADAM_TRIAL,
    ).also({"amsgrad": True}, _DECAY),
    *Optimizer(
        init=adam.adam_init,
        step=adam.adamw_step,
        torch=Rule("torch.optim.AdamW" + _ADAM_TORCH, slots=_ADAM_SLOTS_TORCH),
        keras=Rule(
            "keras.optimizers.AdamW" + _ADAM_KERAS,
            form={"epsilon_hat": True},
            slots=_ADAM_SLOTS_KERAS,
            rounded=_ROUNDED,
            default_tolerance=_ADAM_BY_DEFAULT,
        ),
        trial=MappingProxyType({**_ADAM_TRIAL, **_DECAY}),
    ).also({"amsgrad": True}),
    *_MUON.also({"nesterov": False}, {"iterations": 3}),
    replace(
        _MUON,
        options=MappingProxyType({"adjustment": "rows", "epsilon": 2**-4}),
        keras=None,
        note="Keras's Muon lengthens its steps by 0.2 √max(n, m) or not at all, and its epsilon is fixed.",
    ),
    replace(
        _MUON,
        options=MappingProxyType({"adjustment": "none"}),
        torch=None,
        keras=_MUON.keras and replace(_MUON.keras, tolerance=TOLERANCE, because=""),
        note="PyTorch's Muon always lengthens the steps of tall matrices.",
    ),
    *Optimizer(
        init=lbfgs.lbfgs_init,
        step=lbfgs.lbfgs_step,
        torch=Rule(
            "torch.optim.LBFGS(params, lr=learning_rate, max_iter=iterations, history_size=history, "
            "tolerance_grad=tolerance_gradient, tolerance_change=tolerance_change)",
            slots={
                "step": "n_iter",
                "direction": "d",
                "length": "t",
                "gradient": "prev_flat_grad",
                "changes": "old_dirs",
                "moves": "old_stps",
            },
            derived=("func_evals", "ro", "H_diag", "al", "prev_loss"),
        ),
        keras=None,
        trial=MappingProxyType({"learning_rate": 0.5, "iterations": 4}),
        domain=CLOSURE,
        note="Keras has no optimizer that asks for the loss again within a step. A line search isn't in the reference.",
    ).also({"history": 3}, {"tolerance_gradient": 0.25}, {"tolerance_change": 0.125}),
    Optimizer(
        init=adam.adam_init,
        step=sparse_adam.sparse_adam_step,
        torch=Rule(
            "torch.optim.SparseAdam(params, lr=learning_rate, betas=(beta_1, beta_2), eps=epsilon)",
            slots=_ADAM_SLOTS_TORCH,
        ),
        keras=None,
        trial=_ADAM_TRIAL,
        domain=TABLE,
        note="Keras's Adam takes such gradients, and moves every row at every step.",
    ),
)
