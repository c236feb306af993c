// Momentum's regimes: learning rate and momentum are dragged in their plane; the distances along and across a valley follow.

import { clamped } from "./clamp.js";
import { allowed, buttons, range, toggle } from "./controls.js";
import { within } from "./domain.js";
import { descend } from "./optimizers.js";
import { area, axes, curve, dot, legend, note, panel, rule } from "./plot.js";
import { best, diverges, rate, regime, ripplesBetween } from "./quadratics.js";
import { number } from "./words.js";

const ALONG = { name: "along", colour: "blue", dash: "" };
const ACROSS = { name: "across", colour: "orange", dash: "6 3" };
const FLAT = 1; // the curvature along the valley; across it is the state's ratio
const RATES = [0.0005, 4];
const HIGHEST = 0.99;
const SETTINGS = [
  range("ratio", "curvature across (along: 1)", { values: [2, 4, 10, 25, 50, 100, 200], text: String }),
  range("steps", "steps", { min: 20, max: 200, step: 10, digits: 0, unit: "steps" }),
  toggle("log", "logarithmic distance"),
];
// Even in √μ, with which the boundaries bend.
const MOMENTA = Array.from({ length: 81 }, (_, i) => Math.min((i / 80) ** 2, 0.9999));

const WORDS = {
  diverges: "diverges", jumps: "jumps from side to side", ripples: "ripples",
  critical: "has stopped rippling, or nearly (critical damping)", glides: "glides down without crossing",
};

const directions = ({ ratio }) => [{ ...ALONG, curvature: FLAT }, { ...ACROSS, curvature: ratio }];

const pullOf = (state, curvature) => state.learning_rate * curvature;

const rateAt = (state, curvature) => rate(pullOf(state, curvature), state.momentum);

const kept = (learning_rate, momentum) => ({
  learning_rate: clamped(learning_rate, ...RATES),
  momentum: clamped(momentum, 0, HIGHEST),
});

const short = (value) => String(Number(value.toPrecision(3)));

/** The boundary pull(μ) / curvature in the plane, kept inside it. */
const edge = (pull, curvature) => MOMENTA.map((mu) => [clamped(pull(mu) / curvature, ...RATES), mu]);

const first = (mu) => ripplesBetween(mu)[0];
const last = (mu) => Math.min(ripplesBetween(mu)[1], diverges(mu));

/** A line ends where it leaves the plane. */
const inside = (points) => points.filter(([x]) => x > RATES[0] && x < RATES[1]);

function plane(state) {
  const { ratio, learning_rate, momentum } = state;
  const on = axes({ title: `Regimes across (curvature ${ratio})`, x: RATES, y: [0, 1], xlabel: "learning rate η", ylabel: "momentum μ", log: "x" });
  const between = (low, high, colour) => area(on, [...edge(low, ratio), ...edge(high, ratio).reverse()], { colour });
  const words = (x, mu, text, anchor = "middle") => note(on, clamped(x, ...RATES), mu, text, { anchor, dy: 4 });
  const goal = best(FLAT, ratio);
  const text = directions(state).map(({ name, curvature }) => `${name} ${WORDS[regime(pullOf(state, curvature), momentum)]}`).join(", ");
  const handle = {
    id: "pair", x: learning_rate, y: momentum, along: "xy", colour: "green", step: [learning_rate * 0.05, 0.02],
    label: "learning rate and momentum: drag, or use the arrow keys",
    text: `learning rate ${short(learning_rate)}, momentum ${short(momentum)}: ${text}`,
    move: (old, x, y) => ({ ...old, ...kept(Number(x.toPrecision(3)), Number(y.toFixed(3))) }),
  };
  return panel(on, [
    between(first, last, "blue"),
    between(last, diverges, "purple"),
    between(diverges, () => RATES[1] * ratio, "orange"),
    curve(on, inside(edge(diverges, ratio)), { colour: "orange", width: 2.4 }),
    curve(on, inside(edge(first, ratio)), { colour: "orange", width: 2, dash: "6 3" }),
    curve(on, inside(edge(first, FLAT)), { colour: "blue", width: 2 }),
    words(0.3 / ratio, 0.06, "glides", "end"),
    words(0.62 / ratio, 0.32, "ripples"),
    words(2.25 / ratio, 0.04, ratio > 2 ? "← jumps" : "", "start"),
    words(Math.sqrt((4 / ratio) * RATES[1]), 0.85, ratio >= 10 ? "diverges" : ""),
    dot(on, goal.learning_rate, goal.momentum, { colour: "green", size: 6, hollow: true }),
    note(on, goal.learning_rate, goal.momentum, "best", { dx: 11, dy: -3 }),
  ], [handle]);
}

/** The distances from the lowest point, which start at 1. */
function distances(state, curvature) {
  const { path } = descend("momentum", state, [1], ([w]) => [curvature * w], state.steps);
  return path.map(([w], t) => [t, state.log ? Math.abs(w) : w]);
}

function fall(state) {
  const scale = state.log ? { y: [1e-6, 100], log: "y", ylabel: "|distance|" } : { y: [-1.5, 1.5], ylabel: "distance" };
  const on = axes({ title: "Distance from the lowest point", x: [0, state.steps], xlabel: "step", ...scale });
  const lines = directions(state);
  return panel(on, [
    ...(state.log ? [] : [rule(on, { y: 0, dash: "" })]),
    ...lines.map(({ colour, dash, curvature }) => curve(on, distances(state, curvature).slice(0, 1 + until(state, curvature)), { colour, dash, width: 2 })),
    legend(on, lines.map(({ name, colour, dash, curvature }) => [colour, `${name}: factor ${short(rateAt(state, curvature))}`, dash]), { x: 190 }),
  ]);
}

/** A diverging line is drawn until it is far outside. */
function until(state, curvature) {
  const gone = distances(state, curvature).findIndex(([, w]) => !(Math.abs(w) < 1e4));
  return gone < 0 ? state.steps : gone;
}

const told = (state, { name, curvature }) => {
  const factor = rateAt(state, curvature);
  return `${name} the valley (curvature ${curvature}) it ${WORDS[regime(pullOf(state, curvature), state.momentum)]}, and a step multiplies the distance by ${number(factor, 3)}`;
};

/** What the slower direction means for the whole. */
function whole(state) {
  const slowest = Math.max(...directions(state).map(({ curvature }) => rateAt(state, curvature)));
  if (slowest >= 1) return "So it never arrives.";
  const steps = slowest > 0 ? Math.ceil(Math.log(0.1) / Math.log(slowest)) : 1;
  return `In the long run the larger factor decides: the distance shrinks tenfold in about ${steps} step${steps === 1 ? "" : "s"}.`;
}

export const momentumRegimes = {
  name: "momentum-regimes",
  title: "Momentum’s regimes",

  domain: () => ({
    learning_rate: within(...RATES),
    momentum: within(0, HIGHEST),
    ...allowed(...SETTINGS),
  }),

  controls: () => [
    ...SETTINGS,
    buttons("Places in the plane", [["plain", "Best without momentum"], ["best", "Best with momentum"], ["link", "Link to this state"]]),
  ],

  actions: {
    plain: (state) => ({ ...state, learning_rate: 2 / (FLAT + state.ratio), momentum: 0 }),
    best: (state) => ({ ...state, ...best(FLAT, state.ratio), log: true }), // its first swing leaves the linear axis
  },

  panels: (state) => [plane(state), fall(state)],

  caption(state) {
    const both = directions(state).map((one) => told(state, one)).join("; ");
    return `With learning rate ${short(state.learning_rate)} and momentum ${short(state.momentum)}, ${both}. ${whole(state)}`;
  },

  description(state) {
    const { learning_rate, momentum, ratio } = state;
    const goal = best(FLAT, ratio);
    const left = `Left, the plane of learning rate, on a logarithmic axis, and momentum, with a point that you move, now at ${short(learning_rate)} and ${short(momentum)}. Shaded regions tell what the steep direction across the valley does: from left to right it glides, ripples, jumps from side to side and, at the right, diverges. A solid line marks where the flat direction along the valley begins to ripple. A ring marks the best pair, ${short(goal.learning_rate)} and ${short(goal.momentum)}.`;
    const right = `Right, the distance from the lowest point over ${state.steps} steps, solid along and dashed across: ${directions(state).map((one) => told(state, one)).join("; ")}.`;
    return `${left} ${right}`;
  },
};
