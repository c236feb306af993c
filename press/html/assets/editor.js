// The editor of a practice cell: CodeMirror. It is bundled by itself and loaded when a reader first goes into a cell.

import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];

/** After Escape, Tab leaves the editor as everywhere else; any other key makes it indent again. */
const leaving = EditorView.domEventHandlers({
  keydown({ key }, view) {
    if (key === "Escape") view.setTabFocusMode(true);
    else if (key !== "Tab" && !MODIFIERS.includes(key)) view.setTabFocusMode(false);
  },
  blur: (_, view) => view.setTabFocusMode(false),
});

/** Takes the place of a textarea, with its text, selection and focus; the textarea keeps the text, unseen. */
export function edit(area, names) {
  const write = ({ docChanged, state }) => {
    if (!docChanged) return;
    area.value = state.doc.toString();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const state = EditorState.create({
    doc: area.value,
    selection: { anchor: area.selectionStart, head: area.selectionEnd },
    extensions: [
      lineNumbers(), history(), indentOnInput(), bracketMatching(), pythonLanguage, leaving,
      indentUnit.of("    "), EditorState.tabSize.of(4), syntaxHighlighting(classHighlighter),
      keymap.of([indentWithTab, ...historyKeymap, ...defaultKeymap]),
      EditorView.contentAttributes.of(names), EditorView.updateListener.of(write),
    ],
  });
  const focused = area.ownerDocument.activeElement === area;
  const view = new EditorView({ state });
  view.dom.style.minHeight = `${area.offsetHeight}px`; // nothing on the page moves
  area.before(view.dom);
  if (focused) view.focus();
  area.hidden = true;
  return {
    focus: () => view.focus(),
    set(text) {
      const changes = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes, annotations: isolateHistory.of("full") }); // one undo brings all of it back
    },
  };
}
