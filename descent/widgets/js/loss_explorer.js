// Loss explorer: one prediction is dragged; its loss, the gradient there and the tangent follow.

import { clamped } from "./clamp.js";
import { allowed, choice, range } from "./controls.js";
import { oneOf, within } from "./domain.js";
import { LOSSES } from "./losses.js";
import { axes, curve, dot, graph, legend, panel, rule } from "./plot.js";
import { number } from "./words.js";

const REAL = { x: [-4, 4], height: 8, slopes: [-5, 5], xlabel: "prediction ŷ", what: "prediction", step: 0.1, targets: range("target", "target y", { min: -2, max: 2, step: 0.5, digits: 1 }) };
const LABELS = choice("target", "label y", [[0, "0"], [1, "1"]]);
const PROBABILITY = { x: [0.005, 0.995], height: 5, slopes: [-8, 8], xlabel: "probability p", what: "probability", step: 0.01, targets: LABELS };
const LOGIT = { x: [-6, 6], height: 6, slopes: [-1.2, 1.2], xlabel: "logit x", what: "logit", step: 0.1, targets: LABELS };

const TEXTS = {
  mean_absolute_error: { title: "absolute error", kind: REAL, kink: true },
  mean_squared_error: { title: "squared error", kind: REAL },
  huber: { title: "Huber", kind: REAL, option: range("delta", "delta δ", { min: 0.1, max: 3, step: 0.1, digits: 1 }) },
  pinball: { title: "pinball", kind: REAL, kink: true, option: range("quantile", "quantile q", { min: 0.05, max: 0.95, step: 0.05 }) },
  binary_cross_entropy: { title: "binary cross-entropy", kind: PROBABILITY, smooths: true },
  binary_cross_entropy_from_logits: { title: "binary cross-entropy, from the logit", kind: LOGIT, smooths: true },
  binary_focal_cross_entropy_from_logits: { title: "focal loss", kind: LOGIT, option: range("gamma", "focus γ", { min: 0, max: 5, step: 0.5, digits: 1 }) },
};
const SMOOTHING = range("smoothing", "label smoothing ε", { min: 0, max: 0.4, step: 0.05 });
const SETTINGS = Object.values(TEXTS).flatMap(({ option }) => option ?? []);
const NONE = "none";

const alike = (loss) => Object.keys(TEXTS).filter((other) => TEXTS[other].kind === TEXTS[loss].kind);

const smooths = ({ loss, overlay }) => [loss, overlay].some((one) => TEXTS[one]?.smooths);

/** The target that a loss sees: label smoothing for two classes moves y towards one half. */
const seen = (loss, state) => (TEXTS[loss].smooths ? (1 - state.smoothing) * state.target + state.smoothing / 2 : state.target);

const value = (loss, p, state) => LOSSES[loss].value(seen(loss, state), p, state);

const gradient = (loss, p, state) => LOSSES[loss].gradient(seen(loss, state), p, state);

/** At the kink there is no tangent, only the slope that a convention gives. */
const kinked = (loss, p, state) => TEXTS[loss].kink === true && p === state.target;

/** The gradient's curve, torn where it jumps; `width` is that of a gap. */
const torn = (loss, p, state, width) => (TEXTS[loss].kink && Math.abs(p - state.target) < width ? NaN : gradient(loss, p, state));

/** A place that was dragged; close to the target it is the target, which a finger would hardly meet. */
const placed = (x, { loss, target }) => (TEXTS[loss].kind === REAL && Math.abs(x - target) < 0.04 ? target : Number(x.toFixed(3)));

export const lossExplorer = {
  name: "loss-explorer",
  title: "Loss explorer",

  domain: ({ losses }) => ({
    loss: oneOf(losses),
    overlay: oneOf([NONE, ...Object.keys(TEXTS)]),
    prediction: within(-10, 10),
    ...allowed(REAL.targets, SMOOTHING, ...SETTINGS),
  }),

  /** Where the prediction lies for a loss of its kind; outside its range after a change of loss, in the middle. */
  fitted(state) {
    const { kind } = TEXTS[state.loss];
    const overlay = alike(state.loss).includes(state.overlay) && state.overlay !== state.loss ? state.overlay : NONE;
    const target = kind === REAL ? state.target : state.target > 0 ? 1 : 0;
    const prediction = clamped(state.prediction, ...kind.x);
    return { ...state, overlay, target, prediction: kind === PROBABILITY && prediction !== state.prediction ? 0.5 : prediction };
  },

  controls(state) {
    const { kind } = TEXTS[state.loss];
    const others = alike(state.loss).filter((other) => other !== state.loss);
    const options = [state.loss, state.overlay].map((loss) => TEXTS[loss]?.option).filter(Boolean);
    return [
      choice("loss", "loss", state.losses.map((loss) => [loss, TEXTS[loss].title])),
      ...(others.length ? [choice("overlay", "compare with", [[NONE, "nothing"], ...others.map((loss) => [loss, TEXTS[loss].title])])] : []),
      kind.targets,
      ...options,
      ...(smooths(state) ? [SMOOTHING] : []),
    ];
  },

  panels(state) {
    const { loss, overlay, prediction, target } = state;
    const { kind, title } = TEXTS[loss];
    const shown = overlay === NONE ? [loss] : [loss, overlay];
    const over = axes({ title: "Loss", x: kind.x, y: [0, kind.height], xlabel: kind.xlabel, ylabel: "loss" });
    const under = axes({ title: "Its gradient", x: kind.x, y: kind.slopes, xlabel: kind.xlabel, ylabel: "gradient" });
    const [at, slope] = [value(loss, prediction, state), gradient(loss, prediction, state)];
    const reach = (kind.x[1] - kind.x[0]) / 7;
    const tangent = [-reach, reach].map((away) => [prediction + away, at + slope * away]);
    const move = (old, x) => ({ ...old, prediction: clamped(placed(x, old), ...kind.x) });
    const words = `${kind.what} ${number(prediction)}, loss ${number(at)}, gradient ${number(slope)}`;
    const handle = { x: prediction, label: `${kind.what}: drag, or use the arrow keys`, text: words, along: "x", step: [kind.step, 0], move };
    const lines = (f) => shown.map((one, i) => graph(over, (x) => f(one, x), { count: 300, colour: i ? "green" : "blue", dash: i ? "6 4" : "" }));
    return [
      panel(over, [
        ...lines((one, x) => value(one, x, state)),
        kinked(loss, prediction, state) ? "" : curve(over, tangent, { colour: "orange", width: 2 }),
        ...(kind === REAL ? [rule(over, { x: target })] : []),
        overlay === NONE ? "" : legend(over, [["blue", title], ["green", TEXTS[overlay].title, "6 4"]], { x: 135 }),
      ], [{ id: "prediction", y: Math.min(at, kind.height), ...handle }]),
      panel(under, [
        rule(under, { y: 0, dash: "" }),
        ...shown.map((one, i) => graph(under, (x) => torn(one, x, state, 0.01), { count: 600, colour: i ? "green" : "blue", dash: i ? "6 4" : "" })),
        dot(under, prediction, slope),
      ]),
    ];
  },

  caption(state) {
    const { kind, title } = TEXTS[state.loss];
    const at = (loss) => `${number(value(loss, state.prediction, state))}, gradient ${number(gradient(loss, state.prediction, state))}`;
    const name = kind === REAL ? "target" : "label";
    const first = `At ${kind.what} ${number(state.prediction)} with ${name} ${number(state.target, kind === REAL ? 1 : 0)}: ${title} ${at(state.loss)}.`;
    return state.overlay === NONE ? first : `${first} For comparison, ${TEXTS[state.overlay].title}: ${at(state.overlay)}.`;
  },

  description(state) {
    const { kind, title } = TEXTS[state.loss];
    const slope = gradient(state.loss, state.prediction, state);
    const loss = number(value(state.loss, state.prediction, state));
    const kink = `At the target, ${number(state.prediction)}, the loss is ${loss} and has a kink: no tangent, and by convention the slope ${number(slope)}.`;
    const steep = slope === 0 ? "is level" : slope > 0 ? "rises to the right" : "falls to the right";
    const there = `At the ${kind.what} ${number(state.prediction)} the loss is ${loss} and its tangent ${steep}, with slope ${number(slope)}.`;
    return `Left, the ${title} over the ${kind.what}, with a point that you move along the curve and the tangent in it. Right, its gradient over the same range. ${kinked(state.loss, state.prediction, state) ? kink : there}`;
  },
};
