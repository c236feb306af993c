# nbgrader's settings for this course. Start `jupyter lab` in this folder to open formgrader; edit what you like.
from pathlib import Path

from autograder.course.nbgrader_bridge import configure

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "{course_id}"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)

# Formgrader's own Autograde and Generate-feedback buttons take the same steps as `autograder grade` and `feedback`.
configure(c)

# What lateness costs, where the time of arrival is known: "none", or "zero" for no points (or a plugin_class of yours).
c.LateSubmissionPlugin.penalty_method = "none"

# Where `autograder release --exchange` and `autograder collect --exchange` meet the students.
# c.Exchange.root = "/usr/local/share/nbgrader/exchange"
