// Where a browser keeps nothing for a page (in a private window, in a frame, with cookies refused), even to ask for the store
// is an error. The theme asks: so there it gets one that lasts as long as the page.
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("mode");
  } catch {
    const kept = new Map();
    const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, String(value)), removeItem: (key) => kept.delete(key) };
    Object.defineProperty(window, name, { value: store });
  }
}
