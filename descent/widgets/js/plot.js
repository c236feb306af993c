// Panels of a figure as SVG text: axes with ticks, curves, dots, bars; and handles that a reader drags.
// A panel is 340 units wide, so that two stand side by side on a desktop and one fills a phone. Colours are CSS classes.

import { clamped } from "./clamp.js";
import { escape, number } from "./words.js";

const LEFT = 50;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 40;
const EDGE = 1.2; // half a stroke: a curve along the edge of the frame keeps its width

/** What marks a mark that ends at the frame, until `svg` knows the frame's name. */
export const FRAMED = "data-framed";

/** About `count` round numbers between lo and hi, with the digits that they need. */
export function ticks(lo, hi, count = 5) {
  const rough = (hi - lo) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((one) => one * unit >= rough * 0.99);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  const places = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return places.map((place) => ({ place, label: number(place, digits) }));
}

function powers(lo, hi) {
  const [first, last] = [Math.ceil(Math.log10(lo) - 1e-9), Math.floor(Math.log10(hi) + 1e-9)];
  const every = Math.ceil((last - first + 1) / 6);
  const places = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const label = (place) => (place >= 0.01 && place < 1e4 ? String(Number(place.toPrecision(1))) : number(place, 0));
  return places.filter((_, i) => i % every === 0).map((place) => ({ place, label: label(place) }));
}

/** One set of axes. `x` and `y` are [lowest, highest]; `log` names the axes with a logarithmic scale, "x", "y" or "xy". */
export function axes({ title, x, y, xlabel, ylabel, log = "", width = 340, height = 260, xticks, yticks }) {
  const scale = (range, start, end, logarithmic) => {
    const of = logarithmic ? Math.log10 : (value) => value;
    const [lo, hi] = range.map(of);
    return {
      to: (value) => start + ((of(value) - lo) / (hi - lo)) * (end - start),
      from: (place) => {
        const value = lo + ((place - start) / (end - start)) * (hi - lo);
        return logarithmic ? 10 ** value : value;
      },
      ticks: logarithmic ? powers(...range) : ticks(...range),
    };
  };
  const across = scale(x, LEFT, width - RIGHT, log.includes("x"));
  const up = scale(y, height - BOTTOM, TOP, log.includes("y"));
  return {
    title, xlabel, ylabel, width, height, x, y,
    px: (value) => round(across.to(value)),
    py: (value) => round(clamped(up.to(value), -4 * height, 5 * height)),
    at: (px, py) => [across.from(px), up.from(py)],
    xticks: xticks ?? across.ticks,
    yticks: yticks ?? up.ticks,
  };
}

const round = (place) => Math.round(place * 100) / 100;

/** Points [x, y] joined by a line; it is broken where a value is no number. */
export function curve(on, points, { colour = "blue", dash = "", width = 2.2, faint = false } = {}) {
  let path = "";
  let pen = "M";
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      path += `${pen}${on.px(x)} ${on.py(y)}`;
      pen = "L";
    } else pen = "M";
  }
  const style = `${dash ? ` stroke-dasharray="${dash}"` : ""}${faint ? ' opacity="0.45"' : ""}`;
  return `<path class="mf-line mf-${colour}" ${FRAMED} d="${path}" stroke-width="${width}"${style}/>`;
}

/** A function's curve over the panel's width. */
export function graph(on, f, options = {}) {
  const [lo, hi] = options.over ?? on.x;
  const count = options.count ?? 200;
  const points = Array.from({ length: count + 1 }, (_, i) => lo + ((hi - lo) * i) / count);
  return curve(on, points.map((x) => [x, f(x)]), options);
}

const inside = (value, [lo, hi]) => value >= lo && value <= hi;

/** A dot, whole or not at all: none where its middle is out of the frame. */
export function dot(on, x, y, { colour = "orange", size = 4.5, hollow = false } = {}) {
  if (!inside(x, on.x) || !inside(y, on.y)) return "";
  const kind = hollow ? "mf-hollow" : "mf-solid";
  return `<circle class="${kind} mf-${colour}" cx="${on.px(x)}" cy="${on.py(y)}" r="${size}"/>`;
}

/** Small dots at [x, y], all in one path: a path's steps, say. */
export function specks(on, points, { colour = "blue", size = 1.8 } = {}) {
  const places = points.filter((point) => point.every(Number.isFinite)).map(([x, y]) => `M${on.px(x)} ${on.py(y)}h0`);
  return `<path class="mf-line mf-${colour}" ${FRAMED} d="${places.join("")}" stroke-width="${2 * size}" stroke-linecap="round"/>`;
}

/** A filled shape with these corners. */
export function area(on, points, { colour = "blue" } = {}) {
  return `<path class="mf-area mf-${colour}" ${FRAMED} d="M${points.map(([x, y]) => `${on.px(x)} ${on.py(y)}`).join("L")}Z"/>`;
}

/** A bar from `from` to y around x; `width` is in the axis's units. */
export function bar(on, x, y, { colour = "blue", width = 0.6, from = 0, hollow = false } = {}) {
  const [left, right] = [on.px(x - width / 2), on.px(x + width / 2)];
  const [high, low] = [on.py(Math.max(y, from)), on.py(Math.min(y, from))];
  const kind = hollow ? "mf-hollow" : "mf-solid";
  return `<rect class="${kind} mf-${colour}" ${FRAMED} x="${left}" y="${high}" width="${round(right - left)}" height="${round(Math.max(low - high, 0.5))}"/>`;
}

export function rule(on, { x, y, dash = "4 4" }) {
  const [from, to] = x === undefined ? [[on.x[0], y], [on.x[1], y]] : [[x, on.y[0]], [x, on.y[1]]];
  const ends = `x1="${on.px(from[0])}" y1="${on.py(from[1])}" x2="${on.px(to[0])}" y2="${on.py(to[1])}"`;
  return `<line class="mf-ink" ${FRAMED} ${ends} stroke-dasharray="${dash}"/>`;
}

/** A shaded stretch of the x axis. */
export function band(on, from, to, { colour = "gray" } = {}) {
  const [left, high, low] = [on.px(from), on.py(on.y[1]), on.py(on.y[0])];
  return `<rect class="mf-area mf-${colour}" ${FRAMED} x="${left}" y="${high}" width="${round(Math.max(on.px(to) - left, 1))}" height="${round(low - high)}"/>`;
}

/** A word at a place; `anchor` is start, middle or end. */
export function note(on, x, y, text, { anchor = "start", dx = 0, dy = 0 } = {}) {
  const place = `x="${round(on.px(x) + dx)}" y="${round(on.py(y) + dy)}" text-anchor="${anchor}"`;
  return `<text class="mf-note" ${place}>${escape(text)}</text>`;
}

/** A legend of [colour, text, dash], from the top left corner of the plot. */
export function legend(on, entries, { x = LEFT + 8, y = TOP + 12 } = {}) {
  return entries
    .map(([colour, text, dash = ""], i) => {
      const [left, high] = [x, y + 16 * i];
      const line = `<line class="mf-line mf-${colour}" x1="${left}" x2="${left + 18}" y1="${high - 4}" y2="${high - 4}" stroke-width="2.2" stroke-dasharray="${dash}"/>`;
      return `${line}<text class="mf-note" x="${left + 24}" y="${high}">${escape(text)}</text>`;
    })
    .join("");
}

/**
 * A panel: what is drawn on the axes, and its handles.
 *
 * A handle is {id, x, y, label, text, along, step, move}: `along` is "x", "y" or "xy"; `text` is its value in words;
 * `step` is what an arrow key moves it by, [in x, in y]; `move(state, x, y)` gives the new state.
 */
export function panel(on, marks, handles = []) {
  return { on, marks: marks.join(""), handles };
}

/** The panel as SVG; `key` makes its ids its own on the page. A still one is an image, a live one offers its handles. */
export function svg({ on, marks, handles }, key, live = false) {
  const { width, height } = on;
  const [right, low] = [width - RIGHT, height - BOTTOM];
  const across = on.xticks.map(({ place, label }) => {
    const at = on.px(place);
    return `<line class="mf-grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${low}"/><text class="mf-tick" x="${at}" y="${low + 15}" text-anchor="middle">${escape(label)}</text>`;
  });
  const up = on.yticks.map(({ place, label }) => {
    const at = on.py(place);
    return `<line class="mf-grid" x1="${LEFT}" x2="${right}" y1="${at}" y2="${at}"/><text class="mf-tick" x="${LEFT - 5}" y="${at + 3.5}" text-anchor="end">${escape(label)}</text>`;
  });
  const middle = (TOP + low) / 2;
  const frame = [
    `<path class="mf-axis" d="M${LEFT} ${TOP}V${low}H${right}"/>`,
    `<text class="mf-title" x="${(LEFT + right) / 2}" y="15" text-anchor="middle">${escape(on.title)}</text>`,
    `<text class="mf-label" x="${(LEFT + right) / 2}" y="${height - 7}" text-anchor="middle">${escape(on.xlabel)}</text>`,
    `<text class="mf-label" x="11" y="${middle}" text-anchor="middle" transform="rotate(-90 11 ${middle})">${escape(on.ylabel)}</text>`,
  ];
  const clip = `<clipPath id="${key}"><rect x="${LEFT}" y="${TOP - EDGE}" width="${right - LEFT}" height="${low - TOP + 2 * EDGE}"/></clipPath>`;
  return [
    `<svg class="mf-panel" viewBox="0 0 ${width} ${height}" role="${live ? "group" : "img"}" aria-label="${escape(on.title)}">`,
    `<g aria-hidden="true">${clip}${across.join("")}${up.join("")}${frame.join("")}<g>${marks.replaceAll(FRAMED, `clip-path="url(#${key})"`)}</g></g>`,
    ...handles.map((handle) => knob(on, handle, live)),
    "</svg>",
  ].join("");
}

function knob(on, { id, x, y, label, text, along = "x", colour = "orange" }, live) {
  const now = along === "y" ? y : x;
  const [lo, hi] = along === "y" ? on.y : on.x;
  const place = `transform="translate(${on.px(x)} ${on.py(y)})"`;
  const words = `aria-label="${escape(label)}" aria-valuetext="${escape(text)}" aria-valuemin="${lo}" aria-valuemax="${hi}" aria-valuenow="${now}"`;
  const turned = along === "y" ? ' aria-orientation="vertical"' : "";
  const offered = live ? ` data-handle="${id}" tabindex="0" role="slider" ${words}${turned}` : "";
  return `<g class="mf-handle mf-along-${along}"${offered} ${place}><circle class="mf-reach" r="22"/><circle class="mf-solid mf-${colour}" r="8"/></g>`;
}
