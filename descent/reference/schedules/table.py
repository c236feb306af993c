"""The table of schedules. One row buys the suite of tests/reference: the rate at each step against PyTorch and Keras,
where it settles or ends, the defaults that the classes share, bad input, docstrings.

To add a schedule: write the function of the step, export it from `descent.reference`, add a row. What the classes do
otherwise is an entry of `SCHEDULE_DIFFERENCES`.
"""

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from descent.reference.schedules import composed, cosine, cycles, decays, stairs
from descent.reference.schedules.row import Oracle, Schedule

_RATE = MappingProxyType({"learning_rate": 0.5})
_HALVES = MappingProxyType({**_RATE, "decay_rate": 0.5, "decay_steps": 6})
_COSINE = MappingProxyType({**_RATE, "end_learning_rate": 0.125, "decay_steps": 16})
_RESTARTS = MappingProxyType({**_RATE, "end_learning_rate": 0.125, "first_decay_steps": 6})
_NO_FACTOR = (
    "Keras has no schedule of a function of one's own; a subclass of LearningRateSchedule holds it, or the callback "
    "LearningRateScheduler, once for each epoch."
)
_NO_SEQUENCE = "Keras has no schedule made of others; a subclass of LearningRateSchedule can call them."


def _torch(call: str, **more: Any) -> Oracle:
    return Oracle("torch.optim.lr_scheduler." + call, **more)


def _keras(call: str) -> Oracle:
    return Oracle("keras.optimizers.schedules." + call)


# PyTorch makes each rate of the cosine from the one before instead of taking the formula afresh. Its roundings stay,
# and grow at the end, where the factor is a quotient of two small numbers.
_COSINE_IN_TORCH = MappingProxyType(
    {
        "form": {"periodic": True},
        "tolerance": MappingProxyType({"float64": 1e-12}),
        "because": "each rate is made from the one before, and its roundings stay",
    }
)
_POLYNOMIAL = Schedule(
    rates=decays.polynomial_decay,
    torch=_torch("PolynomialLR(optimizer, total_iters=decay_steps, power=power)"),
    keras=_keras(
        "PolynomialDecay(initial_learning_rate=learning_rate, decay_steps=decay_steps, "
        "end_learning_rate=end_learning_rate, power=power, cycle=cycle)"
    ),
    trial=MappingProxyType({**_RATE, "end_learning_rate": 0.0, "decay_steps": 16}),
    settles=16,
)
_RESTARTED = Schedule(
    rates=cosine.cosine_restarts,
    torch=_torch(
        "CosineAnnealingWarmRestarts(optimizer, T_0=first_decay_steps, T_mult=period_factor, eta_min=end_learning_rate)"
    ),
    keras=_keras(
        "CosineDecayRestarts(initial_learning_rate=learning_rate, "
        "first_decay_steps=first_decay_steps, t_mul=period_factor, m_mul=peak_factor, "
        "alpha=end_learning_rate / learning_rate)"
    ),
    trial=MappingProxyType({**_RESTARTS, "period_factor": 2}),
)
_CYCLIC = Schedule(
    rates=cycles.cyclic,
    torch=_torch(
        "CyclicLR(optimizer, base_lr=learning_rate, max_lr=max_learning_rate, "
        "step_size_up=steps_up, step_size_down=steps_down, mode='exp_range', gamma=step_factor, cycle_momentum=False)"
    ),
    keras=None,
    trial=MappingProxyType({"learning_rate": 0.125, "max_learning_rate": 0.5, "steps_up": 4, "steps_down": 6}),
    note="Keras has no cycles. PyTorch's class moves the momentum against the rate too, unless told not to.",
)

SCHEDULES: tuple[Schedule, ...] = (
    Schedule(
        rates=stairs.piecewise_constant,
        torch=None,
        keras=_keras("PiecewiseConstantDecay(boundaries=[b - 1 for b in boundaries], values=values)"),
        trial=MappingProxyType({"values": (0.5, 0.125, 0.25), "boundaries": (5, 12)}),
        settles=12,
        note="PyTorch's MultiStepLR multiplies by one factor at each boundary; values at will take a LambdaLR.",
    ),
    Schedule(
        rates=stairs.multi_step_decay,
        torch=_torch("MultiStepLR(optimizer, milestones=boundaries, gamma=decay_rate)"),
        keras=_keras(
            "PiecewiseConstantDecay(boundaries=[b - 1 for b in boundaries], "
            "values=[learning_rate * decay_rate**i for i in range(len(boundaries) + 1)])"
        ),
        trial=MappingProxyType({**_RATE, "decay_rate": 0.25, "boundaries": (5, 12, 20)}),
        settles=20,
    ),
    Schedule(
        rates=stairs.held_back,
        torch=_torch("ConstantLR(optimizer, factor=factor, total_iters=steps)"),
        keras=_keras("PiecewiseConstantDecay(boundaries=[steps - 1], values=[learning_rate * factor, learning_rate])"),
        trial=MappingProxyType({**_RATE, "factor": 0.25, "steps": 7}),
        settles=7,
        note="PyTorch's class divides by its factor at the end, so it can't be 0 there.",
    ),
    *Schedule(
        rates=decays.linear,
        torch=_torch(
            "LinearLR(optimizer, start_factor=start_factor, end_factor=end_factor, total_iters=steps)",
        ),
        keras=_keras(
            "PolynomialDecay(initial_learning_rate=learning_rate * start_factor, "
            "decay_steps=steps, end_learning_rate=learning_rate * end_factor)"
        ),
        trial=MappingProxyType({**_RATE, "start_factor": 0.25, "steps": 9}),
        settles=9,
    ).also({"start_factor": 1.0, "end_factor": 0.0}),
    Schedule(
        rates=decays.exponential_decay,
        torch=_torch("ExponentialLR(optimizer, gamma=decay_rate ** (1 / decay_steps))"),
        keras=_keras(
            "ExponentialDecay(initial_learning_rate=learning_rate, "
            "decay_steps=decay_steps, decay_rate=decay_rate, staircase=staircase)"
        ),
        trial=_HALVES,
    ),
    Schedule(
        rates=decays.exponential_decay,
        torch=_torch("StepLR(optimizer, step_size=decay_steps, gamma=decay_rate)"),
        keras=_keras(
            "ExponentialDecay(initial_learning_rate=learning_rate, "
            "decay_steps=decay_steps, decay_rate=decay_rate, staircase=staircase)"
        ),
        trial=_HALVES,
        options=MappingProxyType({"staircase": True}),
    ),
    *Schedule(
        rates=decays.inverse_time_decay,
        torch=None,
        keras=_keras(
            "InverseTimeDecay(initial_learning_rate=learning_rate, "
            "decay_steps=decay_steps, decay_rate=decay_rate, staircase=staircase)"
        ),
        trial=_HALVES,
        note="PyTorch has no such class; LambdaLR takes the formula.",
    ).also({"staircase": True}),
    *_POLYNOMIAL.also({"power": 2.0}, {"power": 0.5}),
    replace(
        _POLYNOMIAL,
        torch=None,
        options=MappingProxyType({"end_learning_rate": 0.125, "power": 2.0}),
        note="PyTorch's PolynomialLR ends at 0.",
    ),
    replace(
        _POLYNOMIAL,
        torch=None,
        options=MappingProxyType({"end_learning_rate": 0.125, "cycle": True}),
        settles=None,
        note="PyTorch's PolynomialLR ends at 0, and stays there.",
    ),
    Schedule(
        rates=cosine.cosine_decay,
        torch=_torch("CosineAnnealingLR(optimizer, T_max=decay_steps, eta_min=end_learning_rate)", **_COSINE_IN_TORCH),
        keras=_keras(
            "CosineDecay(initial_learning_rate=learning_rate, decay_steps=decay_steps, "
            "alpha=end_learning_rate / learning_rate)"
        ),
        trial=_COSINE,
        settles=16,
    ),
    Schedule(
        rates=cosine.warmup_cosine_decay,
        torch=_torch(
            "SequentialLR(optimizer, ["
            "torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=start_learning_rate / learning_rate, "
            "total_iters=warmup_steps), "
            "torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=decay_steps, eta_min=end_learning_rate)], "
            "milestones=[warmup_steps])",
            **_COSINE_IN_TORCH,
        ),
        keras=_keras(
            "CosineDecay(initial_learning_rate=start_learning_rate, "
            "decay_steps=decay_steps, alpha=end_learning_rate / learning_rate, warmup_target=learning_rate, "
            "warmup_steps=warmup_steps)"
        ),
        trial=MappingProxyType({**_COSINE, "start_learning_rate": 0.0625, "warmup_steps": 5}),
        settles=21,
        note="PyTorch's LinearLR can't start from 0.",
    ),
    *_RESTARTED.also({"period_factor": 1}),
    replace(
        _RESTARTED,
        torch=None,
        options=MappingProxyType({"peak_factor": 0.5}),
        note="PyTorch's restarts all start from the same rate.",
    ),
    *Schedule(
        rates=cycles.one_cycle,
        torch=_torch(
            "OneCycleLR(optimizer, max_lr=learning_rate, total_steps=steps, pct_start=rise, "
            "div_factor=start_divisor, final_div_factor=end_divisor, cycle_momentum=False, "
            "anneal_strategy='linear' if straight else 'cos', three_phase=three_phases)"
        ),
        keras=None,
        trial=MappingProxyType({**_RATE, "steps": 32}),
        last=31,
        note="Keras has no such cycle. PyTorch's class moves the momentum against the rate too, unless told not to, "
        "and has a rate for one step more, at which its cosine rises again.",
    ).also({"straight": True}, {"three_phases": True}, {"rise": 0.25, "start_divisor": 4.0, "end_divisor": 8.0}),
    *_CYCLIC.also({"step_factor": 0.875}),
    replace(
        _CYCLIC,
        torch=_torch(
            "CyclicLR(optimizer, base_lr=learning_rate, max_lr=max_learning_rate, "
            "step_size_up=steps_up, step_size_down=steps_down, mode='triangular2', cycle_momentum=False)"
        ),
        options=MappingProxyType({"cycle_factor": 0.5}),
    ),
    Schedule(
        rates=composed.scaled,
        torch=_torch("LambdaLR(optimizer, lr_lambda=factor)"),
        keras=None,
        trial=MappingProxyType({**_RATE, "factor": lambda t: 1 / (1 + t) ** 0.5}),
        note=_NO_FACTOR,
    ),
    Schedule(
        rates=composed.multiplied,
        torch=_torch("MultiplicativeLR(optimizer, lr_lambda=factor)"),
        keras=None,
        trial=MappingProxyType({**_RATE, "factor": lambda t: 1 - 1 / (2 * t)}),
        note=_NO_FACTOR,
    ),
    Schedule(
        rates=composed.chained,
        torch=_torch(
            "ChainedScheduler([torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.25, total_iters=7), "
            "torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.875)])"
        ),
        keras=None,
        trial=MappingProxyType(
            {
                **_RATE,
                "factors": (
                    partial(stairs.held_back, learning_rate=1.0, factor=0.25, steps=7),
                    partial(decays.exponential_decay, learning_rate=1.0, decay_rate=0.875, decay_steps=1),
                ),
            }
        ),
        note=_NO_SEQUENCE,
    ),
    Schedule(
        rates=composed.sequence,
        torch=_torch(
            "SequentialLR(optimizer, [torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.25, total_iters=5), "
            "torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.875), "
            "torch.optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)], milestones=boundaries)"
        ),
        keras=None,
        trial=MappingProxyType(
            {
                **_RATE,
                "factors": (
                    partial(decays.linear, learning_rate=1.0, start_factor=0.25, steps=5),
                    partial(decays.exponential_decay, learning_rate=1.0, decay_rate=0.875, decay_steps=1),
                    partial(decays.exponential_decay, learning_rate=1.0, decay_rate=0.5, decay_steps=4, staircase=True),
                ),
                "boundaries": (5, 20),
            }
        ),
        note=_NO_SEQUENCE,
    ),
)
