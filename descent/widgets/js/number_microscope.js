// Number microscope: one loss by a naive and by a stable formula, each operation rounded to a small format of numbers.

import { clamped } from "./clamp.js";
import { allowed, choice, range } from "./controls.js";
import { oneOf, within } from "./domain.js";
import { FORMATS } from "./formats.js";
import { computed } from "./formulas.js";
import { LOSSES } from "./losses.js";
import { axes, band, curve, dot, legend, note, panel, rule } from "./plot.js";
import { number } from "./words.js";

const REACHES = [10, 20, 100]; // how far the axis shows logits
const FORMAT = choice("format", "format", Object.keys(FORMATS).map((name) => [name, name]));
const LABEL = choice("label", "label y", [[0, "0"], [1, "1"]]);
const REACH = choice("reach", "logits shown", REACHES.map((one) => [one, `${number(-one, 0)} to ${one}`]));
const SAMPLES = 200;
const FAINTEST = 1e-9; // the error panel's lowest line
const EXACT = LOSSES.binary_cross_entropy_from_logits;
const NAIVE = { colour: "orange", dash: "5 3" };
const WAYS = {
  sigmoid: ["−log(1 − σ(z))", "−log σ(z)"],
  exponentials: ["log(1 + exp z)", "log(1 + exp z) − z"],
};

/** What each formula makes of a logit; the exact values are those of the logit as the format holds it. */
function look(logit, { format, label, way }) {
  const [naive, stable] = [way, "stable"].map((name) => computed(name, label, logit, format));
  const { z } = naive;
  return { z, naive, stable, exact: { value: EXACT.value(label, z), gradient: EXACT.gradient(label, z) } };
}

/** Why a result is no use, in a word; nothing where it is a number like others. */
function fault(found, exact) {
  if (Number.isNaN(found)) return "NaN";
  if (!Number.isFinite(found)) return number(found);
  return found === 0 && exact !== 0 ? "0" : "";
}

const faultOf = (one, part) => fault(one.naive[part], one.exact[part]);

/** Where the naive result has the same fault: [{fault, from, to}], with the ends found by halving. */
function stretches(all, part, state) {
  const found = [];
  all.forEach(({ logit, ...one }, i) => {
    const what = faultOf(one, part);
    const before = i ? all[i - 1].logit : logit;
    const last = found.at(-1);
    if (last?.open && last.fault !== what) Object.assign(last, { open: false, to: edge(before, logit, last.fault, part, state) });
    if (what && !found.at(-1)?.open) found.push({ fault: what, open: true, from: edge(logit, before, what, part, state) });
    if (what) found.at(-1).to = logit;
  });
  return found;
}

/** The last logit with this fault on the way from one that has it to one that doesn't. */
function edge(having, other, what, part, state) {
  if (having === other) return having;
  let [inside, outside] = [having, other];
  for (let i = 0; i < 20; i++) {
    const middle = (inside + outside) / 2;
    if (faultOf(look(middle, state), part) === what) inside = middle;
    else outside = middle;
  }
  return inside;
}

const measured = new Map(); // one entry for each choice of format, label, way and reach

function measure(state) {
  const { format, label, way, reach } = state;
  const key = [format, label, way, reach].join();
  if (!measured.has(key)) {
    const all = Array.from({ length: SAMPLES + 1 }, (_, i) => {
      const logit = reach * ((2 * i) / SAMPLES - 1);
      return { logit, ...look(logit, state) };
    });
    measured.set(key, { all, value: stretches(all, "value", state), gradient: stretches(all, "gradient", state) });
  }
  return measured.get(key);
}

const off = (found, exact) => Math.abs((found - exact) / exact);

/** A shaded stretch for each fault without a number, and the fault, kept inside the panel. */
function bands(on, found, high) {
  return found
    .filter(({ fault: what }) => what !== "0")
    .map(({ fault: what, from, to }) => {
      const half = 14;
      const middle = clamped(on.px((from + to) / 2), on.px(on.x[0]) + half, on.px(on.x[1]) - half);
      return band(on, from, to, { colour: "orange" }) + note(on, on.at(middle, 0)[0], high, what, { anchor: "middle", dy: 14 });
    });
}

const powersOfTen = () => [
  [1e-9, "10⁻⁹"],
  [1e-6, "10⁻⁶"],
  [1e-3, "10⁻³"],
  [1, "1"],
].map(([place, label]) => ({ place, label }));

const signed = (value, digits = 4) => number(Object.is(value, -0) ? 0 : value, digits);

const naiveName = ({ label, way }) => WAYS[way][label];

/** How far off the naive result is, in words. */
function percent(one, part) {
  const error = 100 * off(one.naive[part], one.exact[part]);
  return error < 5e-4 ? "less than 0.001 %" : `${number(error, error < 1 ? 3 : 1)} %`;
}

/** A sentence on the naive result at the present logit. */
function verdict(one) {
  const [loss, slope] = [faultOf(one, "value"), faultOf(one, "gradient")];
  const first = { NaN: "is no number at all", 0: "rounds to 0", "": `is off by ${percent(one, "value")}` }[loss] ?? `overflows to ${loss}`;
  const second = { NaN: "is no number at all", 0: "is lost: it rounds to 0", "": `is off by ${percent(one, "gradient")}` }[slope] ?? `overflows to ${slope}`;
  return `The naive loss ${first}, and its gradient ${second}.`;
}

const TOLD = 3; // rounding noise can touch 0 at many places

/** "∞ from 16.6 to 20.0" for each of the first stretches. */
function told(found) {
  const each = found.slice(0, TOLD).map(({ fault: what, from, to }) => `${what} from ${number(from, 1)} to ${number(to, 1)}`);
  const more = found.length - TOLD;
  return each.join(", ") + (more > 0 ? `, and has such a fault in ${more} more ${more > 1 ? "places" : "place"}` : "");
}

export const numberMicroscope = {
  name: "number-microscope",
  title: "Number microscope",

  domain: () => ({
    logit: within(-REACHES.at(-1), REACHES.at(-1)),
    way: oneOf(Object.keys(WAYS)),
    ...allowed(FORMAT, LABEL, REACH),
  }),

  fitted: (state) => ({ ...state, logit: clamped(state.logit, -state.reach, state.reach) }),

  controls(state) {
    const { reach } = state;
    return [
      range("logit", "logit z", { min: -reach, max: reach, step: reach / 200 }),
      FORMAT,
      LABEL,
      choice("way", "naive formula", Object.keys(WAYS).map((way) => [way, naiveName({ ...state, way })])),
      REACH,
    ];
  },

  panels(state) {
    const { logit, label, reach } = state;
    const { all, value, gradient } = measure(state);
    const now = look(logit, state);
    const x = [-reach, reach];
    const loss = axes({ title: "Loss", x, y: [0, reach], xlabel: "logit z", ylabel: "nats" });
    const error = axes({ title: "Relative error of the loss", x, y: [FAINTEST, 10], log: "y", xlabel: "logit z", ylabel: "error / exact", yticks: powersOfTen() });
    const slope = axes({ title: "Its gradient", x, y: label ? [-1.3, 0.3] : [-0.3, 1.3], xlabel: "logit z", ylabel: "gradient" });
    const line = (on, f, options) => curve(on, all.map((one) => [one.z, f(one)]), options);
    const lines = (on, part) => [
      line(on, (one) => one.exact[part], { colour: "gray", width: 6, faint: true }),
      line(on, (one) => one.stable[part]),
      line(on, (one) => one.naive[part], NAIVE),
    ];
    const shown = (found, exact) => (Number.isFinite(found) ? clamped(off(found, exact), FAINTEST, 10) : NaN);
    const step = reach / 200;
    const move = (old, to) => ({ ...old, logit: Number((Math.round(to / step) * step).toFixed(2)) });
    const text = `logit ${number(logit)}: naive ${signed(now.naive.value)}, stable ${signed(now.stable.value)}`;
    const handle = { id: "logit", x: logit, y: Math.min(now.exact.value, reach), label: "logit: drag, or use the arrow keys", text, along: "x", step: [step, 0], move };
    const names = [["gray", "exact"], ["blue", "stable"], ["orange", "naive", NAIVE.dash]];
    return [
      panel(loss, [...bands(loss, value, 0.25 * reach), ...lines(loss, "value"), rule(loss, { x: logit }), legend(loss, names, label ? { x: 250 } : {})], [handle]),
      panel(error, [
        ...bands(error, value, 10),
        line(error, ({ stable, exact }) => shown(stable.value, exact.value)),
        line(error, ({ naive, exact }) => shown(naive.value, exact.value), NAIVE),
        rule(error, { x: logit }),
        dot(error, now.z, shown(now.naive.value, now.exact.value)),
      ]),
      panel(slope, [
        ...bands(slope, gradient, slope.y[1]),
        ...lines(slope, "gradient"),
        rule(slope, { x: logit }),
        dot(slope, now.z, now.naive.gradient),
      ]),
    ];
  },

  caption(state) {
    const now = look(state.logit, state);
    const three = (part) => `${signed(now.exact[part])} exactly, ${signed(now.stable[part])} stable, ${signed(now.naive[part])} naive`;
    return `${state.format}, label ${state.label}, logit ${number(now.z)}: loss ${three("value")}; gradient ${three("gradient")}. ${verdict(now)}`;
  },

  description(state) {
    const { format, reach } = state;
    const { value, gradient } = measure(state);
    const where = (name, found) => (found.length ? `The naive ${name} is ${told(found)}.` : `The naive ${name} is a number other than 0 everywhere.`);
    const first = `Three panels over the logit, from ${number(-reach, 0)} to ${reach}, with every operation rounded to ${format}. First, the loss: exactly, by the stable formula and by the naive one, ${naiveName(state)}.`;
    const others = "Then the relative error of both losses, on a logarithmic scale, and last the gradients. Stretches where the naive result is ∞ or NaN are shaded.";
    return `${first} ${others} ${where("loss", value)} ${where("gradient", gradient)} ${verdict(look(state.logit, state))}`;
  },
};
