// The line a + b x through points [x, y] that makes a mean loss smallest: [a, b]. tests/widgets holds the three ways to
// find it to scipy and scikit-learn.

import { LOSSES } from "./losses.js";

const FLAT = 1e-9; // closer than this, two values of x are one

export const at = ([a, b], x) => a + b * x;

export const meanLoss = (line, points, cost) => points.reduce((sum, [x, y]) => sum + cost(y, at(line, x)), 0) / points.length;

/** Least squares in closed form, each point with its weight. Where all x are one, the line is level. */
export function leastSquares(points, weights = points.map(() => 1)) {
  const whole = weights.reduce((sum, one) => sum + one, 0);
  const mean = (of) => points.reduce((sum, point, i) => sum + weights[i] * of(point), 0) / whole;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const spread = mean((point) => (point[0] - x) ** 2);
  const b = spread < FLAT ? 0 : mean((point) => (point[0] - x) * (point[1] - y)) / spread;
  return [y - b * x, b];
}

/** For a loss made of straight pieces with their corner at no error: one of the best lines goes through two points. */
export function throughTwo(points, cost) {
  let best = null;
  let lowest = Infinity;
  for (const line of candidates(points)) {
    const loss = meanLoss(line, points, cost);
    if (loss < lowest - 1e-12) [best, lowest] = [line, loss];
  }
  return best;
}

function candidates(points) {
  const lines = [];
  points.forEach(([x, y], i) => {
    for (const [other, high] of points.slice(i + 1)) {
      const b = (high - y) / (other - x);
      if (Math.abs(other - x) > FLAT) lines.push([y - b * x, b]);
    }
  });
  return lines.length ? lines : points.map(([, y]) => [y, 0]);
}

const ROUNDS = 1000;

/**
 * Huber's loss by iteratively reweighted least squares: a point farther than δ counts δ / |error| as much.
 *
 * The rounds only come near the minimum, and slowly where few points are near. But once the far points are known, the
 * gradient's equation is linear. Each round solves that one too: its line is the minimum if it leaves every point on its
 * side; else the way towards it is tried, in halves, and the best line of all is taken.
 */
export function huberLine(points, delta) {
  const cost = (y, p) => LOSSES.huber.value(y, p, { delta });
  const loss = (line) => meanLoss(line, points, cost);
  const starts = [leastSquares(points), throughTwo(points, cost)]; // the minimum for a large δ, and nearly that for a small one
  let line = loss(starts[0]) < loss(starts[1]) ? starts[0] : starts[1];
  for (let round = 0; round < ROUNDS; round++) {
    const sides = sidesOf(line, points, delta);
    const solved = balanced(sides, points, delta);
    if (solved && sidesOf(solved, points, delta).every((one, i) => one === sides[i])) return solved;
    const last = line;
    line = leastSquares(points, points.map(([x, y]) => delta / Math.max(delta, Math.abs(y - at(last, x)))));
    for (let part = 1; solved && part > 0.05; part /= 2) {
      const tried = last.map((one, i) => one + part * (solved[i] - one));
      if (loss(tried) < loss(line)) line = tried;
    }
    if (Math.abs(line[0] - last[0]) + Math.abs(line[1] - last[1]) < 1e-12) return line;
  }
  return line;
}

/** 0 for a point within δ of the line, else 1 above it and −1 below. */
function sidesOf(line, points, delta) {
  return points.map(([x, y]) => {
    const error = y - at(line, x);
    return Math.abs(error) <= delta ? 0 : Math.sign(error);
  });
}

/** The line where near points pull by their error and far ones by ±δ, with no pull left over. */
function balanced(sides, points, delta) {
  let [n, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
  points.forEach(([x, y], i) => {
    const near = sides[i] === 0;
    if (near) [n, sx, sxx] = [n + 1, sx + x, sxx + x * x];
    sy += near ? y : delta * sides[i];
    sxy += x * (near ? y : delta * sides[i]);
  });
  const area = n * sxx - sx ** 2;
  return area < FLAT ? null : [(sxx * sy - sx * sxy) / area, (n * sxy - sx * sy) / area];
}
