// What a page's markup becomes before it is written: formulas are drawn, figures that move get their first picture.
// One process for a build: a line of JSON with a page's body comes in, a line of JSON with the finished one goes out.

import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { html } from "../descent/widgets/js/figure.js";

const figures = {};
for (const path of process.argv.slice(2)) {
  for (const widget of Object.values(await import(path))) figures[widget.name] = widget;
}

const MathJax = await createRequire(import.meta.url)("mathjax").init({
  loader: { load: ["input/tex-full", "output/svg", "a11y/assistive-mml"] },
  svg: { fontCache: "global" },
});
const { adaptor, document: math, output } = MathJax.startup;

const FORMULA = /(<(?:span|div) class="math[^>]*>\s*(?:<span class="eqno">.*?<\/span>)?\s*)\\([([])(.*?)\\[)\]]\s*(<\/(?:span|div)>)/gs;
const FIGURE = /<div class="moving-figure" data-figure="([\w-]+)" data-state="([^"]*)"><\/div>/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };

const plain = (text) => text.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name) => ENTITIES[name]);

/** The formulas as drawings, each with its MathML beside it for whoever listens; the letters' shapes come once. */
function drawn(body) {
  output.clearFontCache();
  let count = 0;
  const text = body.replace(FORMULA, (_, open, kind, tex, close) => {
    count += 1;
    const node = MathJax.tex2svg(plain(tex), { display: kind === "[" });
    const error = adaptor.outerHTML(node).match(/data-mjx-error="([^"]*)"/);
    if (error) throw new Error(`the formula ${plain(tex)} can't be drawn: ${error[1]}`);
    return open + adaptor.outerHTML(node) + close;
  });
  if (!count) return body;
  const shapes = adaptor.outerHTML(output.fontCache.getCache());
  return `<svg class="formula-shapes" aria-hidden="true" width="0" height="0">${shapes}</svg>${text}`;
}

function placed(body) {
  let index = 0;
  return body.replace(FIGURE, (_, name, data) => {
    const state = JSON.parse(plain(data));
    if (!figures[name]) throw new Error(`there is no figure ${name}; there are ${Object.keys(figures).join(", ")}`);
    const key = `figure-${index++}`;
    return `<div class="moving-figure" data-figure="${name}" data-state="${data}">${html(figures[name], state, key)}</div>`;
  });
}

const answer = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

answer({ css: adaptor.textContent(output.styleSheet(math)) });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer({ body: placed(drawn(JSON.parse(line).body)) });
  } catch (error) {
    answer({ error: error.message });
  }
}
