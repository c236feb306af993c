"""Whether a mutant that no test notices makes any difference, over thousands of random inputs.

Values, gradients and the arguments' final values are compared. An exercise's `inputs.py` holds `INPUTS`: for each
exported name (as it is, or without `_torch` or `_tf`) a function `rng → (args, kwargs)` of plain NumPy values, which
must reach every case of the docstring, the odd ones too. For a class or a training loop, the same file's `CALLS` holds
under the same name a function `(exported, args, kwargs) → plain values` that uses it once, from start to end.

`trial_runs.trial_job` sends this file's text into the process that runs the two, so it imports nothing of the grader.
"""

from __future__ import annotations

import copy
import math
import warnings
from typing import Any

TRIALS = 10_000
# A gradient costs several calls, so only every tenth input has its gradient compared.
GRADIENT_EVERY = 10


def first_difference(payload: dict[str, Any]) -> str:
    """A text on the first input whose outcome differs between original and mutant; empty if there is none."""
    import numpy as np

    warnings.simplefilter("ignore")
    name = payload["function"]
    original, mutant = (_namespace(payload[side])[name] for side in ("original", "mutant"))
    table: dict[str, Any] = {}
    exec(payload["inputs"], table)
    draw, call = _entry(table["INPUTS"], name), _entry(table.get("CALLS", {}), name)
    rng = np.random.default_rng(payload["seed"])
    for trial in range(payload["trials"]):
        args, options = draw(rng)
        slope = trial % GRADIENT_EVERY == 0
        left, right = (_outcome(side, name, call, copy.deepcopy((args, options)), slope) for side in (original, mutant))
        if not _alike(left, right):
            return f"input {trial}: {args!r:.300} {options!r}: {left!r:.200} and {right!r:.200}"
    return ""


def _entry(table: dict[str, Any], name: str) -> Any:
    """What `table` holds for an exported name, or for the name that both frameworks share; else None."""
    return table.get(name, table.get(name.removesuffix("_torch").removesuffix("_tf")))


def _namespace(cells: list[tuple[str, str]]) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell_id, source in cells:
        exec(compile(source, f"<{cell_id}>", "exec"), namespace)
    return namespace


def _outcome(function: Any, name: str, call: Any, given: tuple[list[Any], dict[str, Any]], slope: bool) -> Any:
    """What a caller sees: the result, the arguments afterwards, the gradient if asked for; or the exception's type."""
    args, options = given
    try:
        if call is not None:
            return call(function, args, options)
        if name.endswith("_torch"):
            return _torch_outcome(function, args, options, slope)
        if name.endswith("_tf"):
            return _tf_outcome(function, args, options, slope)
        return [function(*args, **options), args]
    except Exception as error:
        return type(error).__name__


def _torch_outcome(function: Any, args: list[Any], options: dict[str, Any], slope: bool) -> Any:
    import torch

    tensors = [torch.tensor(arg) for arg in args]
    result = function(*tensors, **options)
    seen = [result.detach().numpy(), *(tensor.numpy() for tensor in tensors)]
    if slope:
        leaves = [tensor.clone().requires_grad_(tensor.is_floating_point()) for tensor in tensors]
        wanted = [leaf for leaf in leaves if leaf.requires_grad]
        total = function(*leaves, **options).sum()
        found = torch.autograd.grad(total, wanted, allow_unused=True) if total.requires_grad else []
        seen += [None if item is None else item.numpy() for item in found]
    return seen


def _tf_outcome(function: Any, args: list[Any], options: dict[str, Any], slope: bool) -> Any:
    import tensorflow as tf

    tensors = [tf.constant(arg) for arg in args]
    if not slope:
        return [function(*tensors, **options).numpy()]
    with tf.GradientTape() as tape:
        wanted = [tensor for tensor in tensors if tensor.dtype.is_floating]
        tape.watch(wanted)
        result = function(*tensors, **options)
        total = tf.reduce_sum(result)
    found = tape.gradient(total, wanted)
    return [result.numpy(), *(None if item is None else tf.convert_to_tensor(item).numpy() for item in found)]


def _alike(left: Any, right: Any) -> bool:
    import numpy as np

    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_alike, left, right))
    if isinstance(left, np.ndarray | np.generic) and isinstance(right, np.ndarray | np.generic):
        if left.dtype != right.dtype or left.shape != right.shape:
            return False
        # Room for another order of summation, and no more: a mutant's difference that is only rounding is none.
        room = 1e-5 if left.dtype == np.float32 else 1e-11
        return bool(np.allclose(left, right, rtol=room, atol=room, equal_nan=True))
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-11) or (math.isnan(left) and math.isnan(right))
    return type(left) is type(right) and not isinstance(left, np.ndarray) and bool(left == right)
