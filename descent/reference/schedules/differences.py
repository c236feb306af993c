"""Where the frameworks' schedules differ: each row is a sentence and two calls that show it, run by the tests (and by
the page).

A call is an expression over torch, or over keras, with `rates(make, steps)` for the rates of the first steps: make(o)
gives the scheduler of the optimizer o, whose rate is 1, or in Keras the schedule. The other words are those of
`OPTIMIZER_DIFFERENCES`. `gives` is as in `DIFFERENCES`.
"""

from descent.reference.differences import Difference, Side

SCHEDULE_DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        name="who moves the schedule on",
        says="Keras's optimizer asks its schedule at each step by itself. PyTorch's schedule moves when its step() is "
        "called, after a step or an epoch as the loop has it, and never if that is forgotten. Two steps of SGD on a "
        "slope of 1, the rate halved each time:",
        about="exponential_decay",
        torch=Side(
            "walk(lambda w: torch.optim.lr_scheduler.ExponentialLR(torch.optim.SGD(w, 1.0), 0.5).optimizer, [0.0], "
            "[[1.0], [1.0]])",
            "-1 - 1",
        ),
        keras=Side(
            "walk(lambda w: keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(1.0, 1, 0.5)), [0.0], "
            "[[1.0], [1.0]])",
            "-1 - 0.5",
        ),
    ),
    Difference(
        name="a rate set by hand",
        says="PyTorch's schedule multiplies the rate that the optimizer holds, and goes on from one that is set by "
        "hand. Keras's optimizer refuses another rate while it has a schedule.",
        about="exponential_decay",
        torch=Side(
            "refuses(lambda: walk(lambda w: torch.optim.lr_scheduler.StepLR(torch.optim.SGD(w, 1.0), 1).optimizer, "
            "[0.0], [[1.0]], rates=[0.1]))",
            "False",
        ),
        keras=Side(
            "refuses(lambda: walk(lambda w: keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(1.0, 1, "
            "0.1)), [0.0], [[1.0]], rates=[0.1]))",
            "True",
        ),
    ),
    Difference(
        name="on which side of a boundary",
        says="A milestone of PyTorch's is the first step at the new rate, a boundary of Keras's the last at the old "
        "one. The rates of the steps 0 to 4, halved at 3:",
        about="multi_step_decay",
        torch=Side(
            "rates(lambda o: torch.optim.lr_scheduler.MultiStepLR(o, milestones=[3], gamma=0.5), 5)",
            "[1, 1, 1, 0.5, 0.5]",
        ),
        keras=Side(
            "rates(lambda o: keras.optimizers.schedules.PiecewiseConstantDecay([3], [1.0, 0.5]), 5)",
            "[1, 1, 1, 1, 0.5]",
        ),
    ),
    Difference(
        name="past the end of the cosine",
        says="Keras's rate stays at the end. PyTorch's follows the cosine up again, and after twice the decay's steps "
        "it is at its start. The rate of step 8, of a decay over 4:",
        about="cosine_decay",
        torch=Side("rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=4), 9)[-1]", "1.0"),
        keras=Side("rates(lambda o: keras.optimizers.schedules.CosineDecay(1.0, 4), 9)[-1]", "0.0"),
    ),
    Difference(
        name="a warm-up from 0",
        says="PyTorch's LinearLR makes each rate from the one before and refuses to start from 0. Keras does "
        "start there, and its first step then moves nothing.",
        about="warmup_cosine_decay",
        torch=Side(
            "refuses(lambda: rates(lambda o: torch.optim.lr_scheduler.LinearLR(o, start_factor=0.0), 1))", "True"
        ),
        keras=Side(
            "refuses(lambda: rates(lambda o: keras.optimizers.schedules.CosineDecay(0.0, 4, warmup_target=1.0, "
            "warmup_steps=4), 1))",
            "False",
        ),
    ),
    Difference(
        name="how long the next period is",
        says="Restarted without options, PyTorch's periods are all of one length, and each of Keras's is twice the one "
        "before. The rates of the steps 0 to 4, with a first period of 2:",
        about="cosine_restarts",
        torch=Side(
            "rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=2), 5)", "[1, 0.5, 1, 0.5, 1]"
        ),
        keras=Side(
            "rates(lambda o: keras.optimizers.schedules.CosineDecayRestarts(1.0, 2), 5)",
            "[1, 0.5, 1, (1 + np.sqrt(0.5)) / 2, 0.5]",
        ),
    ),
    Difference(
        name="restarts from a lower peak",
        says="Keras's restarts can each begin lower than the one before. PyTorch's all begin at the same rate.",
        about="cosine_restarts",
        torch=Side("takes(torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, 'm_mul')", "False"),
        keras=Side("takes(keras.optimizers.schedules.CosineDecayRestarts, 'm_mul')", "True"),
    ),
    Difference(
        name="the end of the polynomial",
        says="PyTorch's polynomial ends at 0, Keras's at 0.0001 unless told otherwise, and may end anywhere.",
        about="polynomial_decay",
        torch=Side("rates(lambda o: torch.optim.lr_scheduler.PolynomialLR(o, total_iters=2), 3)", "[1, 0.5, 0]"),
        keras=Side(
            "rates(lambda o: keras.optimizers.schedules.PolynomialDecay(1.0, 2), 3)", "[1, (1 + 0.0001) / 2, 0.0001]"
        ),
    ),
    Difference(
        name="schedules in float32",
        says="Keras computes the rates in float32, PyTorch in Python's numbers. What is left of a rate of 0.1 when 0.1 "
        "is taken away:",
        about="exponential_decay",
        torch=Side("float(rates(lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda t: 0.1), 1)[0]) - 0.1", "0.0"),
        keras=Side(
            "float(rates(lambda o: keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.9), 1)[0]) - 0.1",
            "np.float64(np.float32(0.1)) - 0.1",
        ),
    ),
)
