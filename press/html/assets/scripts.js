// A classic script, asked for once by a page when it is needed: on `file://` neither a module nor a file can be fetched.

/** Promises what the script at `address` sets as `window[name]`; after a failure the next call tries again. */
export function loader(page, address, name, failure) {
  let loading = null;
  return () => {
    loading ??= asked(page, address, failure).then(() => page.defaultView[name]);
    loading.catch(() => (loading = null));
    return loading;
  };
}

function asked(page, address, failure) {
  return new Promise((resolve, reject) => {
    const script = page.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(failure));
    page.head.append(script);
  });
}
