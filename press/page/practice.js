// Practice cells: the reader's code is checked in their own browser, drawn over the right curve, and kept for their next
// visit. Nothing leaves the machine.

import { clamped } from "./clamp.js";
import { axes, curve, legend, panel, svg } from "./plot.js";

const MARKS = { right: "✓", mistake: "✗", wrong: "✗", error: "!" };

/** The reader's curve over the right one; what runs far off is cut at twice the right curve's height. */
export function picture(practice, { yours, right }, key) {
  if (!right.length) return "";
  const [xs, ys] = [0, 1].map((i) => right.map((point) => point[i]));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const level = high - low < 1e-6 * Math.max(1, Math.abs(high)); // apart from rounding
  const span = level ? Math.abs(high) || 1 : high - low;
  const seen = yours.map(([, y]) => clamped(y, low - span / 2, high + span / 2));
  const reach = [Math.min(low, ...seen), Math.max(high, ...seen)];
  const edge = level ? span / 2 : (reach[1] - reach[0]) * 0.06;
  const [xlabel, ylabel] = practice.labels ?? ["", ""];
  const on = axes({ title: practice.title, x: [Math.min(...xs), Math.max(...xs)], y: [reach[0] - edge, reach[1] + edge], xlabel, ylabel });
  const lines = [curve(on, right, { colour: "blue", width: 3 }), curve(on, yours, { colour: "orange", dash: "6 4" })];
  const entries = [["blue", "right"], ["orange", "yours", "6 4"]];
  return svg(panel(on, [...lines, legend(on, entries, freeCorner(on, [...right, ...yours], [70, 34]))]), key);
}

/** Where a legend of this size hides the fewest of these points: [x, y] of its first line, in one of the four corners. */
function freeCorner(on, points, [width, height]) {
  const [left, right] = on.x.map(on.px);
  const [low, high] = on.y.map(on.py);
  const corners = [high, low - height].flatMap((y) => [left, right - width].map((x) => ({ x, y })));
  const hidden = ({ x, y }) => points.filter((point) => {
    const [px, py] = [on.px(point[0]), on.py(point[1])];
    return px > x && px < x + width && py > y && py < y + height;
  }).length;
  const best = corners.reduce((one, other) => (hidden(other) < hidden(one) ? other : one));
  return { x: best.x + 8, y: best.y + 14 };
}

/** What a browser keeps for a reader; where it keeps nothing (a private window, say), nothing is lost but that. */
export function memory(view, name) {
  const key = `descent-practice-${name}`;
  const guarded = (act) => {
    try {
      return act(view.localStorage);
    } catch {
      return null;
    }
  };
  return {
    read: () => JSON.parse(guarded((store) => store.getItem(key)) ?? "{}"),
    write: (kept) => guarded((store) => store.setItem(key, JSON.stringify(kept))),
    clear: () => guarded((store) => store.removeItem(key)),
  };
}

export function practise(page, python) {
  page.querySelectorAll("[data-practice]").forEach((root, index) => {
    const practice = JSON.parse(root.dataset.practice);
    const kept = memory(page.defaultView, practice.name);
    const [code, status, printed, drawing] = ["code", "verdict", "printed", "drawing"].map((part) => root.querySelector(`.practice-${part}`));
    const stub = code.value;

    const say = (kind, text) => {
      root.dataset.verdict = kind;
      status.textContent = MARKS[kind] ? `${MARKS[kind]} ${text}` : text;
    };

    const show = (text) => {
      printed.textContent = text;
      printed.parentElement.hidden = text === "";
    };

    async function run() {
      const button = root.querySelector("[data-act=run]");
      button.disabled = true;
      say("busy", root.ownerDocument.defaultView.descentPython ? "Running …" : "Python is starting; the first time takes some seconds …");
      try {
        const found = await python.check(practice, code.value);
        say(found.verdict, found.says);
        show(found.printed);
        drawing.innerHTML = picture(practice, found.curves, `practice-${index}`);
        kept.write({ code: code.value, done: found.verdict === "right" || kept.read().done === true });
        root.classList.toggle("is-done", kept.read().done === true);
      } catch (error) {
        say("error", error.message);
        show("");
      }
      button.disabled = false;
    }

    function reset() {
      code.value = stub;
      kept.clear();
      root.classList.remove("is-done");
      drawing.innerHTML = "";
      show("");
      say("", "");
    }

    const before = kept.read();
    if (before.code) code.value = before.code;
    root.classList.toggle("is-done", before.done === true);
    root.addEventListener("click", ({ target }) => {
      const act = target.closest("[data-act]")?.dataset.act;
      if (act === "run") run();
      if (act === "reset") reset();
    });
    code.addEventListener("input", () => kept.write({ ...kept.read(), code: code.value }));
    code.addEventListener("keydown", (event) => type(event, code, run));
  });
}

/** Ctrl+Enter runs; Tab indents, after Escape it leaves the editor as everywhere; Enter keeps the indentation. */
function type(event, code, run) {
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (key === "Enter" && (ctrlKey || metaKey)) {
    event.preventDefault();
    run();
  } else if (key === "Escape") code.dataset.leaves = "yes";
  else if (key === "Tab" && !shiftKey && !code.dataset.leaves) {
    event.preventDefault();
    insert(code, "    ");
  } else if (key === "Enter") {
    event.preventDefault();
    const line = code.value.slice(0, code.selectionStart).split("\n").pop();
    insert(code, `\n${line.match(/^ */)[0]}${line.trimEnd().endsWith(":") ? "    " : ""}`);
  }
  if (key !== "Escape" && key !== "Tab") delete code.dataset.leaves;
}

function insert(code, text) {
  code.setRangeText(text, code.selectionStart, code.selectionEnd, "end");
  code.dispatchEvent(new Event("input", { bubbles: true }));
}
