"""The sigmoid and the softplus, for logits of any size."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import Result, as_float


def softplus(x: ArrayLike) -> Result:
    """log(1 + exp(x)), with the exponential of −|x| alone, so that it can't overflow.

    Shapes: any; the result has x's shape.
    Units: none.
    Errors: ValueError if x is not made of numbers.
    Source: torch.nn.functional.softplus; tf.nn.softplus.
    """
    with np.errstate(invalid="ignore"):  # NaN in, NaN out, without a warning
        return np.logaddexp(0.0, as_float(x, "x"))


def sigmoid(x: ArrayLike) -> Result:
    """σ(x) = 1 / (1 + exp(−x)) = exp(−softplus(−x)): the probability that a logit stands for.

    Shapes: any; the result has x's shape.
    Units: none; probabilities.
    Errors: ValueError if x is not made of numbers.
    Source: torch.sigmoid; tf.math.sigmoid.
    """
    return np.exp(-softplus(-as_float(x, "x")))
