// What a page's markup becomes before it is written: formulas are drawn, figures that move get their first picture.
// One process for a build: a line of JSON with a page's body comes in, a line of JSON with the finished one goes out.

import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { admitted } from "../../descent/widgets/js/domain.js";
import { html } from "../../descent/widgets/js/figure.js";

const figures = {};
for (const path of process.argv.slice(2)) {
  for (const widget of Object.values(await import(path))) figures[widget.name] = widget;
}

const load = createRequire(import.meta.url);
const speech = load("speech-rule-engine");
await speech.setupEngine({ locale: "en" });
const MathJax = await load("mathjax").init({
  loader: { load: ["input/tex-full", "output/svg", "a11y/assistive-mml"] },
  svg: { fontCache: "global" },
});
const { adaptor, document: math, output } = MathJax.startup;

const FORMULA = /(<(?:span|div) class="math[^>]*>\s*(?:<span class="eqno">.*?<\/span>)?\s*)\\([([])(.*?)\\[)\]]\s*(<\/(?:span|div)>)/gs;
const FIGURE = /<div class="moving-figure" data-figure="([\w-]+)" data-state="([^"]*)"><\/div>/g;
const ALOUD = /<mjx-assistive-mml.*?<\/mjx-assistive-mml>/gs;
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

/** A label or a table's head of formulas alone gets their words: not every program that reads aloud looks for MathML there. */
const worded = (body) =>
  body.replace(/<(label|th)\b([^>]*)>(.*?)<\/\1>/gs, (whole, tag, rest, inside) => {
    const text = inside.replace(/<mjx-container.*?<\/mjx-container>/gs, "").replace(/<[^>]*>/g, "");
    return text.trim() ? whole : `<${tag}${rest}>${inside.replace(ALOUD, (mml) => spoken(mml))}</${tag}>`;
  });

const spoken = (mml) => `<span class="visually-hidden">${speech.toSpeech(mml.match(/<math.*<\/math>/s)[0])}</span>`;

/** A figure is placed with what it can draw: else a reader's first touch would change more than they meant. */
function within(name, state, drawn) {
  const odd = Object.keys(state).find((key) => JSON.stringify(state[key]) !== JSON.stringify(drawn[key]));
  if (odd) throw new Error(`${name}: ${odd} can't be ${JSON.stringify(state[odd])} here; the nearest is ${JSON.stringify(drawn[odd])}`);
}

function placed(body) {
  let index = 0;
  return body.replace(FIGURE, (_, name, data) => {
    const state = JSON.parse(plain(data));
    if (!figures[name]) throw new Error(`there is no figure ${name}; there are ${Object.keys(figures).join(", ")}`);
    within(name, state, admitted(figures[name], state));
    const key = `figure-${index++}`;
    return `<div class="moving-figure" data-figure="${name}" data-state="${data}">${html(figures[name], state, key)}</div>`;
  });
}

const answer = (found) => process.stdout.write(`${JSON.stringify(found)}\n`);

answer({ css: adaptor.textContent(output.styleSheet(math)) });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer({ body: placed(worded(drawn(JSON.parse(line).body))) });
  } catch (error) {
    answer({ error: error.message });
  }
}
