"""Weight decay in its two meanings: a term of the gradient (L2), or a shrinking beside it (decoupled)."""

from descent.reference.arrays import FloatArray
from descent.reference.optimizers.checks import at_least_0


def weight_decayed(
    weights: FloatArray, gradient: FloatArray, learning_rate: float, weight_decay: float, decoupled: bool
) -> tuple[FloatArray, FloatArray]:
    """L2: g ← g + λ w. Decoupled: w ← (1 − η λ) w, and g stays. The update rule then goes on from both.

    Shapes: weights w and gradient g alike, any shape; both come back.
    Units: λ = weight_decay is in those of loss / w² for L2, and ηλ without units if decoupled.
    Errors: ValueError for a negative learning rate η or weight decay.
    Source: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, 2019, arXiv:1711.05101.
    """
    at_least_0(learning_rate=learning_rate, weight_decay=weight_decay)
    if decoupled:
        return (1 - learning_rate * weight_decay) * weights, gradient
    return weights, gradient + weight_decay * weights
