"""Where the frameworks differ around the loss and the optimizer: gradients, layers, modes. Rows as in `DIFFERENCES`.

Beside that table's words a call may use `twice(f, x)`, what asking for df/dx two times leaves, `has_slope(f, x)`,
whether there is a df/dx at all, `clipped(x, norm)`, a gradient clipped by the norm of all gradients, and
`used(layer, x)`, the layer after it was called on x in training.
"""

from descent.reference.differences import Difference, Side

PARTS = ("gradients", "layers")

TRAINING_DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        name="gradients that add up",
        says="PyTorch adds each gradient to what the weight's .grad holds, until it is cleared. A tape returns a new "
        "one. The slope of w² at 3, asked for twice:",
        about="gradients",
        torch=Side("twice(lambda w: w**2, [3])", "[6 + 6]"),
        keras=Side("twice(lambda w: w**2, [3])", "[6]"),
    ),
    Difference(
        name="the slope of rounding",
        says="A step function is level almost everywhere. PyTorch gives its slope as 0, TensorFlow as None: to an "
        "optimizer, no gradient at all.",
        about="gradients",
        torch=Side("has_slope(torch.round, [0.3])", "True"),
        keras=Side("has_slope(tf.round, [0.3])", "False"),
    ),
    Difference(
        name="clipping by the norm of all gradients",
        says="PyTorch adds a millionth to the norm before it divides by it; TensorFlow doesn't. It shows where "
        "gradients are as small as that. A gradient of 1e-6, clipped to a norm of 1e-6:",
        about="gradients",
        torch=Side("clipped([1e-6], 1e-6)", "[0.5e-6]"),
        keras=Side("clipped([1e-6], 1e-6)", "[1e-6]"),
    ),
    Difference(
        name="the mode of a fresh layer",
        says="A fresh PyTorch module is in training mode, and drops. A Keras layer that is called without "
        "training=True is in use, and doesn't.",
        about="layers",
        torch=Side("torch.nn.Dropout(0.999999)(tensor([1, 1]))", "[0.0, 0.0]"),
        keras=Side("keras.layers.Dropout(0.999999)(tensor([1, 1]))", "[1.0, 1.0]"),
    ),
    Difference(
        name="momentum in batch normalisation",
        says="In PyTorch it is the share of the new batch in the running mean, in Keras the share of the old mean. "
        "After one batch with a mean of 10, with 0.1 for both:",
        about="layers",
        torch=Side(
            "used(torch.nn.BatchNorm1d(1, momentum=0.1), [[9], [11]]).running_mean",
            "[0.1 * 10]",
        ),
        keras=Side(
            "used(keras.layers.BatchNormalization(momentum=0.1), [[9], [11]]).moving_mean",
            "[(1 - 0.1) * 10]",
        ),
    ),
    Difference(
        name="same padding with a stride",
        says="PyTorch refuses a convolution that has both. Keras pads, one more at the right and at the bottom where "
        "the padding is odd.",
        about="layers",
        torch=Side("refuses(lambda: torch.nn.Conv2d(1, 1, 3, stride=2, padding='same'))", "True"),
        keras=Side("refuses(lambda: keras.layers.Conv2D(1, 3, strides=2, padding='same'))", "False"),
    ),
    Difference(
        name="a layer's matrix",
        says="PyTorch keeps it as (out, in), Keras as (in, out). Transpose it when you carry weights over. Shapes of a "
        "layer from 3 to 2:",
        about="layers",
        torch=Side("used(torch.nn.Linear(3, 2), [[0, 0, 0]]).weight.shape", "[2, 3]"),
        keras=Side("used(keras.layers.Dense(2), [[0, 0, 0]]).kernel.shape", "[3, 2]"),
    ),
    Difference(
        name="a layer's first biases",
        says="Keras starts them at 0, PyTorch draws them from the range of the weights. Is any of a hundred not 0?",
        about="layers",
        torch=Side("(used(torch.nn.Linear(1, 100), [[0]]).bias != 0).any()", "True"),
        keras=Side("tf.reduce_any(used(keras.layers.Dense(100), [[0]]).bias != 0)", "False"),
    ),
)
