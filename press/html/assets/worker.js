// The worker in which a reader's Python runs. The page makes it of text, Pyodide's files before these functions: it
// works on `file://` too, where a worker can't be loaded. They use nothing that stands outside of them.

/** What leads out of a worker, to a network or to what another page keeps. */
const DOORS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "RTCPeerConnection", "importScripts",
  "Worker", "SharedWorker", "BroadcastChannel", "FontFace", "fonts", "indexedDB", "caches", "navigator",
];
const ROOM = 256 * 2 ** 20; // bytes that Python may hold

/** Closes the doors of this worker for good; nor can a text become code. */
function close(doors) {
  for (const made of [function () {}, async function () {}, function* () {}, async function* () {}]) {
    delete Object.getPrototypeOf(made).constructor;
  }
  for (const door of doors) {
    for (let holder = self; holder; holder = Object.getPrototypeOf(holder)) delete holder[door];
    Object.defineProperty(self, door, { value: undefined });
  }
}

/** A WebAssembly memory that would outgrow `room` is refused; Python then raises a MemoryError. */
function limit(room) {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > room) throw new RangeError("no more room");
    return grow.call(this, pages);
  };
}

/** Pyodide, of files that are here already, without a keyboard. From a snapshot of its memory it starts much faster. */
async function python(files, snapshot) {
  self.fetch = async (address) => {
    const name = String(address).split("/").pop();
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(files[name], { headers: { "Content-Type": type } });
  };
  const quiet = { stdin: () => null, stdout: () => {}, stderr: () => {} };
  const from = snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true };
  return self.loadPyodide({ indexURL: "http://nowhere.invalid/", jsglobals: {}, ...quiet, ...from });
}

/** From now on every file is as it is: what one check writes, the next one would read. */
function freeze(FS) {
  const refuse = () => {
    throw new FS.ErrnoError(69); // a read-only file system
  };
  const { dir, file, link } = FS.filesystems.MEMFS.ops_table;
  for (const name of ["mknod", "rename", "unlink", "rmdir", "symlink"]) dir.node[name] = refuse;
  for (const { node } of [dir, file, link]) node.setattr = refuse;
  file.stream.write = refuse;
}

/** Puts back every byte of Python's memory as it is now: whatever the code did, the next check starts as the first. */
function keeper(module) {
  const kept = module.HEAPU8.slice();
  return {
    restore() {
      module.HEAPU8.set(kept);
      module.HEAPU8.fill(0, kept.length);
    },
    grown: () => module.HEAPU8.length > 2 * kept.length,
  };
}

/** What checks a source, and the snapshot from which the next worker starts, where there is none yet. */
async function started({ files, sources, snapshot }, doors, room) {
  limit(room);
  const machine = await python(files, snapshot);
  const made = snapshot ? null : machine.makeMemorySnapshot();
  machine.FS.mkdirTree("descent/practice");
  for (const [name, text] of Object.entries(sources)) machine.FS.writeFile(`descent/practice/${name}`, text);
  const { observe_json: observe } = machine.pyimport("descent.practice.running");
  const { judge_json: judge } = machine.pyimport("descent.practice.checking");
  const tell = (call, printed) => self.postMessage({ call, printed });
  const practice = JSON.stringify({ function: "f", solution: "def f(x):\n    return x", inputs: [[1]], mistakes: [] });
  judge(practice, "", observe(practice, "def f(x):\n    return 1 / 0", () => {})); // Python imports all that it needs for it
  for (const name of ["js", "pyodide_js"]) machine.unregisterJsModule(name);
  machine.runPython("import sys; [sys.modules.pop(one) for one in list(sys.modules) if one.startswith(('js.', 'pyodide_js'))]");
  freeze(machine.FS);
  close(doors);
  Object.assign(console, { error() {}, warn() {} }); // where Python breaks down, the page says it
  const { restore, grown } = keeper(machine._module);
  const check = ({ practice, source }) => {
    const seen = observe(practice, source, tell);
    const spent = grown();
    restore();
    return { found: judge(practice, source, seen), spent };
  };
  return { check, made };
}

function serve(doors, room) {
  let check = null;
  const answer = async (data) => {
    if (check) return check(data);
    const { made, ...first } = await started(data, doors, room);
    check = first.check;
    return { made };
  };
  self.onmessage = async ({ data }) => {
    const told = await answer(data).catch((error) => ({ failed: String(error) }));
    self.postMessage(told, told.made ? [told.made.buffer] : []);
  };
}

/** The worker's whole text. */
export function text() {
  return `${[close, limit, python, freeze, keeper, started, serve].join("\n")}\nserve(${JSON.stringify(DOORS)}, ${ROOM});`;
}
