"""Where courses that were made by an earlier version find what their nbgrader_config.py calls."""

from autograder.course.nbgrader_bridge import configure as configure
