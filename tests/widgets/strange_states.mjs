// States from strangers, drawn by every figure: a line of JSON on stdin holds {module: {export, state}}; what goes wrong
// comes out as a list of sentences, with the longest time that a picture took.

import { readFileSync } from "node:fs";

const [folder, count] = process.argv.slice(2);
const from = (name) => import(`${folder}/${name}.js`);
const [{ admitted }, { html }, { uniforms }] = await Promise.all(["domain", "figure", "noise"].map(from));
const chance = uniforms(1);
const pick = (all) => all[Math.floor(chance() * all.length)];

const NUMBERS = [1e9, -1e9, 1e308, -1e308, 5e-324, 0, -0, -1, 0.5, 1.5, 7, NaN, Infinity, -Infinity];
const KINDS = [null, true, false, "", "7", "__proto__", "constructor", "toString", "<b>", [], {}, [[]], [null, null], ["<b>"], [1e9, -1e9], [NaN, 0], { 0: [1e9, NaN] }, { length: 1e9 }];
const POISON = JSON.parse('{"__proto__": {"steps": 1e9}, "constructor": 1, "toString": 2, "colour": "red"}');
const WRONG = [Symbol.iterator.toString(), () => 1, Object.create(null)]; // of no kind that a state has

/** What is wrong with a picture: a number that is none in the geometry, or a control or handle outside its own range. */
function faults(markup) {
  const found = [...markup.matchAll(/ (d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|min|max|value|aria-value(?:now|min|max))="([^"]*)"/g)]
    .filter(([, , text]) => /NaN|Infinity|undefined|null/.test(text)).map(([all]) => all.slice(0, 80));
  for (const [tag] of markup.matchAll(/<input type="range"[^>]*>|<g class="mf-handle[^>]*>/g)) {
    const at = (name) => Number(tag.match(new RegExp(`${name}="([^"]*)"`))[1]);
    const [lo, hi, now] = tag.startsWith("<g") ? ["valuemin", "valuemax", "valuenow"].map(at) : [" min", " max", " value"].map(at);
    if (!(lo <= now && now <= hi)) found.push(`${tag.slice(0, 90)}: ${now} is not in [${lo}, ${hi}]`);
  }
  return found;
}

const said = [];
let longest = 0;
for (const [module, { name, state }] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const widget = (await from(module))[name];
  const options = [...html(widget, state, "key").matchAll(/<option value="([^"]*)"|<input type="checkbox"[^>]* value="([^"]*)"/g)].map((one) => one[1] ?? one[2]);
  const strange = () => pick([NUMBERS, NUMBERS, KINDS, WRONG, options, [[pick(options)], Number(pick(options)), chance() * 20 - 10]]
    .map((all) => pick(all.length ? all : [0])));
  const keys = Object.keys(state);
  const changes = [
    {}, null, 7, "words", [], POISON,
    ...keys.flatMap((key) => [...NUMBERS, ...KINDS, ...WRONG, ...(typeof state[key] === "string" ? options : [])].map((value) => ({ [key]: value }))),
    ...Array.from({ length: Number(count) }, () => Object.fromEntries(keys.filter(() => chance() < 0.6).map((key) => [key, strange()]))),
  ];
  for (const change of changes) {
    const told = `${name} ${JSON.stringify(change, (_, x) => (typeof x === "number" ? String(x) : x))?.slice(0, 300)}`;
    const begun = performance.now();
    try {
      const drawn = admitted(widget, state, change);
      said.push(...faults(html(widget, drawn, "key", { live: true })).map((one) => `${told}: ${one}`));
      if (JSON.stringify(admitted(widget, state, drawn)) !== JSON.stringify(drawn)) said.push(`${told}: mended twice, it is another`);
      if (Object.keys(drawn).join() !== keys.join()) said.push(`${told}: it has other entries`);
    } catch (error) {
      said.push(`${told}: ${error.stack.split("\n").slice(0, 3).join()}`);
    }
    longest = Math.max(longest, performance.now() - begun);
  }
}
process.stdout.write(JSON.stringify({ said: said.slice(0, 20), longest }));
