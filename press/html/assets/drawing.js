// The reader's curve over the right one.

import { clamped } from "./clamp.js";
import { axes, curve, legend, panel, svg } from "./plot.js";

/** The reader's curve over the right one; what runs far off is cut at twice the right curve's height. */
export function picture(practice, { yours, right }, key) {
  if (!right.length) return "";
  const [xs, ys] = [0, 1].map((i) => right.map((point) => point[i]));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const level = high - low < 1e-6 * Math.max(1, Math.abs(high)); // apart from rounding
  const span = level ? Math.abs(high) || 1 : high - low;
  const seen = yours.map(([, y]) => clamped(y, low - span / 2, high + span / 2));
  const reach = [Math.min(low, ...seen), Math.max(high, ...seen)];
  const edge = level ? span / 2 : (reach[1] - reach[0]) * 0.06;
  const [xlabel, ylabel] = practice.labels ?? ["", ""];
  const on = axes({ title: practice.title, x: [Math.min(...xs), Math.max(...xs)], y: [reach[0] - edge, reach[1] + edge], xlabel, ylabel });
  const lines = [curve(on, right, { colour: "blue", width: 3 }), curve(on, yours, { colour: "orange", dash: "6 4" })];
  const entries = [["blue", "right"], ["orange", "yours", "6 4"]];
  return svg(panel(on, [...lines, legend(on, entries, freeCorner(on, [...right, ...yours], [70, 34]))]), key);
}

/** Where a legend of this size hides the fewest of these points: [x, y] of its first line, in one of the four corners. */
function freeCorner(on, points, [width, height]) {
  const [left, right] = on.x.map(on.px);
  const [low, high] = on.y.map(on.py);
  const corners = [high, low - height].flatMap((y) => [left, right - width].map((x) => ({ x, y })));
  const hidden = ({ x, y }) => points.filter((point) => {
    const [px, py] = [on.px(point[0]), on.py(point[1])];
    return px > x && px < x + width && py > y && py < y + height;
  }).length;
  const best = corners.reduce((one, other) => (hidden(other) < hidden(one) ? other : one));
  return { x: best.x + 8, y: best.y + 14 };
}
