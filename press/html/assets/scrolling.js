// Code, formulas and tables that scroll sideways can be reached by keyboard, and say what they are. The theme measures some of
// them when the window changes its size; here each is measured when its own size changes: as a tab or a fold opens, too.

const KINDS = [[".math, .math *", "Formula"], [".pst-scrollable-table-container", "Table"], [".cell_output *", "Output"], ["*", "Code"]];
const BOXES = ".bd-article :is(pre:not([role]), .output, div.math, div.math > mjx-container, .pst-scrollable-table-container)";

function measure(box) {
  const [, kind] = KINDS.find(([where]) => box.matches(where));
  const stop = { tabindex: 0, role: "group", "aria-label": `${kind}, scrolls sideways` };
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  for (const [name, value] of Object.entries(stop)) scrolls ? box.setAttribute(name, value) : box.removeAttribute(name);
}

const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));
document.querySelectorAll(BOXES).forEach((box) => sizes.observe(box));
