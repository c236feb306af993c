// Practice cells: the reader's code is checked in their own browser, drawn over the right curve, and kept for their next
// visit. Nothing leaves the machine.

import { picture } from "./drawing.js";
import { interpreter } from "./python.js";
import { loader } from "./scripts.js";
import { memory } from "./storage.js";

const MARKS = { right: "✓", mistake: "✗", wrong: "✗", error: "!" };
const NOTHING = { yours: [], right: [] };

/** The text of a cell: in a plain textarea until a reader goes into it, then in the editor, which loads meanwhile. */
function written(area, label, loadEditor) {
  let editor = null;
  let composing = false;
  area.addEventListener("compositionstart", () => (composing = true));
  area.addEventListener("compositionend", () => (composing = false));

  async function enrich() {
    const { edit } = await loadEditor().catch(() => ({})); // without it, the textarea does
    if (!edit || editor) return;
    if (composing) area.addEventListener("compositionend", () => setTimeout(enrich), { once: true });
    else editor = edit(area, { "aria-labelledby": label.id, "aria-describedby": area.getAttribute("aria-describedby") });
  }

  area.addEventListener("focus", enrich);
  label.addEventListener("click", () => editor?.focus());
  return {
    get: () => area.value,
    set: (text) => (editor ? editor.set(text) : (area.value = text)),
  };
}

/** What a cell tells: its verdict, what the code printed, and the drawing. */
function board(root, practice, key) {
  const [status, caption, printed, drawing] = ["verdict", "caption", "printed", "drawing"].map((part) => root.querySelector(`.practice-${part}`));
  const say = (kind, text) => {
    root.dataset.verdict = kind;
    status.textContent = MARKS[kind] ? `${MARKS[kind]} ${text}` : text;
  };
  const show = (call, text) => {
    caption.textContent = call ? `Printed by ${call}:` : "Printed:";
    printed.textContent = text;
    printed.parentElement.hidden = text === "";
  };
  const tell = (found) => {
    say(found.verdict, found.says);
    if ("printed" in found) show(found.call, found.printed);
    drawing.innerHTML = picture(practice, found.curves, key);
  };
  return { say, show, tell };
}

/** The button of a cell. While the code runs it can still have the focus: one that is disabled would drop it. */
function turns(button) {
  const isBusy = () => button.getAttribute("aria-disabled") === "true";
  return async (act) => {
    if (isBusy()) return;
    button.setAttribute("aria-disabled", "true");
    await act();
    button.setAttribute("aria-disabled", "false");
  };
}

function cell(root, key, python, loadEditor) {
  const practice = JSON.parse(root.dataset.practice);
  const kept = memory(root.ownerDocument.defaultView, practice.name);
  const [area, label, button] = [".practice-code", ".practice-label", "[data-act=run]"].map((part) => root.querySelector(part));
  const { say, show, tell } = board(root, practice, key);
  const inTurn = turns(button);
  const stub = area.value;
  const code = written(area, label, loadEditor);
  const solved = (done) => root.classList.toggle("is-done", done);

  const run = () =>
    inTurn(async () => {
      say("busy", python.isReady() ? "Running …" : "Python is starting; the first time takes some seconds …");
      show("", "");
      const found = await python.check(practice, code.get(), show).catch((error) => ({ verdict: "error", says: error.message, curves: NOTHING }));
      tell(found);
      const done = found.verdict === "right" || kept.read().done;
      kept.write({ code: code.get(), done });
      solved(done);
    });

  function reset() {
    code.set(stub);
    kept.clear();
    solved(false);
    tell({ verdict: "", says: "", curves: NOTHING, call: "", printed: "" });
  }

  const before = kept.read();
  if (before.code !== undefined) code.set(before.code);
  solved(before.done);
  area.addEventListener("input", () => kept.write({ ...kept.read(), code: area.value }));
  root.addEventListener("click", ({ target }) => ({ run, reset })[target.closest("[data-act]")?.dataset.act]?.());
  onRunKeys(root, run);
}

/** Ctrl+Enter and Shift+Enter run the code, and make no new line in it. */
function onRunKeys(root, run) {
  const asked = ({ key, ctrlKey, metaKey, shiftKey, isComposing }) => key === "Enter" && (ctrlKey || metaKey || shiftKey) && !isComposing;
  const act = (event) => {
    if (!event.target.closest("textarea, .cm-content") || !asked(event)) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  root.addEventListener("keydown", act, { capture: true }); // before the editor hears of it
}

/** Every cell of the page; the editor and Python are files beside this script. */
export function start(page) {
  const here = page.currentScript.src;
  const load = (file, name, what) => loader(page, here.replace("practice.js", file), name, `${what} could not be loaded; is the whole site here?`);
  const python = interpreter(load("python.js", "descentPython", "Python"));
  const loadEditor = load("editor.js", "descentEditor", "The editor");
  page.querySelectorAll("[data-practice]").forEach((root, index) => cell(root, `practice-${index}`, python, loadEditor));
}
