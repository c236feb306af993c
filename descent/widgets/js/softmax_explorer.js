// Softmax explorer: logits are dragged; the probabilities, the cross-entropy and its gradient follow.

import { clamped } from "./clamp.js";
import { allowed, buttons, choice, range } from "./controls.js";
import { each, whole, within } from "./domain.js";
import { smoothed } from "./losses.js";
import { axes, bar, note, panel, rule, ticks } from "./plot.js";
import { TEMPERED } from "./tempered.js";
import { number } from "./words.js";

const HIGHEST = 6; // of a logit, and below zero as far
const TEMPERATURE = range("temperature", "temperature T", { values: [0.5, 0.75, 1, 1.5, 2, 3, 4] });
const SMOOTHING = range("smoothing", "label smoothing α", { min: 0, max: 0.4, step: 0.05 });
const COUNTS = [3, 4, 5]; // of classes

/** All that is drawn: logits z, target y (smoothed), probabilities p, the gradient and the loss. */
function computed(state) {
  const names = state.names.slice(0, state.classes);
  const z = names.map((_, j) => state.logits[j] ?? 0);
  const hard = z.map((_, j) => Number(j === state.label));
  const options = { temperature: state.temperature, label_smoothing: state.smoothing };
  const y = smoothed(hard, state.smoothing);
  const p = TEMPERED.probabilities(z, options);
  return { names, z, y, p, gradient: TEMPERED.gradient(hard, z, options), loss: TEMPERED.value(hard, z, options) };
}

/** A bar's value: three digits where two would say little, and what rounds to 0 is 0, not a power of ten. */
const two = (x) => number(Math.abs(x) < 0.0005 ? 0 : x, Math.abs(x) < 0.1 ? 3 : 2);

/** A probability that never quite says 1. */
const chance = (p) => number(p, p > 0.99 ? 6 : 2);

const held = (z) => clamped(z, -HIGHEST, HIGHEST);

const target = (state) => (state.smoothing ? "y′" : "y");

const short = (x) => number(x).replace(/\.?0+$/, "");

const formula = (state) => (state.temperature === 1 ? `p − ${target(state)}` : `(p − ${target(state)}) / ${short(state.temperature)}`);

/** The lowest loss that a target allows: its own entropy. */
const entropy = (y) => y.reduce((sum, one) => sum - (one && one * Math.log(one)), 0);

/** Bars with their values on the other side of the zero line, where a handle never is. */
function bars(on, values, colour) {
  return values.flatMap((value, j) => [
    bar(on, j + 1, value, { colour }),
    note(on, j + 1, 0, two(value), { anchor: "middle", dy: value < 0 ? -6 : 15 }),
  ]);
}

export const softmaxExplorer = {
  name: "softmax-explorer",
  title: "Softmax and cross-entropy",

  domain: ({ logits, names }) => ({
    logits: each(logits.map(() => within(-HIGHEST, HIGHEST))),
    classes: whole(COUNTS[0], names.length),
    label: whole(0, names.length - 1),
    ...allowed(TEMPERATURE, SMOOTHING),
  }),

  fitted: (state) => ({ ...state, label: Math.min(state.label, state.classes - 1) }),

  controls(state) {
    const { names, classes } = state;
    return [
      choice("label", "true class", names.slice(0, classes).map((name, j) => [j, name])),
      choice("classes", "classes", COUNTS.map((count) => [count, String(count)])),
      TEMPERATURE,
      SMOOTHING,
      buttons("Logits", [["step", "A step downhill"], ["level", "All logits to 0"]]),
    ];
  },

  actions: {
    step(state) {
      const { z, gradient } = computed(state);
      const stepped = z.map((one, j) => held(one - gradient[j]));
      return { ...state, logits: [...stepped, ...state.logits.slice(z.length)] };
    },
    level: (state) => ({ ...state, logits: state.names.map(() => 0) }),
  },

  panels(state) {
    const { names, z, y, p, gradient } = computed(state);
    const x = [0.4, names.length + 0.6];
    const xticks = names.map((label, j) => ({ place: j + 1, label: j === state.label ? `${label} ✓` : label }));
    const shape = { x, xticks, xlabel: "class (✓ true)", height: 200 };
    const scores = axes({ ...shape, title: "Logits", y: [-HIGHEST, HIGHEST], yticks: ticks(-HIGHEST, HIGHEST, 6), ylabel: "logit z" });
    const chances = axes({ ...shape, title: `Probabilities p and target ${target(state)}`, y: [0, 1.15], yticks: ticks(0, 1), ylabel: "probability" });
    const steep = Math.max(...gradient.map(Math.abs)) > 1 ? 2 : 1; // below T = 1 an entry can be larger than 1
    const slopes = axes({ ...shape, title: `Gradient ${formula(state)}`, y: [-steep, steep], ylabel: "gradient in z" });
    const handles = z.map((value, j) => ({
      id: `logit-${j}`, x: j + 1, y: value, label: `logit of ${names[j]}: drag, or use the arrow keys`, text: `${number(value)}, probability ${number(p[j], 3)}`, along: "y", step: [0, 0.1],
      move: (old, _, to) => ({ ...old, logits: old.names.map((_name, i) => (i === j ? held(Number(to.toFixed(2))) : old.logits[i] ?? 0)) }),
    }));
    const zero = (on) => rule(on, { y: 0, dash: "" });
    const above = (j) => note(chances, j + 1, Math.max(p[j], y[j]), two(p[j]), { anchor: "middle", dy: -6 });
    return [
      panel(scores, [...bars(scores, z, "blue"), zero(scores)], handles),
      panel(chances, [
        ...p.map((one, j) => bar(chances, j + 1, one)),
        ...y.map((one, j) => bar(chances, j + 1, one, { colour: "orange", width: 0.76, hollow: true })),
        ...names.map((_, j) => above(j)),
      ]),
      panel(slopes, [...bars(slopes, gradient, "green"), zero(slopes)]),
    ];
  },

  caption(state) {
    const { names, y, p, loss } = computed(state);
    const { label, smoothing, temperature } = state;
    const first = `Cross-entropy ${number(loss)} nats: the true class, ${names[label]}, has probability ${chance(p[label])}`;
    const least = smoothing ? `; the smoothed target asks for ${number(y[label])}, and no logits cost less than ${number(entropy(y))}` : "";
    const warmth = temperature === 1 ? "" : ` The logits are divided by ${short(temperature)}, and so is the gradient in them.`;
    return `${first}${least}.${warmth}`;
  },

  description(state) {
    const { names, z, y, p, gradient } = computed(state);
    const row = (values) => names.map((name, j) => `${name} ${two(values[j])}`).join(", ");
    const first = `Three panels of bars, one bar for each class; the true class is ${names[state.label]}. Logits, which you move: ${row(z)}.`;
    const second = `Probabilities by the softmax${state.temperature === 1 ? "" : ` at temperature ${short(state.temperature)}`}: ${row(p)}. Hollow bars around them are the target: ${row(y)}.`;
    return `${first} ${second} Gradient, ${formula(state)}: ${row(gradient)}; its entries add up to 0. A step downhill takes it off the logits.`;
  },
};
