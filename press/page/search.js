// The search shows the beginning of each page that it finds. On file:// a browser lets no page read another: there it does without.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
