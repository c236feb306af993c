"""A course folder and nbgrader's gradebook in it: what is kept of a class, and where."""
