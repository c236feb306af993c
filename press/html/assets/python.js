// Python in the reader's browser: Pyodide in a worker, started at the first Run, one for all cells of a page.
//
// What it needs comes as one classic script of compressed files (`press.page_python` writes it), and the worker's code as
// a Blob: so it works on `file://` too, where nothing can be fetched.

import { text } from "./worker.js";

const SECONDS = 5; // that a reader's code may run
const NOTHING = { yours: [], right: [] };
const STOPPED = `Your code ran for ${SECONDS} seconds without an end and was stopped. Is there a loop that never ends, or one of very many steps?`;
const TOO_DEEP = "Your code calls itself more deeply than there is room for. Does a function call itself without an end?";
const BROKEN = "Your code changed or ended Python itself, so that nothing could be checked. Leave its built-in functions and its process as they are.";

/** Why there is no verdict: what the worker failed with is no text for a reader. */
const broken = (failed) => (/call stack|too much recursion/.test(failed) ? TOO_DEEP : BROKEN);

async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function unpackedAll(packed) {
  const parts = await Promise.all(Object.entries(packed).map(async ([name, one]) => [name, await unpacked(one)]));
  return Object.fromEntries(parts);
}

/** A started worker: `ask` promises its answer, and `hear` is told what the code prints meanwhile. */
async function started(files, from) {
  const own = Object.keys(files).filter((name) => name.endsWith(".py"));
  const sources = Object.fromEntries(own.map((name) => [name, new TextDecoder().decode(files[name])]));
  const code = new Blob([files["pyodide.js"], "\n", files["pyodide.asm.js"], "\n", text()], { type: "text/javascript" });
  const address = URL.createObjectURL(code);
  const worker = new Worker(address);
  const ask = (message, hear) =>
    new Promise((resolve) => {
      worker.onmessage = ({ data }) => ("printed" in data ? hear(data.call, data.printed) : resolve(data));
      worker.onerror = (event) => resolve({ failed: event.message || "Python stopped" });
      worker.postMessage(message);
    });
  const { failed, made } = await ask({ files, sources, snapshot: from });
  URL.revokeObjectURL(address);
  if (failed) throw new Error(`Python could not be started: ${failed}`);
  return { ask, made, end: () => worker.terminate() };
}

/** `check(practice, source, hear)` promises a verdict; `load` promises the packed files. */
export function interpreter(load) {
  let files = null;
  let snapshot = null; // of Python as it has just started
  let worker = null;
  let ready = false;
  let queue = Promise.resolve();

  function start() {
    ready = false;
    worker = (async () => {
      files ??= await unpackedAll(await load());
      const found = await started(files, snapshot);
      snapshot ??= found.made;
      ready = true;
      return found;
    })();
    worker.catch(() => (worker = snapshot = null)); // the next Run tries again, from the beginning
    return worker;
  }

  async function asked(practice, source, hear) {
    const { ask, end } = await (worker ?? start());
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(() => resolve({ late: true }), SECONDS * 1000)));
    const { found, spent, failed } = await Promise.race([ask({ practice: JSON.stringify(practice), source }, hear), late]);
    clearTimeout(timer);
    if (!found || spent) {
      end();
      start(); // a new one is ready by the time that the code is mended
    }
    if (found) return JSON.parse(found);
    return { verdict: "error", says: failed ? broken(failed) : STOPPED, curves: NOTHING };
  }

  return {
    isReady: () => ready,
    check(practice, source, hear) {
      const result = queue.then(() => asked(practice, source, hear));
      queue = result.catch(() => {});
      return result;
    },
  };
}
