"""Measures Descent: what it costs, and what it does with the corpus of submissions beside stock nbgrader."""

import autograder as autograder  # before nbformat, whose import it makes quick
