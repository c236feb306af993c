"""The checks of the exercises: what is below the imports is the cell `<slug>-checks` of a master that has it bare.

It stands in the students' notebooks as it is, so it needs nothing but the imports above it, which a set-up cell makes.
Nobody imports it but its tests: the grader reads its text, and needs no framework for that.
"""

import os
import textwrap

import numpy as np
import tensorflow as tf
import torch


def make_checks():
    """The checks of the test cells. What they need stays in here, out of the way of your own names."""

    unwritten = "is not written yet, or calls a function that is not: replace raise NotImplementedError()."

    def numbers(value):
        """A tensor of either framework, a number or a list, as a NumPy array."""
        return value.detach().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)

    def kind(value):
        """What sort of thing a value is, in words."""
        if isinstance(value, torch.Tensor):
            return "a PyTorch tensor"
        if tf.is_tensor(value):
            return "a TensorFlow tensor"
        plain = isinstance(value, (np.ndarray, np.generic, int, float))
        return "NumPy numbers" if plain else f"{value!r:.40} ({type(value).__name__})"

    def short(value):
        """A value as text: the numbers of a small one, the shape of a large one."""
        array = numbers(value)
        if array.size > 12:
            return f"<{array.dtype} of shape {array.shape}>"
        text = np.array2string(array, separator=", ", formatter={"float_kind": "{:.7g}".format})
        return " ".join(text.split()).replace("[ ", "[")

    def same(left, right, like):
        """Equal up to the rounding of like's dtype at like's size. NaN equals NaN, and infinity equals infinity."""
        rtol, atol = (1e-5, 1e-6) if like.dtype == np.float32 else (1e-9, 1e-12)
        size = np.max(np.abs(like), initial=0.0, where=np.isfinite(like))
        atol += 2 * np.finfo(like.dtype).eps * size
        return np.shape(left) == np.shape(right) and np.allclose(left, right, rtol=rtol, atol=atol, equal_nan=True)

    def fail(hidden, said, *lines):
        """Raise an AssertionError whose message is these lines, folded to the width that nbgrader's Validate shows."""
        __tracebackhide__ = True
        title = "A further check, run only for the grade, did not pass:" if hidden else "This check did not pass:"
        lines = [said(), *lines]
        folded = [textwrap.fill(line, 74, initial_indent="  ", subsequent_indent="      ") for line in lines]
        raise AssertionError("\n".join([title, *folded]))

    def has_shape(value):
        """Whether a value is an array or a tensor."""
        return hasattr(value, "shape")

    def spelled(function, args, options):
        """What gives the call as text: made only for a message, of the values as they are now."""
        args = [numbers(arg).copy() for arg in args]
        options = {name: numbers(v).copy() if has_shape(v) else v for name, v in options.items()}

        def said():
            named = (f"{name}={short(value) if has_shape(value) else repr(value)}" for name, value in options.items())
            return f"{getattr(function, '__name__', 'your function')}({', '.join([*map(short, args), *named])})"

        return said

    def run(function, args, options, hint, hidden):
        """Call the function. Gives back what spells it, and its result; fails if it raises or changes its arguments."""
        __tracebackhide__ = True
        said, given = spelled(function, args, options), [*args, *filter(has_shape, options.values())]
        before = [numbers(arg).copy() for arg in given]
        try:
            result = function(*args, **options)
        except NotImplementedError:
            fail(hidden, said, unwritten)
        except Exception as error:
            fail(hidden, said, f"raised {type(error).__name__}: {error}", f"hint: {hint}")
        if not all(np.array_equal(old, numbers(arg), equal_nan=True) for old, arg in zip(before, given, strict=True)):
            fail(hidden, said, "changed its arguments in place. Compute new values and leave the inputs alone.")
        return said, result

    def judge(said, got, like, expected, hint, mistakes, hidden):
        """Fail, and explain the difference, unless `got` is `expected`, of the kind and dtype of `like`."""
        __tracebackhide__ = True
        if kind(got) != kind(like):
            fail(hidden, said, f"came back as {kind(got)}; it should be {kind(like)}.")
        array, like = numbers(got), numbers(like)
        if same(array, expected, like):
            if array.dtype != like.dtype:
                fail(
                    hidden,
                    said,
                    f"came back as {array.dtype}; the inputs are {like.dtype}, so the result should be too.",
                )
            return
        shapes = [f" of shape {np.shape(value)}" * (array.shape != np.shape(expected)) for value in (array, expected)]
        lines = [f"came back: {short(got)}{shapes[0]}"]
        if not hidden:
            lines.append(f"expected:  {short(expected)}{shapes[1]}")
        known = [sentence for sentence, value in (mistakes or {}).items() if same(array, value, like)]
        fail(hidden, said, *lines, *(known[:1] or [f"hint: {hint}"]))

    def check_value(function, args, expected, hint, options=None, mistakes=None, hidden=False):
        """The function's result on `args` must be `expected`, of the kind and dtype of the last argument."""
        __tracebackhide__ = True
        said, got = run(function, args, options or {}, hint, hidden)
        judge(said, got, args[-1], expected, hint, mistakes, hidden)

    def check_gradient(function, args, expected, hint, options=None, mistakes=None, hidden=False):
        """The same for the gradient of the summed result with respect to the last argument, by the framework's autograd."""
        __tracebackhide__ = True
        *first, last = args
        if isinstance(last, torch.Tensor):
            last = last.clone().requires_grad_()
            said, result = run(function, (*first, last), options or {}, hint, hidden)
            linked = getattr(result, "requires_grad", False)
            got = torch.autograd.grad(result.sum(), last, allow_unused=True)[0] if linked else None
        else:
            with tf.GradientTape() as tape:
                tape.watch(last)
                said, result = run(function, (*first, last), options or {}, hint, hidden)
                total = tf.reduce_sum(result)
            got = tape.gradient(total, last)
            got = None if got is None else tf.convert_to_tensor(got)
        if got is None:
            cut = "item(), detach(), float(), numpy() or a tensor made from plain numbers cuts it off."
            fail(hidden, said, f"gives a result from which no gradient flows back to its last argument: {cut}")
        judge(lambda: f"the gradient of {said()}", got, args[-1], expected, hint, mistakes, hidden)

    def check_refusal(function, args, error, hint, options=None, hidden=False):
        """The function must refuse these arguments: raise an exception of the kind `error`."""
        __tracebackhide__ = True
        said = spelled(function, args, options or {})
        try:
            got = function(*args, **(options or {}))
        except error:
            return
        except NotImplementedError:
            fail(hidden, said, unwritten)
        except Exception as other:
            fail(hidden, said, f"raised {type(other).__name__}; it should raise a {error.__name__}.", f"hint: {hint}")
        fail(hidden, said, f"came back: {short(got)}; it should raise a {error.__name__}.", f"hint: {hint}")

    return check_value, check_gradient, check_refusal


def fresh_seed():
    """A seed for the random numbers of a further check, another one at each call."""
    return int.from_bytes(os.urandom(4), "big")


check_value, check_gradient, check_refusal = make_checks()
