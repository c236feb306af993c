// The theme lets the keyboard reach code that scrolls sideways, but measures it only when the window changes its size: so
// tell it of a tab or a fold that opens as well.
for (const name of ["change", "toggle"]) document.addEventListener(name, () => dispatchEvent(new Event("resize")), true);
