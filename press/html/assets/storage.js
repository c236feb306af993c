// What a browser keeps for a reader. It may keep nothing (a private window, say), or what somebody else wrote.

const LONGEST = 100_000; // characters of code

/** A stored text as `{ code, done }`: what is of another kind is left out. */
function read(text) {
  try {
    const { code, done } = JSON.parse(text);
    return { ...(typeof code === "string" && code.length <= LONGEST ? { code } : {}), done: done === true };
  } catch {
    return { done: false };
  }
}

export function memory(view, name) {
  const key = `descent-practice-${name}`;
  const guarded = (act) => {
    try {
      return act(view.localStorage);
    } catch {
      return null;
    }
  };
  return {
    read: () => read(guarded((store) => store.getItem(key))),
    write: (kept) => guarded((store) => store.setItem(key, JSON.stringify(kept))),
    clear: () => guarded((store) => store.removeItem(key)),
  };
}
