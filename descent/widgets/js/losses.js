// The losses of descent.reference for one prediction (or one row of logits), each with its gradient.
// tests/widgets holds every one of them to the reference's vectors.

import { clamped } from "./clamp.js";

export const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const sigmoid = (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

const sign = (r) => (r > 0) - (r < 0);

const xlogy = (x, y) => (x === 0 ? 0 : x * Math.log(y));

/** One loss of a target and a prediction: `value(target, prediction, options)` and `gradient` in the prediction. */
export const LOSSES = {
  mean_absolute_error: {
    value: (y, p) => Math.abs(p - y),
    gradient: (y, p) => sign(p - y),
  },
  mean_squared_error: {
    value: (y, p) => (p - y) ** 2,
    gradient: (y, p) => 2 * (p - y),
  },
  huber: {
    value: (y, p, { delta }) => {
      const size = Math.abs(p - y);
      return size <= delta ? 0.5 * size ** 2 : delta * (size - 0.5 * delta);
    },
    gradient: (y, p, { delta }) => clamped(p - y, -delta, delta),
  },
  pinball: {
    value: (y, p, { quantile }) => (p < y ? quantile * (y - p) : (1 - quantile) * (p - y)),
    gradient: (y, p, { quantile }) => (p < y ? -quantile : p > y ? 1 - quantile : 0),
  },
  binary_cross_entropy: {
    value: (y, p) => -xlogy(y, p) - xlogy(1 - y, 1 - p),
    gradient: (y, p) => (y ? -y / p : 0) + (1 - y ? (1 - y) / (1 - p) : 0),
  },
  binary_cross_entropy_from_logits: {
    value: (y, x, { pos_weight = 1 } = {}) => pos_weight * y * softplus(-x) + (1 - y) * softplus(x),
    gradient: (y, x, { pos_weight = 1 } = {}) => (1 - y) * sigmoid(x) - pos_weight * y * sigmoid(-x),
  },
  binary_focal_cross_entropy_from_logits: {
    // The probability of the wrong side, to the power gamma, times the cross-entropy; for labels of 0 and 1.
    value: (y, x, { gamma }) => sigmoid(y ? -x : x) ** gamma * softplus(y ? -x : x),
    gradient: (y, x, { gamma }) => {
      const away = y ? -1 : 1; // the direction in which the loss grows
      const wrong = sigmoid(away * x);
      return away * wrong ** gamma * (gamma * (1 - wrong) * softplus(away * x) + wrong);
    },
  },
};

/** log Σ exp(xⱼ), with the largest taken out, so that no exponential overflows. */
export function logsumexp(x) {
  const top = Math.max(...x);
  return top + Math.log(x.reduce((sum, one) => sum + Math.exp(one - top), 0));
}

export function softmax(x) {
  const whole = logsumexp(x);
  return x.map((one) => Math.exp(one - whole));
}

/** Labels moved towards the uniform distribution: (1 − ε) y + ε / K. */
export const smoothed = (y, smoothing) => y.map((one) => (1 - smoothing) * one + smoothing / y.length);

/** −Σ yⱼ log pⱼ of a row of logits, with p their softmax; its gradient is p − y. */
export const CATEGORICAL = {
  value: (y, x, { label_smoothing = 0 } = {}) => {
    const whole = logsumexp(x);
    return smoothed(y, label_smoothing).reduce((sum, one, j) => sum + one * (whole - x[j]), 0);
  },
  gradient: (y, x, { label_smoothing = 0 } = {}) => {
    const p = softmax(x);
    return smoothed(y, label_smoothing).map((one, j) => p[j] - one);
  },
};
