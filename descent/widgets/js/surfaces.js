// Landscapes of two weights for the playground, each with its value and its gradient, and what a first look at it needs:
// ranges, a start, how many steps, the least and the highest contour, the losses' axis, and learning rates that suit it.
// Each one's least value is 0, but for the network's; tests/widgets holds all of them to NumPy.

import { LOSSES, sigmoid } from "./losses.js";
import { NETWORK } from "./network_slice.js";

const quadratic = (curvature, at) => ({
  value: (w) => curvature.reduce((sum, c, i) => sum + 0.5 * c * (w[i] - at[i]) ** 2, 0),
  gradient: (w) => curvature.map((c, i) => c * (w[i] - at[i])),
  lowest: [at],
});

/** The network of network_slice.py with its first unit's weights set to w: each flower's tanh of both units, and the logit. */
function forward(w) {
  const { x, W, b, v, c } = NETWORK;
  return x.map((one) => {
    const hidden = [w, W[1]].map((row, i) => Math.tanh(row[0] * one[0] + row[1] * one[1] + b[i]));
    return { one, hidden, logit: hidden[0] * v[0] + hidden[1] * v[1] + c };
  });
}

const cross_entropy = LOSSES.binary_cross_entropy_from_logits.value;

const network = {
  value: (w) => forward(w).reduce((sum, { logit }, i) => sum + cross_entropy(NETWORK.y[i], logit, {}), 0) / NETWORK.y.length,
  gradient(w) {
    const slope = [0, 0];
    forward(w).forEach(({ one, hidden, logit }, i) => {
      const through = ((sigmoid(logit) - NETWORK.y[i]) / NETWORK.y.length) * NETWORK.v[0] * (1 - hidden[0] ** 2);
      slope[0] += through * one[0];
      slope[1] += through * one[1];
    });
    return slope;
  },
  lowest: [],
};

export const SURFACES = {
  bowl: {
    ...quadratic([1, 1], [0, 0]),
    title: "bowl", shape: "a round bowl with its lowest point at (0, 0)",
    x: [-4.4, 4.4], y: [-3, 3], start: [-3.2, 1.8], most: 60, levels: [0.03, 8], losses: [1e-6, 100],
    rates: { sgd: 0.1, momentum: 0.02, nesterov: 0.02, adagrad: 0.5, rmsprop: 0.05, adam: 0.15, adamw: 0.15 },
  },
  ravine: {
    ...quadratic([1, 25], [0, 0]),
    title: "ravine", shape: "a ravine 25 times as steep across, in w₂, as along, with its lowest point at (0, 0)",
    x: [-5, 2.5], y: [-2, 2], start: [-4, 1.2], most: 100, levels: [0.1, 40], losses: [1e-6, 1000],
    rates: { sgd: 0.05, momentum: 0.02, nesterov: 0.02, adagrad: 0.8, rmsprop: 0.1, adam: 0.3, adamw: 0.3 },
  },
  valley: {
    ...quadratic([1, 0.05], [1, 1]),
    title: "valley away from 0", shape: "a valley, steep in w₁ and nearly flat in w₂, with its lowest point at (1, 1)",
    x: [-1, 2], y: [-1, 2], start: [-0.5, -0.5], most: 150, levels: [0.003, 1.5], losses: [1e-6, 10],
    rates: { sgd: 0.5, momentum: 0.2, nesterov: 0.2, adagrad: 0.3, rmsprop: 0.03, adam: 0.05, adamw: 0.05 },
  },
  saddle: {
    value: ([a, b]) => 0.5 * a * a + 0.25 * (b * b - 1) ** 2,
    gradient: ([a, b]) => [a, b * (b * b - 1)],
    lowest: [[0, -1], [0, 1]],
    title: "saddle", shape: "a saddle at (0, 0) between two hollows at (0, −1) and (0, 1)",
    x: [-2, 2], y: [-1.6, 1.6], start: [-1.6, 0.05], most: 100, levels: [0.02, 2.2], losses: [1e-6, 10],
    rates: { sgd: 0.1, momentum: 0.03, nesterov: 0.03, adagrad: 0.2, rmsprop: 0.03, adam: 0.05, adamw: 0.05 },
  },
  rosenbrock: {
    value: ([a, b]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    gradient: ([a, b]) => [2 * (a - 1) - 400 * a * (b - a * a), 200 * (b - a * a)],
    lowest: [[1, 1]],
    title: "Rosenbrock's valley", shape: "a narrow valley bent like a banana, almost level along its floor, with its lowest point at (1, 1)",
    x: [-2, 2], y: [-1, 3], start: [-1.2, 1.6], most: 400, levels: [2, 1500], losses: [1e-6, 1e4],
    rates: { sgd: 0.001, momentum: 0.0005, nesterov: 0.0005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamw: 0.1 },
  },
  beale: {
    value: ([a, b]) => (1.5 - a + a * b) ** 2 + (2.25 - a + a * b * b) ** 2 + (2.625 - a + a * b ** 3) ** 2,
    gradient([a, b]) {
      const rests = [1.5 - a + a * b, 2.25 - a + a * b * b, 2.625 - a + a * b ** 3];
      const slopes = [[b - 1, a], [b * b - 1, 2 * a * b], [b ** 3 - 1, 3 * a * b * b]];
      return [0, 1].map((i) => rests.reduce((sum, rest, k) => sum + 2 * rest * slopes[k][i], 0));
    },
    lowest: [[3, 0.5]],
    title: "Beale's plateau", shape: "a plateau with steep walls at its corners, with its lowest point at (3, 0.5)",
    x: [-1, 4.5], y: [-1.6, 1.6], start: [0.4, 1.2], most: 300, levels: [0.05, 150], losses: [1e-6, 1000],
    rates: { sgd: 0.01, momentum: 0.005, nesterov: 0.005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamw: 0.1 },
  },
  network: {
    ...network,
    title: "slice of a network's loss", shape: "the loss of a trained network on 25 flowers over two of its nine weights, with a plateau below on the left and a long curved trough",
    x: [-5, 5], y: [-5, 5], start: [-3, -2], most: 150, levels: [0.18, 0.9], losses: [0, 1.2], linear: true,
    rates: { sgd: 0.5, momentum: 0.5, nesterov: 0.5, adagrad: 0.5, rmsprop: 0.05, adam: 0.1, adamw: 0.1 },
  },
};
