// Schedule explorer: the learning rate over the steps is drawn by hand, and a noisy run follows it.

import { clamped } from "./clamp.js";
import { allowed, choice, range } from "./controls.js";
import { normals } from "./noise.js";
import { axes, curve, legend, note, panel, rule } from "./plot.js";
import { follow, rateAt } from "./schedules.js";
import { number } from "./words.js";

const STEPS = 200;
const LAST = 20; // the steps at the end whose mean loss is reported
const WINDOW = 10; // the steps whose mean is the thick line
const START = [6, 2]; // along the ravine, and up its wall
const CURVES = [0.2, 4];
const WALL = 2; // of the ravine that is steeper far out
const HIGHEST = 0.6;
const LOST = 1e3; // a run above this loss at its end has diverged
const ADAM = { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 };

// The lowest loss on the axis and its ticks: without noise a run comes far down.
const ticks = (...places) => places.map(([place, label]) => ({ place, label }));
const NOISY = [1e-4, ticks([100, "100"], [1, "1"], [0.01, "0.01"], [1e-4, "10⁻⁴"])];
const CALM = [1e-10, ticks([1, "1"], [1e-3, "10⁻³"], [1e-6, "10⁻⁶"], [1e-9, "10⁻⁹"])];

const SCHEDULES = [["constant", "constant"], ["step", "step decay"], ["exponential", "exponential"], ["cosine", "cosine"], ["linear", "linear"]];
const TITLES = Object.fromEntries(SCHEDULES);
const SCHEDULE = choice("schedule", "schedule", SCHEDULES);
const OPTIMIZER = choice("optimizer", "optimizer", [["sgd", "SGD"], ["adam", "Adam"]]);
const RAVINE = choice("ravine", "ravine", [["even", "evenly curved"], ["walls", "steeper far out"]]);
const PEAK = range("peak", "peak rate", { min: 0.02, max: HIGHEST, step: 0.01 });
const WARMUP = range("warmup", "warm-up steps", { min: 0, max: 100, step: 1, digits: 0, unit: "steps" });
const SEED = range("seed", "draw of the noise", { min: 1, max: 8, step: 1, digits: 0 });
const NOISE = range("noise", "size of the noise", { min: 0, max: 2, step: 0.25 });
const FALLS = [
  range("every", "steps per fall", { min: 10, max: 100, step: 5, digits: 0, unit: "steps" }),
  range("factor", "left after each", { min: 0.05, max: 0.95, step: 0.05 }),
];
const FLOOR = range("floor", "left at the end", { min: 0, max: 1, step: 0.05 });

const falls = ({ schedule }) => schedule === "step" || schedule === "exponential";

const ends = ({ schedule }) => schedule === "cosine" || schedule === "linear";

const wall = (state) => (state.ravine === "walls" ? WALL : 0);

const loss = (w, state) => (CURVES[0] * w[0] ** 2 + CURVES[1] * w[1] ** 2) / 2 + (wall(state) * w[1] ** 4) / 4;

const slope = (w, state) => [CURVES[0] * w[0], CURVES[1] * w[1] + wall(state) * w[1] ** 3];

const KEPT = new Map(); // runs by all that they depend on: a drag asks for each of them several times

function run(state) {
  const { schedule, optimizer, ravine, peak, warmup, every, factor, floor, noise, seed } = state;
  const key = JSON.stringify([schedule, optimizer, ravine, peak, warmup, every, factor, floor, noise, seed]);
  if (!KEPT.has(key)) {
    if (KEPT.size > 60) KEPT.clear();
    const chance = normals(seed, 2 * STEPS);
    const rates = Array.from({ length: STEPS }, (_, t) => rateAt(t, { ...state, steps: STEPS }));
    const gradient = (w, t) => slope(w, state).map((one, i) => one + noise * chance[2 * t + i]);
    KEPT.set(key, follow(optimizer, ADAM, rates, START, gradient).map((w) => loss(w, state)));
  }
  return KEPT.get(key);
}

/** The run beside it: the peak rate from the first step to the last. */
const steady = (state) => run({ ...state, schedule: "constant", warmup: 0 });

const mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length;

function ending(losses) {
  const end = mean(losses.slice(-LAST));
  return end < LOST ? end : Infinity;
}

const said = (losses) => (ending(losses) < Infinity ? number(ending(losses), 3) : "none, for the run diverges");


const hundredths = (value) => Math.round(100 * value) / 100;

function handles(state) {
  const { peak, warmup, every, factor, floor } = state;
  const top = {
    id: "peak", x: warmup, y: peak, along: "xy", step: [5, 0.02],
    label: "end of the warm-up: up and down for the peak rate, sideways for the length of the warm-up",
    text: `peak rate ${number(peak)} after ${warmup} steps of warm-up`,
    move: (old, x, y) => ({ ...old, warmup: clamped(Math.round(x), 0, 100), peak: clamped(hundredths(y), 0.02, HIGHEST) }),
  };
  if (falls(state)) {
    const text = `after ${every} more steps ${number(factor)} of the rate is left`;
    const move = (old, x, y) => ({
      ...old, every: clamped(Math.round(x - old.warmup), 10, 100), factor: clamped(hundredths(y / old.peak), 0.05, 0.95),
    });
    return [top, { id: "fall", x: warmup + every, y: peak * factor, along: "xy", step: [5, 0.02], label: "the first fall: sideways for its time, up and down for its size", text, move }];
  }
  if (!ends(state)) return [top];
  const text = `rate ${number(floor * peak, 3)} at the end, ${number(floor)} of the peak`;
  const move = (old, x, y) => ({ ...old, floor: clamped(hundredths(y / old.peak), 0, 1) });
  return [top, { id: "floor", x: STEPS, y: floor * peak, along: "y", step: [0, 0.01], label: "rate at the end", text, move }];
}

export const scheduleExplorer = {
  name: "schedule-explorer",
  title: "Schedule explorer",

  domain: () => allowed(SCHEDULE, OPTIMIZER, RAVINE, PEAK, WARMUP, SEED, NOISE, ...FALLS, FLOOR),

  controls(state) {
    return [
      SCHEDULE,
      OPTIMIZER,
      RAVINE,
      PEAK,
      WARMUP,
      ...(falls(state) ? FALLS : []),
      ...(ends(state) ? [FLOOR] : []),
      // without noise there is nothing to draw
      ...(state.noise > 0 ? [SEED] : []),
      NOISE,
    ];
  },

  panels(state) {
    const over = axes({ title: "The learning rate", x: [0, STEPS], y: [0, HIGHEST], xlabel: "step", ylabel: "rate" });
    const [lowest, yticks] = state.noise > 0 ? NOISY : CALM;
    const under = axes({ title: "What it does to a run", x: [0, STEPS], y: [lowest, 100], log: "y", yticks, xlabel: "step", ylabel: "loss (log scale)" });
    const rates = Array.from({ length: STEPS + (ends(state) ? 1 : 0) }, (_, t) => [t, rateAt(t, { ...state, steps: STEPS })]);
    const limit = 2 / CURVES[1];
    const raw = (all) => all.map((one, t) => [t, Math.max(one, 1e-12)]);
    const smooth = (all) => all.map((_, t) => [t, Math.max(mean(all.slice(Math.max(0, t - WINDOW + 1), t + 1)), 1e-12)]);
    return [
      panel(over, [
        ...(state.optimizer === "sgd" ? [rule(over, { y: limit }), note(over, STEPS, limit, "SGD's limit at the bottom, 2/λ", { anchor: "end", dx: -4, dy: -5 })] : []),
        curve(over, [[0, state.peak], [STEPS, state.peak]], { colour: "green", dash: "6 4", width: 1.6 }),
        curve(over, rates, { colour: "blue" }),
      ], handles(state)),
      panel(under, [
        curve(under, raw(steady(state)), { colour: "green", width: 0.8, faint: true }),
        curve(under, raw(run(state)), { colour: "blue", width: 0.8, faint: true }),
        curve(under, smooth(steady(state)), { colour: "green", dash: "6 4" }),
        curve(under, smooth(run(state)), { colour: "blue" }),
        legend(under, [["blue", "with the schedule"], ["green", "constant peak rate", "6 4"]], { x: 180 }),
      ]),
    ];
  },

  caption(state) {
    const { optimizer, peak, warmup, noise, every, factor, floor } = state;
    const shape = falls(state) ? `, ${number(factor)} left every ${every} steps` : ends(state) ? ` to ${number(floor)} of it` : "";
    const name = optimizer === "sgd" ? "SGD" : "Adam";
    const how = `${name} at a peak rate of ${number(peak)}, ${warmup} steps of warm-up, then ${TITLES[state.schedule]}${shape}, noise ${number(noise)}`;
    return `${how}. Mean loss of the last ${LAST} of ${STEPS} steps: ${said(run(state))}; at the constant rate: ${said(steady(state))}.`;
  },

  description(state) {
    const { peak, warmup, ravine, optimizer } = state;
    const [mine, other] = [ending(run(state)), ending(steady(state))];
    const judged = mine === other ? "Both runs end alike." : `The run with the schedule ends ${mine < other ? "lower" : "higher"}.`;
    const rise = warmup ? `rises over ${warmup} steps to ${number(peak)}` : `begins at ${number(peak)}`;
    const end = number(rateAt(STEPS - 1, { ...state, steps: STEPS }), 3);
    const walls = ravine === "walls" ? "whose walls are steeper far out, where the run begins" : "with one curvature along it and one across";
    return `Left, the learning rate over ${STEPS} steps: it ${rise}, follows the schedule "${TITLES[state.schedule]}" and is ${end} at the last step; a dashed level line marks the peak rate. Right, on a logarithmic scale, the loss of two runs of ${optimizer === "sgd" ? "SGD" : "Adam"} with the same noise, in a ravine ${walls}: one follows the schedule, the dashed one keeps the peak rate; thick lines are means of ten steps. ${judged} Their mean losses over the last ${LAST} steps: ${said(run(state))}, and at the constant rate ${said(steady(state))}.`;
  },
};
