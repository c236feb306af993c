// Descent with momentum on a loss of one curvature λ: v ← μ v + λ w, w ← w − η v. Successive distances obey
// w_{t+1} = (1 + μ − ηλ) w_t − μ w_{t−1}, so they shrink or grow as the powers of the roots of z² − (1 + μ − ηλ) z + μ.

/** The larger of the two roots' sizes: what a step multiplies the distance by in the long run. `pull` is ηλ. */
export function rate(pull, momentum) {
  const sum = 1 + momentum - pull;
  const square = sum * sum - 4 * momentum;
  return square < 0 ? Math.sqrt(momentum) : (Math.abs(sum) + Math.sqrt(square)) / 2;
}

/** The pulls ηλ between which the roots are a complex pair: they touch at both ends (critical damping). */
export const ripplesBetween = (momentum) => [(1 - Math.sqrt(momentum)) ** 2, (1 + Math.sqrt(momentum)) ** 2];

/** The pull beyond which the distance grows. */
export const diverges = (momentum) => 2 * (1 + momentum);

const NEAR = 0.02; // the share of a pull within which its damping is called critical

/** One of "diverges", "jumps" (to the other side at every step), "ripples", "critical" and "glides" (without crossing). */
export function regime(pull, momentum) {
  const edges = ripplesBetween(momentum);
  const [first, last] = edges;
  if (pull >= diverges(momentum)) return "diverges";
  if (momentum > 0 && edges.some((edge) => Math.abs(pull - edge) <= NEAR * edge)) return "critical";
  if (pull > last || (momentum === 0 && pull > 1)) return "jumps";
  return pull > first && momentum > 0 ? "ripples" : "glides";
}

/** The learning rate and the momentum with the smallest rate for both curvatures (Polyak's). */
export function best(small, large) {
  const [low, high] = [Math.sqrt(small), Math.sqrt(large)];
  return { learning_rate: (2 / (low + high)) ** 2, momentum: ((high - low) / (high + low)) ** 2 };
}
