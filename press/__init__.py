"""Builds the site and the notebooks from `book/` and `solutions/`, and checks them."""
