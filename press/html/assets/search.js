// The search shows the beginning of each page that it finds. On file:// and in a frame of its own a browser lets no page read
// another: there it does without.
if (location.protocol === "file:" || origin === "null") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
