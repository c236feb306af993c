// Python in the reader's browser: Pyodide in a worker, started at the first Run, one for all cells of a page.
//
// What it needs comes as one classic script of compressed files (`press.page_python` writes it), and the worker's code as
// a Blob: so it works on `file://` too, where nothing can be fetched. The worker can't fetch anything either.

const SECONDS = 5; // that a reader's code may run
const STOPPED = `Your code ran for ${SECONDS} seconds without an end and was stopped. Is there a loop that never ends, or one of very many steps?`;

/** The part of the worker that is ours; `files` are what Pyodide would fetch. */
function serve() {
  const files = {};
  self.fetch = async (address) => {
    const name = String(address).split("/").pop();
    if (!(name in files)) throw new TypeError("there is no network here");
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(files[name], { headers: { "Content-Type": type } });
  };
  let python;
  self.onmessage = async ({ data }) => {
    if (data.files) {
      Object.assign(files, data.files);
      python = await self.loadPyodide({ indexURL: "http://nowhere.invalid/" });
      python.FS.writeFile("checking.py", data.checking);
      python.runPython("import checking");
      self.postMessage({ ready: true });
      return;
    }
    self.postMessage({ found: python.pyimport("checking").check_json(data.practice, data.source) });
  };
}

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

function loaded(page, address) {
  return new Promise((resolve, reject) => {
    const script = page.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error("Python could not be loaded; is the whole site here?"));
    page.head.append(script);
  });
}

/** `check(practice, source)` promises a verdict; `address` is where the packed files are. */
export function interpreter(page, address) {
  const view = page.defaultView;
  let packed = null;
  let starting = null;
  let queue = Promise.resolve();

  async function files() {
    if (!view.descentPython) await loaded(page, address);
    const names = Object.keys(view.descentPython);
    const parts = await Promise.all(names.map((name) => unpacked(view.descentPython[name])));
    return Object.fromEntries(names.map((name, i) => [name, parts[i]]));
  }

  async function started() {
    packed ??= files();
    const { "pyodide.js": loader, "pyodide.asm.js": machine, "checking.py": checking, ...rest } = await packed;
    const code = new Blob([loader, "\n", machine, `\n(${serve})();`], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(code));
    worker.postMessage({ files: rest, checking: new TextDecoder().decode(checking) });
    await answer(worker);
    return worker;
  }

  const answer = (worker) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message || "Python stopped"));
    });

  async function asked(practice, source) {
    starting ??= started();
    const worker = await starting;
    const found = answer(worker);
    worker.postMessage({ practice: JSON.stringify(practice), source });
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(() => resolve(null), SECONDS * 1000)));
    const data = await Promise.race([found, late]);
    clearTimeout(timer);
    if (data) return JSON.parse(data.found);
    worker.terminate();
    starting = started(); // a new one is ready by the time that the loop is mended
    return { verdict: "error", says: STOPPED, curves: { yours: [], right: [] } };
  }

  return {
    check(practice, source) {
      const result = queue.then(() => asked(practice, source));
      queue = result.catch(() => {
        starting = null;
      });
      return result;
    },
  };
}
