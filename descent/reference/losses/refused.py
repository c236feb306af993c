"""Values of options that a loss must refuse, each with a pattern of what the error says."""

from typing import Any

BadOptions = tuple[tuple[str, Any, str], ...]

DELTA: BadOptions = (
    ("delta", 0.0, "delta is where the loss turns .* above 0; got 0.0"),
    ("delta", -1.0, "above 0"),
    ("delta", float("nan"), "above 0"),
)
POS_WEIGHT: BadOptions = (
    ("pos_weight", [1.0, 2.0], "one number, or one for each column"),
    ("pos_weight", -1.0, "can't be negative"),
)
CLASSES: BadOptions = (
    ("label_smoothing", 1.5, "from 0 to 1; got 1.5"),
    ("label_smoothing", -0.1, "from 0 to 1"),
    ("class_weight", [1.0, 2.0], "one weight for each of the 4 classes"),
    ("class_weight", [1.0, 2.0, 3.0, -1.0], "can't be negative"),
)
GAMMA: BadOptions = (("gamma", -0.5, "gamma is how far .* from 0 up; got -0.5"),)
MARGIN: BadOptions = (("margin", -0.5, "margin is what .* from 0 up; got -0.5"),)
EPSILON: BadOptions = (("epsilon", 0.0, "epsilon is what .* above 0; got 0.0"),)
