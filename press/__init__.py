"""Builds the site and the notebooks from `book/` and `solutions/`, and checks them."""

import autograder as autograder  # before nbformat, whose import it makes quick
