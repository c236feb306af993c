// Practice cells: the reader's code is checked in their own browser, drawn over the right curve, and kept for their next
// visit. Nothing leaves the machine.

import { axes, curve, legend, panel, svg } from "./plot.js";

const MARKS = { right: "✓", mistake: "✗", wrong: "✗", error: "!" };

/** The reader's curve over the right one; what runs far off is cut at twice the right curve's height. */
export function picture(practice, { yours, right }, key) {
  if (!right.length) return "";
  const [xs, ys] = [0, 1].map((i) => right.map((point) => point[i]));
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const room = (high - low || 1) / 2;
  const seen = yours.map(([, y]) => Math.min(Math.max(y, low - room), high + room));
  const reach = [Math.min(low, ...seen), Math.max(high, ...seen)];
  const edge = (reach[1] - reach[0] || 1) * 0.06;
  const [xlabel, ylabel] = practice.labels ?? ["", ""];
  const on = axes({ title: practice.title, x: [Math.min(...xs), Math.max(...xs)], y: [reach[0] - edge, reach[1] + edge], xlabel, ylabel });
  const lines = [curve(on, right, { colour: "blue", width: 3 }), curve(on, yours, { colour: "orange", dash: "6 4" })];
  return svg(panel(on, [...lines, legend(on, [["blue", "right"], ["orange", "yours", "6 4"]])]), key);
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
    const [code, status, drawing] = ["code", "verdict", "drawing"].map((part) => root.querySelector(`.practice-${part}`));
    const stub = code.value;

    const say = (kind, text) => {
      root.dataset.verdict = kind;
      status.textContent = MARKS[kind] ? `${MARKS[kind]} ${text}` : text;
    };

    async function run() {
      const button = root.querySelector("[data-act=run]");
      button.disabled = true;
      say("busy", root.ownerDocument.defaultView.descentPython ? "Running …" : "Python is starting; the first time takes some seconds …");
      try {
        const found = await python.check(practice, code.value);
        say(found.verdict, found.says);
        drawing.innerHTML = picture(practice, found.curves, `practice-${index}`);
        kept.write({ code: code.value, done: found.verdict === "right" || kept.read().done === true });
        root.classList.toggle("is-done", kept.read().done === true);
      } catch (error) {
        say("error", error.message);
      }
      button.disabled = false;
    }

    function reset() {
      code.value = stub;
      kept.clear();
      root.classList.remove("is-done");
      drawing.innerHTML = "";
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
