"""The number microscope: one loss by a naive and by a stable formula, in numbers with few bits."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class NumberMicroscope(MovingFigure):
    """The binary cross-entropy of a logit z with label y, every operation rounded to a format, against the exact value.

    Stable: max(z, 0) − y z + log(1 + e^−|z|), whose gradient is σ(z) for label 0 and −σ(−z) for label 1.

    Naive, by `way`: "sigmoid" is −log(1 − σ(z)) for label 0 and −log σ(z) for label 1, with the gradient by the chain
    rule, as autograd multiplies it out; "exponentials" is log(1 + e^z) − y z, the log-sum-exp of the two logits z and 0
    as it is written, with the gradient e^z / (1 + e^z) − y.

    `logit` z is where the figure starts, `label` y is 0 or 1, `format` is "float16", "bfloat16" or "float32", and the
    axis shows the logits from −`reach` to `reach` (10, 20 or 100). The logit is rounded to the format first, so that
    the exact value is that of the same number.
    """

    module = "number_microscope"
    initial: ClassVar[dict[str, Any]] = {
        "format": "float32",
        "label": 0,
        "way": "sigmoid",
        "reach": 20,
        "logit": 15.0,
    }
