"""Makes `notebooks/` from `book/` and `solutions/`: plain Markdown, citations, reference values in prose."""
