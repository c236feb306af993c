// Cross-entropy of the softmax at a temperature T: the logits are divided by T first, and so is the gradient in them.

import { CATEGORICAL, softmax } from "./losses.js";

const divided = (x, temperature) => x.map((one) => one / temperature);

export const TEMPERED = {
  probabilities: (x, { temperature }) => softmax(divided(x, temperature)),
  value: (y, x, options) => CATEGORICAL.value(y, divided(x, options.temperature), options),
  gradient: (y, x, options) => divided(CATEGORICAL.gradient(y, divided(x, options.temperature), options), options.temperature),
};
