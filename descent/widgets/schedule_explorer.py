"""The schedule explorer: draw the learning rate over the steps, and see what a noisy run makes of it."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class ScheduleExplorer(MovingFigure):
    """η_t, the rate of step t = 0, …, 199, and the loss of a run that follows it.

    Warm-up over W steps: η_t = η_peak (t + 1) / (W + 1). With s = t − W of S = 200 − W steps left, η_t / η_peak is
    1 (constant), f^⌊s / d⌋ (step decay), f^(s / d) (exponential), φ + (1 − φ) (1 + cos(π s / S)) / 2 (cosine), or
    1 − (1 − φ) s / S (linear). These are `LinearLR` and `StepLR`, `ExponentialLR`, `CosineAnnealingLR`, `LinearLR` of
    `torch.optim.lr_scheduler`, and `ExponentialDecay` (with and without `staircase`), `CosineDecay` with its warm-up,
    and `PolynomialDecay` of `keras.optimizers.schedules`.

    The run starts at (6, 2) on L(w) = (w₁² / 5 + 4 w₂²) / 2, plus w₂⁴ / 2 where the `ravine` is "walls" and not "even",
    with normal noise of spread `noise` on each slope, drawn from `seed`. `schedule`, `optimizer` ("sgd", or "adam" with
    the usual β₁ = 0.9, β₂ = 0.999), `peak` η_peak, `warmup` W, `every` d, `factor` f and `floor` φ are as above.
    """

    module = "schedule_explorer"
    initial: ClassVar[dict[str, Any]] = {
        "schedule": "cosine",
        "optimizer": "sgd",
        "ravine": "even",
        "peak": 0.3,
        "warmup": 20,
        "every": 60,
        "factor": 0.3,
        "floor": 0.1,
        "noise": 1.0,
        "seed": 3,
    }
