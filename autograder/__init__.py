"""Marks a class on top of nbgrader: its notebooks, gradebook, formgrader and feedback stay usable."""
