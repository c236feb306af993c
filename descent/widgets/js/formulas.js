// The binary cross-entropy of a logit z in formulas that agree on paper, each with its gradient in z. `c` is the
// calculator of a format, so each operation is rounded; the label y is 0 or 1.

import { calculator } from "./formats.js";

const oneOver = (z, c) => c.over(1, c.plus(1, c.exp(-z)));

/** σ(z) with no exponent above zero. */
function sigmoid(z, c) {
  if (z >= 0) return oneOver(z, c);
  const small = c.exp(z);
  return c.over(small, c.plus(1, small));
}

const FORMULAS = {
  // −log σ(z) or −log(1 − σ(z)); the gradient by the chain rule, in the order in which autograd multiplies.
  sigmoid: {
    value: (y, z, c) => {
      const p = oneOver(z, c);
      return -c.log(y ? p : c.minus(1, p));
    },
    gradient: (y, z, c) => {
      const p = oneOver(z, c);
      const rest = c.minus(1, p);
      const outer = y ? -c.over(1, p) : c.over(1, rest);
      return c.times(c.times(outer, rest), p);
    },
  },
  // The log-sum-exp of the two logits z and 0 as it is written, less y z; its gradient is the softmax less y.
  exponentials: {
    value: (y, z, c) => c.minus(c.log(c.plus(1, c.exp(z))), c.times(y, z)),
    gradient: (y, z, c) => {
      const size = c.exp(z);
      return c.minus(c.over(size, c.plus(1, size)), y);
    },
  },
  // max(z, 0) − y z + log(1 + e^−|z|); the gradient is σ(z) for label 0 and −σ(−z) for label 1.
  stable: {
    value: (y, z, c) => c.plus(c.minus(Math.max(z, 0), c.times(y, z)), c.log1p(c.exp(-Math.abs(z)))),
    gradient: (y, z, c) => (y ? -sigmoid(-z, c) : sigmoid(z, c)),
  },
};

/** The loss and its gradient by one of the formulas, and the logit as the format holds it. */
export function computed(name, y, logit, format) {
  const c = calculator(format);
  const z = c.keep(logit);
  return { z, value: FORMULAS[name].value(y, z, c), gradient: FORMULAS[name].gradient(y, z, c) };
}
