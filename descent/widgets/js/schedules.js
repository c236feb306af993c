// Learning rates that change on the way, and a run that follows one.

import { OPTIMIZERS } from "./optimizers.js";

/** What share of the peak rate is left s steps after the warm-up, of `steps` that there are. */
const SHAPES = {
  constant: () => 1,
  step: (s, { every, factor }) => factor ** Math.floor(s / every),
  exponential: (s, { every, factor }) => factor ** (s / every),
  cosine: (s, { steps, floor }) => floor + ((1 - floor) * (1 + Math.cos((Math.PI * s) / steps))) / 2,
  linear: (s, { steps, floor }) => 1 - ((1 - floor) * s) / steps,
};

/**
 * The rate of step t, t = 0, …, steps − 1. The warm-up rises evenly and never is 0, so no step is lost:
 * peak · (t + 1) / (warmup + 1); step `warmup` is the first at the peak.
 */
export function rateAt(t, { schedule, peak, warmup, steps, every, factor, floor }) {
  if (t < warmup) return (peak * (t + 1)) / (warmup + 1);
  return peak * SHAPES[schedule](t - warmup, { steps: steps - warmup, every, factor, floor });
}

/** The path (w₀, …, w_T) of an optimizer whose rate at step t is `rates[t]`. */
export function follow(name, options, rates, start, gradient) {
  const optimizer = OPTIMIZERS[name];
  const path = [start];
  let state = optimizer.init(start, options);
  rates.forEach((learning_rate, t) => {
    const [w, after] = optimizer.step(path[t], gradient(path[t], t), state, { ...options, learning_rate });
    path.push(w);
    state = after;
  });
  return path;
}
