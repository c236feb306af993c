// Runs browser: stored runs of the MiniCNN, two settings at a time, over their seeds. The state brings the runs along.

import { clamped } from "./clamp.js";
import { choice, range, toggle } from "./controls.js";
import { flag, oneOf, whole, within } from "./domain.js";
import { area, axes, curve, dot, legend, note, panel, rule } from "./plot.js";
import { number } from "./words.js";

const FRAMEWORKS = { torch: "PyTorch", tf: "TensorFlow" };
const OPTIMIZERS = { adam: "Adam", sgd: "SGD with momentum" };
const SHORT = { adam: "Adam", sgd: "SGD" };
const TOP = 3;
const HIGHEST = 2.2; // level: below log 10, where every run begins
const NONE = "none";
const TWIN = "twin"; // the same setting in the other framework

const unique = (all) => [...new Set(all)].sort((a, b) => a - b);

const found = (state, wanted) => state.data.runs.find((one) => Object.keys(wanted).every((key) => one[key] === wanted[key]));

const setting = ({ framework, optimizer, rate, weight_decay }) => ({ framework, optimizer, rate, weight_decay });

const code = ({ optimizer, rate, weight_decay }) => `${optimizer} ${rate} ${weight_decay}`;

const title = (run, names = SHORT) => `${names[run.optimizer]}, rate ${run.rate}${run.weight_decay ? `, decay ${run.weight_decay}` : ""}`;

const inFramework = (state) => state.data.runs.filter((one) => one.framework === state.framework);

const decays = (state) => unique(inFramework(state).filter((one) => one.optimizer === state.optimizer && one.rate === state.rate).map((one) => one.weight_decay));

const rates = (state, optimizer) => unique(inFramework(state).filter((one) => one.optimizer === optimizer).map((one) => one.rate));

/** The runs on show: the chosen setting, and the one beside it if there is one. */
function shown(state) {
  const mine = found(state, setting(state));
  const first = { run: mine, name: title(mine, OPTIMIZERS), label: title(mine), colour: "blue", dash: "" };
  if (state.compare === NONE) return [first];
  const twin = state.compare === TWIN;
  const framework = twin ? Object.keys(FRAMEWORKS).find((one) => one !== state.framework) : state.framework;
  const other = twin ? found(state, { ...setting(state), framework }) : inFramework(state).find((one) => code(one) === state.compare);
  const add = twin ? ` in ${FRAMEWORKS[framework]}` : "";
  return [first, { run: other, name: title(other, OPTIMIZERS) + add, label: title(other) + add, colour: "green", dash: "6 4" }];
}

/** The axis of the loss: the further the runs come down, the more it shows; runs that hardly fall get a linear one. */
function scale(state) {
  const least = Math.min(...shown(state).flatMap(({ run }) => [run.training, run.validation].flat(2)));
  if (least > 1.5) return { y: [1.5, TOP], ylabel: "loss (nats)" };
  return { y: [least > 0.1 ? 0.05 : 0.005, TOP], log: "y", ylabel: "loss (nats, log scale)" };
}

const bottom = (state) => scale(state).y[0];

const lowestLevel = (state) => (scale(state).log ? Math.max(0.03, 1.4 * bottom(state)) : bottom(state) + 0.1);

const others = (state) => inFramework(state).filter((one) => code(one) !== code(state));

/** A state whose setting was run: decay only where it was tried, and nothing beside itself. */
function fitted(state) {
  const own = rates(state, state.optimizer);
  const rate = own.includes(state.rate) ? state.rate : own[0];
  const tried = decays({ ...state, rate });
  const next = { ...state, rate, weight_decay: tried.includes(state.weight_decay) ? state.weight_decay : tried[0] };
  const known = [NONE, TWIN, ...others(next).map(code)];
  const last = { ...next, compare: known.includes(next.compare) ? next.compare : NONE };
  return { ...last, level: Math.max(last.level, lowestLevel(last)) };
}

/** Another optimizer takes the rate at the same place of its own list. */
function change(state, key, value) {
  const next = { ...state, [key]: value };
  if (key !== "optimizer") return next;
  return { ...next, rate: rates(state, value)[rates(state, state.optimizer).indexOf(state.rate)] };
}

/** The batch at whose end the mean loss is first at or below the level; nothing if it never is. */
const arrival = ({ ends }, means, level) => ends[means.findIndex((one) => one <= level)];

const mean = (all) => all.reduce((sum, one) => sum + one, 0) / all.length;

const arrivals = (state, run) => run.training.map((means) => arrival(state.data, means, state.level));

function raced(state, run) {
  const all = arrivals(state, run).filter((one) => one !== undefined);
  const when = all.length ? `, after ${number(mean(all), 0)} batches on average` : "";
  return `${all.length} of ${run.training.length} seeds reach a loss of ${number(state.level)}${when}`;
}

const judged = (run) => `test accuracy ${number(mean(run.accuracy), 3)} on average, from ${number(Math.min(...run.accuracy), 3)} to ${number(Math.max(...run.accuracy), 3)}`;

function curves(state) {
  const { ends, epochs } = state.data;
  const over = axes({ title: `Loss on the way, ${FRAMEWORKS[state.framework]}`, x: [0, 165], xlabel: "batch", ...scale(state) });
  const all = shown(state);
  const spread = ({ run, colour }) => {
    const edge = (pick) => ends.map((end, i) => [end, pick(...run.training.map((means) => means[i]))]);
    return area(over, [...edge(Math.min), ...edge(Math.max).reverse()], { colour });
  };
  const line = ({ run, colour, dash }) => curve(over, ends.map((end, i) => [end, run.training[state.seed][i]]), { colour, dash });
  const held = ({ run, colour }, i) => epochs.map((end, k) => dot(over, end, run.validation[state.seed][k], { colour, size: 4, hollow: i > 0 })).join("");
  // a short stroke for each seed that arrives: above the level for the first setting, below it for the second
  const tips = [-14, 14].map((up) => over.at(0, over.py(state.level) + up)[1]);
  const strokes = ({ run, colour }, i) => arrivals(state, run)
    .map((end) => (end === undefined ? "" : curve(over, [[end, state.level], [end, tips[i]]], { colour, width: 1.6 })))
    .join("");
  const handle = {
    id: "level", x: 5, y: state.level, along: "y", step: [0, 0.05], label: "loss to be reached",
    text: `a loss of ${number(state.level)}: ${all.map(({ run, name }) => `${name}, ${raced(state, run)}`).join("; ")}`,
    move: (old, x, y) => ({ ...old, level: clamped(Math.round(100 * y) / 100, lowestLevel(old), HIGHEST) }),
  };
  return panel(over, [
    ...all.map(spread),
    rule(over, { y: state.level }),
    ...all.map(line),
    ...all.map(strokes),
    ...all.map(held),
    legend(over, all.map(({ colour, label, dash }) => [colour, label, dash]), { y: all.length > 1 ? 180 : 196 }),
    note(over, 0, bottom(state), `lines: training, seed ${state.seed}; dots: validation`, { dx: 8, dy: -6 }),
  ], [handle]);
}

function accuracies(state) {
  const all = shown(state);
  const lowest = Math.min(...all.flatMap(({ run }) => run.accuracy)) < 0.8 ? 0.3 : 0.8;
  const seeds = all[0].run.accuracy.map((_, seed) => seed);
  const xticks = seeds.map((place) => ({ place, label: String(place) }));
  const over = axes({ title: "Test accuracy, seed by seed", x: [-0.7, seeds.length - 0.3], y: [lowest, 1], xlabel: "seed", ylabel: "share right", xticks });
  const pairs = all.length < 2 ? [] : seeds.map((seed) => curve(over, all.map(({ run }) => [seed, run.accuracy[seed]]), { colour: "gray", width: 1 }));
  const means = ({ run, colour, dash }) => curve(over, over.x.map((x) => [x, mean(run.accuracy)]), { colour, dash: dash || "1 3", width: 1.4 });
  const dots = ({ run, colour }, i) => run.accuracy.map((one, seed) => dot(over, seed, one, { colour, hollow: i > 0 })).join("");
  const told = all.map(({ run, name }) => `${name} ${number(run.accuracy[state.seed], 3)}`).join(", ");
  const handle = {
    id: "seed", x: state.seed, y: all[0].run.accuracy[state.seed], along: "x", step: [1, 0],
    label: "seed whose curves are drawn", text: `seed ${state.seed}: ${told}`,
    move: (old, x) => ({ ...old, seed: clamped(Math.round(x), 0, seeds.length - 1) }),
  };
  return panel(over, [...pairs, ...all.map(means), ...all.map(dots)], [handle]);
}

export const runsBrowser = {
  name: "runs-browser",
  title: "Runs of the MiniCNN",

  domain: ({ data: { runs } }) => ({
    framework: oneOf(Object.keys(FRAMEWORKS)),
    optimizer: oneOf(Object.keys(OPTIMIZERS)),
    rate: oneOf(runs.map((one) => one.rate)),
    weight_decay: oneOf(runs.map((one) => one.weight_decay)),
    compare: oneOf([NONE, TWIN, ...runs.map(code)]),
    seed: whole(0, runs[0].accuracy.length - 1),
    level: within(0, HIGHEST),
    judged: flag,
  }),

  fitted,
  change,

  controls(state) {
    const twin = FRAMEWORKS[Object.keys(FRAMEWORKS).find((one) => one !== state.framework)];
    const tried = decays(state);
    return [
      choice("framework", "framework", Object.entries(FRAMEWORKS)),
      choice("optimizer", "optimizer", Object.entries(OPTIMIZERS)),
      range("rate", "learning rate", { values: rates(state, state.optimizer), text: String }),
      ...(tried.length > 1 ? [range("weight_decay", "weight decay λ", { values: tried, text: String })] : []),
      choice("compare", "compare with", [[NONE, "nothing"], [TWIN, `the same in ${twin}`], ...others(state).map((one) => [code(one), title(one)])]),
      toggle("judged", "test accuracies"),
    ];
  },

  panels: (state) => [curves(state), ...(state.judged ? [accuracies(state)] : [])],

  caption(state) {
    const told = shown(state).map(({ run, name }) => `${name}: ${raced(state, run)}${state.judged ? `; ${judged(run)}` : ""}.`);
    return `${FRAMEWORKS[state.framework]}. ${told.join(" ")}`;
  },

  description(state) {
    const all = shown(state);
    const told = all.map(({ run, name }) => {
      const last = run.training[state.seed].at(-1);
      return `${name}: with seed ${state.seed} the mean loss of the last ten batches is ${number(last, 3)}, the last validation loss ${number(run.validation[state.seed].at(-1), 3)}${state.judged ? `, the test accuracy ${number(run.accuracy[state.seed], 3)}` : ""}; ${raced(state, run)}.`;
    });
    const second = all.length > 1 ? " The second setting is dashed, with hollow dots." : "";
    const right = state.judged ? " Right, the test accuracy of each seed." : "";
    return `${right ? "Left" : "Drawn"}${scale(state).log ? ", on a logarithmic scale" : ""}, the training loss against the batch, as means of ten batches: a line for the chosen seed, a band from the lowest to the highest of all seeds; dots are the validation loss after each of five epochs, short strokes the places where each seed first reaches the level that you move.${right}${second} ${told.join(" ")}`;
  },
};
