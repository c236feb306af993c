// One step of each optimizer on an array of weights, as in descent.reference.optimizers: `init(weights)` gives a state,
// `step(weights, gradient, state, options)` gives [new weights, new state]. Nothing is changed in place.

const zip = (f, ...arrays) => arrays[0].map((_, i) => f(...arrays.map((array) => array[i])));

const zeros = (weights) => weights.map(() => 0);

/** L2 adds λw to the gradient; decoupled decay shrinks the weights by 1 − ηλ instead. */
function decayed(w, g, { learning_rate, weight_decay = 0, decoupled = false }) {
  if (decoupled) return [w.map((one) => (1 - learning_rate * weight_decay) * one), g];
  return [w, zip((a, b) => a + weight_decay * b, g, w)];
}

const plain = {
  init: () => ({}),
  step(weights, gradient, state, options) {
    const [w, g] = decayed(weights, gradient, options);
    return [zip((a, b) => a - options.learning_rate * b, w, g), state];
  },
};

const momentum = {
  init: (weights) => ({ velocity: zeros(weights) }),
  step(weights, gradient, state, options) {
    const [w, g] = decayed(weights, gradient, options);
    const { learning_rate, momentum: beta, nesterov = false } = options;
    const velocity = zip((v, b) => beta * v + b, state.velocity, g);
    const ahead = nesterov ? zip((v, b) => beta * v + b, velocity, g) : velocity;
    return [zip((a, v) => a - learning_rate * v, w, ahead), { velocity }];
  },
};

const adagrad = {
  init: (weights, { initial_accumulator = 0 } = {}) => ({ total: weights.map(() => initial_accumulator) }),
  step(weights, gradient, state, options) {
    const [w, g] = decayed(weights, gradient, options);
    const total = zip((s, b) => s + b * b, state.total, g);
    return [zip((a, b, s) => a - (options.learning_rate * b) / (Math.sqrt(s) + options.epsilon), w, g, total), { total }];
  },
};

const rmsprop = {
  init: (weights) => ({ square: zeros(weights) }),
  step(weights, gradient, state, options) {
    const [w, g] = decayed(weights, gradient, options);
    const { learning_rate, rho, epsilon } = options;
    const square = zip((s, b) => rho * s + (1 - rho) * b * b, state.square, g);
    return [zip((a, b, s) => a - (learning_rate * b) / (Math.sqrt(s) + epsilon), w, g, square), { square }];
  },
};

const adam = {
  init: (weights) => ({ step: 0, mean: zeros(weights), square: zeros(weights) }),
  step(weights, gradient, state, options) {
    const [w, g] = decayed(weights, gradient, options);
    const { learning_rate, beta_1, beta_2, epsilon, bias_correction = true } = options;
    const step = state.step + 1;
    const mean = zip((m, b) => beta_1 * m + (1 - beta_1) * b, state.mean, g);
    const square = zip((v, b) => beta_2 * v + (1 - beta_2) * b * b, state.square, g);
    const [bias1, bias2] = bias_correction ? [1 - beta_1 ** step, 1 - beta_2 ** step] : [1, 1];
    const moved = (a, m, v) => a - (learning_rate * (m / bias1)) / (Math.sqrt(v / bias2) + epsilon);
    return [zip(moved, w, mean, square), { step, mean, square }];
  },
};

const adamw = {
  init: adam.init,
  step: (weights, gradient, state, options) => adam.step(weights, gradient, state, { ...options, decoupled: true }),
};

export const OPTIMIZERS = { sgd: plain, momentum, adagrad, rmsprop, adam, adamw };

/** The path (w₀, …, w_T) of an optimizer, and its state after each step. */
export function descend(name, options, start, gradient, steps) {
  const optimizer = OPTIMIZERS[name];
  const path = [start];
  const states = [optimizer.init(start, options)];
  for (let t = 0; t < steps; t += 1) {
    const [w, state] = optimizer.step(path[t], gradient(path[t], t), states[t], options);
    path.push(w);
    states.push(state);
  }
  return { path, states };
}
