// Descent playground: a landscape of two weights, a start that is dragged, and the paths of optimizers down from there.

import { clamped } from "./clamp.js";
import { allowed, buttons, choice, range, several, toggle } from "./controls.js";
import { each, flag, oneOf, someOf, whole, within } from "./domain.js";
import { contours, levels } from "./marching_squares.js";
import { descend } from "./optimizers.js";
import { FRAMED, axes, curve, dot, legend, note, panel, specks } from "./plot.js";
import { SURFACES } from "./surfaces.js";
import { number } from "./words.js";

// `rule` is the optimizer in optimizers.js, `memory` what a caption tells of its state: [words, a vector].
const CHOICES = {
  sgd: { text: "SGD", rule: "sgd", colour: "orange", dash: "" },
  momentum: { text: "momentum", rule: "momentum", colour: "blue", dash: "8 3", memory: ({ velocity }) => [["velocity", velocity]] },
  nesterov: { text: "Nesterov", rule: "momentum", colour: "blue", dash: "2 3", memory: ({ velocity }) => [["velocity", velocity]] },
  adagrad: { text: "AdaGrad", rule: "adagrad", colour: "green", dash: "8 3 2 3", memory: ({ total }) => [["root of the summed squares", roots(total)]] },
  rmsprop: { text: "RMSProp", rule: "rmsprop", colour: "green", dash: "", memory: ({ square }) => [["root mean square", roots(square)]] },
  adam: { text: "Adam", rule: "adam", colour: "purple", dash: "", memory: moments },
  adamw: { text: "AdamW", rule: "adamw", colour: "purple", dash: "8 3", memory: moments },
};
const FACTORS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const RATES = [-4, -3, -2, -1, 0].flatMap((power) => FACTORS.map((factor) => Number((factor * 10 ** power).toPrecision(2))));
const SHARES = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];
const LONG_SHARES = [0, 0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];
const VIEWS = [["loss", "loss"], ["length", "length of each step"]];
const DECAY = range("weight_decay", "weight decay λ", { min: 0, max: 0.5, step: 0.01 });
const MANY = 150; // longer runs are drawn without a dot for each step
const WITHOUT = "1 4"; // the dash of a run without decay
const WITHOUT_DECAY = "without decay";

const plainly = (value) => String(value);
const roots = (squares) => squares.map(Math.sqrt);
const rate = (key, label) => range(key, label, { values: RATES, text: plainly });
const share = (key, label, values = SHARES) => range(key, label, { values, text: plainly });
const MOMENTUM = share("momentum", "momentum μ");
const RHO = share("rho", "RMSProp’s ρ", LONG_SHARES.slice(1));
const BETAS = [share("beta_1", "Adam’s β₁"), share("beta_2", "Adam’s β₂", LONG_SHARES)];
const ONE_RATE = rate("learning_rate", "learning rate η");
const OWN_RATES = Object.fromEntries(Object.keys(CHOICES).map((name) => [name, rate(`rate_${name}`, `rate of ${CHOICES[name].text}`)]));
const pair = (w) => `(${w.map((one) => number(Math.abs(one) < 0.005 ? 0 : one)).join(", ")})`;
const told = (loss) => number(loss, loss < 100 ? 3 : 0);

function moments({ step, mean, square }, state) {
  const [first, second] = state.bias_correction ? [1 - state.beta_1 ** step, 1 - state.beta_2 ** step] : [1, 1];
  return [["mean of the slopes", mean.map((m) => m / first)], ["root mean square", roots(square.map((v) => v / second))]];
}

const chosen = (state) => Object.keys(CHOICES).filter((name) => state.optimizers.includes(name));

const uses = (state, ...names) => names.some((name) => state.optimizers.includes(name));

const rateOf = (state, name) => (state.shared ? state.learning_rate : state[`rate_${name}`]);

const shownSteps = (state) => Math.min(state.steps, SURFACES[state.surface].most);

const RUNS = new Map();

/** The whole run of an optimizer: {path, states, losses, lost}; `lost` is the step at which it has clearly diverged, or −1. */
function run(state, name, weight_decay) {
  const { momentum, rho, beta_1, beta_2, bias_correction, surface, start } = state;
  const options = { learning_rate: rateOf(state, name), weight_decay, momentum, rho, beta_1, beta_2, bias_correction, nesterov: name === "nesterov", epsilon: 1e-8 };
  const key = JSON.stringify([surface, start, name, options]);
  if (!RUNS.has(key)) {
    if (RUNS.size > 60) RUNS.clear();
    const { value, gradient, most } = SURFACES[surface];
    const { path, states } = descend(CHOICES[name].rule, options, start, gradient, most);
    const losses = path.map(value);
    const limit = 1000 * Math.max(losses[0], 1);
    RUNS.set(key, { path, states, losses, lost: losses.findIndex((loss) => !(loss <= limit)) });
  }
  return RUNS.get(key);
}

/** What is drawn: each chosen optimizer's run, and with decay also the same one without. */
function runs(state) {
  const lines = chosen(state).map((name) => ({ name, ...CHOICES[name], ...run(state, name, state.weight_decay) }));
  const without = state.weight_decay > 0 ? chosen(state).map((name) => ({ ...CHOICES[name], dash: WITHOUT, ...run(state, name, 0) })) : [];
  const seen = (one) => ({ ...one, at: one.lost < 0 ? shownSteps(state) : Math.min(shownSteps(state), one.lost) });
  return { lines: lines.map(seen), without: without.map(seen) };
}

const MAPS = new Map();

/** The contours never change: they are drawn once for each surface. */
function map(on, name) {
  if (!MAPS.has(name)) {
    const { value, x, y, levels: ends } = SURFACES[name];
    const lines = contours(value, x, y, levels(...ends, 10)).flat();
    const places = lines.map((line) => line.map(([a, b]) => `${Math.round(10 * on.px(a)) / 10} ${Math.round(10 * on.py(b)) / 10}`));
    MAPS.set(name, `<path class="mf-contour" ${FRAMED} d="${places.map((line) => `M${line.join("L")}`).join("")}"/>`);
  }
  return MAPS.get(name);
}

const still = (state) => ({ ...state, playing: false });

function landscape(state, { lines, without }) {
  const { title, x, y, lowest, value, most } = SURFACES[state.surface];
  const on = axes({ title: `Paths: ${title}`, x, y, xlabel: "w₁", ylabel: "w₂" });
  const line = ({ path, at, colour, dash }, width) => curve(on, path.slice(0, at + 1), { colour, dash, width });
  const [step, digits] = [[(x[1] - x[0]) / 60, (y[1] - y[0]) / 60], 3];
  const move = (old, a, b) => ({ ...old, start: [Number(a.toFixed(digits)), Number(b.toFixed(digits))] });
  const text = `w₁ ${number(state.start[0])}, w₂ ${number(state.start[1])}, loss ${told(value(state.start))}`;
  const handle = { id: "start", x: state.start[0], y: state.start[1], label: "start: drag, or use the arrow keys", text, along: "xy", step, move, colour: "gray" };
  return panel(on, [
    map(on, state.surface),
    ...lowest.map(([a, b]) => note(on, a, b, "×", { anchor: "middle", dy: 4 })),
    ...without.map((one) => line(one, 1.6)),
    ...lines.map((one) => line(one, 2)),
    ...(most > MANY ? [] : lines.map(({ path, at, colour }) => specks(on, path.slice(1, at + 1), { colour }))),
    ...lines.map(({ path, at, colour, dash }) => dot(on, ...path[at], { colour, size: 5, hollow: dash !== "" })),
  ], [handle]);
}

/** The right panel's axes, and what it shows of a run: for each step its loss, or the length of the way to there. */
function measured(state) {
  const { most, losses, linear } = SURFACES[state.surface];
  const steps = { x: [0, most], xlabel: "step" };
  if (state.view === "length") {
    const far = ({ path }, t) => (t > 0 ? Math.hypot(path[t][0] - path[t - 1][0], path[t][1] - path[t - 1][1]) : NaN);
    return [axes({ title: "Length of each step", ...steps, y: [1e-4, 10], ylabel: "length", log: "y" }), far];
  }
  const title = state.weight_decay > 0 ? "Loss, without the penalty" : "Loss";
  return [axes({ title, ...steps, y: losses, ylabel: "loss", log: linear ? "" : "y" }), (one, t) => one.losses[t]];
}

function curves(state, { lines, without }) {
  const [on, height] = measured(state);
  const line = (one, width) => curve(on, Array.from({ length: one.at + 1 }, (_, t) => [t, height(one, t)]), { ...one, width });
  const entries = lines.map(({ colour, text, dash }) => [colour, text, dash]);
  if (without.length) entries.push([without[0].colour, WITHOUT_DECAY, WITHOUT]);
  return panel(on, [
    ...without.map((one) => line(one, 1.6)),
    ...lines.map((one) => line(one, 2)),
    ...lines.map((one) => dot(on, one.at, height(one, one.at), { colour: one.colour, size: 5, hollow: one.dash !== "" })),
    legend(on, entries, { x: without.length ? 216 : 240 }),
  ]);
}

/** How one optimizer stands: its loss and, where there is room, its place and what it remembers. */
function stands(state, { name, text, at, lost, losses, path, states, memory }, fully) {
  if (lost >= 0 && lost <= shownSteps(state)) return `${text} diverges: at step ${lost} its loss is ${told(losses[lost])}`;
  const first = `${text} has loss ${told(losses[at])}`;
  if (!fully) return first;
  const last = at > 0 ? [["last step", path[at].map((one, i) => one - path[at - 1][i])]] : [];
  const remembered = memory && at > 0 ? memory(states[at], state) : [];
  const slope = memory ? [] : [["slope", SURFACES[state.surface].gradient(path[at])]];
  const vectors = [...last, ...slope, ...remembered].map(([words, vector]) => `${words} ${pair(vector)}`);
  return [`${first} at ${pair(path[at])}`, ...vectors].join(", ");
}

const withRates = (lines, state) => lines.map(({ name, text }) => `${text} at rate ${rateOf(state, name)}`).join(", ");

export const descentPlayground = {
  name: "descent-playground",
  title: "Descent playground",

  domain: ({ offered }) => ({
    surface: oneOf(Object.keys(SURFACES)),
    start: each([within(-10, 10), within(-10, 10)]),
    steps: whole(0, 1000),
    playing: flag,
    view: oneOf(VIEWS.map(([name]) => name)),
    optimizers: someOf(offered),
    shared: flag,
    bias_correction: flag,
    ...allowed(ONE_RATE, ...Object.values(OWN_RATES), MOMENTUM, RHO, ...BETAS, DECAY),
  }),

  fitted(state) {
    const { x, y, most } = SURFACES[state.surface];
    const [a, b] = state.start;
    return { ...state, start: [clamped(a, ...x), clamped(b, ...y)], steps: Math.min(state.steps, most) };
  },

  controls(state) {
    const names = chosen(state);
    const together = state.shared || names.length === 0; // one slider for the rate
    const offered = state.offered.map((name) => [name, CHOICES[name].text, CHOICES[name].colour, CHOICES[name].dash]);
    const optimizers = several("optimizers", "optimizers", offered);
    const run = buttons("Run", [["play", "Play / pause"], ["step", "Step"], ["reset", "Back to the start"], ["link", "Link to this state"]]);
    if (state.brief) return [optimizers, ONE_RATE, run];
    return [
      choice("surface", "landscape", Object.entries(SURFACES).map(([name, { title }]) => [name, title])),
      ...(names.length ? [choice("view", "second panel", VIEWS)] : []),
      ...(offered.length > 1 ? [optimizers] : []),
      ...(uses(state, "momentum", "nesterov") ? [MOMENTUM] : []),
      ...(uses(state, "rmsprop") ? [RHO] : []),
      ...(uses(state, "adam", "adamw") ? BETAS : []),
      ...(names.length && state.decays ? [DECAY] : []),
      ...(names.length && together ? [ONE_RATE] : []),
      ...(together ? [] : names.map((name) => OWN_RATES[name])),
      ...(names.length ? [range("steps", "steps", { max: SURFACES[state.surface].most, digits: 0, unit: "steps" })] : []),
      ...(names.length > 1 || !state.shared ? [toggle("shared", "one learning rate for all")] : []),
      ...(uses(state, "adam", "adamw") && state.beta_1 + state.beta_2 > 0 ? [toggle("bias_correction", "bias correction")] : []),
      run,
    ];
  },

  change(state, key, value) {
    if (key !== "surface") return { ...state, [key]: value };
    const { start, most, rates } = SURFACES[value];
    const own = Object.fromEntries(Object.entries(rates).map(([name, one]) => [`rate_${name}`, one]));
    return still({ ...state, ...own, surface: value, start, steps: most, learning_rate: rates.sgd });
  },

  actions: {
    // At the end, playing starts again from the first step.
    play: (state) => ({ ...state, playing: !state.playing, steps: shownSteps(state) < SURFACES[state.surface].most ? state.steps : 0 }),
    step: (state) => still({ ...state, steps: Math.min(shownSteps(state) + 1, SURFACES[state.surface].most) }),
    reset: (state) => still({ ...state, steps: 0 }),
  },

  tick(state) {
    const { most } = SURFACES[state.surface];
    const steps = Math.min(shownSteps(state) + Math.ceil(most / 80), most);
    return { ...state, steps, playing: steps < most };
  },

  panels(state) {
    const drawn = runs(state);
    return [landscape(state, drawn), curves(state, drawn)];
  },

  caption(state) {
    const { lines } = runs(state);
    const steps = shownSteps(state);
    const after = `After ${steps} step${steps === 1 ? "" : "s"} from ${pair(state.start)}`;
    if (!lines.length) return `The start is at ${pair(state.start)}. Choose an optimizer to see its path from there.`;
    return `${after}: ${lines.map((one) => stands(state, one, lines.length < 3)).join("; ")}.`;
  },

  description(state) {
    const { shape, value } = SURFACES[state.surface];
    const { lines, without } = runs(state);
    const first = `Left, contours of ${shape}, with the paths from a start that you move, now at ${pair(state.start)} with loss ${told(value(state.start))}. Right, ${state.view === "length" ? "the length of each step" : "the loss against the step"}.`;
    if (!lines.length) return `${first} No optimizer is chosen.`;
    const rests = without.length ? ` Dotted, the same runs without weight decay: ${without.map((one) => stands(state, one, true)).join("; ")}.` : "";
    return `${first} Drawn are ${withRates(lines, state)}, for ${shownSteps(state)} steps. ${lines.map((one) => stands(state, one, true)).join("; ")}.${rests}`;
  },
};
