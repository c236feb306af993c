// A figure that moves: a pure function from a state to HTML, and the few lines that let a reader change the state.
//
// A widget is {name, title, domain(state), controls(state), panels(state), caption(state), description(state)}, and if it
// needs them `fitted(state)` (what its entries ask of each other, mended), `change(state, key, value)` (what else a
// control changes), `actions` (its own buttons: state → state) and `tick(state)` (the next frame while it plays; it sets
// `playing` to false at the end). An action of its own that is called `play` takes the place of the usual one.
//
// The same picture is written into the page when the book is built, so that nothing is missing where no script runs;
// where one runs, `mount` takes over without a visible change.

import { clamped } from "./clamp.js";
import { html as control, read } from "./controls.js";
import { svg } from "./plot.js";
import { escape } from "./words.js";

const FRAME = 90; // milliseconds between two frames of a figure that plays

/**
 * All that is inside the figure. `key` is unique on its page; `told` is an answer to a button; `links`: can its state be
 * linked to? Until it is `live`, a handle is a part of the picture and not offered to anyone.
 */
export function html(widget, state, key, { told = "", links = true, live = false } = {}) {
  const panels = widget.panels(state).map((one, i) => svg(one, `${key}-${i}`, live));
  const controls = widget.controls(state).map((one) => control(links ? one : withoutLink(one), state));
  return [
    `<div class="mf-panels" role="group" aria-label="${escape(widget.title)}" aria-describedby="${key}-words">${panels.join("")}</div>`,
    `<div class="mf-controls">${controls.join("")}</div>`,
    `<p class="mf-told" role="status">${escape(told)}</p>`,
    `<p class="mf-caption" aria-live="polite">${escape(widget.caption(state))}</p>`,
    `<details class="mf-words"><summary>The picture in words</summary><p id="${key}-words">${escape(widget.description(state))}</p></details>`,
  ].join("");
}

const withoutLink = (one) =>
  one.kind === "buttons" ? { ...one, options: one.options.filter(([action]) => action !== "link") } : one;

/**
 * Bring the figure in `root` to life; returns {state, set, stop}. `save(state)` is told of every change. `link(state)`
 * gives an address that restores the state; a notebook has none, and offers no such button.
 */
export function mount(root, widget, start, key, save = () => {}, link = null) {
  let state = start;
  let told = ""; // the answer to the last button
  let drawn = null; // a frame that has been asked for
  let dragged = null; // the handle under a finger: {id, pointer}
  let timer = null;
  const calm = root.ownerDocument.defaultView.matchMedia("(prefers-reduced-motion: reduce)");

  function draw() {
    drawn = null;
    const template = root.ownerDocument.createElement("template");
    template.innerHTML = html(widget, state, key, { told, links: link !== null, live: true });
    follow(root, template.content);
  }

  function set(next) {
    if (next === state) return;
    state = next;
    save(state);
    tell("");
    if (state.playing && timer === null) play();
  }

  function tell(words) {
    told = words;
    drawn ??= requestAnimationFrame(draw);
  }

  /** The clipboard may be refused, or missing: then the reader gets the address to copy. */
  function share() {
    const address = link({ ...state, ...("playing" in state && { playing: false }) });
    const clipboard = root.ownerDocument.defaultView.navigator.clipboard;
    if (!clipboard) tell(`Copy this address: ${address}`);
    else clipboard.writeText(address).then(() => tell("Link copied."), () => tell(`Copy this address: ${address}`));
  }

  function play() {
    if (calm.matches) {
      let last = state;
      while (last.playing) last = widget.tick(last);
      set(last);
      return;
    }
    timer = setInterval(() => {
      if (state.playing) set(widget.tick(state));
      if (!state.playing) timer = void clearInterval(timer) ?? null;
    }, FRAME);
  }

  const handle = (id) => {
    const panels = widget.panels(state);
    const index = panels.findIndex((one) => one.handles.some((each) => each.id === id));
    return index < 0 ? null : { index, on: panels[index].on, ...panels[index].handles.find((each) => each.id === id) };
  };

  function drag(event) {
    const one = handle(dragged.id);
    if (!one) return;
    const picture = root.querySelectorAll(".mf-panel")[one.index];
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    set(one.move(state, ...inside(one.on, ...one.on.at(place.x, place.y))));
  }

  const on = (name, act) => root.addEventListener(name, act);
  // One finger on a handle drags it: browsers heed no `touch-action` on a part of an SVG and would scroll. Two zoom.
  const hold = (event) => event.touches.length === 1 && event.target.closest("[data-handle]") && event.preventDefault();
  root.addEventListener("touchstart", hold, { passive: false });
  on("pointerdown", (event) => {
    const knob = event.target.closest("[data-handle]");
    if (!knob || event.button > 0 || dragged) return;
    event.preventDefault();
    dragged = { id: knob.dataset.handle, pointer: event.pointerId };
    root.setPointerCapture(event.pointerId);
    knob.focus({ preventScroll: true });
  });
  const held = (event) => event.pointerId === dragged?.pointer;
  on("pointermove", (event) => held(event) && drag(event));
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) on(name, (event) => held(event) && (dragged = null));
  on("keydown", (event) => {
    const knob = event.target.closest("[data-handle]");
    const one = knob && handle(knob.dataset.handle);
    const moved = one && pressed(one, event);
    if (!moved) return;
    event.preventDefault();
    set(one.move(state, ...inside(one.on, ...moved)));
  });
  on("input", (event) => {
    const one = widget.controls(state).find((each) => each.key === event.target.dataset.key);
    if (!one) return;
    const value = read(one, event.target, state);
    const next = widget.change ? widget.change(state, one.key, value) : { ...state, [one.key]: value };
    set(widget.fitted ? widget.fitted(next) : next);
  });
  on("click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    const own = widget.actions?.[action];
    if (own) set(own(state));
    else if (action === "play") set({ ...state, playing: !state.playing });
    else if (action === "link") share();
  });
  root.classList.add("is-live");
  draw();
  if (state.playing) play();
  return {
    get state() {
      return state;
    },
    set,
    stop: () => clearInterval(timer),
  };
}

const inside = (on, x, y) => [clamped(x, ...on.x), clamped(y, ...on.y)];

/** Where a key moves a handle; nothing for a key that it does not know. */
function pressed({ x, y, along, step, on }, { key, shiftKey }) {
  const [dx, dy] = step.map((one) => (shiftKey ? 5 : 1) * one);
  const both = along === "xy";
  const places = {
    ArrowRight: along === "y" ? [x, y + dy] : [x + dx, y],
    ArrowLeft: along === "y" ? [x, y - dy] : [x - dx, y],
    ArrowUp: along === "x" ? [x + dx, y] : [x, y + dy],
    ArrowDown: along === "x" ? [x - dx, y] : [x, y - dy],
    PageUp: both || along === "y" ? [x, y + 10 * dy] : [x + 10 * dx, y],
    PageDown: both || along === "y" ? [x, y - 10 * dy] : [x - 10 * dx, y],
    Home: along === "y" ? [x, on.y[0]] : [on.x[0], y],
    End: along === "y" ? [x, on.y[1]] : [on.x[1], y],
  };
  return places[key];
}

/** Make `old` look like `wanted` and keep every node that can stay: focus, an open fold and a finger stay with it. */
function follow(old, wanted) {
  const children = [...wanted.childNodes];
  children.forEach((child, i) => {
    const mine = old.childNodes[i];
    if (!mine) old.append(child);
    else if (mine.nodeName !== child.nodeName || mine.nodeType !== child.nodeType) mine.replaceWith(child);
    else if (child.nodeType === 3) {
      if (mine.data !== child.data) mine.data = child.data;
    } else {
      dress(mine, child);
      follow(mine, child);
    }
  });
  while (old.childNodes.length > children.length) old.lastChild.remove();
}

function dress(old, wanted) {
  const keeps = old.nodeName === "DETAILS" ? ["open"] : [];
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !keeps.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.nodeName === "INPUT") {
    old.checked = wanted.checked;
    if (old.type === "range" && old.value !== wanted.value) old.value = wanted.value;
  }
  if (old.nodeName === "OPTION") old.selected = wanted.hasAttribute("selected");
}
