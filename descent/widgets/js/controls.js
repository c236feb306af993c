// The controls below a figure, as HTML text: native inputs, so that touch, keyboard and screen readers know them.
// Each control is a plain object; `read` gives the value that a changed input stands for.

import { flag, oneOf, someOf, whole, within } from "./domain.js";
import { escape, number } from "./words.js";

/** A slider over [min, max] in steps, or over a list of `values` (rates, say, which grow by factors); `unit` is read with its value. */
export const range = (key, label, options) => ({ kind: "range", key, label, ...options });

/** One of several [value, text]. */
export const choice = (key, label, options) => ({ kind: "choice", key, label, options });

/** Any of several [value, text], with the colour and the dash of its line if it has one; the state holds a list. */
export const several = (key, label, options) => ({ kind: "several", key, label, options });

export const toggle = (key, label) => ({ kind: "toggle", key, label });

/** Buttons [action, text]; `play` and `link` are known to every figure, the others are the widget's own. */
export const buttons = (label, options) => ({ kind: "buttons", label, options });

/** The rules of the entries that these controls set: what can't be chosen there can't be in the state. */
export const allowed = (...controls) => Object.fromEntries(controls.map((one) => [one.key, ALLOWED[one.kind](one)]));

const ALLOWED = {
  range: ({ values, min = 0, max, digits }) => (values ? within(values[0], values.at(-1)) : (digits === 0 ? whole : within)(min, max)),
  choice: ({ options }) => oneOf(options.map(([value]) => value)),
  several: ({ options }) => someOf(options.map(([value]) => value)),
  toggle: () => flag,
};

export function html(control, state) {
  return HTML[control.kind](control, state);
}

const LONG = 16; // letters of an option that fit into one column

const HTML = {
  range(control, state) {
    const { key, label, values, min = 0, max = values?.length - 1, step = 1, digits = 2, text, unit = "" } = control;
    const value = state[key];
    const place = values ? nearest(values, value) : value;
    const words = escape(text ? text(value) : number(value, digits));
    const input = `<input type="range" data-key="${key}" min="${min}" max="${max}" step="${step}" value="${place}" aria-valuetext="${words}${unit && ` ${unit}`}">`;
    // The number is shown beside the name and is no part of it; an <output> would take the label for itself.
    return `<label class="mf-control"><span>${escape(label)} <b class="mf-value" aria-hidden="true">${words}</b></span>${input}</label>`;
  },
  choice({ key, label, options }, state) {
    const shown = options.map(([value, text]) => option(value, text, value === state[key])).join("");
    const wide = options.some(([, text]) => text.length > LONG) ? " mf-wide" : "";
    return `<label class="mf-control${wide}"><span>${escape(label)}</span><select data-key="${key}">${shown}</select></label>`;
  },
  several({ key, label, options }, state) {
    const boxes = options.map(([value, text, colour = "", dash = ""]) => {
      const mark = colour && stroke(colour, dash);
      const checked = state[key].includes(value) ? " checked" : "";
      return `<label><input type="checkbox" data-key="${key}" value="${escape(value)}"${checked}> ${mark}${escape(text)}</label>`;
    });
    return `<fieldset class="mf-several"><legend>${escape(label)}</legend>${boxes.join("")}</fieldset>`;
  },
  toggle({ key, label }, state) {
    return `<label class="mf-toggle"><input type="checkbox" data-key="${key}"${state[key] ? " checked" : ""}> ${escape(label)}</label>`;
  },
  buttons({ label, options }) {
    const all = options.map(([action, text]) => `<button type="button" data-action="${action}">${escape(text)}</button>`);
    return `<div class="mf-buttons" role="group" aria-label="${escape(label)}">${all.join("")}</div>`;
  },
};

const stroke = (colour, dash) =>
  `<svg class="mf-swatch" viewBox="0 0 26 8" aria-hidden="true"><line class="mf-line mf-${colour}" x2="26" y1="4" y2="4" stroke-width="3" stroke-dasharray="${dash}"/></svg>`;

const option = (value, text, chosen) =>
  `<option value="${escape(value)}"${chosen ? " selected" : ""}>${escape(text)}</option>`;

const nearest = (values, value) =>
  values.reduce((best, one, i) => (Math.abs(one - value) < Math.abs(values[best] - value) ? i : best), 0);

/** The state's new value for a control whose input the reader changed. */
export function read(control, input, state) {
  if (control.kind === "range") return control.values ? control.values[Number(input.value)] : Number(input.value);
  if (control.kind === "choice") return control.options.map(([value]) => value).find((value) => String(value) === input.value);
  if (control.kind === "toggle") return input.checked;
  const chosen = (value) => (String(value) === input.value ? input.checked : state[control.key].includes(value));
  return control.options.map(([value]) => value).filter(chosen);
}
